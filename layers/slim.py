"""Cut what never runs from a built layer: debug symbols, bytecode caches, scripts and C headers.

ctranslate2's extension module alone carries 66 MB of debug symbols. binutils' strip knows only the machine's own
architecture, and may not be there at all; so the loadable segments are packed together here, by the rules of the ELF
specification (a segment's file offset must equal its address modulo its alignment), and all else is dropped.
"""

from __future__ import annotations

import shutil
import struct
import sys
from pathlib import Path

HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
LOAD = 1


def packed(elf: bytes) -> bytes:
    """A 64-bit little-endian shared object without what is not loaded; returned as it is where it is something else.

    Raises:
        ValueError: a segment lies outside the file.
    """
    if elf[:6] != b"\x7fELF\x02\x01":
        return elf
    head = list(HEADER.unpack_from(elf))
    table, count = head[5], head[10]
    rows = [list(PROGRAM_HEADER.unpack_from(elf, table + n * PROGRAM_HEADER.size)) for n in range(count)]
    loads = sorted((row for row in rows if row[0] == LOAD and row[5]), key=lambda row: row[2])
    if not loads or loads[0][2] != 0:
        return elf
    moved: list[tuple[int, int, int]] = []  # old offset, length, new offset
    out = bytearray()
    for row in loads:
        offset, address, length, align = row[2], row[3], row[5], max(row[7], 1)
        if offset + length > len(elf):
            raise ValueError(f"a segment of {length} bytes at {offset} lies outside a file of {len(elf)} bytes")
        new = len(out) + (address - len(out)) % align
        out.extend(b"\0" * (new - len(out)))
        out.extend(elf[offset : offset + length])
        moved.append((offset, length, new))
    for row in rows:
        home = next((m for m in moved if m[0] <= row[2] and row[2] + row[5] <= m[0] + m[1]), None)
        if home is None and row[5]:
            return elf
        row[2] = row[2] - home[0] + home[2] if home and row[5] else 0
    # The tables of sections, which only linkers and debuggers read, are gone.
    head[6], head[12], head[13] = 0, 0, 0
    HEADER.pack_into(out, 0, *head)
    for n, row in enumerate(rows):
        PROGRAM_HEADER.pack_into(out, table + n * PROGRAM_HEADER.size, *row)
    return bytes(out)


def slim(layer: Path) -> int:
    """Slim every file below ``layer`` in place; the number of bytes saved."""
    before = sum(path.stat().st_size for path in layer.rglob("*") if path.is_file())
    for name in ("__pycache__", "bin", "include"):
        for folder in list(layer.rglob(name)):
            shutil.rmtree(folder)
    for path in layer.rglob("*.so*"):
        data = path.read_bytes()
        smaller = packed(data)
        if len(smaller) < len(data):
            path.write_bytes(smaller)
    return before - sum(path.stat().st_size for path in layer.rglob("*") if path.is_file())


if __name__ == "__main__":
    print(f"slimmed by {slim(Path(sys.argv[1])) / 1e6:.1f} MB")
