"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def page(root: Path) -> bytes:
    """The sample page dump that ships."""
    return (root / "events" / "page.txt").read_bytes()
