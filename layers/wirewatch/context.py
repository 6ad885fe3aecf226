"""Is the name meant? What stands before and behind a name decides."""

from __future__ import annotations

import re
from typing import Final

from wirewatch.fold import Folded, key
from wirewatch.watchlist import Alias, Entry


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


# Words with a capital that go before a surname without being a given name.
_BEFORE_SURNAMES: Final = words(
    """
    president vice prime minister premier chancellor king queen prince princess emperor sultan emir sheikh pope
    senator sen congressman congresswoman representative rep governor gov mayor judge justice general gen colonel col
    major lieutenant captain admiral marshal commander secretary foreign finance defence defense interior economy trade
    health justice minister ambassador chairman chairwoman chair speaker leader chief director boss head spokesman
    spokeswoman dictator comrade mr mrs ms miss dr prof professor sir lord lady dame madame mme herr frau senor senora
    ex former late opposition party supreme guide crown acting interim deputy first
    """
)
# Words that begin sentences and are not names.
_OPENERS: Final = words(
    """
    the a an and but or so yet nor for as if when while after before since until because although though with without
    from to in on at by of about against between under over into than that this these those it its he she they we you
    i his her their our his who whom whose which what where why how there here then now today yesterday tomorrow
    later earlier meanwhile however also only even still both either neither not no yes like unlike despite during
    through per via said says according asked echoing did does do is was are were will would can could may might must
    shall should has have had let once
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    """
)
_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w'’.-]*)[ ]$")
_REACH: Final = 60


def ruled_out(alias: Alias, text: str, start: int, end: int) -> bool:
    """Whether the watchlist rules the name out between what stands before and behind it (folded text)."""
    if alias.not_before:
        behind = text[end : end + _REACH].removeprefix("'s").lstrip(" ,")
        if any(_starts_with_phrase(behind, key(phrase)) for phrase in alias.not_before):
            return True
    if alias.not_after:
        before = text[max(0, start - _REACH) : start].rstrip(" ,")
        return any(_ends_with_phrase(before, key(phrase)) for phrase in alias.not_after)
    return False


def _starts_with_phrase(text: str, phrase: str) -> bool:
    return text.startswith(phrase) and not text[len(phrase) : len(phrase) + 1].isalnum()


def _ends_with_phrase(text: str, phrase: str) -> bool:
    return text.endswith(phrase) and not text[: -len(phrase)][-1:].isalnum()


def is_surname_of_another(part: Folded, start: int, entry: Entry) -> bool:
    """Whether a given name that is not the entry's goes before the surname at ``start`` (``Viktor`` Lukashenko)."""
    at = part.origin(start)
    before = _WORD_BEFORE.search(part.original[max(0, at - _REACH) : at])
    if before is None:
        return False
    word = before.group(1)
    plain = key(word).removesuffix("'s").strip(".")
    if not word[0].isupper() or word.isupper() or plain in _BEFORE_SURNAMES or plain in _OPENERS:
        return False
    if word.endswith(("'s", "’s", "ing", "ed", "ly")) or any(plain in key(alias.name) for alias in entry.aliases):
        return False
    head = part.original[: at - len(before.group())]
    opens_sentence = not head.rstrip() or head.rstrip()[-1] in '.!?"“”:\n'
    return not opens_sentence and not _is_adjective(plain)


def _is_adjective(word: str) -> bool:
    """Whether a capitalised word looks like a nationality (``Belarusian Lukashenko``)."""
    return word.endswith(("ian", "ean", "ish", "ese", "ch", "sh", "an"))
