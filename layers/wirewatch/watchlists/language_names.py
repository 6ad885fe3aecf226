"""The names of a watchlist that belong to one language other than English, as an index keeps them and looks them up.

They are stored as they stand in the dictionary, compressed by language, and inflected (``inflection``) when the first
article of that language comes: an index stays small, and articles in English cost nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import marisa_trie
import msgspec

from wirewatch.text.normalize import normalize_clean, normalize_name
from wirewatch.watchlists.inflection import Grammar, Part, grammar
from wirewatch.watchlists.models import Alias, Watchlist

NOBODY: Final = -1
"""The entry of a name that means none of the entries, and of what it holds."""
_LEAST_SHARED: Final = 3
_DEFAULTS: Final = msgspec.to_builtins(Alias(name=""))
_GENERIC: Final = Grammar("", {}, {})


class LanguageName(NamedTuple):
    """A name of an entry (its number; ``NOBODY``) in one of its forms."""

    entry: int
    alias: Alias
    form: str


def pack_languages(watchlist: Watchlist) -> dict[str, bytes]:
    """By language, the names that belong to it, compressed; English ones stay with the entries."""
    rows: dict[str, _Rows] = {}
    for number, entry in enumerate(watchlist.entries):
        of_entry: dict[str, list[Any]] = {}
        for alias in entry.aliases:
            if alias.language and alias.language != "en":
                of_entry.setdefault(alias.language, []).append(_plain(alias))
        for language, aliases in of_entry.items():
            rows.setdefault(language, _Rows()).add(number, aliases, person=entry.kind == "person")
    for language, names in watchlist.other_names.items():
        if language in rows:
            rows[language].nobody = _that_hold(names, rows[language])
    encode = msgspec.msgpack.encode
    return {language: zlib.compress(encode(found), 9) for language, found in sorted(rows.items())}


class _Rows(msgspec.Struct, array_like=True):
    """The names of a language: of each entry the distance to the one before, then its aliases; people apart."""

    entries: list[list[Any]] = []
    people: list[list[Any]] = []
    nobody: list[str] = []
    last: int = 0
    last_person: int = 0

    def add(self, number: int, aliases: list[Any], *, person: bool) -> None:
        """Add the aliases of the entry of that number."""
        if person:
            self.people.append([number - self.last_person, *aliases])
            self.last_person = number
        else:
            self.entries.append([number - self.last, *aliases])
            self.last = number


def _plain(alias: Alias) -> Any:
    """The alias without its language and what is as by default; a bare name where nothing else is left."""
    record = msgspec.to_builtins(alias)
    record[5] = None
    while record and record[-1] == _DEFAULTS[len(record) - 1]:
        record.pop()
    return record[0] if len(record) == 1 else record


def _that_hold(names: list[str], rows: _Rows) -> list[str]:
    """Those of ``names`` that hold the beginning of a name in ``rows``: the others cannot stand in its way."""
    wanted = [
        normalize_name(alias if isinstance(alias, str) else alias[0]) for row in rows.entries for alias in row[1:]
    ]
    stems = {name[: max(len(name) - 2, min(_LEAST_SHARED, len(name)))] for name in wanted}
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

    def __init__(self, language: str, packed: Iterable[tuple[str, bytes]]) -> None:
        """The names in each ``(language, packed)``: of the language and of those so near that they pass for it."""
        self.language = language
        self.grammar = grammar(language) or _GENERIC
        self.forms: dict[str, list[LanguageName]] = {}
        self.signs: dict[str, list[LanguageName]] = {}
        for code, rows in packed:
            inflects = grammar(code) or _GENERIC
            decoded = msgspec.msgpack.decode(zlib.decompress(rows), type=_Rows)
            for kind, person in ((decoded.entries, False), (decoded.people, True)):
                number = 0
                for distance, *aliases in kind:
                    number += distance
                    for record in aliases:
                        self._add(number, record, inflects, person=person)
            for name in decoded.nobody:
                self._add(NOBODY, name, inflects, person=False)
        self.longest = max(map(len, self.forms), default=0)
        self._trie = marisa_trie.Trie(list(self.forms))

    def _add(self, number: int, record: Any, inflects: Grammar, *, person: bool) -> None:
        alias = msgspec.convert([record] if isinstance(record, str) else record, Alias)
        if alias.rule == "sign":
            self.signs.setdefault(alias.name, []).append(LanguageName(number, alias, alias.name))
            return
        part: Part = "person" if person else "demonym" if alias.rule == "demonym" else "name"
        if number == NOBODY:
            part = "any"
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
