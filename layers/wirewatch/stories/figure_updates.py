"""Figures of a story that grew: how many are dead, injured or missing, by the newest report and by those before it."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from wirewatch.stories.event_text import EventProfile
from wirewatch.stories.rarity import stem

# What news counts and keeps counting. The words of one line count the same people, so that "killing 12" and "31 dead" compare.
_COUNTED = {
    "dead": "dead deaths died dies dying killed kills killing toll bodies drowned fatalities lives",
    "injured": "injured injuries injuring wounded wounding hurt",
    "missing": "missing unaccounted",
}
_KEYS = {label: frozenset(crc32(stem(word).encode()) for word in words.split()) for label, words in _COUNTED.items()}
_MOST = 1_000_000


def figure_updates(article: EventProfile, members: Sequence[EventProfile]) -> list[str]:
    """What an article counts more of than every member of its story did, in words; only title and lead are looked at.

    A count that is the first of its kind is no update, nor is one that shrank: corrections downwards are rare, and outlets
    that lag behind common.
    """
    found = []
    for label, keys in _KEYS.items():
        count = _count(article, keys)
        before = max((_count(member, keys) for member in members), default=0)
        if count > before > 0:
            found.append(f"{count} {label} (before: {before})")
    return found


def _count(profile: EventProfile, keys: frozenset[int]) -> int:
    """The largest whole number in the lead that counts by one of the keys, 0 for none."""
    values = (float(figure.value) for figure in profile.figures if figure.lead and not keys.isdisjoint(figure.units))
    return max((int(value) for value in values if value == int(value) and value <= _MOST), default=0)
