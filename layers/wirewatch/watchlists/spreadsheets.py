"""The first sheet of an Excel workbook (.xlsx) as rows of texts.

An xlsx file is a ZIP archive of XML files (ECMA-376, Office Open XML). Only what a table of names needs is read: the
first sheet's cells, shared and inline strings, numbers as written. The archive is from outside: what is unpacked is
bounded, entities are not resolved, and rows are read one by one.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from wirewatch.errors import WirewatchError

MAX_UNPACKED: Final = 512 * 1024 * 1024
"""Bytes that a workbook's parts may unpack to."""

MAX_COLUMNS: Final = 256

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class SpreadsheetError(WirewatchError, ValueError):
    """The file is no workbook that can be read; the text says why."""


def sheet_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number (from 1) and cells of each row of the first sheet that holds anything.

    Raises:
        SpreadsheetError: no workbook, encrypted, damaged, or larger than ``MAX_UNPACKED`` unpacked.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise SpreadsheetError(f"holds more than {MAX_UNPACKED // 2**20} MB unpacked; split it")
            shared = _shared_strings(archive)
            with archive.open(_first_sheet(archive)) as sheet:
                for number, row in enumerate(_elements(sheet, "row"), 1):
                    cells = _cells(row, shared)
                    given = row.get("r", "")
                    if any(cells):
                        yield (int(given) if given.isdecimal() and len(given) < 9 else number), cells
    except SpreadsheetError:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise SpreadsheetError(f"is no Excel workbook (.xlsx), or a damaged or locked one: {error}") from error
    except (etree.XMLSyntaxError, ValueError, IndexError) as error:
        raise SpreadsheetError(f"is a damaged Excel workbook: {error}") from error


def _elements(file: Any, name: str) -> Iterator[Any]:
    """The elements of that name in an XML file, each freed once it has been used."""
    from lxml import etree

    for _, element in etree.iterparse(
        file, tag=_MAIN + name, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    ):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The path of the sheet that the workbook names first."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    workbook = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    relation = next(sheet.get(_RELATION_ID) for sheet in workbook.iter(_MAIN + "sheet"))
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    target = str(next(one.get("Target") for one in relations if one.get("Id") == relation))
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with archive.open("xl/sharedStrings.xml") as file:
        return ["".join(text.text or "" for text in item.iter(_MAIN + "t")) for item in _elements(file, "si")]


def _cells(row: Any, shared: list[str]) -> list[str]:
    """The cells of a row in their columns, empty ones included."""
    cells: list[str] = []
    for cell in row.iter(_MAIN + "c"):
        column = _column(cell.get("r", ""), len(cells))
        if column >= MAX_COLUMNS:
            break
        cells += [""] * (column + 1 - len(cells))
        cells[column] = _text(cell, shared)
    return cells


def _column(reference: str, following: int) -> int:
    """Which column ``C7`` stands in, from 0; without a reference the one that follows."""
    letters = reference.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return following
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: Any, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(_MAIN + "t")).strip()
    value = cell.findtext(_MAIN + "v") or ""
    if cell.get("t") == "s":
        return shared[int(value)].strip()
    return value.removesuffix(".0").strip()
