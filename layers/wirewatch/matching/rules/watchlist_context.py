"""The watchlist's own contexts: ``not_before``, ``not_after``, and phrases in which an entry is not meant."""

from __future__ import annotations

from typing import Final

from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.models import Alias

_REACH: Final = 60


def excluded_by_watchlist(alias: Alias, text: str, start: int, end: int) -> str:
    """Why the words around the name (folded text) rule it out by the watchlist's own contexts; empty if they do not."""
    if alias.not_before:
        behind = text[end : end + _REACH].removeprefix("'s").lstrip(" ,-")
        for phrase in alias.not_before:
            if _starts_with_phrase(behind, normalize_name(phrase)):
                return f"not before {phrase!r}"
    if alias.not_after:
        before = text[max(0, start - _REACH) : start].rstrip(" ,-")
        for phrase in alias.not_after:
            if _ends_with_phrase(before, normalize_name(phrase)):
                return f"not after {phrase!r}"
    return ""


def _starts_with_phrase(text: str, phrase: str) -> bool:
    return text.startswith(phrase) and not text[len(phrase) : len(phrase) + 1].isalnum()


def _ends_with_phrase(text: str, phrase: str) -> bool:
    return text.endswith(phrase) and not text[: -len(phrase)][-1:].isalnum()
