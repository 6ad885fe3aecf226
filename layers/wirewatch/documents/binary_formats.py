"""Formats that are not read, recognised by their first bytes, each with its name and what to do with it."""

from __future__ import annotations

import re

_MAGIC = (
    (b"PK\x03\x04", "a zip archive (or docx, epub, xlsx): unpack it first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF: convert it to text first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"OggS", "a sound or film"),
    (b"ID3", "a sound (MP3)"),
    (b"fLaC", "a sound (FLAC)"),
    (b"\x1aE\xdf\xa3", "a film (Matroska or WebM)"),
    (b"FLV\x01", "a film"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\0asm", "a program (WebAssembly)"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"filedesc://", "an ARC archive: convert it to WARC first"),
    (b"BZh", "bzip2: gzip is what is read"),
    (b"\xfd7zXZ\0", "xz: gzip is what is read"),
    (b"\x28\xb5\x2f\xfd", "zstandard (zst): gzip is what is read"),
    (b"\x04\x22\x4d\x18", "lz4: gzip is what is read"),
    (b"\x02\x21\x4c\x18", "lz4: gzip is what is read"),
    (b"\xff\x06\0\0sNaPpY", "snappy: gzip is what is read"),
    (b"LZIP", "lzip: gzip is what is read"),
    (b"\x89LZO", "lzop: gzip is what is read"),
    (b"\x1f\x9d", "Unix compress (.Z): gzip is what is read"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a rar archive: unpack it first"),
    (b"MSCF", "a cab archive: unpack it first"),
    (b"!<arch>", "an ar archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document: convert it to text first"),
    (b"{\\rtf", "RTF: convert it to text first"),
    (b"%!PS", "PostScript: convert it to text first"),
    (b"AT&TFORM", "DjVu: convert it to text first"),
    (b"ITSF", "compiled html help (CHM): unpack it first"),
    (b"!BDN", "an Outlook mailbox (PST): export it as mbox or eml first"),
    (b"bplist00", "a binary property list (or a Safari web archive): save the page as html"),
    (b"SQLite format 3\0", "an SQLite database: export it first"),
    (b"PAR1", "Parquet: convert it to JSON lines first"),
    (b"Obj\x01", "Avro: convert it to JSON lines first"),
    (b"ORC", "ORC: convert it to JSON lines first"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x89HDF", "HDF5: convert it to JSON lines first"),
)
_PLACED = (
    (257, b"ustar", "a tar archive: unpack it first"),
    (4, b"ftyp", "a film, sound or picture (MP4, HEIC)"),
    (60, b"BOOKMOBI", "a Kindle book: convert it to html first"),
)
_LETTERS = re.compile(rb"[A-Za-z]{2,6}$")


def binary_format(head: bytes) -> str | None:
    """What the first bytes of an object say that it is, in words; None for what may be text."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            # A text may begin with the same letters: "MZ station opens …".
            if _LETTERS.fullmatch(magic) and not _is_binary(head):
                continue
            return what
    for place, magic, what in _PLACED:
        if head[place : place + len(magic)] == magic and b"\0" in head[:place]:
            return what
    return None


def _is_binary(head: bytes) -> bool:
    """Whether there are zeros, or control characters that no text has, among the first bytes."""
    return bool(re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head[:512]))
