"""Hostile input: everything through extraction in processes of their own, each with its outcome, time and memory.

    python -m tests.robustness.hostile_documents --data DIR     (DIR holds hostile/)

Checked: no crash, nothing past the time bound, no process past the memory bound, no error but our own.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import pickle
import random
import resource
import select
import signal
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.extraction.html import NoArticleFoundError
from wirewatch.limits import OBJECT_BYTES, PAGE_BYTES

SECONDS = 10.0
GRACE = 5.0
MEMORY = 1024  # MB of a process, libraries included
Case = tuple[str, bytes]


@dataclass
class Result:
    """What became of a batch of cases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_name: str = ""
    memory: int = 0
    failures: list[str] = field(default_factory=list)


def attempt(name: str, data: bytes) -> tuple[Counter[str], list[str]]:
    """Outcomes of the documents in one object, and errors that are not ours."""
    outcomes: Counter[str] = Counter()
    errors = []
    try:
        for document in open_documents(data, source=name):
            try:
                extract_article(document, seconds=SECONDS)
                outcomes["read"] += 1
            except InputRejectedError as refused:
                outcomes[refused.reason] += 1
            except NoArticleFoundError as unreadable:
                outcomes[f"unreadable: {unreadable.reason}"] += 1
    except InputRejectedError as refused:
        outcomes[refused.reason] += 1
    except Exception as error:
        outcomes["ERROR"] += 1
        errors.append(f"{name}: {type(error).__name__}: {str(error)[:100]}")
    return outcomes, errors


Attempt = Callable[[str, bytes], tuple[Counter[str], list[str]]]


def batch(make: Callable[[], list[Case]], bound: float, attempt: Attempt = attempt) -> Result:
    """Run the cases in a child, so that a crash, a hang or its memory is the child's."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            for name, data in make():
                pickle.dump(name, pipe)
                pipe.flush()
                started = time.perf_counter()
                outcomes, errors = attempt(name, data)
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                pickle.dump((outcomes, errors, time.perf_counter() - started, memory), pipe)
                pipe.flush()
        os._exit(0)
    os.close(writer)
    result = Result()
    name = "(making the case)"
    with os.fdopen(reader, "rb") as pipe:
        while True:
            if not select.select([pipe], [], [], bound)[0]:
                os.kill(child, signal.SIGKILL)
                result.failures.append(f"{name}: past {bound:.0f} s")
                break
            try:
                told = pickle.load(pipe)
            except EOFError:
                break
            if isinstance(told, str):
                name = told
                continue
            outcomes, errors, seconds, memory = told
            result.outcomes += outcomes
            result.failures += errors
            if seconds > result.slowest:
                result.slowest, result.slowest_name = seconds, name
            result.memory = max(result.memory, memory)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
        result.failures.append(f"{name}: died of signal {os.WTERMSIG(status)}")
    elif os.waitstatus_to_exitcode(status) > 0:
        result.failures.append(f"{name}: ended the process")
    if result.slowest > SECONDS + GRACE:
        result.failures.append(f"{result.slowest_name}: {result.slowest:.1f} s")
    if result.memory > MEMORY:
        result.failures.append(f"{name}: {result.memory:,} MB")
    return result


def suites(folder: Path) -> Iterator[tuple[str, Callable[[], list[Case]]]]:
    """Every file as it is; every case of the suites as a page of its own, and inside an ordinary page."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for top in sorted({path.relative_to(folder).parts[0] for path in files if path.parent != folder}):
        group = [path for path in files if path.relative_to(folder).parts[0] == top]
        yield f"{top}, files as they are", partial(_files, group)
        cases = [case for path in group for case in _cases(path)]
        if cases:
            yield f"{top}, each case a page", partial(list, cases)
            yield f"{top}, each in a page", partial(list, [(name, page(data)) for name, data in cases])


def _files(paths: list[Path]) -> list[Case]:
    return [(path.name, path.read_bytes()) for path in paths]


def _cases(path: Path) -> list[Case]:
    data = path.read_bytes()
    if path.suffix == ".dat":
        return [(f"{path.name}:{i}", part.split(b"\n#")[0]) for i, part in enumerate(data.split(b"#data\n")[1:])]
    if path.suffix == ".test":
        tests = json.loads(data).get("tests", [])
        return [(f"{path.name}:{i}", test["input"].encode("utf-8", "surrogatepass")) for i, test in enumerate(tests)]
    return []


SENTENCE = b"The bridge over the river was opened on Monday after ten years of work, the city council said. "
PARAGRAPH = b"<p>" + SENTENCE * 3 + b"</p>"
ORDINARY = (
    b"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Bridge opens</title></head><body><nav><a href=/>"
    b"Home</a></nav><article><h1>Bridge opens</h1>"
    + PARAGRAPH * 3
    + b"<!--here-->"
    + PARAGRAPH
    + b"</article></body></html>"
)


def page(middle: bytes) -> bytes:
    """An ordinary page with something in its middle."""
    return ORDINARY.replace(b"<!--here-->", middle)


def zip_of(data: bytes) -> bytes:
    """A zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("page.html", data)
    return packed.getvalue()


def warc_of(block: bytes, length: int | None = None) -> bytes:
    """One archived response."""
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    return head % (len(block) if length is None else length) + block + b"\r\n\r\n"


MILLION = 1_000_000
ZEROS = gzip.compress(b"\0" * (10 << 20))
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip of 2 GB": lambda: ZEROS * 200,
    "gzip of 2 GB in one member": lambda: b"".join(_gzip_pieces(200)),
    "gzip of gzip of 1 GB": lambda: gzip.compress(ZEROS * 100),
    "gzip cut short": lambda: gzip.compress(ORDINARY)[:-9],
    "gzip with garbage inside": lambda: gzip.compress(ORDINARY)[:60] + b"\xff" * 500,
    "zip bomb": lambda: zip_of(b"\0" * (50 << 20)),
    "object of 50 MB": lambda: ORDINARY * (50 * MILLION // len(ORDINARY)),
    "page of 10 MB": lambda: page(PARAGRAPH * ((PAGE_BYTES - 4000) // len(PARAGRAPH))),
    "gzipped archive with a header of 500 MB": lambda: b"".join(_gzip_pieces(50, b"WARC/1.0\r\nA: ")),
    "archive with a record of 2 GB": lambda: gzip.compress(warc_of(OK, 2 << 30)) + ZEROS * 200,
    "archive with a packed bomb": lambda: warc_of(OK + b"Content-Encoding: gzip\r\n\r\n" + ZEROS * 50),
    "archive with a chunk of 4 GB": lambda: warc_of(OK + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\nx"),
    "archive cut short": lambda: gzip.compress(warc_of(OK + b"\r\n" + ORDINARY))[:-40],
    "divs nested a million deep": lambda: page(b"<div>" * MILLION),
    "divs nested 90,000 deep": lambda: page(b"<div>" * 90_000 + SENTENCE + b"</div>" * 90_000),
    "inline nested 90,000 deep": lambda: page(b"<p>" + b"<b>" * 90_000 + SENTENCE),
    "tables nested 30,000 deep": lambda: page(b"<table><tr><td>" * 30_000 + SENTENCE),
    "lists nested 45,000 deep": lambda: page(b"<ul><li>" * 45_000 + SENTENCE),
    "svg nested 90,000 deep": lambda: page(b"<svg>" * 90_000 + SENTENCE),
    "elements closed in the wrong order": lambda: page(b"<b><i></b>" * 45_000 + SENTENCE),
    "links in tables in links": lambda: page(b"<a><table>" * 45_000 + SENTENCE),
    "a million attributes": lambda: page(b"<p " + b" ".join(b"a%d=1" % i for i in range(MILLION)) + b">" + SENTENCE),
    "a million attributes behind a quote": lambda: page(
        b"<p x='>' " + b" ".join(b"a%d" % i for i in range(MILLION)) + b">"
    ),
    "999 attributes on each of 2,000 elements": lambda: page(
        (b"<p " + b" ".join(b"a%d" % i for i in range(999)) + b">x</p>") * 1800
    ),
    "an attribute of 9 MB": lambda: page(b"<p title='" + b"x " * (9 * MILLION // 2) + b"'>" + SENTENCE),
    "49,000 elements": lambda: page(b"<p>x</p>" * 49_000),
    "49,000 line breaks": lambda: page(b"x<br>" * 49_000),
    "49,000 links": lambda: page(b"<a href='/a/b'>more</a> " * 49_000),
    "49,000 cells": lambda: page(b"<table><tr>" + b"<td>x" * 49_000 + b"</table>"),
    "49,000 list items": lambda: page(b"<ul>" + b"<li>" + SENTENCE[:40] * 1 + b"<li>" * 48_000 + b"</ul>"),
    "a million elements": lambda: page(b"<i>x</i>" * MILLION),
    "a million entities": lambda: page(b"&amp;" * MILLION),
    "a million broken entities": lambda: page(b"&#x110000;&#0;&noSuch;&" * (MILLION // 4)),
    "a million comments": lambda: page(b"<!-- x -->" * (MILLION - 1000)),
    "a comment without end": lambda: page(b"<!--" + b"x" * 5 * MILLION),
    "a script without end": lambda: page(b"<script>" + b"if (a<b) c;" * 400_000),
    "a title of 5 MB": lambda: ORDINARY.replace(b"Bridge opens</title>", b"x" * 5 * MILLION + b"</title>"),
    "a thousand titles": lambda: page(b"<title>x</title>" * 1000),
    "linked data nested deeply": lambda: page(
        b'<script type="application/ld+json">' + b'{"a":[' * 200_000 + b"</script>"
    ),
    "a picture of 9 MB in the page": lambda: page(b"<img src='data:image/png;base64," + b"A" * 9 * MILLION + b"'>"),
    "a word of 9 MB": lambda: page(b"<p>" + b"x" * 9 * MILLION),
    "a paragraph of 9 MB": lambda: page(b"<p>" + SENTENCE * (9 * MILLION // len(SENTENCE))),
    "spaces, 9 MB": lambda: page(b"<p>x" + b" " * 9 * MILLION + b"x"),
    "null bytes between all letters": lambda: page(b"<p>" + b"\0".join(SENTENCE[i : i + 1] for i in range(90)) * 1000),
    "null bytes, 5 MB": lambda: page(b"\0" * 5 * MILLION),
    "control characters": lambda: page(bytes(range(32)) * 10_000),
    "bidi and zero-width marks": lambda: page("<p>\u202e\u2066\u200b\ufeff\u200d".encode() * 50_000),
    "combining marks on one letter": lambda: page(b"<p>e" + "\u0301".encode() * MILLION),
    "lone surrogates": lambda: page("<p>\ud800\udc00\udfff".encode("utf-8", "surrogatepass") * 10_000),
    "UTF-8, UTF-16 and Latin-1 mixed": lambda: page(
        "<p>Žluťoučký kůň ".encode() * 99 + "<p>příliš ".encode("utf-16") * 99 + b"<p>caf\xe9 \xff\xfe" * 99
    ),
    "declared UTF-16, is ASCII": lambda: ORDINARY.replace(b"charset=utf-8", b"charset=utf-16"),
    "declared UTF-7": lambda: ORDINARY.replace(b"charset=utf-8", b"charset=utf-7"),
    "UTF-16 without mark": lambda: ORDINARY.decode().encode("utf-16-le"),
    "UTF-32": lambda: ORDINARY.decode().encode("utf-32"),
    "random bytes": lambda: random.Random(1).randbytes(MILLION),
    "random bytes in a page": lambda: page(random.Random(2).randbytes(MILLION)),
    "random printable bytes": lambda: bytes(random.Random(3).choices(range(32, 127), k=2 * MILLION)),
    "text, one line of 9 MB": lambda: SENTENCE * (9 * MILLION // len(SENTENCE)),
    "text, a word of 9 MB": lambda: b"x" * 9 * MILLION,
    "text, two million short lines": lambda: b"ab\n" * 2 * MILLION,
    "text, two million empty lines": lambda: b"x" + b"\n" * 2 * MILLION + b"y",
    "text, 100,000 equal paragraphs": lambda: (SENTENCE[:80] + b"\n\n") * 100_000,
    "text, lines of dots": lambda: (b"." * 500 + b"\n") * 10_000,
    "text, spaces at the ends of lines": lambda: (b"x" + b" " * 5000 + b"\n") * 1000,
    "JSON text of 9 MB of line ends": lambda: b'{"body": "x' + b"\\n \\n" * (9 * MILLION // 5) + b'y"}',
    "JSON nested a million deep": lambda: b"[[" * (MILLION // 2),
    "JSON nested in an article": lambda: b'{"text": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    "JSON of 100,001 items": lambda: b"[" + b'{"text": "x"},' * 100_000 + b'{"text": "x"}]',
    "JSON with a huge number": lambda: b'{"text": "x", "published": 1e999999, "id": ' + b"9" * 100_000 + b"}",
    "JSON lines, one broken": lambda: b'{"text": "x"}\n' * 1000 + b'{"text": \n',
    "e-mail nested 5,000 deep": lambda: (
        b"From: a@b.example\r\nSubject: x\r\n"
        + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i) for i in range(5000))
    ),
    "e-mail of 100,000 parts": lambda: (
        b'From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
        + b"\r\n--b\r\n\r\nx" * 100_000
    ),
    "e-mail with a header of 5 MB": lambda: (
        b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?x?= " * 400_000 + b"\r\n\r\nText."
    ),
    "e-mail with broken base64": lambda: (
        b"From: a@b.example\r\nSubject: x\r\nContent-Type: text/html\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"!!!=" * 100_000
    ),
    "Markdown brackets": lambda: b"# x\n\n**a** " + b"[" * 100_000 + b"](" * 100_000,
    "Markdown quotes nested": lambda: b"# x\n\n" + b"> " * 100_000 + b"x",
    "Markdown emphasis": lambda: b"# x\n\n**a " + b"*a **b _c " * 100_000,
    "Markdown backticks": lambda: b"# x\n\n**a** " + b"".join(b"`" * i + b" " for i in range(1200)),
    "Markdown front matter without end": lambda: b"---\ntitle: x\n" + b"a: b\n" * 200_000,
}


def _made(name: str, make: Callable[[], bytes]) -> list[Case]:
    return [(name, make())]


def _gzip_pieces(tens: int, start: bytes = b"") -> Iterator[bytes]:
    import zlib

    packer = zlib.compressobj(9, wbits=31)
    yield packer.compress(start)
    for _ in range(tens):
        yield packer.compress(b"\0" * (10 << 20) if not start else b"x" * (10 << 20))
    yield packer.flush()


LETTER = (
    b'From: "The Post" <a@b.example>\r\nSubject: =?utf-8?q?Bridge?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/'
    b'alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBridge.\r\n--b\r\nContent-Type: text'
    b"/html; charset=utf-8\r\n\r\n" + ORDINARY + b"\r\n--b--\r\n"
)
SEEDS: dict[str, bytes] = {
    "html": ORDINARY,
    "text": b"Home\nNews\nSport\n\nBridge opens\n\n"
    + (SENTENCE * 3 + b"\n\n") * 4
    + b"Read also: x ...\n\nCopyright\n",
    "json": json.dumps({"items": [{"title": "B", "content_html": PARAGRAPH.decode()}, {"text": "x y"}]}).encode(),
    "e-mail": LETTER,
    "archive": gzip.compress(warc_of(OK + b"\r\n" + ORDINARY)) * 3,
    "plain archive": warc_of(OK + b"Transfer-Encoding: chunked\r\n\r\n10\r\n<p>bridge opens.\r\n0\r\n\r\n") * 3,
    "gzip": gzip.compress(ORDINARY),
    "Markdown": b"---\ntitle: Bridge\n---\n# Bridge\n\n**" + SENTENCE + b"**\n\n> [x](https://b.example)\n",
}
WORDS = (
    *(b"<", b">", b"</p>", b"<p>", b"<!--", b"-->", b"<script>", b"<table>", b"&#", b"\0", b"\xff", b'"', b"'"),
    *(b"\n\n", b"\r", b"=?", b"--b", b"{", b"[", b"]", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"99999999999", b"-1"),
)


def fuzzed(kind: str, seed: int, count: int) -> list[Case]:
    """Mutations of one of the seeds."""
    return [
        (f"{kind} {seed}:{n}", data)
        for n, data in enumerate(mutations(SEEDS[kind], random.Random(f"{kind} {seed}"), count))
    ]


def mutations(original: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """So many of what came from outside: bytes flipped, cut, doubled, moved, and words put in."""
    for _ in range(count):
        data = bytearray(original)
        for _ in range(chance.choice((1, 2, 5, 20, 100))):
            at, size = chance.randrange(len(data) + 1), chance.choice((1, 2, 8, 64, 500))
            what = chance.randrange(6)
            if what == 0 and at < len(data):
                data[at] = chance.randrange(256)
            elif what == 1:
                del data[at : at + size]
            elif what == 2:
                data[at:at] = data[at : at + size] * chance.choice((1, 3, 50))
            elif what == 3:
                data[at:at] = chance.choice(WORDS) * chance.choice((1, 1, 10, 1000))
            elif what == 4:
                data[at : at + size] = data[at : at + size][::-1]
            else:
                data[at:at] = chance.randbytes(size)
            if not data:
                data = bytearray(b"x")
        yield bytes(data)


def main() -> int:
    """Print the tables and the summary; 1 where a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--fuzz", type=int, default=200, help="mutations of each of the seeds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    options = parser.parse_args()
    attempt("warm up", ORDINARY)  # import once, before the forks
    groups: list[tuple[str, Callable[[], list[Case]]]] = [
        *suites(options.data / "hostile"),
        *((name, partial(_made, name, make)) for name, make in BOMBS.items()),
        *(
            (f"fuzzed {kind}, {options.fuzz} times", partial(fuzzed, kind, options.seed, options.fuzz))
            for kind in SEEDS
        ),
    ]
    print(f"{'input':52}{'cases':>6}{'slowest s':>10}{'peak MB':>9}  outcomes")
    broken: list[str] = []
    count, slowest, memory = 0, 0.0, 0
    for name, make in groups:
        if options.only not in name:
            continue
        result = batch(make, SECONDS + GRACE + 15)
        broken += result.failures
        cases = sum(result.outcomes.values())
        count, slowest, memory = count + cases, max(slowest, result.slowest), max(memory, result.memory)
        outcomes = ", ".join(f"{what} {n}" if cases > 1 else what for what, n in result.outcomes.most_common(6))
        print(
            f"{name:52}{cases:>6}{result.slowest:>10.2f}{result.memory:>9}  {outcomes} {' '.join(result.failures)}",
            flush=True,
        )
    bounds = f"page {PAGE_BYTES >> 20} MB, object {OBJECT_BYTES >> 20} MB, {SECONDS:.0f} s, {MEMORY} MB"
    print(f"\nhostile: {count:,} inputs, slowest {slowest:.1f} s, peak {memory} MB (bounds: {bounds}); ", end="")
    print(f"BROKEN: {'; '.join(broken[:10])}" if broken else "every check passed")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
