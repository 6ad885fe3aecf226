"""XML from strangers as a tree: nothing is loaded, no entity is put in, and what is broken is fixed where it can be."""

from __future__ import annotations

from typing import Any


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
    mended = f"line {parser.error_log[0].line}: {parser.error_log[0].message}"[:200] if len(parser.error_log) else ""
    return root, mended
