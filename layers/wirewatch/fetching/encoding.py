"""Which character encoding bytes are in: byte order mark, content, header, meta element; and the decoding itself.

The labels are those of the WHATWG encoding standard (``latin1`` means windows-1252, ``gb2312`` means gb18030: what
browsers do, not what the names say). Unlike in browsers the content goes first: text that is valid UTF-8 is UTF-8
whatever is declared, as no other encoding's text is valid UTF-8 by chance; and one bad byte does not make it another.
"""

from __future__ import annotations

import codecs
import re

import webencodings  # type: ignore[import-untyped]

_PRESCAN = 4096  # the standard asks for 1024; heads have grown
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before that of UTF-16, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABEL = re.compile(r"charset\s*+=\s*+[\"']?+([^\s;\"'>]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*+<\?xml\s[^>]{0,200}?encoding\s*+=\s*+[\"']([^\s\"']{1,40})")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta[\s/]([^>]{0,1000})", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([^\s=/]++)\s*+(?:=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PRINTABLE = bytes([9, 10, 13, *range(32, 127)])
_DOUBLE_BYTE = ("gb18030", "big5", "euc", "cp932", "cp949", "shift")
_LEAST_SEQUENCES = 3
"""Characters of UTF-8 from which on text in a legacy encoding is valid UTF-8 by no chance."""


def codec_for_label(label: str | None) -> str | None:
    """The Python codec that browsers use for a charset ``label``; None where the label is not known."""
    encoding = webencodings.lookup(label) if label else None
    if encoding is None or encoding.name in ("replacement", "x-user-defined"):
        return None
    name: str = encoding.codec_info.name
    return {"gbk": "gb18030", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(encoding.name, name)


def codec_from_header(content_type: str | None) -> str | None:
    """The codec that a Content-Type header names, if any."""
    label = _LABEL.search(content_type or "")
    return codec_for_label(label[1]) if label else None


def codec_from_html(data: bytes) -> str | None:
    """The codec that the head of a page names in a meta element or an XML declaration, if any."""
    head = data[:_PRESCAN]
    if declaration := _XML.match(head.removeprefix(codecs.BOM_UTF8)):
        return _not_utf16(codec_for_label(declaration[1].decode("ascii", "replace")))
    for meta in _META.finditer(_COMMENT.sub(b"", head)):
        values = {
            name.lower(): value.strip(b"\"'").decode("ascii", "replace") for name, value in _ATTRIBUTE.findall(meta[1])
        }
        label = values.get(b"charset")
        if label is None and values.get(b"http-equiv", "").lower() == "content-type":
            found = _LABEL.search(values.get(b"content", ""))
            label = found[1] if found else None
        if codec := codec_for_label(label):
            return _not_utf16(codec)
    return None


def detect(data: bytes, content_type: str | None = None) -> str:
    """The Python codec to read a page with; ``content_type`` is the header that it came with, where there was one."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return codec
    if wide := _utf16(data):
        return wide
    declared = codec_from_header(content_type) or codec_from_html(data)
    if declared and declared.startswith("utf-16"):
        declared = None  # two bytes a character leave zeros, or rows of letters, and neither is there
    if data.isascii():
        return declared or ("iso2022_jp" if b"\x1b$B" in data else "utf-8")
    sequences = _SEQUENCE.findall(data)
    stray = len(data) - len(data.translate(None, bytes(range(128, 256)))) - sum(map(len, sequences))
    if stray and _cut_at_end(data):
        stray = max(0, stray - len(data) + len(data.rstrip(bytes(range(128, 256)))))
    if declared == "utf-8" and len(sequences) >= stray:
        return "utf-8"
    if not stray and sequences and not (declared and _may_be(data, declared, sequences)):
        return "utf-8"
    if len(sequences) > 4 * stray and len(sequences) >= _LEAST_SEQUENCES:
        return "utf-8"
    if declared and declared != "utf-8":
        return declared
    from wirewatch.text.legacy_encoding import guess_codec

    return guess_codec(data)


def decode(data: bytes, charset: str) -> str:
    """``data`` as text, without a byte order mark; what is invalid becomes U+FFFD, never an error."""
    return data.decode(charset, "replace").removeprefix("\ufeff")


def _not_utf16(codec: str | None) -> str | None:
    # A meta element that could be read as ASCII is not in UTF-16, whatever it says (WHATWG).
    return "utf-8" if codec and codec.startswith("utf-16") else codec


def _cut_at_end(data: bytes) -> bool:
    """Whether the only thing wrong at the end is that a character is cut in two."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data[-8:].lstrip(bytes(range(128, 192))))
    except UnicodeDecodeError:
        return False
    return data[-1] > 0x7F


def _may_be(data: bytes, declared: str, sequences: list[bytes]) -> bool:
    """Whether a few bytes that are valid UTF-8 are as well what they are declared to be: pairs of a double-byte set."""
    if len(sequences) > _LEAST_SEQUENCES or not declared.startswith(_DOUBLE_BYTE):
        return False
    try:
        data.decode(declared)
    except (UnicodeDecodeError, LookupError):
        return False
    return all(len(sequence) == 2 for sequence in sequences)


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: it has zero bytes, which no other encoding of text has.

    Of the two orders that one is right in which there are spaces or line ends and all characters are printable; and the
    byte of a pair that says which script it is differs less than the other.
    """
    head = data[: 2048 & ~1]
    if b"\0" not in head or len(head.translate(None, _PRINTABLE)) * 8 < len(head):
        return None
    best, best_variety = None, len(head)
    for codec, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        text = head[: len(head) // 2 * 2].decode(codec, "replace")
        printable = sum(character.isprintable() or character.isspace() for character in text)
        ascii_ = sum(character in " \n\r\t" or "!" <= character <= "~" for character in text)
        if printable * 20 >= len(text) * 19 and ascii_ and len(set(high)) < best_variety:
            best, best_variety = codec, len(set(high))
    return best
