"""``feeds.yaml``: the feeds that are watched, as people write them, checked before they are used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from wirewatch.fetching.urls import canonical_url
from wirewatch.limits import FEED_LIST_BYTES, FEED_LIST_FEEDS
from wirewatch.parsing.yaml import Node
from wirewatch.watchlists.models import Problem, WatchlistError
from wirewatch.watchlists.yaml_parser import WatchlistParser

Text = Literal["full", "teaser"]

SOONEST: Final = 5
"""Minutes: no feed is polled more often."""
LATEST: Final = 24 * 60
TOP_FIELDS: Final = {"version", "feeds", "title"}
FEED_FIELDS: Final = {"url", "name", "tags", "every", "language", "text", "watchlist", "enabled"}
_EVERY = re.compile(r"([1-9][0-9]{0,4})\s?(m|min|h|d)")
_UNITS = {"m": 1, "min": 1, "h": 60, "d": 1440}
_TAG = re.compile(r"[^\s,/\x00-\x1f\x7f](?:[^,/\x00-\x1f\x7f]{0,62}[^\s,/\x00-\x1f\x7f])?")
_PLAIN = re.compile(r"https?://[A-Za-z0-9._~/?&=%+;@!$()-]+(?::[0-9]+)?[A-Za-z0-9._~/?&=%+;@!$()-]*")


class WatchedFeed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One feed that is watched.

    Attributes:
        url: http or https.
        name: shown instead of the feed's own title; may be empty.
        tags: free words that travel with its articles' alerts.
        every: minutes between two polls; None: as often as the feed publishes.
        language: ISO 639-1, where its articles do not say theirs.
        text: ``full``: the article's page is fetched where the feed does not carry it; ``teaser``: never.
        watchlist: name of the watchlist that its articles are matched against; None: the one for all.
        enabled: whether it is polled.
    """

    url: str
    name: str = ""
    tags: list[str] = []
    every: int | None = None
    language: str | None = None
    text: Text = "full"
    watchlist: str | None = None
    enabled: bool = True


class FeedList(msgspec.Struct, kw_only=True):
    """Checked feeds, addresses unique.

    Attributes:
        feeds: in the order of the files, disabled ones too.
        sources: the files that they came from.
        warnings: what was left out of a list that came from elsewhere, and why.
    """

    feeds: list[WatchedFeed]
    sources: list[str] = []
    warnings: list[Problem] = []


class FeedListError(WatchlistError):
    """The list of feeds cannot be used; ``problems`` says everything that is wrong with it."""


def feed_key(url: str) -> str:
    """What two addresses of one feed have in common: http or https, the order of parameters and tracking do not count."""
    return (canonical_url(url) or url).partition("://")[2].removeprefix("www.").rstrip("/")


def parse_feeds(files: Mapping[str, bytes]) -> FeedList:
    """The feeds in the bytes of one or more files, joined; the files' names stand in messages.

    Raises:
        FeedListError: with every problem of every file.
    """
    reader = _Reader()
    for name, data in files.items():
        if len(data) > FEED_LIST_BYTES:
            reader.problem(name, 0, "", f"larger than {FEED_LIST_BYTES // 2**20} MB; split it")
        else:
            reader.file(data, name)
    return reader.found()


def load_feeds(paths: Iterable[Path | str]) -> FeedList:
    """The feeds in one or more files.

    Raises:
        FeedListError: with every problem of every file.
    """
    files, problems = {}, []
    for path in map(Path, paths):
        try:
            files[str(path)] = path.read_bytes()
        except OSError as error:
            problems.append(Problem(str(path), 0, "", f"cannot be read: {error.strerror or error}"))
    if problems:
        raise FeedListError(problems)
    return parse_feeds(files)


class _Reader(WatchlistParser):
    """Reads the fields as a watchlist's are read."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.feeds: dict[str, WatchedFeed] = {}

    def found(self) -> FeedList:
        """The feeds, or every problem in one error."""
        if not self.feeds and not self.problems:
            said = "no feed is named; add one: - https://news.example/feed.xml"
            self.problem(", ".join(self.sources) or "feeds.yaml", 0, "feeds", said)
        if self.problems:
            raise FeedListError(self.problems)
        return FeedList(feeds=list(self.feeds.values()), sources=self.sources)

    def file(self, data: bytes, name: str) -> None:
        """Read one file."""
        root = self.tree(data, name)
        if root is None:
            return
        if isinstance(root.value, list):
            self.problem(name, root.line, "", "is a bare list; write feeds: above it")
            return
        top = self.mapping(root, name, "", TOP_FIELDS) if root.value is not None else {}
        for item in self.items(top.get("feeds"), name, "feeds"):
            feed = self.feed(item, name)
            if feed is None:
                continue
            key = feed_key(feed.url)
            if key in self.feeds:
                self.problem(name, item.line, "url", f"{feed.url} is already named at {self.origin[key]}; keep one")
            elif len(self.feeds) >= FEED_LIST_FEEDS:
                self.problem(name, item.line, "feeds", f"more than {FEED_LIST_FEEDS:,} feeds; split the list")
                return
            else:
                self.feeds[key] = feed
                self.origin[key] = f"{name}:{item.line}"

    def feed(self, node: Node, file: str) -> WatchedFeed | None:
        """One feed; None where it cannot be used."""
        if isinstance(node.value, str):  # a bare address is a feed
            node = Node(node.line, {"url": node})
        before = len(self.problems)
        fields = self.mapping(node, file, "feeds", FEED_FIELDS)
        if not isinstance(node.value, dict):
            return None
        url = self.text(fields.get("url"), file, "url", "").strip()
        if wrong := wrong_address(url):
            self.problem(file, fields["url"].line if "url" in fields else node.line, "url", wrong)
        tags = self.texts(fields.get("tags"), file, "tags")
        for tag in tags:
            if not _TAG.fullmatch(tag):
                said = f"{tag[:70]!r} is no tag; use at most 64 characters, no comma and no slash"
                self.problem(file, fields["tags"].line, "tags", said)
        language = self.text(fields.get("language"), file, "language", "")
        if language and not re.fullmatch(r"[a-z]{2}", language):
            said = f"{language!r} is no ISO 639-1 language; write two small letters"
            self.problem(file, fields["language"].line, "language", said)
        watchlist = self.text(fields.get("watchlist"), file, "watchlist", "")
        if watchlist and not re.fullmatch(r"[\w][\w. -]{0,127}", watchlist):
            said = f"{watchlist[:70]!r} is no name of a watchlist; use letters, digits and hyphens"
            self.problem(file, fields["watchlist"].line, "watchlist", said)
        feed = WatchedFeed(
            url=url,
            name=" ".join(self.text(fields.get("name"), file, "name", "").split())[:200],
            tags=list(dict.fromkeys(tags)),
            every=self.every(fields.get("every"), file),
            language=language or None,
            text=self.one_of(fields.get("text"), file, "text", ("full", "teaser"), "full"),
            watchlist=watchlist or None,
            enabled=self.boolean(fields["enabled"], file, "enabled", True) if "enabled" in fields else True,
        )
        return feed if len(self.problems) == before else None

    def every(self, node: Node | None, file: str) -> int | None:
        """An interval in minutes."""
        said = self.text(node, file, "every", "").strip()
        if node is None or not said:
            return None
        written = _EVERY.fullmatch(said)
        minutes = int(written[1]) * _UNITS[written[2]] if written else 0
        if not SOONEST <= minutes <= LATEST:
            self.problem(file, node.line, "every", f"{said[:40]!r} is not from 5m to 24h; write 15m or 2h")
        return minutes


def wrong_address(url: str) -> str:
    """What is wrong with a feed's address; empty where it can be used."""
    if not url:
        return "is missing; give the feed's address"
    if any(char.isspace() or not char.isprintable() for char in url) or len(url) > 2000:
        return f"{url[:80]!r} is no address: it holds spaces or is too long"
    if canonical_url(url) is None:
        return f"{url[:80]!r} is no address; write it in full: https://news.example/feed.xml"
    if "@" in url.split("://", 1)[1].partition("/")[0]:
        return "an address with a user name is not polled; leave the name out"
    return ""


def to_yaml(feeds: Sequence[WatchedFeed], indent: str = "  ") -> str:
    """The items of ``feeds:``, as people would write them."""
    lines = []
    for feed in feeds:
        rows = {"url": feed.url if _PLAIN.fullmatch(feed.url) else json.dumps(feed.url, ensure_ascii=False)}
        if feed.name:
            rows["name"] = json.dumps(feed.name, ensure_ascii=False)
        if feed.tags:
            rows["tags"] = json.dumps(feed.tags, ensure_ascii=False)
        if feed.every:
            rows["every"] = f"{feed.every // 60}h" if feed.every % 60 == 0 else f"{feed.every}m"
        for field, default in (("language", None), ("text", "full"), ("watchlist", None)):
            if (value := getattr(feed, field)) != default:
                rows[field] = json.dumps(value)
        if not feed.enabled:
            rows["enabled"] = "false"
        if len(rows) == 1:
            lines.append(f"{indent}- {rows['url']}")
        else:
            lines.extend(
                f"{indent}{' ' if n else '-'} {field}: {value}" for n, (field, value) in enumerate(rows.items())
            )
    return "".join(f"{line}\n" for line in lines)


def add_to(text: str, feeds: Sequence[WatchedFeed], name: str = "feeds.yaml") -> str:
    """``text``, a ``feeds.yaml``, with ``feeds`` behind its last feed; comments and everything else stay.

    Raises:
        FeedListError: where ``text`` has problems already, or is written so that nothing can be put in by lines.
    """
    if not text.strip():
        return f"feeds:\n{to_yaml(feeds)}"
    before = feeds_in(text, name)
    lines = text.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if re.match(r"feeds:\s*(?:#.*)?$", line)), None)
    if at is None:
        said = "has no line `feeds:` with its feeds below it, one each after a hyphen; write it so"
        raise FeedListError([Problem(name, 1, "feeds", said)])
    end, indent = at + 1, "  "
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0] not in " -":
            break
        if end == at + 1:
            indent = line[: len(line) - len(line.lstrip())]
        end = number + 1
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    added = "".join([*lines[:end], to_yaml(feeds, indent), *lines[end:]])
    if [feed.url for feed in feeds_in(added, name)] != [feed.url for feed in [*before, *feeds]]:
        said = f"cannot be added to by lines; add by hand:\n{to_yaml(feeds)}"
        raise FeedListError([Problem(name, 0, "feeds", said)])
    return added


def feeds_in(text: str, name: str = "feeds.yaml") -> list[WatchedFeed]:
    """The feeds in a text that may have none yet.

    Raises:
        FeedListError: with every problem.
    """
    reader = _Reader()
    reader.file(text.encode(), name)
    if reader.problems:
        raise FeedListError(reader.problems)
    return list(reader.feeds.values())
