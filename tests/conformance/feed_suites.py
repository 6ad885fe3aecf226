"""Feeds of two public test suites, parsed and held against their expectations.

    python -m tests.conformance.feed_suites --data DIR     (DIR holds feeds/feedparser and feeds/feedrs)

Checked: every file parses to its expectation or to a documented difference. feedparser's files say in a comment what
holds of the parse (an expression); of feed-rs' files a JSON file beside them does.
"""

from __future__ import annotations

import argparse
import ast
import html
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import msgspec

from wirewatch.feeds.fields import one_line, plain
from wirewatch.feeds.parser import parse
from wirewatch.feeds.records import Feed, FeedEntry, FeedError
from wirewatch.fetching.urls import canonical_url
from wirewatch.text.languages import language_code as language
from wirewatch.text.mojibake import repair

NOT_KEPT = "a field that no article needs (media, places, licences, raw dates, details, namespaces …)"
PLAIN = "a title is kept as one line of plain text, not as html"
MARKUP = "html is kept as sent: reading drops scripts and styles, and follows no link in it"
NO_FEED = "an empty file, and CDF (of 1997) without any entry, are refused"
FLAG = "a wrong media type is no fault of the feed"
AUTHOR = "an author is a name; the address for mail is kept only where there is no name"
LANGUAGE = "a language is kept by its two letters, without a country"
AS_SENT = "an id is kept as sent, not resolved: it must stay when the feed moves"
NO_TEXT = "content of a type that is no text is left out"
ADDRESS = "feed-rs puts addresses into a normal form (small letters, a slash at the end)"
MADE_UP = "feed-rs makes an id up where there is none, and for RDF always"
ONE_DATE = "the one date of RSS is not said to be an update as well (feed-rs), that of RDF is (feedparser)"
LENIENT = "a date is read that feed-rs cannot read"
RELATIVE = "a relative address is left out where the feed's own is not known"
ORIGINAL = "the article's address is taken, not that of FeedBurner's redirect"
PERMALINK = "an id that is an address stands in for a missing link"
STAND_IN = "the iTunes summary or the media description stands in for a summary or content"
REPAIRED = "text that was decoded wrongly before it was sent is put right"
BAD_BYTE = "UTF-8 in which a byte is wrong is read as UTF-8, and not as windows-1252"
ENTITY = "entities are those of HTML 5"
_ANGLES = str.maketrans("\u27e8\u27e9", "\u2329\u232a")
BASE = "http://127.0.0.1:8097/"  # where feedparser's suite serves its files


@dataclass
class SuiteResult:
    """How a file fared: how it differs within what is documented, and how it does not."""

    name: str
    differs: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    fields: Counter[tuple[str, bool]] = field(default_factory=Counter)


class NotKept(Exception):  # noqa: N818 (it names an outcome)
    """An expectation on something that the records do not hold."""


class View(dict[str, Any]):
    """A record, under feedparser's names."""

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            raise NotKept(name)
        return super().__getitem__(name)

    def get(self, name: str, _default: Any = None) -> Any:
        """The same: what is not kept cannot be known to be missing."""
        return self[name]

    __getattr__ = __getitem__

    def has_key(self, name: str) -> bool:
        """Whether there is anything."""
        return bool(self[name])


def _tuple(value: str | None) -> Any:
    return datetime.fromisoformat(value).utctimetuple() if value else None


def _entry_view(entry: FeedEntry) -> View:
    content = entry.content or entry.summary
    view = View(title=entry.title, id=entry.guid, guid=entry.guid, link=entry.url or "", summary=entry.summary)
    view["description"] = entry.summary or entry.content
    view["content"] = [View(value=content)]
    view["author"] = ", ".join(entry.authors)
    view["published_parsed"] = view["issued_parsed"] = view["created_parsed"] = _tuple(entry.published)
    view["updated_parsed"] = view["modified_parsed"] = view["date_parsed"] = _tuple(entry.updated or entry.published)
    return view


def _feed_view(feed: Feed) -> dict[str, Any]:
    flawed = any("well-formed" in problem or "encoding" in problem for problem in feed.problems)
    top = View(title=feed.title, link=feed.site or "")
    if feed.language:
        top["language"] = feed.language
    if feed.minutes:
        top["ttl"] = str(feed.minutes)
    return {
        "feed": top,
        "channel": top,
        "entries": [_entry_view(entry) for entry in feed.entries],
        "items": [_entry_view(entry) for entry in feed.entries],
        "bozo": flawed,
        "len": len,
        "isinstance": isinstance,
        "str": str,
    }


def _expectation(data: bytes) -> tuple[str, dict[str, str]]:
    for codec in ("utf-32", "utf-16", "utf-32-be", "utf-32-le", "utf-16-be", "utf-16-le", "utf-8", "latin-1"):
        if ("16" in codec or "32" in codec) and b"\0" not in data[:40]:
            continue
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "Expect:" in text:
            break
    headers = dict(re.findall(r"Header:\s+([A-Za-z-]+):[ \t]*([^\n]*)", text))
    found = re.search(r"Expect:(.*?)-->", text, re.DOTALL)
    return (found[1].strip() if found else ""), {name.lower(): value.strip() for name, value in headers.items()}


def feedparser_file(path: Path) -> SuiteResult:
    """A file of feedparser's suite."""
    outcome = SuiteResult(f"{path.parent.name}/{path.name}")
    data = path.read_bytes()
    expected, headers = _expectation(data)
    if not expected:
        outcome.broken.append("the file says no expectation")
        return outcome
    try:
        feed = parse(
            data,
            content_type=headers.get("content-type", ""),
            url=urljoin(BASE, _safe(headers.get("content-location", ""))),
        )
    except FeedError as error:
        if error.reason in ("not-a-feed", "empty") and (path.parent.name == "cdf" or expected == "bozo"):
            outcome.differs.append(NO_FEED)
        else:
            outcome.broken.append(f"{error.reason}: {error}")
        return outcome
    view = _feed_view(feed)
    for part in _conjuncts(ast.parse(expected, mode="eval").body):
        _judge(part, view, outcome)
    return outcome


def _safe(location: str) -> str:
    return "" if ":" in location and not location.startswith("http") else location


def _conjuncts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [part for value in node.values for part in _conjuncts(value)]
    return [node]


def _judge(part: ast.expr, view: dict[str, Any], outcome: SuiteResult) -> None:
    source = ast.unparse(part)
    try:
        if _value(part, view):
            return
    except (NotKept, NameError):
        outcome.differs.append(NOT_KEPT)
        return
    except Exception as error:
        outcome.broken.append(f"{source}: {type(error).__name__}: {error}")
        return
    if source == "bozo":
        outcome.differs.append(FLAG)
        return
    if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
        ours, theirs = _value(part.left, view), _value(part.comparators[0], view)
        if isinstance(ours, str) and isinstance(theirs, str) and (why := _why(source, ours, theirs, outcome.name)):
            outcome.differs.append(why)
            return
        source = f"{source}: {ours!r}"
    outcome.broken.append(source[:400])


def _why(source: str, ours: str, theirs: str, name: str) -> str:
    if name == "encoding/bozo_linenoise.xml":
        return BAD_BYTE
    if ours != theirs and ours == repair(theirs):
        return REPAIRED
    if ours != theirs and ours.translate(_ANGLES) == theirs.translate(_ANGLES):
        return ENTITY
    if re.search(r"content|summary|description", source):
        if not ours and "base64" in name:
            return NO_TEXT
        return MARKUP if _words(ours) == _words(theirs) or name.startswith("sanitize/") else ""
    if "title" in source:
        return PLAIN if ours == one_line(theirs, markup=True) or name.startswith("sanitize/") else ""
    if "language" in source:
        return LANGUAGE if ours == language(theirs) else ""
    if "author" in source:
        return AUTHOR if ours and ours in theirs else ""
    if "id'" in source:
        return AS_SENT if theirs.endswith(ours) else ""
    return ""


def _value(node: ast.expr, view: dict[str, Any]) -> Any:
    code = compile(ast.Expression(node), "expectation", "eval")
    return eval(code, {"__builtins__": {}}, view)  # the suite's own expressions


def _words(markup: str) -> str:
    text = re.sub(
        r"(?is)<(script|style|object|embed|applet|xml|math|svg)\b.*?(?:</\1>|$)", " ", markup.replace("<>", "")
    )
    return "".join(unicodedata.normalize("NFKC", plain(html.unescape(text))).split())


def feedrs_file(path: Path) -> SuiteResult:
    """A file of feed-rs' suite."""
    outcome = SuiteResult(f"{path.parent.name}/{path.name}")
    beside = path.with_name(f"{path.stem}.serde.json")
    try:
        feed = parse(path.read_bytes())
    except FeedError as error:
        if beside.exists() or error.reason != "not-a-feed":
            outcome.broken.append(f"{error.reason}: {error}")
        return outcome
    if not beside.exists():
        return outcome
    expected = msgspec.json.decode(beside.read_bytes())
    extended = any(mark in path.read_bytes() for mark in (b"<itunes:", b"<media:"))
    rows: list[tuple[str, Any, Any]] = [
        ("feed title", feed.title, _content(expected["title"])),
        ("feed link", feed.site, _link(expected)),
        ("entries", len(feed.entries), len(expected["entries"])),
    ]
    _compare(outcome, rows, FeedEntry(), extended)
    for entry, theirs in zip(feed.entries, expected["entries"], strict=False):
        rows = [
            ("title", entry.title, _content(theirs["title"])),
            ("link", entry.url, _link(theirs)),
            ("id", entry.guid, theirs["id"]),
            ("published", _seconds(entry.published), _seconds(theirs["published"])),
            ("updated", _seconds(entry.updated), _seconds(theirs["updated"])),
            ("content", _words(entry.content), _words((theirs["content"] or {}).get("body") or "")),
            ("summary", _words(entry.summary), _words(_content(theirs["summary"]))),
        ]
        _compare(outcome, rows, entry, extended)
    return outcome


def _content(text: dict[str, Any] | None) -> str:
    return (text or {}).get("content") or ""


def _link(holder: dict[str, Any]) -> str | None:
    usable = [link["href"] for link in holder["links"] if link["rel"] in (None, "alternate")]
    return usable[0] if usable else None


def _seconds(value: str | None) -> float | None:
    return datetime.fromisoformat(value).timestamp() // 1 if value else None


def _compare(outcome: SuiteResult, rows: list[tuple[str, Any, Any]], entry: FeedEntry, extended: bool) -> None:
    for name, ours, theirs in rows:
        same = ours == theirs or (isinstance(ours, str) and isinstance(theirs, str) and _line(ours) == _line(theirs))
        outcome.fields[name, same] += 1
        if same:
            continue
        if why := _why_not(name, ours, theirs, entry, extended):
            outcome.differs.append(why)
        else:
            outcome.broken.append(f"{name}: {str(ours)[:150]!r} for {str(theirs)[:150]!r}")


def _why_not(name: str, ours: Any, theirs: Any, entry: FeedEntry, extended: bool) -> str:
    if name.endswith("link"):
        return _why_link(ours, theirs, entry)
    if name == "id" and re.fullmatch(r"[0-9a-f]{31,32}|[0-9a-f]{8}-[0-9a-f-]{27}", theirs):
        return MADE_UP
    if name == "updated" and _seconds(entry.published) in (ours, theirs) and None in (ours, theirs):
        return ONE_DATE
    if name == "published" and theirs is None:
        return LENIENT
    return STAND_IN if name in ("content", "summary") and extended else ""


def _why_link(ours: str | None, theirs: str | None, entry: FeedEntry) -> str:
    if theirs is None:
        return PERMALINK if ours == entry.guid else ""
    if ours is None:
        return RELATIVE if not theirs.startswith("http") else ""
    if "feedproxy.google.com" in theirs:
        return ORIGINAL
    return ADDRESS if canonical_url(ours) == canonical_url(theirs) else ""


def _line(text: str) -> str:
    return one_line(html.unescape(text), markup=True)


def main() -> int:
    """Print the tables; 1 where a file is neither."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="a folder that holds feeds/")
    options.add_argument("--show", action="store_true", help="print every file that differs, and how")
    args = options.parse_args()
    root: Path = args.data / "feeds" if (args.data / "feeds").is_dir() else args.data
    outcomes: dict[str, list[SuiteResult]] = {}
    for path in sorted((root / "feedparser").rglob("*")):
        if path.suffix in (".xml", ".json"):
            folder = str(path.parent.relative_to(root))
            outcomes.setdefault(folder, []).append(feedparser_file(path))
    for path in sorted((root / "feedrs" / "fixture").rglob("*")):
        if path.suffix in (".xml", ".json") and not path.name.endswith(".serde.json"):
            outcomes.setdefault(f"feedrs/{path.parent.name}", []).append(feedrs_file(path))
    if not outcomes:
        print(f"no feeds under {root}", file=sys.stderr)
        return 2
    print(f"{'folder':<36}{'files':>7}{'agree':>7}{'documented':>12}{'broken':>8}")
    every = [outcome for found in outcomes.values() for outcome in found]
    for folder, found in [*outcomes.items(), ("all", every)]:
        agree = sum(not o.differs and not o.broken for o in found)
        broken = sum(bool(o.broken) for o in found)
        print(f"{folder:<36}{len(found):>7}{agree:>7}{len(found) - agree - broken:>12}{broken:>8}")
    print("\ndocumented differences (a file may show several)")
    reasons = Counter(reason for o in every for reason in set(o.differs))
    for reason, count in reasons.most_common():
        print(f"{count:>7}  {reason}")
    for outcome in every:
        if outcome.broken:
            print(f"broken: {outcome.name}: {'; '.join(outcome.broken)}")
        elif args.show and outcome.differs:
            print(f"differs: {outcome.name}: {'; '.join(outcome.differs)}")
    fields: Counter[tuple[str, bool]] = Counter()
    for outcome in every:
        fields.update(outcome.fields)
    names = dict.fromkeys(name for name, _ in fields)
    compared = (f"{name} {fields[name, True]} of {fields[name, True] + fields[name, False]}" for name in names)
    print(f"\nagainst feed-rs, the same: {', '.join(compared)}")
    broken = sum(bool(o.broken) for o in every)
    print(f"feeds_parse: {len(every)} files, {len(every) - broken} as expected or documented, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
