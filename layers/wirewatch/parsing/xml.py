"""XML from strangers as a tree: nothing is loaded, no entity is put in, and what is broken is fixed where it can be."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

_MARK = re.compile(rb"<!\[CDATA\[|<!--|&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{0,31});)?")
_DECLARED = re.compile(rb"<!ENTITY\s++([^\s%\"'<>]{1,100})\s")
_XML_ENTITIES = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]{0,300}\?>")


def parse_xml(data: bytes, encoding: str | None = None) -> tuple[Any, str]:
    """The root element, None where there is none; and what was fixed first, in words, empty where nothing was.

    Comments and processing instructions are left out; depth and size are bounded by libxml2.
    """
    from lxml import etree

    parser = etree.XMLParser(
        encoding=encoding,
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, str(error)[:200]
    repaired = f"line {parser.error_log[0].line}: {parser.error_log[0].message}"[:200] if len(parser.error_log) else ""
    return root, repaired


def escape_ampersands(data: bytes) -> bytes:
    """XML in UTF-8 with its bare ampersands escaped, and the entities of html in it as their characters.

    People write both into feeds by hand. Sections of character data, comments, and entities that the XML declares stay
    as they are. The cost is linear in the input.
    """
    if b"&" not in data:
        return data
    declared = set(_DECLARED.findall(data[: 1 << 16]))
    pieces: list[bytes] = []
    end = 0
    skip_to = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
    for found in _MARK.finditer(data):
        if found.start() < end:
            continue
        text = found[0]
        if (close := skip_to.get(text)) is not None:
            behind = data.find(close, found.end())
            if behind < 0:
                skip_to[text] = b""
            elif close:
                pieces.append(data[end : behind + len(close)])
                end = behind + len(close)
            continue
        if text.startswith(b"&#") and not _is_character(text):
            pieces += [data[end : found.start()], "\ufffd".encode()]
            end = found.end()
            continue
        if text.startswith(b"&#") or (found[1] and (found[1] in _XML_ENTITIES or found[1] in declared)):
            continue
        pieces.append(data[end : found.start()])
        known = html5.get(f"{found[1].decode()};") if found[1] else None
        if known and known not in "<>&\"'":
            pieces.append(known.encode())
        else:
            pieces.append(b"&amp;" + text[1:])
        end = found.end()
    pieces.append(data[end:])
    return b"".join(pieces)


def _is_character(reference: bytes) -> bool:
    """Whether a numeric reference is to a character that XML may hold."""
    digits = reference[2:-1].lower()
    number = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000


def as_utf8(text: str) -> bytes:
    """XML as UTF-8 without what it says of its encoding, which is no longer true, and without what no XML holds."""
    data = text.lstrip("\ufeff\0 \t\r\n\f").translate(_NOT_XML).encode("utf-8", "replace")
    found = _DECLARATION.match(data)
    return data[found.end() :] if found else data


_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
