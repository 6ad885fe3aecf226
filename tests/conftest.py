"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import fake_outlet as outlets

ROOT = Path(__file__).resolve().parent.parent


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that share something dear run in one process: the deployed stack, or a file's emulator."""
    fixtures = getattr(item, "fixturenames", ())
    if group := "stack" if "stack" in fixtures else item.path.stem if "aws" in fixtures else "":
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What has the deployed stack comes first, since it takes longest; what looks back at the whole run comes last."""

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
