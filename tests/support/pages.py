"""Plain-text pages made from a seed: as many different stories as a test wants, none of them a near-copy of another."""

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
_WHAT = ["harbour", "railway", "treaty", "budget", "bridge", "election", "power-plant", "tariff", "school", "hospital"]
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


def sentence(chance: random.Random, name: str) -> str:
    """One sentence of news about a name."""
    number = chance.randrange(100, 10_000)
    return (
        f"The {chance.choice(_WHO)} of {name} {chance.choice(_DID)} the {chance.choice(_WHAT)} {chance.choice(_WHEN)}, "
        f"{chance.choice(_WHY)}, and {number} people {chance.choice(_DID)} the {chance.choice(_WHAT)}."
    )


def dump(seed: int, names: Sequence[str], sentences: int = 12) -> bytes:
    """A cluttered page with a story about ``names``."""
    chance = random.Random(seed)
    told = [sentence(chance, names[n % len(names)]) for n in range(sentences)]
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
