"""Stories that may report an article's event: found by keys in a key-value store, compared by ``event_score``.

Every article has up to 35 keys: its rarest words and names at the beginning, pairs of its main names, and figures that
identify. Each key holds the newest eight stories that have it. With the article's own key and its 64 fingerprint keys
they fit one batch-get of 100. The four stories that share the most are then read, in a second one.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Literal, NamedTuple

import msgspec

from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories.event_score import EventScore, EventWeights, Member, event_score, event_weights
from wirewatch.stories.event_text import EventProfile
from wirewatch.stories.figure_updates import figure_updates

KEYS = 35
"""Of one article, at most."""
STORIES_OF_A_KEY = 8
CANDIDATES = 4
"""Stories that are read and compared."""
FIRST_MEMBERS = 2
NEWEST_MEMBERS = 6
"""Members of a story that are compared: how it began, and where it stands."""
GAP_DAYS = 3.0
"""Between an article's date and the nearest of a story's, from which on they are not surely one event. A convention: the
data that the weights were learnt on states no dates."""
SPAN_DAYS = 7.0
"""From a story's first article, after which nothing is surely its event: a war or a trial goes on, and is many. A convention."""
_RENEWED_DAYS = 1.0
"""Age from which on a key that names a story is written again, so that it lasts as long as the story."""
_PAIR_WEIGHT = 80


class StoryMember(msgspec.Struct, frozen=True, array_like=True):
    """An article of a story: its id, its profile, and the day it is dated (since 1970; None where it states none)."""

    article: str
    profile: EventProfile
    day: float | None = None


class StoryRecord(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a story: its first two and its newest six members, and when the first one came, in days since 1970."""

    members: list[StoryMember]
    began: float

    def with_member(self, member: StoryMember) -> StoryRecord:
        """The record with another member; the same one counts once."""
        known = [other for other in self.members if other.article != member.article]
        if len(known) < FIRST_MEMBERS + NEWEST_MEMBERS:
            return StoryRecord([*known, member], self.began)
        return StoryRecord([*known[:FIRST_MEMBERS], *known[FIRST_MEMBERS + 1 :], member], self.began)


class EventPlacement(NamedTuple):
    """Where the event rule puts an article.

    Attributes:
        band: ``same`` surely the story's event, ``perhaps``, or ``other``: none of the stories that are known.
        story: id of the best story, None where none shares a key.
        score: what the decision stood on, None where no story was compared.
        updates: figures that grew since the story's other articles, in words.
    """

    band: Literal["same", "perhaps", "other"]
    story: str | None = None
    score: EventScore | None = None
    updates: list[str] = []


def event_keys(profile: EventProfile) -> dict[str, int]:
    """The keys of an article with their weights in tenths; fewer for a short text, none for an empty one."""
    found: dict[str, int] = {}
    words = sorted((term for term in profile.words if term.lead), key=lambda term: (-term.rarity, term.key))
    names = sorted(profile.names, key=lambda term: (-term.rarity * (1 + term.lead) * min(term.frequency, 4), term.key))
    figures = [figure for figure in profile.figures if figure.weight >= 15]
    for term in names[:10]:
        found[layout.event_row(f"w{term.key:x}")] = term.rarity
    for one, other in list(combinations(sorted(term.key for term in names[:4]), 2)):
        found[layout.event_row(f"p{one:x}.{other:x}")] = _PAIR_WEIGHT
    for figure in figures[:5]:
        found[layout.event_row(f"f{figure.value}")] = 3 * figure.weight
    for term in words:
        if len(found) >= KEYS:
            break
        found[layout.event_row(f"w{term.key:x}")] = term.rarity
    return dict(list(found.items())[:KEYS])


def place_event(
    profile: EventProfile,
    held: dict[str, bytes],
    store: KeyValueStore,
    now: float,
    day: float | None = None,
    weights: EventWeights | None = None,
) -> EventPlacement:
    """The story whose event an article reports; ``held`` are the values of its ``event_keys``.

    ``now`` is in seconds, ``day``, the date of the article, in days since 1970. One batch-get of at most four keys.
    """
    weights = weights or event_weights()
    candidates = _candidates(event_keys(profile), held)
    if not candidates:
        return EventPlacement("other")
    found = store.get([layout.event_story_row(story) for story in candidates])
    article = Member(profile)
    best = EventPlacement("other")
    for story in candidates:
        value = found.get(layout.event_story_row(story))
        record = msgspec.msgpack.decode(value, type=StoryRecord) if value else None
        if record is None or not record.members:
            continue
        score = event_score(article, [Member(member.profile) for member in record.members], weights)
        if best.score is None or score.score > best.score.score:
            updates = figure_updates(profile, [member.profile for member in record.members])
            best = EventPlacement(_band(score.score, record, day, now, weights), story, score, updates)
    return best


def _band(
    score: float, record: StoryRecord, day: float | None, now: float, weights: EventWeights
) -> Literal["same", "perhaps", "other"]:
    if score < weights.perhaps:
        return "other"
    days = [member.day for member in record.members if member.day is not None]
    far = day is not None and bool(days) and min(abs(day - other) for other in days) > GAP_DAYS
    old = (day is not None and bool(days) and day - min(days) > SPAN_DAYS) or now / 86_400 - record.began > SPAN_DAYS
    return "perhaps" if far or old or score < weights.same else "same"


def _candidates(keys: dict[str, int], held: dict[str, bytes]) -> list[str]:
    """Stories that share keys, the heaviest first; each counts the more the fewer stories have the key."""
    weights: Counter[str] = Counter()
    for key, weight in keys.items():
        stories = _stories(held.get(key))
        for story in stories:
            weights[story] += 10 * weight // (9 + len(stories))
    return [story for story, _ in weights.most_common(CANDIDATES)]


def _stories(value: bytes | None) -> dict[str, int]:
    return msgspec.msgpack.decode(value, type=dict[str, int]) if value else {}


def story_updates(story: str, profile: EventProfile, store: KeyValueStore) -> list[str]:
    """Figures that grew since the story's articles, in words; none where the story is not known. One get."""
    row = layout.event_story_row(story)
    value = store.get([row]).get(row)
    members = msgspec.msgpack.decode(value, type=StoryRecord).members if value else []
    return figure_updates(profile, [member.profile for member in members]) if members else []


def record_member(story: str, member: StoryMember, held: dict[str, bytes], store: KeyValueStore, now: float) -> None:
    """Remember an article as its story's member, and the story under the article's keys.

    ``held`` are the values of its ``event_keys``, ``now`` is in seconds since 1970. One get, and one put for the story and for
    each key that does not name it yet. Two at once may each forget what the other wrote: then a story is found by fewer keys
    or compared with one member less, and no article is lost.
    """
    value = store.get([layout.event_story_row(story)]).get(layout.event_story_row(story))
    record = msgspec.msgpack.decode(value, type=StoryRecord) if value else StoryRecord([], now / 86_400)
    store.put(layout.event_story_row(story), msgspec.msgpack.encode(record.with_member(member)))
    hour = int(now // 3600)
    for key in event_keys(member.profile):
        stories = _stories(held.get(key))
        if hour - stories.get(story, -1_000_000) < _RENEWED_DAYS * 24:
            continue
        stories.pop(story, None)
        newest = list(stories.items())[-STORIES_OF_A_KEY + 1 :]
        store.put(key, msgspec.msgpack.encode(dict([*newest, (story, hour)])))
