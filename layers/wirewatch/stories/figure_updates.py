"""Figures of a story that grew: what the newest report counts, beside what those before it counted."""

from __future__ import annotations

from collections.abc import Sequence

from wirewatch.stories.event_counts import DEATHS, Count
from wirewatch.stories.event_text import EventProfile


def figure_updates(article: EventProfile, members: Sequence[EventProfile]) -> list[str]:
    """What an article counts more of than every member of its story did, in words; only title and lead are looked at.

    Dead, injured and missing people are compared wherever both state a number, other things where the article says that they
    grew. The first deaths of a story that knew of none are news; the first count of anything else is not. A count that shrank is
    none either: corrections downwards are rare, and outlets that lag behind common. Of vague words the bounds are compared:
    "120" is more than "dozens", "31" is not.
    """
    found = []
    for count in article.counts:
        before = _largest(count.label, members)
        if before is None:
            if count.label == "dead" and not _mentions_death(members):
                found.append(_words(count))
        elif count.value > before.most and (count.is_casualties or count.grown):
            found.append(f"{_words(count)} (before: {before.words})")
    return found


def _words(count: Count) -> str:
    return f"{count.words} {count.label}"


def _largest(label: str, members: Sequence[EventProfile]) -> Count | None:
    counts = (count for member in members for count in member.counts if count.label == label)
    return max(counts, key=lambda count: count.value, default=None)


def _mentions_death(members: Sequence[EventProfile]) -> bool:
    return any(not DEATHS.isdisjoint(term.key for term in member.words) for member in members)
