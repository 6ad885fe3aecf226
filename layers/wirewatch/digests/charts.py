"""Counts → charts as SVG to stand in a page: drawn by pygal, without its style, its script and whatever asks for more.

Colours and type are the page's business, by the classes that pygal gives: ``color-0``, ``color-1``, ``guide``, ``axis``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wirewatch.text.sanitize import single_line, truncate

if TYPE_CHECKING:
    from wirewatch.digests.digest import EntryCount

LABEL = 28
"""Characters of a name that there is room for beside a chart."""
HOURS = 3
"""Hours of one step of the timeline."""
_WIDTH = 720
_DROPPED = frozenset({"defs", "desc", "title", "style", "script"})


def bars(counts: Sequence[EntryCount], alt: str) -> str:
    """Stories of each entry beside what is usual, as an ``svg`` element; ``alt`` says what it shows."""
    import pygal

    turned = counts[::-1]  # pygal draws from the bottom up, but the first series of each uppermost
    chart = pygal.HorizontalBar(
        **_look(alt, height=70 + 34 * len(counts)), x_labels=[_label(count) for count in turned]
    )
    chart.add("stories", [count.stories for count in turned])
    chart.add("usually", [count.usual for count in turned])
    return _svg(chart, alt)


def timeline(counts: Sequence[EntryCount], alt: str) -> str:
    """When each entry was in the news, by blocks of hours of the day in UTC, as an ``svg`` element."""
    import pygal

    blocks = range(0, 24, HOURS)
    chart = pygal.Dot(
        **_look(alt, height=90 + 34 * len(counts)), x_labels=[f"{block:02}–{block + HOURS:02}" for block in blocks]
    )
    for count in counts:
        chart.add(_label(count), [sum(count.hours[block : block + HOURS]) or None for block in blocks])
    return _svg(chart, alt)


def _label(count: EntryCount) -> str:
    return truncate(single_line(count.name), LABEL)


def _look(alt: str, height: int) -> dict[str, Any]:
    from pygal.style import Style

    return {
        # Only what room is kept for: the page sets the type itself.
        "style": Style(label_font_size=16, major_label_font_size=16, value_font_size=16),
        "width": _WIDTH,
        "height": height,
        "css": [],
        "js": [],
        "no_prefix": True,
        "show_legend": False,
        "explicit_size": False,
        "truncate_label": -1,
        "max_scale": 6,
        "margin": 8,
        "print_values": True,
        "print_values_position": "top",
        "value_formatter": lambda value: f"{value:.1f}".removesuffix(".0"),
        "no_data_text": alt,
    }


def _svg(chart: Any, alt: str) -> str:
    """The chart without what the page's policy forbids or a reader has no use for."""
    from pygal.etree import etree

    root = chart.render_tree()
    for parent in list(root.iter()):
        for child in list(parent):
            named = isinstance(child.tag, str)  # a comment's tag is a function
            if not named or child.tag.rpartition("}")[2] in _DROPPED or "tooltip-overlay" in child.get("class", ""):
                parent.remove(child)
        for name in ("style", "id"):
            parent.attrib.pop(name, None)
    for name, value in (("role", "img"), ("aria-label", alt), ("class", "chart")):
        root.set(name, value)
    return str(etree.tostring(root, encoding="unicode"))
