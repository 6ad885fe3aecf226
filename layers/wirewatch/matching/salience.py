"""How much an article is about an entry."""

from __future__ import annotations

import math
from typing import Final

from wirewatch.records import Article, Mention

TITLE: Final = 0.35
LEAD: Final = 0.25
FREQUENCY: Final = 0.25
SPREAD: Final = 0.15
LEAD_CHARACTERS: Final = 400


def salience(article: Article, mentions: list[Mention]) -> float:
    """0 to 1 from where and how often the entry is named, each mention by its weight.

    A weighted sum of: named in the title; named in the lead (the first paragraph, at most 400 characters, or as much
    again where it is shorter than a sentence); how often (1 - exp(-sum of weights / 3): the tenth mention adds less
    than the second); and in how many quarters of the text. Where an article has no title, its lead counts for it.
    Inverted-pyramid writing puts what a news story is about into its title and first paragraph; hence the weights. One
    mention behind the lead makes .11, with a title or without.
    """
    text = [m for m in mentions if m.where == "text"]
    title = max((m.weight for m in mentions if m.where == "title"), default=0.0)
    lead = max((m.weight for m in text if m.start < LEAD_CHARACTERS), default=0.0)
    frequency = 1 - math.exp(-sum(m.weight for m in mentions) / 3)
    length = max(len(article.text), 1)
    quarters: dict[int, float] = {}
    for m in text:
        quarter = 4 * m.start // length
        quarters[quarter] = max(quarters.get(quarter, 0.0), m.weight)
    spread = sum(quarters.values()) / 4
    score = TITLE * (title if article.title else lead) + LEAD * lead + FREQUENCY * frequency + SPREAD * spread
    return round(min(score, 1.0), 4)
