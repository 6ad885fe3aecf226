"""Plain-text pages made from a seed: as many different stories as a test wants.

None is a near-copy of another, and none reports another's event: each has people and places of its own.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

_WHO = ["committee", "ministry", "council", "court", "company", "union", "parliament", "agency", "commission", "board"]
_DID = [
    "approved",
    "rejected",
    "delayed",
    "announced",
    "praised",
    "questioned",
    "signed",
    "cancelled",
    "welcomed",
    "tested",
]
_WHEN = [
    "on Monday",
    "last week",
    "after long talks",
    "before the summer",
    "in the evening",
    "without a vote",
    "this month",
]
_WHY = [
    "because costs had risen",
    "to calm the markets",
    "despite protests",
    "as had been expected",
    "for a third time",
]


_THINGS = [
    "harbour",
    "railway",
    "treaty",
    "budget",
    "bridge",
    "election",
    "power-plant",
    "tariff",
    "school",
    "hospital",
]
_BEGINNINGS = ["Bar", "Dor", "Kel", "Mor", "Ner", "Pol", "Rad", "Sel", "Tar", "Vel", "Wes", "Zan"]
_ENDINGS = ["by", "den", "ford", "gen", "ham", "lin", "mark", "ov", "stad", "ton", "wick", "zin"]


def _invented(chance: random.Random) -> str:
    """A name that nobody has."""
    middle = chance.choice("aeiou") + chance.choice("bdfglmnprstvz") + chance.choice("aeiou")
    return chance.choice(_BEGINNINGS) + middle + chance.choice(_ENDINGS)


class Cast:
    """Who and what a story is about."""

    def __init__(self, chance: random.Random) -> None:
        self.people = [f"{_invented(chance)} {_invented(chance)}" for _ in range(3)]
        self.places = [_invented(chance) for _ in range(4)]
        self.things = chance.sample(_THINGS, 4)


def sentence(chance: random.Random, name: str, cast: Cast) -> str:
    """One sentence of news about a name."""
    number = chance.randrange(100, 10_000)
    return (
        f"The {chance.choice(_WHO)} of {name} {chance.choice(_DID)} the {chance.choice(cast.things)} of "
        f"{chance.choice(cast.places)} {chance.choice(_WHEN)}, {chance.choice(_WHY)}, "
        f"{chance.choice(cast.people)} said, and {number} people {chance.choice(_DID)} the {chance.choice(cast.things)}."
    )


def dump(seed: int, names: Sequence[str], sentences: int = 12) -> bytes:
    """A cluttered page with a story about ``names``."""
    chance = random.Random(seed)
    cast = Cast(chance)
    told = [sentence(chance, names[n % len(names)], cast) for n in range(sentences)]
    story = "\n\n".join(" ".join(told[n : n + 3]) for n in range(0, len(told), 3))
    title = f"{' and '.join(names)} face a choice over plan {seed}"
    return f"""Menu
Daily Example
Home | World | Sport

{title}

By Example staff | Published: 2026-01-05 10:00 UTC

{story}

(Reporting by Example staff; Editing by the desk)

TRENDING

Iceland counts its whales from the air, and finds more of them than anybody had thought there could be in the bay...

How to cook for twelve

Privacy policy
© 2026 Daily Example
""".encode()
