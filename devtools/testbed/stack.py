"""A day of articles and the deployed stack that it is played on: what the system tests of alerts and of faults share."""

from __future__ import annotations

import collections
import gzip
import itertools
import json
import random
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from devtools.testbed.emulator import Emulator, configure, limit_workers, physical_name, waiting
from tests.support.pages import dump

COUNTRIES = {
    "Chile": "CL", "Peru": "PE", "Kenya": "KE", "Ghana": "GH", "Nepal": "NP", "Japan": "JP", "Spain": "ES",
    "Malta": "MT", "Fiji": "FJ", "Qatar": "QA", "Benin": "BJ", "Palau": "PW", "Togo": "TG", "Samoa": "WS",
}  # fmt: skip
POISON = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "blank": b" \n\t\n" * 40,
    "cut short": gzip.compress(bytes(range(256)) * 40, mtime=0)[:40],
    "bomb": gzip.compress(bytes(30_000_000), mtime=0),
    "hollow": b"<!DOCTYPE html><html><head><title></title></head><body><nav></nav></body></html>",
}
REFUSED = "\uffff\x0b\ufffe"
"""Characters that SQS refuses; a tenth of the stories have some."""
PATIENCE = 300.0
"""Seconds without any change in the queues after which they are held to be stuck."""
QUEUES = ("ArticlesQueueUrl", "AlertRequestsQueueUrl", "SentAlertsQueueUrl", "WatchlistsQueueUrl")
FUNCTIONS = ("ProcessArticle", "SendAlert", "ArchiveAlert", "CompileWatchlist")


class Day:
    """What one seed makes: pages by key, and what must come of them.

    Attributes:
        pages: keys below ``inbox/`` and bodies.
        poison: keys of those that cannot be read, and what is wrong with them.
        plain: keys of those that name nothing watched.
        expected: stories with the entries that they name.
    """

    def __init__(self, seed: int, count: int) -> None:
        chance = random.Random(seed)
        self.seed = seed
        self.pages: list[tuple[str, bytes]] = []
        self.poison: dict[str, str] = {}
        self.plain: set[str] = set()
        self.expected: set[tuple[str, str]] = set()
        number = itertools.count()
        while len(self.pages) < count:
            name = f"{seed}/{next(number)}"
            die = chance.random()
            if die < 0.02:
                kind = chance.choice(list(POISON))
                self.pages.append((f"{name}.txt", POISON[kind]))
                self.poison[f"inbox/{name}.txt"] = kind
            elif die < 0.75:
                self.plain.add(f"{name}.txt")
                text = f"The choir of plan {name} sang for {chance.randrange(99)} hours, and hall {chance.random()} was full. "
                self.pages.append((f"{name}.txt", f"Choir {name} fills the hall\n\n{text * 6}".encode()))
            else:
                names = chance.sample(list(COUNTRIES), chance.choice([1, 1, 2]))
                page = dump(seed * 1_000_003 + len(self.pages), names, sentences=18)
                if chance.random() < 0.1:
                    page = page.replace(b" ", f"{REFUSED} ".encode(), 5)
                self.expected |= {(name, COUNTRIES[country]) for country in names}
                for copy in range(chance.choice([1, 1, 1, 2, 3])):
                    outlet = page.replace(b"Daily Example", f"Example Paper {copy}".encode())
                    self.pages.append((f"{name}.copy{copy}.txt", outlet))
        chance.shuffle(self.pages)

    def mend(self, chance: random.Random) -> dict[str, bytes]:
        """Half of the pages that could not be read, made readable: they must alert now."""
        mended = {}
        for number, key in enumerate(sorted(self.poison)[::2]):
            name = chance.choice(list(COUNTRIES))
            del self.poison[key]
            story = key.removeprefix("inbox/")
            # No page of the day has this seed; a negative one would be its page's own, as Random takes the absolute value.
            mended[story] = dump((500 + self.seed) * 1_000_003 + number, [name], sentences=18)
            self.expected.add((story.split(".")[0], COUNTRIES[name]))
        return mended


class Bench:
    """The stack, and what a system test does with it.

    Args:
        running: the emulator.
        stack: the deployed stack's outputs.
        settings: variables of the functions' environments that each ``configure`` sets as well.
    """

    def __init__(self, running: Emulator, stack: dict[str, str], **settings: str) -> None:
        self.running, self.stack, self.settings = running, stack, settings
        self.sqs, self.s3, self.lambdas = running.client("sqs"), running.client("s3"), running.client("lambda")
        self.names = {name: physical_name(running, name) for name in FUNCTIONS}

    def configure(self, function: str, **changes: str) -> None:
        """Change settings of a function: its environments start anew."""
        configure(self.running, self.names[function], end=True, **{**self.settings, **changes})

    def change(self, function: str, variables: dict[str, str] | None = None, **changes: Any) -> None:
        """Change more of a function than its environment's variables."""
        self.lambdas.update_function_configuration(FunctionName=self.names[function], **changes)
        self.configure(function, **(variables or {}))

    def scale(self, at_once: dict[str, int]) -> None:
        """Have so many workers of each function at once."""
        for name, most in at_once.items():
            limit_workers(self.running, self.names[name], most)

    def drop(self, key: str, body: bytes) -> None:
        """A page into the inbox."""
        self.s3.put_object(Bucket=self.stack["InboxBucketName"], Key=f"inbox/{key}", Body=body)

    def again(self, key: str, delay: int = 0) -> None:
        """The bucket's event for a page once more, after so many seconds."""
        record = {
            "eventSource": "aws:s3",
            "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": self.stack["InboxBucketName"]}, "object": {"key": f"inbox/{key}", "size": 1}},
        }
        self.sqs.send_message(
            QueueUrl=self.stack["ArticlesQueueUrl"], MessageBody=json.dumps({"Records": [record]}), DelaySeconds=delay
        )

    def waiting(self) -> list[int]:
        """Messages in each queue, in hand and delayed ones too."""
        return [waiting(self.sqs, self.stack[queue]) for queue in QUEUES]

    def settle(self) -> bool:
        """Wait until the queues are empty; whether that came."""
        last, since, empty = self.waiting(), time.monotonic(), 0
        while empty < 3:
            time.sleep(0.5)
            now = self.waiting()
            empty = empty + 1 if not any(now) else 0
            if now != last:
                last, since = now, time.monotonic()
            elif any(now) and time.monotonic() - since > PATIENCE:
                print(f"  stuck: {dict(zip(QUEUES, now, strict=True))}", flush=True)
                return False
        return True


def story_of(source: str) -> str:
    """The story that a source belongs to: the name of an object in the inbox without its ending, or the path of an address."""
    _, inbox, name = source.partition("/inbox/")
    return name.split(".")[0] if inbox else urlsplit(source).path


def heard(envelopes: Iterable[dict[str, Any]]) -> collections.Counter[tuple[str, str]]:
    """How often SNS's messages report each story for each entry."""
    told: collections.Counter[tuple[str, str]] = collections.Counter()
    for envelope in envelopes:
        body = json.loads(envelope["Message"])
        for alert in body.get("alerts", [body]):
            told.update((story_of(alert["article"]["source"]), match["entry"]) for match in alert["matches"])
    return told
