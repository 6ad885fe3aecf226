"""Lists that people already keep, read as they are.

- FollowTheMoney entities, one JSON object a line (``entities.ftm.json`` of OpenSanctions): ``.json``, ``.jsonl``,
  ``.ijson``, ``.ftm``;
- tables (``.csv``, ``.tsv``), told apart by their columns: OpenSanctions' ``targets.simple.csv`` (``id``, ``schema``,
  ``name``, ``aliases``), the result of a Wikidata query (``item``, ``itemLabel``, ``itemAltLabel`` …), or a table of
  your own (``name`` and any of ``id``, ``kind``, ``aliases``, ``priority``, ``tags``, ``notes``; several values in a
  cell are parted by ``;`` or ``|``);
- plain names, one a line, ``#`` before a remark: ``.txt``.

A name that cannot be looked for (one letter, invisible characters) is left out with a warning where the entry has
another one; an entry without any usable name is a problem. Nothing is dropped in silence.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, get_args

import msgspec

from wirewatch.records import Priority
from wirewatch.watchlists.models import ID, MAX_NAMES_PER_ENTRY, Alias, Entry, Problem, default_case, slug
from wirewatch.watchlists.name_checks import check
from wirewatch.watchlists.problems import ProblemCollector

MAX_ENTRIES: Final = 5_000_000
MAX_CELL: Final = 1_000_000

# What becomes an entry, and of which kind; other schemata (Address, Sanction …) are not names to look for.
_KINDS: Final = {
    "Person": "person", "LegalEntity": "organisation", "Organization": "organisation", "Company": "organisation",
    "PublicBody": "organisation", "Vessel": "vessel", "Airplane": "aircraft", "Asset": "asset", "Security": "security",
    "CryptoWallet": "wallet",
}  # fmt: skip
_NAME_PROPERTIES: Final = ("name", "alias", "previousName")
_FAMILY_FIRST: Final = re.compile(r"([^\W\d_][\w'’ -]*), ([^\W\d_][\w'’. -]*)")
_WIKIDATA_ID: Final = re.compile(r".*/(Q\d+)")


def read(data: bytes, name: str, report: ProblemCollector) -> Iterator[tuple[int, Entry]]:
    """The entries of a file with the lines they stand on; problems and warnings go to ``report``."""
    suffix = Path(name).suffix.lower()
    reads = _READERS.get(suffix)
    if reads is None:
        report.problem(name, 0, "", f"{suffix!r} is no known format; use {', '.join(['.yaml', *_READERS])}")
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.problem(name, line, "", "not UTF-8 text; save it as UTF-8")
        return
    seen: set[str] = set()
    for count, (line, entry) in enumerate(reads(text, name, report)):
        if count >= MAX_ENTRIES:
            report.problem(name, line, "", f"more than {MAX_ENTRIES} entries; split it")
            return
        if entry.id in seen and suffix == ".txt":
            report.warnings.append(Problem(name, line, "name", f"{entry.name!r} is in the list twice"))
            continue
        seen.add(entry.id)
        yield line, entry


def _entry(
    line: int, file: str, report: ProblemCollector, *, names: list[str], identity: str, kind: str, **other: Any
) -> tuple[int, Entry] | None:
    """An entry of these names, the first one shown; None where none can be looked for."""
    usable: dict[str, Alias] = {}
    wrong = ""
    for name in names:
        if kind == "person" and (turned := _FAMILY_FIRST.fullmatch(name)):
            name = f"{turned[2]} {turned[1]}"
        why, doubtful = check(name)
        if why or doubtful:
            wrong = wrong or why
            report.warnings.append(Problem(file, line, "name", f"{why}; left out" if why else doubtful))
        if not why and name not in usable:
            usable[name] = Alias(name=name, case=default_case(name))
    if not usable:
        report.problem(file, line, "name", wrong or "is missing; give every row a name")
        return None
    shown = next(iter(usable))
    if len(usable) > MAX_NAMES_PER_ENTRY:
        said = f"{len(usable)} names; an entry holds at most {MAX_NAMES_PER_ENTRY}, split it"
        report.problem(file, line, "aliases", said)
        return None
    if identity and not ID.fullmatch(identity):
        said = f"{identity!r} is not an id; use letters, digits and hyphens, at most 128"
        report.problem(file, line, "id", said)
        return None
    entry = Entry(id=identity or slug(shown), name=shown, kind=kind, aliases=tuple(usable.values()), **other)
    return line, entry


# FollowTheMoney.


class _Ftm(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[str]] = {}
    caption: str = ""


def _ftm(text: str, file: str, report: ProblemCollector) -> Iterator[tuple[int, Entry]]:
    decoder = msgspec.json.Decoder(_Ftm)
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            entity = decoder.decode(row)
        except RecursionError:
            report.problem(file, line, "", "no FollowTheMoney entity: nested too deep; one JSON object a line")
            continue
        except msgspec.DecodeError as error:
            report.problem(file, line, "", f"no FollowTheMoney entity: {error}; one JSON object a line")
            continue
        kind = _KINDS.get(entity.schema)
        if kind is None:
            continue
        names = [entity.caption, *(n for p in _NAME_PROPERTIES for n in entity.properties.get(p, ()))]
        tags = tuple(dict.fromkeys(entity.properties.get("topics", []) + entity.properties.get("country", [])))
        names = [n for n in names if n]
        if found := _entry(line, file, report, names=names, identity=entity.id, kind=kind, tags=tags):
            yield found


# Tables.


_NO_CSV = "no CSV from here"
_QUOTES = "is a quotation mark closed, and doubled within a text?"


def _table(text: str, file: str, report: ProblemCollector) -> Iterator[tuple[int, Entry]]:
    csv.field_size_limit(min(MAX_CELL, sys.maxsize))
    delimiter = max(",;\t|", key=text.split("\n", 1)[0].count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [(column or "").strip().lower() for column in rows.fieldnames or []]
    except csv.Error as error:
        report.problem(file, 1, "", f"{_NO_CSV}: {error}; {_QUOTES}")
        return
    rows.fieldnames = columns
    if twice := [column for column, times in Counter(columns).items() if column and times > 1][:12]:
        report.problem(file, 1, "", f"two columns are called {', '.join(map(repr, twice))}; give each its own name")
        return
    row_fields = _reading(columns)
    if row_fields is None:
        said = f"no column 'name' (there are {', '.join(columns[:12]) or 'none'}); name the columns in the first line"
        report.problem(file, 1, "", said)
        return
    while True:
        before = rows.line_num
        try:
            row = next(rows, None)
        except csv.Error as error:
            report.problem(file, before + 1, "", f"{_NO_CSV}: {error}; {_QUOTES}")
            return
        if row is None:
            return
        line = rows.line_num
        if None in row:
            report.problem(file, line, "", "has more cells than there are columns; put texts with commas in quotes")
            continue
        values = {column: (value or "").strip() for column, value in row.items() if column}
        if not any(values.values()):
            continue
        fields = row_fields(values)
        if fields.get("priority", "normal") not in get_args(Priority):
            known = ", ".join(get_args(Priority))
            report.problem(file, line, "priority", f"{fields['priority']!r} is not one of {known}")
            continue
        if found := _entry(line, file, report, **fields):
            yield found


def _reading(columns: list[str]) -> Callable[[dict[str, str]], dict[str, Any]] | None:
    """What makes an entry's fields of a row: by its columns the table is one of three kinds, or none."""
    if "schema" in columns and "name" in columns:
        return _simple
    if any(column.endswith("label") for column in columns):
        return _wikidata
    return _own if "name" in columns else None


def _many(cell: str) -> list[str]:
    """The values of a cell."""
    return [value.strip() for value in re.split(r"[;|]", cell) if value.strip()]


def _simple(row: dict[str, str]) -> dict[str, Any]:
    """A row of OpenSanctions' targets.simple.csv."""
    kind = _KINDS.get(row["schema"], row["schema"].lower() or "topic")
    names = [name for name in [row["name"], *_many(row.get("aliases", ""))] if name]
    return {"identity": row.get("id", ""), "kind": kind, "names": names, "tags": tuple(_many(row.get("countries", "")))}


def _wikidata(row: dict[str, str]) -> dict[str, Any]:
    """A row of a Wikidata query: ``item``, ``itemLabel``, and aliases as ``itemAltLabel``, ``alias`` or ``aliases``."""
    label = next(column for column in row if column.endswith("label") and not column.endswith("altlabel"))
    stem = label.removesuffix("label")
    found = _WIKIDATA_ID.fullmatch(row.get(stem, ""))
    others = row.get(f"{stem}altlabel") or row.get("aliases") or row.get("alias") or ""
    # The label service parts alternative labels by commas.
    names = [row[label], *(_many(others) if ";" in others or "|" in others else others.split(", "))]
    kind = row.get("kind") or "topic"
    return {"identity": found[1] if found else "", "kind": kind, "names": [n.strip() for n in names if n.strip()]}


def _own(row: dict[str, str]) -> dict[str, Any]:
    """A row of a table of the user's own."""
    return {
        "identity": row.get("id", ""),
        "kind": row.get("kind") or row.get("type") or "topic",
        "names": [name for name in [row["name"], *_many(row.get("aliases", ""))] if name],
        "priority": row.get("priority") or "normal",
        "tags": tuple(_many(row.get("tags", ""))),
        "notes": row.get("notes", ""),
    }


def _names(text: str, file: str, report: ProblemCollector) -> Iterator[tuple[int, Entry]]:
    """Plain names, one a line."""
    for line, row in enumerate(text.splitlines(), 1):
        name = re.split(r"(?:^|\s)#", row, maxsplit=1)[0].strip()
        if name and (found := _entry(line, file, report, names=[name], identity="", kind="topic")):
            yield found


_READERS: Final[dict[str, Callable[[str, str, ProblemCollector], Iterator[tuple[int, Entry]]]]] = {
    ".csv": _table,
    ".tsv": _table,
    ".json": _ftm,
    ".jsonl": _ftm,
    ".ijson": _ftm,
    ".ftm": _ftm,
    ".txt": _names,
}
