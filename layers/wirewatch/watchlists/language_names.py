"""The names of a watchlist that belong to one language other than English, as an index keeps them and looks them up.

They are stored as they stand in the dictionary, all languages compressed together, and inflected (``inflection``) when the
first article of a language comes: an index stays small, and articles in English cost nothing.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import marisa_trie
import msgspec

from wirewatch.text.normalize import normalize_clean, normalize_name
from wirewatch.watchlists.inflection import Grammar, Part, grammar
from wirewatch.watchlists.models import Alias, Watchlist

NOBODY: Final = -1
"""The entry of a name that means none of the entries, and of what it holds."""
_LEAST_SHARED: Final = 3
_GENERIC: Final = Grammar("", {}, {})
_ROW, _GROUP, _NAME, _FORM = "\n", "\x1d", "\x1e", "\x1f"
_PARTING: Final = str.maketrans(dict.fromkeys((_ROW, _GROUP, _NAME, _FORM), " "))
_FILTERS: Final = [{"id": lzma.FILTER_LZMA2, "preset": 6, "lc": 3, "pb": 0, "dict_size": 1 << 20}]
"""LZMA for text, of which bytes are not aligned; the table of 1 MB bounds its memory."""


class LanguageName(NamedTuple):
    """A name of an entry (its number; ``NOBODY``) in one of its forms."""

    entry: int
    alias: Alias
    form: str


class NamesOfLanguage(msgspec.Struct, array_like=True):
    """The names of a language as text.

    Attributes:
        entries: a row for each entry: its distance to the one before, then groups of names of one kind each, as the kind's
            number, the names, and behind a name its forms where no grammar makes them.
        people: the same for people.
        nobody: names that mean no entry.
    """

    entries: str = ""
    people: str = ""
    nobody: str = ""


class PackedNames(msgspec.Struct, array_like=True):
    """The names of all languages.

    Attributes:
        kinds: aliases without name, forms and language; names refer to them by number.
        languages: by ISO 639-1, the names.
    """

    kinds: list[Alias]
    languages: dict[str, NamesOfLanguage]


def pack_languages(watchlist: Watchlist) -> tuple[list[str], bytes]:
    """The languages other than English that a watchlist has names in, and the names, compressed."""
    kinds: dict[Alias, int] = {}
    rows: dict[str, _Rows] = {}
    for number, entry in enumerate(watchlist.entries):
        of_entry: dict[str, list[Alias]] = {}
        for alias in entry.aliases:
            if alias.language and alias.language != "en":
                of_entry.setdefault(alias.language, []).append(alias)
        for language, aliases in of_entry.items():
            rows.setdefault(language, _Rows()).add(number, aliases, kinds, person=entry.kind == "person")
    for language, names in watchlist.other_names.items():
        if language in rows:
            rows[language].nobody = _that_hold(names, rows[language].names)
    packed = PackedNames(list(kinds), {language: found.packed() for language, found in sorted(rows.items())})
    data = lzma.compress(msgspec.msgpack.encode(packed), lzma.FORMAT_RAW, filters=_FILTERS)
    return sorted(rows), data


def unpack_languages(data: bytes) -> PackedNames:
    """What ``pack_languages`` has compressed."""
    raw = lzma.decompress(data, lzma.FORMAT_RAW, filters=_FILTERS)
    return msgspec.msgpack.decode(raw, type=PackedNames)


class _Rows:
    """The rows of a language as they are gathered: people apart."""

    def __init__(self) -> None:
        self.rows: dict[bool, list[str]] = {False: [], True: []}
        self.last = {False: 0, True: 0}
        self.names: list[str] = []
        self.nobody: list[str] = []

    def add(self, number: int, aliases: list[Alias], kinds: dict[Alias, int], *, person: bool) -> None:
        """Add the aliases of the entry of that number."""
        groups: dict[int, list[str]] = {}
        for alias in aliases:
            kind = msgspec.structs.replace(alias, name="", language=None, forms=())
            written = (text.translate(_PARTING) for text in (alias.name, *alias.forms))
            groups.setdefault(kinds.setdefault(kind, len(kinds)), []).append(_FORM.join(written))
        parts = (_NAME.join((str(kind), *names)) for kind, names in groups.items())
        self.rows[person].append(_GROUP.join((str(number - self.last[person]), *parts)))
        self.last[person] = number
        if not person:
            self.names += (alias.name for alias in aliases)

    def packed(self) -> NamesOfLanguage:
        """The names as text."""
        entries, people = (_ROW.join(self.rows[person]) for person in (False, True))
        return NamesOfLanguage(entries, people, _ROW.join(name.translate(_PARTING) for name in self.nobody))


def _aliases(rows: str, kinds: list[Alias]) -> Iterator[tuple[int, Alias]]:
    """The aliases in the rows of a language, each with the number of its entry."""
    number = 0
    for row in rows.split(_ROW) if rows else ():
        distance, *groups = row.split(_GROUP)
        number += int(distance)
        for group in groups:
            kind, *names = group.split(_NAME)
            for written in names:
                name, *forms = written.split(_FORM)
                yield number, msgspec.structs.replace(kinds[int(kind)], name=name, forms=tuple(forms))


def _that_hold(names: list[str], wanted: list[str]) -> list[str]:
    """Those of ``names`` that hold the beginning of one of ``wanted``: the others cannot stand in its way."""
    normalized = [normalize_name(name) for name in wanted]
    stems = {name[: max(len(name) - 2, min(_LEAST_SHARED, len(name)))] for name in normalized}
    pattern = re.compile("|".join(map(re.escape, sorted(stems, key=len, reverse=True))))
    return [name for name in dict.fromkeys(names) if pattern.search(normalize_name(name))]


class LanguageNames:
    """The names of one language, inflected, looked up at a place of a normalized text.

    Attributes:
        language: ISO 639-1.
        grammar: of the language.
        forms: by normalized form, the names.
        signs: the characters that stand for an entry where they stand beside each other (``中美``).
        longest: characters of the longest form.
    """

    def __init__(self, language: str, codes: Iterable[str], packed: PackedNames) -> None:
        """The names in each of ``codes``: of the language and of those so near that they pass for it."""
        self.language = language
        self.grammar = grammar(language) or _GENERIC
        self.forms: dict[str, list[LanguageName]] = {}
        self.signs: dict[str, list[LanguageName]] = {}
        for code in codes:
            inflects = grammar(code) or _GENERIC
            names = packed.languages[code]
            parts: tuple[tuple[str, Part], ...] = ((names.entries, "name"), (names.people, "person"))
            for rows, part in parts:
                for number, alias in _aliases(rows, packed.kinds):
                    self._add(number, alias, inflects, part)
            for name in names.nobody.split(_ROW) if names.nobody else ():
                self._add(NOBODY, Alias(name=name), inflects, "any")
        self.longest = max(map(len, self.forms), default=0)
        self._trie = marisa_trie.Trie(list(self.forms))

    def _add(self, number: int, alias: Alias, inflects: Grammar, part: Part) -> None:
        if alias.rule == "sign":
            self.signs.setdefault(alias.name, []).append(LanguageName(number, alias, alias.name))
            return
        if alias.rule == "demonym" and part == "name":
            part = "demonym"
        if alias.name.endswith("-"):  # the first part of a compound, in the one form: ``irano-américain``
            self.forms.setdefault(normalize_clean(alias.name[:-1]), []).append(LanguageName(number, alias, alias.name))
            return
        forms = (alias.name, *alias.forms) if alias.forms else inflects.forms(alias.name, part)
        for form in forms:
            key = normalize_clean(form)
            if key:
                self.forms.setdefault(key, []).append(LanguageName(number, alias, form))

    def at(self, text: str, start: int) -> Iterator[tuple[int, list[LanguageName]]]:
        """The names that a normalized text holds at ``start``: where each ends and whose it is, the longest first."""
        found = self._trie.prefixes(text[start : start + self.longest])
        for name in reversed(found):
            yield start + len(name), self.forms[name]

    def at_any(self, text: str, start: int, end: int) -> bool:
        """Whether a name of more than a sign begins between ``start`` and ``end``."""
        return any(
            len(name) > 1 for at in range(start, end) for name in self._trie.prefixes(text[at : at + self.longest])
        )
