"""A watchlist compiled to one file that opens at once, whatever its size.

Layout, little endian: a marisa trie of the folded names (first, so that marisa can map the file itself); one unsigned
32-bit posting per trie key; the table of keys that several entries share; blocks of entries, compressed
(``wirewatch.watchlists.index_records``); where the blocks start; a header in JSON; and a trailer of fixed size that says where the header
stands, with magic and checksum. Opening maps the file and reads trailer and header only.
"""

from __future__ import annotations

import mmap
import os
import re
import struct
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import marisa_trie
import msgspec

from wirewatch.errors import WirewatchError
from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.index_records import Records, pack
from wirewatch.watchlists.inflection import grammar
from wirewatch.watchlists.language_names import LanguageNames, PackedNames, pack_languages, unpack_languages
from wirewatch.watchlists.models import Alias, Entry, Watchlist
from wirewatch.watchlists.name_variants import variants

MAGIC: Final = b"WIREWATCH-INDEX\x06"
_TRAILER: Final = struct.Struct("<QIII16s")  # header offset, header size, header checksum, body checksum, magic

# A posting: 24 bits of entry number (or of a place in the shared table), 8 bits of flags.
SHARED: Final = 1
ANY_CASE: Final = 4
EXACT: Final = 8
PREFIX: Final = 16


class IndexFileError(WirewatchError, ValueError):
    """The file is not an index that this wirewatch can use."""


class _Header(msgspec.Struct):
    """What the file holds."""

    sections: dict[str, tuple[int, int]]
    keys: int
    entries: int
    longest: int
    any_case: bool
    people: bool
    asking: dict[str, int]
    languages: list[str]


def compile(watchlist: Watchlist) -> bytes:  # noqa: A001
    """The index of ``watchlist``."""
    languages, names = pack_languages(watchlist)
    entries = [_without_other_languages(entry) for entry in watchlist.entries]
    postings = _postings(entries)
    trie = marisa_trie.Trie(list(postings), order=marisa_trie.LABEL_ORDER)
    direct = [0] * len(postings)
    shared: list[int] = []
    for name, found in postings.items():
        if len(found) == 1:
            direct[trie.key_id(name)] = found[0]
        else:
            direct[trie.key_id(name)] = len(shared) << 8 | SHARED
            shared += (len(found), *found)
    blocks, starts = pack(entries, trie)
    body = bytearray(trie.tobytes())
    sections = {"trie": (0, len(body))}
    for name, part in (
        ("postings", struct.pack(f"<{len(direct)}I", *direct)),
        ("shared", struct.pack(f"<{len(shared)}I", *shared)),
        ("starts", struct.pack(f"<{len(starts)}I", *starts)),
        ("blocks", blocks),
        ("names", names),
    ):
        body += b"\0" * (-len(body) % 8)
        sections[name] = (len(body), len(part))
        body += part
    header = msgspec.json.encode(
        _Header(
            sections=sections,
            keys=len(direct),
            entries=len(entries),
            longest=max(map(len, postings), default=0),
            any_case=any(map(_in_small_letters, (alias for entry in entries for alias in entry.aliases))),
            people=any(entry.kind == "person" for entry in entries),
            languages=languages,
            asking={e.id: n for n, e in enumerate(entries) if e.min_salience is not None or e.needs},
        )
    )
    trailer = _TRAILER.pack(len(body), len(header), zlib.crc32(header), zlib.crc32(body), MAGIC)
    return bytes(body) + header + trailer


def is_index(path: Path) -> bool:
    """Whether the file in ``path`` ends as an index does, of whatever version."""
    try:
        with path.open("rb") as file:
            file.seek(-len(MAGIC), os.SEEK_END)
            return file.read()[:-1] == MAGIC[:-1]
    except OSError:
        return False


def _without_other_languages(entry: Entry) -> Entry:
    """The entry with the aliases that hold in every language or in English."""
    aliases = tuple(alias for alias in entry.aliases if alias.language in (None, "en"))
    return entry if len(aliases) == len(entry.aliases) else msgspec.structs.replace(entry, aliases=aliases)


def _in_small_letters(alias: Alias) -> bool:
    """Whether the alias may begin with a small letter in a text; not so in scripts without any."""
    return (normalize_name(alias.name) if alias.case == "any" else alias.name)[:1].islower() and alias.case != "name"


def write(watchlist: Watchlist, path: Path) -> None:
    """Compile ``watchlist`` into ``path``; a reader sees the old file or the new one, never a part."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(compile(watchlist))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _postings(entries: list[Entry]) -> dict[str, list[int]]:
    postings: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        flags: dict[str, int] = {}
        for alias in entry.aliases:
            flag = {"any": ANY_CASE, "exact": EXACT, "name": 0}[alias.case] | (PREFIX if alias.prefix else 0)
            for variant in variants(alias.name, entry.kind):
                # Two names of one entry that fold alike: the index admits what either admits, match decides.
                flags[variant] = flags[variant] & flag if variant in flags else flag
        for name, flag in flags.items():
            postings.setdefault(name, []).append(number << 8 | flag)
    return postings


class WatchlistIndex:
    """A compiled watchlist, open for matching. Safe to share between threads for reading."""

    def __init__(self, trie: marisa_trie.Trie, data: mmap.mmap | bytes, header: _Header) -> None:
        self.header = header
        self._trie = trie
        self._view = memoryview(data)
        self._postings = self._section("postings").cast("I")
        self._shared = self._section("shared").cast("I")
        self._records = Records(self._section("blocks"), self._section("starts").cast("I"), self._trie)
        self._names: dict[int, dict[str, list[Alias]]] = {}
        self._around: dict[tuple[int, str], list[tuple[int, str]]] = {}
        self._languages: dict[str, LanguageNames | None] = {}

    @classmethod
    def open(cls, path: Path | str, *, verify: bool = False) -> WatchlistIndex:
        """Open the index in ``path``; with ``verify``, after reading all of it against its checksum.

        Raises:
            IndexFileError: not an index, of another version, cut short or damaged.
            OSError: the file cannot be read.
        """
        path = Path(path)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _TRAILER.size:
                raise IndexFileError(f"{path} is not a wirewatch index: too short; compile the watchlist again")
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start, length, header_sum, body_sum, magic = _TRAILER.unpack(data[-_TRAILER.size :])
        if magic[:-1] != MAGIC[:-1]:
            raise IndexFileError(f"{path} is not a wirewatch index, or is cut short; compile the watchlist again")
        if magic != MAGIC:
            raise IndexFileError(f"{path} was compiled by another version of wirewatch; compile the watchlist again")
        raw = data[start : start + length]
        if start + length + _TRAILER.size != size or zlib.crc32(raw) != header_sum:
            raise IndexFileError(f"{path} is damaged; compile the watchlist again")
        if verify and zlib.crc32(memoryview(data)[:start]) != body_sum:
            raise IndexFileError(f"{path} is damaged: its checksum does not fit; compile the watchlist again")
        return cls(marisa_trie.Trie().mmap(str(path)), data, msgspec.json.decode(raw, type=_Header))

    @classmethod
    def of(cls, watchlist: Watchlist) -> WatchlistIndex:
        """The index of a watchlist, compiled in memory."""
        data = compile(watchlist)
        start, length, *_ = _TRAILER.unpack(data[-_TRAILER.size :])
        header = msgspec.json.decode(data[start : start + length], type=_Header)
        first, size = header.sections["trie"]
        return cls(marisa_trie.Trie().frombytes(data[first : first + size]), data, header)

    def __len__(self) -> int:
        return self.header.entries

    def _section(self, name: str) -> memoryview:
        start, length = self.header.sections[name]
        return self._view[start : start + length]

    def candidates_at(self, text: str, start: int) -> list[tuple[int, list[int]]]:
        """Names that ``text`` holds at ``start``: where each ends and its postings, the longest first."""
        found = []
        for name, number in self._trie.iter_prefixes_with_ids(text[start : start + self.header.longest]):
            posting = self._postings[number]
            if posting & SHARED:
                place = posting >> 8
                found.append((start + len(name), list(self._shared[place + 1 : place + 1 + self._shared[place]])))
            else:
                found.append((start + len(name), [posting]))
        found.reverse()
        return found

    def has_prefix(self, beginning: str) -> bool:
        """Whether a normalized name begins so."""
        return next(self._trie.iterkeys(beginning), None) is not None

    def postings_of(self, name: str) -> list[int]:
        """The postings of exactly that normalized name."""
        found = self.candidates_at(name, 0) if name in self._trie else []
        return found[0][1] if found else []

    @property
    def languages(self) -> list[str]:
        """ISO 639-1 codes of the languages, besides English, that the watchlist has names in."""
        return self.header.languages

    def lacks(self, language: str | None) -> bool:
        """Whether the watchlist has names for some languages, and none for this one."""
        if language in (None, "en") or not self.header.languages:
            return False
        return self.language_names(language) is None

    def language_names(self, language: str | None) -> LanguageNames | None:
        """The names that belong to a language, and to those so near that they pass for it; None where there are none.

        English has none of its own: its names stand with the entries.
        """
        if not language or language == "en":
            return None
        if language not in self._languages:
            own = grammar(language)
            codes = [language, *(own.setting("also").split() if own else ())]
            codes = [code for code in codes if code in self.header.languages]
            self._languages[language] = LanguageNames(language, codes, self._packed_names) if codes else None
        return self._languages[language]

    @cached_property
    def _packed_names(self) -> PackedNames:
        return unpack_languages(bytes(self._section("names")))

    def entry(self, number: int) -> Entry:
        """The entry of that number."""
        return self._records[number]

    def aliases(self, number: int, name: str) -> list[Alias]:
        """The aliases of the entry of that number that fold to ``name``."""
        names = self._names.get(number)
        if names is None:
            names = {}
            entry = self.entry(number)
            for alias in entry.aliases:
                for variant in variants(alias.name, entry.kind):
                    names.setdefault(variant, []).append(alias)
            if len(self._names) > 4096:
                self._names.clear()
            self._names[number] = names
        return names.get(name, [])

    def phrases(self, number: int, name: str) -> list[tuple[int, str]]:
        """The phrases in which the entry of that number is not meant and that hold ``name``: its offset, the phrase."""
        found = self._around.get((number, name))
        if found is None:
            folded = [form for phrase in self.entry(number).not_in for form in variants(phrase, "phrase")]
            found = [
                (place.start(), phrase) for phrase in folded for place in re.finditer(re.escape(name), phrase) if name
            ]
            if len(self._around) > 4096:
                self._around.clear()
            self._around[number, name] = found
        return found

    def entry_with_conditions(self, identity: str) -> Entry | None:
        """The entry of that id, where it has conditions of its own for an alert."""
        number = self.header.asking.get(identity)
        return None if number is None else self.entry(number)

    def __iter__(self) -> Iterator[Entry]:
        for number in range(len(self)):
            yield self.entry(number)
