"""Is a name written as the watchlist writes it?"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.text_state import TextState
from wirewatch.watchlists.models import Alias

# Short words of English that capitals hide: in a headline all in capitals ``US`` may be the pronoun.
_COMMON_WORDS: Final = frozenset(
    "us it in is am as at be by do go he if me my no of on or so to up we who all and any are can".split()  # noqa: SIM905
)
_PRONOUN_BEFORE: Final = re.compile(
    r"\b(?:let|lets|give|gives|tell|tells|show|shows|help|helps|make|makes|made|teach|bring|brings|among|all of|"
    r"both of|one of|"
    r"keep|keeps|leave|join|save|follow|contact|about|like|for|told) $"
)


def wrong_case(candidate: NameCandidate, state: TextState) -> NameCandidate | None:
    """Rejected where the capitals are not those of the name, or hide a common word (``LET US EAT``)."""
    alias, original = candidate.alias, state.part.original
    written = original[candidate.at : candidate.to]
    if not _case_fits(alias, written):
        return candidate.reject(Rejection.CASE, f"{written!r}, not {alias.name!r}")
    if alias.language == "en" and _adds_marks(alias, written):
        return candidate.reject(Rejection.CASE, f"{written!r}, not {alias.name!r}")
    if alias.case != "exact":
        return None
    text, name = state.text, state.text[candidate.start : candidate.end]
    if text[candidate.end : candidate.end + 1] == "$":
        return candidate.reject(Rejection.CURRENCY)
    if name not in _COMMON_WORDS:
        return None
    if not (_is_shouted(state.word_before(candidate.start)) and _is_shouted(state.word_behind(candidate.end))):
        around = original[max(0, candidate.at - 40) : candidate.to + 40]
        if sum(map(str.islower, around)) > len(around) // 4 or len(around) < len(name) + 6:
            return None
    if name != "us" or _PRONOUN_BEFORE.search(text[max(0, candidate.start - 20) : candidate.start]):
        return candidate.reject(Rejection.COMMON_WORD)
    return None


def _adds_marks(alias: Alias, written: str) -> bool:
    """Whether accents are written that the English name has not: another language's name (``América``)."""
    return not written.isascii() and alias.name.isascii() and _accented(written)


def _accented(text: str) -> bool:
    return any(unicodedata.combining(char) for char in unicodedata.normalize("NFD", text))


def _is_shouted(word: str) -> bool:
    """Whether a neighbour is in capitals too: ``SHOW US YOUR``."""
    return len(word) > 2 and word.isupper()


def _case_fits(alias: Alias, written: str) -> bool:
    if alias.case == "any":
        return True
    if alias.case == "exact":
        return _letters(written) == _letters(alias.name)
    return capitals_fit(alias.name, written)


def capitals_fit(name: str, written: str) -> bool:
    """First and last word have a capital where the name's have one."""
    wanted, given = name.replace("-", " ").split(), written.replace("-", " ").split()
    pairs = ((wanted[0], given[0]), (wanted[-1], given[-1]))
    return not any(ours[:1].isupper() and theirs[:1].islower() for ours, theirs in pairs)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
