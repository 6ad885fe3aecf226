"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import fake_outlet as outlets

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def page(root: Path) -> bytes:
    """The sample page dump that ships."""
    return (root / "events" / "page.txt").read_bytes()


@pytest.fixture
def outlet() -> Iterator[str]:
    """Host and port of an outlet on loopback, with a feed at /feed.json."""
    with outlets.running() as place:
        yield place
