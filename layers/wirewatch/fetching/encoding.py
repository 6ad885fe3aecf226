"""Which character encoding a page is in: byte order mark, header, meta, content; and the decoding itself.

The order is that of the WHATWG encoding sniffing algorithm, and so are the labels (``latin1`` means windows-1252,
``gb2312`` means gb18030: what browsers do, not what the names say). Two liars are caught that browsers believe: a page
declared in a single-byte encoding that is valid UTF-8, and one declared as UTF-8 that is not.
"""

from __future__ import annotations

import codecs
import re

import webencodings  # type: ignore[import-untyped]

_PRESCAN = 4096  # the standard asks for 1024; heads have grown
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABEL = re.compile(r"charset\s*+=\s*+[\"']?+([^\s;\"'>]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*+<\?xml\s[^>]{0,200}?encoding\s*+=\s*+[\"']([^\s\"']{1,40})")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta[\s/]([^>]{0,1000})", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([^\s=/]++)\s*+(?:=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+")


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
    if declaration := _XML.match(head):
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
    declared = codec_from_header(content_type) or codec_from_html(data)
    if declared is None:
        return _guess(data)
    if declared == "utf-8":
        return declared if _mostly_utf8(data) else _guess(data)
    if declared.startswith(("cp125", "iso8859")) and _valid_utf8(data) and not data[:-3].isascii():
        return "utf-8"
    return declared


def decode(data: bytes, charset: str) -> str:
    """``data`` as text, without a byte order mark; what is invalid becomes U+FFFD, never an error."""
    return data.decode(charset, "replace").removeprefix("\ufeff")


def _not_utf16(codec: str | None) -> str | None:
    # A meta element that could be read as ASCII is not in UTF-16, whatever it says (WHATWG).
    return "utf-8" if codec and codec.startswith("utf-16") else codec


def _valid_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # incremental: a character cut at the end is no error
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    if _valid_utf8(data):
        return True
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 10 < sum(character > "\x7f" for character in text[: 1 << 18]) or broken < 5


def _guess(data: bytes) -> str:
    head = data[: 1 << 16]
    if b"\0" in head[:1024]:
        even, odd = head[:1024:2].count(0), head[1:1024:2].count(0)
        if max(even, odd) > 4 * min(even, odd) and max(even, odd) * 4 > len(head[:1024]) // 2:
            return "utf-16-le" if odd > even else "utf-16-be"
    if _valid_utf8(data):
        return "utf-8"
    from charset_normalizer import from_bytes  # 30 ms to import, and seldom needed

    best = from_bytes(head, cp_exclusion=["utf_7"], preemptive_behaviour=False).best()
    return (codec_for_label(best.encoding.replace("_", "-")) if best else None) or "cp1252"
