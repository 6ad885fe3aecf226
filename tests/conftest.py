"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import fake_outlet as outlets

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share something dear run in one process: the deployed stack, which comes first, or a file's emulator.

    What looks back at the whole run comes last.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        group = "stack" if "stack" in fixtures else str(item.path) if "aws" in fixtures else ""
        if group:
            item.add_marker(pytest.mark.xdist_group(group))

    def order(item: pytest.Item) -> tuple[bool, bool]:
        return item.get_closest_marker("last") is not None, "stack" not in getattr(item, "fixturenames", ())

    items.sort(key=order)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def page(root: Path) -> bytes:
    """The sample plain-text page that ships."""
    return (root / "events" / "page.txt").read_bytes()


@pytest.fixture
def outlet() -> Iterator[str]:
    """Host and port of an outlet on loopback, with a feed at /feed.json."""
    with outlets.running() as place:
        yield place
