"""Entries as an index keeps them: in compressed blocks, without what the trie of names and the defaults tell already.

A name that the trie holds is kept as the number of its key and the way in which capitals are put back; an id that is
the slug of the name, an alias that is the name itself, and fields at the end that have their default are left out.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec

from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.models import Alias, Entry, slug

BLOCK: Final = 128
"""Entries in a block: more compress better, and cost more to read one of."""
_KEPT: Final = 4096

_SHAPES: Final[tuple[Callable[[str], str], ...]] = (str.title, str, str.upper, str.capitalize)
_ENTRY: Final = msgspec.to_builtins(Entry(id="", name=""))
_ALIAS: Final = msgspec.to_builtins(Alias(name=""))


class Trie(Protocol):
    """The trie of folded names."""

    def get(self, name: str) -> int | None:
        """The number of a name."""

    def restore_key(self, number: int) -> str:
        """The name of that number."""


def pack(entries: list[Entry], trie: Trie) -> tuple[bytes, list[int]]:
    """The blocks of ``entries`` whose names are in ``trie``, and where each starts; the last offset is their end."""
    encoder = msgspec.msgpack.Encoder()
    blocks = bytearray()
    starts = [0]
    for first in range(0, len(entries), BLOCK):
        records = [_plain(entry, trie) for entry in entries[first : first + BLOCK]]
        blocks += zlib.compress(encoder.encode(records), 9)
        starts.append(len(blocks))
    return bytes(blocks), starts


def _plain(entry: Entry, trie: Trie) -> list[Any]:
    record: list[Any] = msgspec.to_builtins(entry)
    aliases = []
    for alias in record[3]:
        alias[0] = None if alias[0] == entry.name else _coded(alias[0], trie)
        aliases.append(_without_defaults(alias, _ALIAS, 1))
    record[0] = None if entry.id == slug(entry.name) else entry.id
    record[1] = _coded(entry.name, trie)
    record[3] = aliases
    return _without_defaults(record, _ENTRY, 2)


def _coded(name: str, trie: Trie) -> int | str:
    """The key's number and the shape of its capitals, or the name itself where they do not give it back."""
    folded = normalize_name(name)
    number = trie.get(folded)
    if number is not None:
        for shape, put_back in enumerate(_SHAPES):
            if put_back(folded) == name:
                return number * len(_SHAPES) + shape
    return name


def _without_defaults(record: list[Any], defaults: list[Any], least: int) -> list[Any]:
    end = len(record)
    while end > least and record[end - 1] == defaults[end - 1]:
        end -= 1
    return record[:end]


class Records:
    """Reads single entries out of the blocks, and keeps those read last."""

    def __init__(self, blocks: memoryview, starts: memoryview, trie: Trie) -> None:
        self._blocks, self._starts, self._trie = blocks, starts, trie
        self._decoder = msgspec.msgpack.Decoder(list[msgspec.Raw])
        self._opened: OrderedDict[int, list[msgspec.Raw]] = OrderedDict()
        self._entries: OrderedDict[int, Entry] = OrderedDict()

    def __getitem__(self, number: int) -> Entry:
        """The entry of that number."""
        entry = self._entries.get(number)
        if entry is None:
            block, place = divmod(number, BLOCK)
            entry = self._entry(msgspec.msgpack.decode(self._block(block)[place]))
            self._entries[number] = entry
            if len(self._entries) > _KEPT:
                self._entries.popitem(last=False)
        return entry

    def _block(self, block: int) -> list[msgspec.Raw]:
        records = self._opened.get(block)
        if records is None:
            records = self._decoder.decode(zlib.decompress(self._blocks[self._starts[block] : self._starts[block + 1]]))
            self._opened[block] = records
            if len(self._opened) > _KEPT // BLOCK:
                self._opened.popitem(last=False)
        return records

    def _entry(self, record: list[Any]) -> Entry:
        name = record[1] = self._name(record[1])
        if record[0] is None:
            record[0] = slug(name)
        if len(record) > 3:
            for alias in record[3]:
                alias[0] = name if alias[0] is None else self._name(alias[0])
        return msgspec.convert(record, Entry)

    def _name(self, coded: int | str) -> str:
        if isinstance(coded, str):
            return coded
        number, shape = divmod(coded, len(_SHAPES))
        return _SHAPES[shape](self._trie.restore_key(number))
