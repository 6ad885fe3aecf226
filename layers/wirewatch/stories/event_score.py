"""Whether an article reports the event of a story: features of the two, and a weighted sum of them.

The weights (``event_weights.json``) are those of a logistic regression that ``python -m devtools.training.event_score``
learns on ECB+ (Cybulska and Vossen 2014). The sum is the logarithm of the odds that both report one event. The sign of each
weight is fixed beforehand (``SIGNS``), so that agreement never counts against a story, nor contradiction for it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from wirewatch.stories.event_figures import Figure
from wirewatch.stories.event_text import EventProfile

SIGNS = {
    # of the article and each of the story's members, averaged
    "lead_shared_least": 1,
    "names_cosine": 1,
    "names_shared_least": 1,
    "rarest_words": 1,
    "weekday_differs": -1,
    "month_differs": -1,
    "year_differs": -1,
    "date_differs": -1,
    "people_cosine": 1,
    "protagonist_differs": -1,
    "figures_shared": 1,
    "figures_share": 1,
    "figures_with_unit": 1,
    "figures_adjacent": 1,
    "figure_best": 1,
    "figures_differ": -1,
    "lead_figures_differ": -1,
    "names_and_actions": 1,
    "members_words": 0,
    "least_words": 0,
    # the best of the members
    "names_cosine_most": 1,
    "figures_shared_most": 1,
    "lead_shared_most": 1,
    # of the article and the story as a whole
    "core_words": 1,
    "core_names": 1,
    "core_both": 1,
    "lead_known": 1,
    "names_known": 1,
    "lead_names_known": 1,
    "core_figures": 1,
    "story_names_missing": -1,
    "story_names_cosine": 1,
    "story_size": 0,
    "story_single": 0,
    "article_words": 0,
}
"""The features in their order, with the sign that a weight may have: 1, -1, or 0 for either."""
FEATURES = tuple(SIGNS)


class EventWeights(msgspec.Struct):
    """Weights of the features in the order of ``FEATURES``, and the bounds of the bands.

    Attributes:
        same: sum from which an article surely reports the story's event.
        perhaps: sum from which it perhaps does.
    """

    source: str
    licence: str
    bias: float
    weights: dict[str, float]
    same: float
    perhaps: float


class EventScore(NamedTuple):
    """A decision with what it stands on: the logarithm of the odds, and what each feature adds to it."""

    score: float
    parts: dict[str, float]


@cache
def event_weights() -> EventWeights:
    """The weights that ship."""
    return msgspec.json.decode(Path(__file__).with_name("event_weights.json").read_bytes(), type=EventWeights)


class Member:
    """A profile prepared for comparison. Names weigh their rarity times (1 + log count), words their rarity."""

    __slots__ = (
        "actions", "actions_mass", "figure_mass", "figures", "lead", "lead_mass", "lead_names", "lead_names_mass", "lead_units", "logarithm", "main_names",
        "name_counts", "name_mass", "names", "names_norm", "people", "people_norm", "profile", "protagonist", "rarities",
        "units", "vocabulary",
    )  # fmt: skip

    def __init__(self, profile: EventProfile) -> None:
        self.profile = profile
        self.rarities = {key: rarity / 10 for key, rarity, _, _ in profile.words}
        self.lead = {key: rarity / 10 for key, rarity, _, lead in profile.words if lead and rarity > 15}
        self.lead_mass = sum(self.lead.values()) or 1.0
        self.names = {key: rarity / 10 * (1 + math.log(count)) for key, rarity, count, _ in profile.names}
        self.names_norm = _norm(self.names)
        self.name_mass = sum(self.names.values()) or 1.0
        self.name_counts = {key: count for key, _, count, _ in profile.names}
        self.lead_names = {key: rarity / 10 for key, rarity, _, lead in profile.names if lead and rarity > 15}
        self.lead_names_mass = sum(self.lead_names.values()) or 1.0
        self.actions = {key: value for key, value in self.lead.items() if key not in self.names}
        self.actions_mass = sum(self.actions.values()) or 1.0
        prominent = sorted(profile.names, key=lambda term: -term.rarity * term.frequency)
        self.main_names = [term.key for term in prominent if term.rarity > 25][:3]
        self.people = {key: float(count) for key, count in profile.people}
        self.people_norm = _norm(self.people)
        leading = [(count, key) for key, count in profile.people if key in self.lead_names]
        self.protagonist = max(leading)[1] if leading else None
        self.figures = {figure.value: figure for figure in profile.figures}
        self.figure_mass = sum(figure.weight for figure in profile.figures) / 10
        self.units: dict[int, set[str]] = {}
        self.lead_units: set[int] = set()
        for figure in profile.figures:
            for unit in figure.units:
                self.units.setdefault(unit, set()).add(figure.value)
            if figure.lead:
                self.lead_units.update(figure.units)
        self.vocabulary = self.rarities.keys() | self.names.keys()
        self.logarithm = math.log(1 + len(self.rarities))


def _norm(values: dict[int, float]) -> float:
    return math.sqrt(sum(value * value for value in values.values())) or 1.0


def _dot(a: dict[int, float], b: dict[int, float]) -> float:
    if len(a) > len(b):
        a, b = b, a
    return sum(value * b[key] for key, value in a.items() if key in b)


def _share(of: dict[int, float], known: Iterable[int], mass: float) -> float:
    return sum(of[key] for key in of.keys() & known) / mass


def _differs(a: Sequence[int], b: Sequence[int]) -> float:
    """1 where both state days, months or years, and none in common. That they agree says nothing: all of a week's news do."""
    return float(bool(a) and bool(b) and not set(a) & set(b))


def pair_features(a: Member, b: Member) -> dict[str, float]:
    """Features of two articles."""
    p, q = a.profile, b.profile
    shared = sorted((a.rarities[key] for key in a.rarities.keys() & b.rarities.keys()), reverse=True)
    lead_known = _share(a.lead, b.vocabulary, a.lead_mass), _share(b.lead, a.vocabulary, b.lead_mass)
    names_known = _share(a.names, b.names, a.name_mass), _share(b.names, a.names, b.name_mass)
    return {
        "lead_shared_least": min(lead_known),
        "names_cosine": _dot(a.names, b.names) / a.names_norm / b.names_norm,
        "names_shared_least": min(names_known),
        "rarest_words": sum(shared[:5]) / 40,
        "weekday_differs": _differs(p.weekdays, q.weekdays),
        "month_differs": _differs(p.months, q.months),
        "year_differs": _differs(p.years, q.years),
        "date_differs": _differs(p.dates, q.dates),
        "people_cosine": _dot(a.people, b.people) / a.people_norm / b.people_norm,
        "protagonist_differs": _protagonist_differs(a, b),
        "names_and_actions": _names_and_actions(a, b),
        **_figure_features(a, b),
        "members_words": b.logarithm,
        "least_words": min(a.logarithm, b.logarithm),
        "lead_shared_most": sum(a.lead[key] for key in a.lead.keys() & b.lead.keys()) / max(a.lead_mass, b.lead_mass),
    }


def _protagonist_differs(a: Member, b: Member) -> float:
    """How far the person that either article is about is absent from the other, 0 to 1."""
    if a.protagonist is None or b.protagonist is None:
        return 0.0
    in_a = a.name_counts.get(b.protagonist, 0) / a.name_counts.get(a.protagonist, 1)
    in_b = b.name_counts.get(a.protagonist, 0) / b.name_counts.get(b.protagonist, 1)
    return 1.0 - max(min(1.0, in_a), min(1.0, in_b))


def _names_and_actions(a: Member, b: Member) -> float:
    """The lesser of two shares: of the lead's names, and of its other words, that the other article knows; 0 to 1.

    Reports of one company share its name, and those of one kind their words; one event shares both.
    """
    actions = _share(a.actions, b.vocabulary, a.actions_mass), _share(b.actions, a.vocabulary, b.actions_mass)
    names = 0.5
    if a.lead_names and b.lead_names:
        known = (
            _share(a.lead_names, b.vocabulary, a.lead_names_mass),
            _share(b.lead_names, a.vocabulary, b.lead_names_mass),
        )
        names = max(known)
    return min(sum(actions) / 2, names)


def _figure_features(a: Member, b: Member) -> dict[str, float]:
    shared = with_unit = adjacent = best = 0.0
    for value in a.figures.keys() & b.figures.keys():
        ours, theirs = a.figures[value], b.figures[value]
        weight = ours.weight / 10
        unit = bool(set(ours.units) & set(theirs.units))
        shared += weight
        with_unit += weight * unit
        adjacent += _next(ours) is not None and _next(ours) == _next(theirs)
        best = max(best, weight * (1.5 if unit else 0.7))
    differ = {unit for unit in a.units.keys() & b.units.keys() if not a.units[unit] & b.units[unit]}
    return {
        "figures_shared": math.log1p(shared),
        "figures_share": shared / min(a.figure_mass, b.figure_mass) if a.figure_mass and b.figure_mass else 0.0,
        "figures_with_unit": math.log1p(with_unit),
        "figures_adjacent": math.log1p(adjacent),
        "figure_best": best / 3,
        "figures_differ": math.log1p(len(differ)),
        "lead_figures_differ": math.log1p(len(differ & a.lead_units & b.lead_units)),
    }


def _next(figure: Figure) -> int | None:
    return figure.units[0] if figure.units else None


def story_features(article: Member, members: Sequence[Member]) -> dict[str, float]:
    """Features of an article and a story's members, of which there is at least one."""
    size = len(members)
    pairs = [pair_features(article, member) for member in members]
    means = {name: sum(pair[name] for pair in pairs) / size for name in pairs[0]}
    means["names_cosine_most"] = max(pair["names_cosine"] for pair in pairs)
    means["figures_shared_most"] = max(pair["figures_shared"] for pair in pairs)
    means["lead_shared_most"] = max(pair["lead_shared_most"] for pair in pairs)
    return means | _whole_story(article, members)


def _core(sets: list[dict[int, float]], alone: dict[int, float]) -> dict[int, float]:
    """What at least half of a story's members hold, weighted by their share; of a single member, what ``alone`` names."""
    size = len(sets)
    if size == 1:
        return alone
    counts = Counter(key for held in sets for key in held)
    weights = {key: value for held in sets for key, value in held.items()}
    return {key: weights[key] * n / size for key, n in counts.items() if n > 1 and 2 * n >= size}


def _known(core: dict[int, float], vocabulary: Iterable[int]) -> float:
    mass = sum(core.values())
    return _share(core, vocabulary, mass) if mass else 0.5


def _whole_story(article: Member, members: Sequence[Member]) -> dict[str, float]:
    size = len(members)
    words = set().union(*(member.rarities for member in members))
    names = set().union(*(member.names for member in members))
    core_words = _known(_core([member.rarities for member in members], members[0].lead), article.vocabulary)
    core_names = _known(_core([member.names for member in members], members[0].names), article.vocabulary)
    lead_known = _share(article.lead, words, article.lead_mass)
    figures = Counter(value for member in members for value in member.figures)
    held: dict[int, float] = {}
    for member in members:
        for key, value in member.names.items():
            held[key] = held.get(key, 0.0) + value / member.names_norm
    missing = sum(
        weight
        for member in members
        for weight, name in zip((1.0, 0.5, 0.25), member.main_names, strict=False)
        if name not in article.vocabulary
    )
    return {
        "core_words": core_words,
        "core_names": core_names,
        "core_both": min(core_words, lead_known),
        "lead_known": lead_known,
        "names_known": _share(article.names, names, article.name_mass) if article.names else 0.5,
        "lead_names_known": _share(article.lead_names, names, article.lead_names_mass) if article.lead_names else 0.5,
        "core_figures": math.log1p(
            sum(
                n / size * article.figures[value].weight / 10
                for value, n in figures.items()
                if value in article.figures and (size == 1 or n > 1)
            )
        ),
        "story_names_missing": missing / size,
        "story_names_cosine": _dot(article.names, held) / article.names_norm / _norm(held),
        "story_size": math.log(size),
        "story_single": float(size == 1),
        "article_words": article.logarithm,
    }


def event_score(article: Member, members: Sequence[Member], weights: EventWeights | None = None) -> EventScore:
    """Whether an article reports the event of a story's members, of which there is at least one."""
    weights = weights or event_weights()
    features = story_features(article, members)
    parts = {name: weights.weights[name] * features[name] for name in FEATURES}
    return EventScore(weights.bias + sum(parts.values()), parts)
