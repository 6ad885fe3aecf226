"""What other packages add to wirewatch: channels, input formats and summary engines, each a class behind an entry point.

A package names its class in the group of its kind (docs/development/extending.md). Nothing is imported until it is asked
for, and the groups are read once.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from wirewatch.errors import WirewatchError

Group = Literal["wirewatch.channels", "wirewatch.formats", "wirewatch.summary_engines"]


class ExtensionError(WirewatchError):
    """An added class cannot be used; the message names it, its package, and how to fix it."""


def names(group: Group) -> list[str]:
    """What is registered in a group, by name."""
    return sorted(_registered(group))


def find(group: Group, name: str) -> Any | None:
    """The class that is registered by a name; None where there is none.

    Raises:
        ExtensionError: it cannot be imported, or two packages have the name.
    """
    points = _registered(group).get(name, ())
    if not points:
        return None
    if len(points) > 1:
        packages = " and ".join(sorted(map(_package, points)))
        raise ExtensionError(f"{packages} both have {name!r} in {group}; uninstall one of them")
    return _loaded(points[0])


@cache
def _registered(group: Group) -> dict[str, tuple[EntryPoint, ...]]:
    found: dict[str, dict[str, EntryPoint]] = {}
    for point in entry_points(group=group):
        found.setdefault(point.name, {})[f"{_package(point)} {point.value}"] = (
            point  # an import path may list one twice
        )
    return {name: tuple(points.values()) for name, points in found.items()}


@cache
def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as error:
        raise ExtensionError(
            f"{point.name!r} of the package {_package(point)} cannot be loaded "
            f"({type(error).__name__}: {error}); upgrade or uninstall it"
        ) from error


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.module
