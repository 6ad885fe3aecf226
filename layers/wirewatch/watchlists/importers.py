"""Lists that people already keep, read as they are.

- FollowTheMoney entities, one JSON object a line (``entities.ftm.json``, ``targets.nested.json`` of OpenSanctions), or
  a JSON array of objects: ``.json``, ``.jsonl``, ``.ijson``, ``.ftm``;
- tables (``.csv``, ``.tsv``, ``.xlsx``): ``wirewatch.watchlists.import_tables`` tells which columns mean what;
- plain names, one a line, ``#`` before a remark: ``.txt``, ``.lst``.

Text may be UTF-8, UTF-16 or Windows-1252. A name that cannot be looked for (one letter, invisible characters) is left
out with a warning where the entry has another one; an entry without any usable name is a problem. Rows with one id
are one entry. Nothing is dropped in silence.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from wirewatch.limits import ENTRY_NAMES, WATCHLIST_ENTRIES
from wirewatch.watchlists import import_tables
from wirewatch.watchlists.import_tables import Row
from wirewatch.watchlists.models import ID, Alias, Entry, Problem, default_case, slug
from wirewatch.watchlists.name_checks import check
from wirewatch.watchlists.problems import ProblemCollector

WEAK_WEIGHT: Final = 0.4
"""Of an alias that its list calls weak: supports a match and makes none alone."""

_FAMILY_FIRST: Final = re.compile(r"([^\W\d_][\w'’ -]*), ([^\W\d_][\w'’. -]*)")
# ``Korea, Republic of``, ``Iran (Islamic Republic of)``: as registers of states sort them.
_STATE_LAST: Final = re.compile(r"(?P<name>[^,()]+)(?:, | \()(?P<state>(?:[A-Z][\w'’-]* )+of(?: the)?)\)?")
_ENCODINGS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(data: bytes, name: str, report: ProblemCollector) -> Iterator[tuple[int, Entry]]:
    """The entries of a file with the lines they stand on; problems and warnings go to ``report``."""
    suffix = Path(name).suffix.lower()
    if suffix == ".xlsx":
        rows = import_tables.workbook(data, name, report)
    elif suffix in _READERS:
        if (text := _decoded(data, name, report)) is None:
            return
        rows = _READERS[suffix](text, name, report)
    else:
        report.problem(name, 0, "", f"{suffix!r} is no known format; use {', '.join(('.yaml', *FORMATS))}")
        return
    yield from _merged(rows, name, report)


def _decoded(data: bytes, name: str, report: ProblemCollector) -> str | None:
    """The file as text; None, and a problem, where it is none in an encoding that spreadsheets and editors write."""
    encoding = next((encoding for mark, encoding in _ENCODINGS if data.startswith(mark)), "")
    head = data[:400]
    if not encoding and head.count(0) > len(head) // 3:  # UTF-16 without its mark: every other byte of Latin text is 0
        encoding = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if not encoding:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            pass
        else:
            note = (
                f"is not UTF-8; read as Windows-1252, so that line {line} holds {_around(text, line)!r}: is that right?"
            )
            report.warnings.append(Problem(name, line, "", note))
            return text
    report.problem(name, line, "", "not UTF-8, UTF-16 or Windows-1252 text; save it as UTF-8")
    return None


def _around(text: str, line: int) -> str:
    """The first word with a letter beyond ASCII in a line."""
    row = text.split("\n", line)[line - 1]
    return next((word for word in row.split() if not word.isascii()), row)[:40]


def _merged(rows: Iterable[Row], file: str, report: ProblemCollector) -> Iterator[tuple[int, Entry]]:
    """An entry of each row; rows with one id become one entry, which is noted."""
    entries: dict[str, tuple[int, Entry]] = {}
    for count, row in enumerate(rows):
        if count >= WATCHLIST_ENTRIES:
            report.problem(file, row.line, "", f"more than {WATCHLIST_ENTRIES} entries; split it")
            break
        if (entry := _entry(row, file, report)) is None:
            continue
        if entry.id not in entries:
            entries[entry.id] = (row.line, entry)
            continue
        line, first = entries[entry.id]
        note = f"{entry.id!r} is in line {line} as well; the two are one entry now"
        report.warnings.append(Problem(file, row.line, "id", note))
        entries[entry.id] = (line, _joined(first, entry))
    yield from entries.values()


def _joined(one: Entry, other: Entry) -> Entry:
    aliases = {alias.name: alias for alias in (*other.aliases, *one.aliases)}
    order = dict.fromkeys(alias.name for alias in (*one.aliases, *other.aliases))
    return msgspec.structs.replace(
        one,
        aliases=tuple(aliases[name] for name in list(order)[:ENTRY_NAMES]),
        tags=tuple(dict.fromkeys((*one.tags, *other.tags))),
        notes=one.notes or other.notes,
    )


def _entry(row: Row, file: str, report: ProblemCollector) -> Entry | None:
    """An entry of a row's names, the first one shown; None where none can be looked for."""
    usable: dict[str, Alias] = {}
    wrong = ""
    for weak, names in ((False, row.names), (True, row.weak_names)):
        for name in (form for written in names for form in _forms(written, row.kind)):
            why, doubtful = check(name)
            if why or doubtful:
                wrong = wrong or why
                report.warnings.append(Problem(file, row.line, "name", f"{why}; left out" if why else doubtful))
            if why or name in usable:
                continue
            alias = Alias(name=name, case=default_case(name))
            usable[name] = msgspec.structs.replace(alias, rule="weak", weight=WEAK_WEIGHT) if weak else alias
    if not usable:
        report.problem(file, row.line, "name", wrong or "is missing; give every row a name")
        return None
    if len(usable) > ENTRY_NAMES:
        text = f"{len(usable)} names; an entry holds at most {ENTRY_NAMES}, split it"
        report.problem(file, row.line, "aliases", text)
        return None
    if row.id and not ID.fullmatch(row.id):
        text = f"{row.id!r} is not an id; use letters, digits and hyphens, at most 128"
        report.problem(file, row.line, "id", text)
        return None
    shown = next(iter(usable))
    return Entry(
        id=row.id or slug(shown),
        name=shown,
        kind=row.kind,
        aliases=tuple(usable.values()),
        priority=row.priority,
        tags=row.tags,
        notes=row.notes,
    )


def _forms(name: str, kind: str) -> list[str]:
    """``name`` in the order in which texts have it: ``Ann Example``, ``Republic of Korea``."""
    if kind == "person" and (turned := _FAMILY_FIRST.fullmatch(name)):
        return [f"{turned[2]} {turned[1]}"]
    if state := _STATE_LAST.fullmatch(name):
        return [name, f"{state['state']} {state['name']}"]
    return [name]


# FollowTheMoney, and other JSON.


class _Ftm(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[Any]] = {}
    caption: str = ""

    def texts(self, *names: str) -> list[str]:
        """The values of these properties that are texts; nested entities are not."""
        return [value for name in names for value in self.properties.get(name, ()) if isinstance(value, str) and value]


def _json(text: str, file: str, report: ProblemCollector) -> Iterator[Row]:
    """Entities one a line, or in one array, where objects without a schema are read as rows of a table."""
    if text.lstrip()[:1] != "[":
        yield from _json_rows(
            ((line, row) for line, row in enumerate(text.split("\n"), 1) if row.strip()), file, report
        )
        return
    try:
        rows = msgspec.json.decode(text, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        report.problem(file, 1, "", f"no JSON array: {error}; give one object a line, or one array of objects")
        return
    yield from _json_rows(((place, bytes(row)) for place, row in enumerate(rows, 1)), file, report)


def _json_rows(rows: Iterable[tuple[int, str | bytes]], file: str, report: ProblemCollector) -> Iterator[Row]:
    entity_of, object_of = msgspec.json.Decoder(_Ftm), msgspec.json.Decoder(dict[str, Any])
    for line, row in rows:
        try:
            try:
                entity = entity_of.decode(row)
            except msgspec.ValidationError as error:
                if (own := import_tables.object_row(line, object_of.decode(row))) is None:
                    report.problem(file, line, "", f"no FollowTheMoney entity: {error}; one JSON object a line")
                else:
                    yield own
                continue
        except RecursionError:
            report.problem(file, line, "", "no FollowTheMoney entity: nested too deep; one JSON object a line")
            continue
        except msgspec.DecodeError as error:
            report.problem(file, line, "", f"no FollowTheMoney entity: {error}; one JSON object a line")
            continue
        if kind := import_tables.SCHEMA_KINDS.get(entity.schema):
            yield Row(
                line=line,
                id=entity.id,
                kind=kind,
                names=[*([entity.caption] if entity.caption else []), *entity.texts("name", "alias", "previousName")],
                weak_names=entity.texts("weakAlias"),
                tags=tuple(dict.fromkeys(entity.texts("topics", "country"))),
            )


def _names(text: str, file: str, report: ProblemCollector) -> Iterator[Row]:
    """Plain names, one a line."""
    seen: set[str] = set()
    for line, row in enumerate(text.splitlines(), 1):
        name = re.split(r"(?:^|\s)#", row, maxsplit=1)[0].strip()
        if name in seen:
            report.warnings.append(Problem(file, line, "name", f"{name!r} is in the list twice"))
        elif name:
            seen.add(name)
            yield Row(line=line, names=[name])


def _table(text: str, file: str, report: ProblemCollector) -> Iterator[Row]:
    if import_tables.is_list_of_names(text):
        yield from _names(text, file, report)
    else:
        yield from import_tables.table(text, file, report)


_READERS: Final[dict[str, Callable[[str, str, ProblemCollector], Iterator[Row]]]] = {
    ".csv": _table,
    ".tsv": _table,
    ".json": _json,
    ".jsonl": _json,
    ".ijson": _json,
    ".ftm": _json,
    ".txt": _names,
    ".lst": _names,
}
FORMATS: Final = (*_READERS, ".xlsx")
