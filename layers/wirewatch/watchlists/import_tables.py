"""Which columns of a table mean what.

Known are OpenSanctions' ``targets.simple.csv`` (``id``, ``schema``, ``name``, ``aliases``, ``countries``), the result
of a Wikidata query (an ``item`` with its ``itemLabel`` and ``itemAltLabel``, in any order, with or without labels), and a
table of your own: ``name`` and any of ``id``, ``kind``, ``alias`` or ``aliases``, ``weakAlias``, ``previousName``,
``priority``, ``tags``, ``notes``. Several values in a cell are parted by ``;`` or ``|``.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, cast, get_args

import msgspec

from wirewatch.records import Priority
from wirewatch.watchlists.models import Problem
from wirewatch.watchlists.problems import ProblemCollector
from wirewatch.watchlists.spreadsheets import SpreadsheetError, sheet_rows

MAX_CELL: Final = 1_000_000

# Of FollowTheMoney: what becomes an entry, and of which kind; other schemata (Address, Sanction …) name nothing.
SCHEMA_KINDS: Final = {
    "Person": "person", "LegalEntity": "organisation", "Organization": "organisation", "Company": "organisation",
    "PublicBody": "organisation", "Vessel": "vessel", "Airplane": "aircraft", "Asset": "asset", "Security": "security",
    "CryptoWallet": "wallet",
}  # fmt: skip
# Headers as people and databases write them, without signs and case.
_NAME: Final = ("name", "names", "fullname", "label", "caption")
_ALIASES: Final = (
    "alias",
    "aliases",
    "aka",
    "altnames",
    "alternativenames",
    "othernames",
    "previousname",
    "previousnames",
)
_WEAK: Final = ("weakalias", "weakaliases")
_TAGS: Final = ("tags", "countries", "topics")
_WIKIDATA_ID: Final = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)?(Q[1-9]\d{0,11})")
_ADDRESS: Final = re.compile(r"https?://\S+")
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_QUOTES: Final = "is a quotation mark closed, and doubled within a text?"


class Row(msgspec.Struct, kw_only=True):
    """What one row of a list says of an entry; ``names`` as written, the first one shown."""

    line: int
    names: list[str]
    weak_names: list[str] = []
    id: str = ""
    kind: str = "topic"
    priority: Priority = "normal"
    tags: tuple[str, ...] = ()
    notes: str = ""


def is_list_of_names(text: str) -> bool:
    """Whether a table without a header is one column of names."""
    first = text.split("\n", 1)[0].strip()
    return bool(first) and not re.search(r'[,;\t|"]', first) and _plain(first) not in (*_NAME, "item", "sep=")


def table(text: str, file: str, report: ProblemCollector) -> Iterator[Row]:
    """The rows of a CSV or TSV file."""
    csv.field_size_limit(min(MAX_CELL, sys.maxsize))
    skipped = 0
    if line := _SEPARATOR_LINE.match(text):  # Excel's own mark
        text, skipped, delimiter = text[line.end() :], 1, line[1]
    else:
        delimiter = max(",;\t|", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def numbered() -> Iterator[tuple[int, list[str]]]:
        while True:
            before = rows.line_num
            try:
                row = next(rows, None)
            except csv.Error as error:
                report.problem(file, before + 1 + skipped, "", f"no CSV from here: {error}; {_QUOTES}")
                return
            if row is None:
                return
            yield rows.line_num + skipped, row

    yield from _rows(numbered(), file, report)


def workbook(data: bytes, file: str, report: ProblemCollector) -> Iterator[Row]:
    """The rows of the first sheet of an Excel workbook."""
    try:
        yield from _rows(sheet_rows(data), file, report)
    except SpreadsheetError as error:
        report.problem(file, 0, "", f"{error}; save it as CSV (UTF-8)")


def object_row(line: int, value: dict[str, Any]) -> Row | None:
    """A JSON object with the fields of a table of your own; None where it has no name."""
    cells = {
        key: ";".join(map(str, of)) if isinstance(of, list) else str(of)
        for key, of in value.items()
        if isinstance(of, str | int | list)
    }
    columns = _Columns([*cells])
    return None if columns.name is None else columns.row(line, list(cells.values()))


def _rows(rows: Iterable[tuple[int, list[str]]], file: str, report: ProblemCollector) -> Iterator[Row]:
    rows = iter(rows)
    line, header = next(rows, (1, []))
    given = [column.strip().lower() for column in header if column.strip()]
    if twice := [column for column, times in Counter(given).items() if times > 1][:12]:
        report.problem(file, line, "", f"two columns are called {', '.join(map(repr, twice))}; give each its own name")
        return
    columns = _Columns(header)
    if columns.name is None and columns.item is None:
        text = f"no column 'name' (there are {', '.join(given[:12]) or 'none'}); name the columns in the first line"
        report.problem(file, line, "", text)
        return
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            report.problem(file, line, "", "has more cells than there are columns; put texts with commas in quotes")
            continue
        row = columns.row(line, [cell.strip() for cell in cells])
        if row.priority not in get_args(Priority):
            report.problem(file, line, "priority", f"{row.priority!r} is not one of {', '.join(get_args(Priority))}")
        elif columns.item is not None and not row.names:
            note = f"{row.id or 'the row'} has no label, so nothing to look for; left out"
            report.warnings.append(Problem(file, line, "name", note))
        else:
            yield row


def _plain(header: str) -> str:
    return re.sub(r"[\W_]", "", header).lower()


class _Columns:
    """The meaning of a table's columns, told by their headers.

    Attributes:
        item: the column of Wikidata's items, where it is a query's result.
        name: the column of the name that is shown; None where there is none.
    """

    def __init__(self, header: list[str]) -> None:
        plain = [_plain(column) for column in header]
        labels = [n for n, column in enumerate(plain) if column.endswith("label") and not column.endswith("altlabel")]
        stems = {plain[n].removesuffix("label"): n for n in labels if plain[n] != "label"}
        items = [n for n, column in enumerate(plain) if column in stems or column in ("item", "wikidata", "wikidataid")]
        self.item = items[0] if items else None
        if self.item is None and stems:
            self.item = -1  # labels alone
        label = (
            stems.get(plain[self.item])
            if self.item is not None and self.item >= 0
            else next(iter(stems.values()), None)
        )
        named = [plain.index(column) for column in _NAME if column in plain]
        self.name = label if label is not None else named[0] if named else self._english_label(plain)
        self.aliases = [n for n, column in enumerate(plain) if column in _ALIASES or column.endswith("altlabel")]
        self.commas = [n for n in self.aliases if plain[n].endswith("altlabel")]
        self.weak = [n for n, column in enumerate(plain) if column in _WEAK]
        self.tags = [n for n, column in enumerate(plain) if column in _TAGS]
        self.at = {column: n for n, column in enumerate(plain)}

    def _english_label(self, plain: list[str]) -> int | None:
        """Of an item's columns without a label, the one that holds its name: ``nameEn``, ``officialName``."""
        if self.item is None:
            return None
        return next((n for n, column in enumerate(plain) if "name" in column and column not in _ALIASES), None)

    def row(self, line: int, cells: list[str]) -> Row:
        """What the cells of a row say."""

        def cell(*names: str) -> str:
            return next(
                (cells[n] for name in names if (n := self.at.get(name, len(cells))) < len(cells) and cells[n]), ""
            )

        def many(columns: list[int]) -> list[str]:
            found = []
            for column in columns:
                value = cells[column] if column < len(cells) else ""
                # Wikidata's label service parts alternative labels by commas.
                commas = column in self.commas and not re.search(r"[;|]", value)
                found += [part.strip() for part in re.split(", " if commas else r"[;|]", value) if part.strip()]
            return found

        shown = cells[self.name] if self.name is not None and self.name < len(cells) else ""
        names = [name for name in (shown, *many(self.aliases)) if name]
        identity = cell("id", "qid")
        if self.item is not None:
            names = [name for name in names if not _WIKIDATA_ID.fullmatch(name) and not _ADDRESS.fullmatch(name)]
            item = cells[self.item] if 0 <= self.item < len(cells) else ""
            found = _WIKIDATA_ID.fullmatch(item)
            identity = found[1] if found else identity
        schema = cell("schema")
        return Row(
            line=line,
            id=identity,
            kind=SCHEMA_KINDS.get(schema, schema.lower()) or cell("kind", "type") or "topic",
            names=names,
            weak_names=many(self.weak),
            priority=cast("Priority", cell("priority").lower() or "normal"),
            tags=tuple(many(self.tags)),
            notes=cell("notes", "note"),
        )
