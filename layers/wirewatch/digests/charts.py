"""Counts → small charts as SVG to stand in a page: plain shapes, coloured by the page's own style.

Every chart says in words what it shows, and the page has the numbers beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

import msgspec

_WORLD = Path(__file__).parent / "boardpage" / "world.json"
_STEPS = (1, 2, 4, 8)
"""Stories from which on a country has the next darker shade."""


_LEAST = 3
"""Stories that the tallest column stands for at the least: one story is no tower."""


@cache
def world() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code → the country's outline as an SVG path (devtools/packs/world_map.py)."""
    return msgspec.json.decode(_WORLD.read_bytes(), type=dict[str, str])


def world_map(counts: Mapping[str, int], alt: str) -> str:
    """The world, each country as dark as it has stories; countries without an outline are left to the table."""
    shapes = "".join(f'<path d="{outline}"{_shade(counts.get(code, 0))}/>' for code, outline in world().items())
    return f'<svg class="map" viewBox="30 8 694 300" role="img" aria-label="{escape(alt)}">{shapes}</svg>'


def _shade(stories: int) -> str:
    step = sum(stories >= least for least in _STEPS)
    return f' class="s{step}"' if step else ""


def columns(values: Sequence[int], alt: str, *, latest: int | None = None, labels: Sequence[str] = ()) -> str:
    """Columns for a row of counts; ``latest`` is the place of the one that stands out; labels stand below."""
    most = max([*values, _LEAST])
    width, height, foot = 10 * len(values), 36, 12 if labels else 0
    shapes = []
    for place, value in enumerate(values):
        tall = max(1, round(height * value / most))
        kind = "now" if place == latest else "some" if value else "none"
        shapes.append(f'<rect class="{kind}" x="{10 * place + 1}" y="{height - tall}" width="8" height="{tall}"/>')
    shapes += [
        f'<text x="{10 * place + 5}" y="{height + 10}">{escape(label)}</text>'
        for place, label in enumerate(labels)
        if label
    ]
    return (
        f'<svg class="columns" viewBox="0 0 {width} {height + foot}" role="img" aria-label="{escape(alt)}">'
        f"{''.join(shapes)}</svg>"
    )
