"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import fake_outlet as outlets

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_STACK = ("test_build.py", "test_readme.py", "test_board_page.py", "test_wheel.py")
"""Files of tests/e2e whose tests do without the deployed stack."""


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadgroup``: tests that share something dear run in one process.

    All tests of the deployed stack are one group, and so are those of each file of ``tests/integration``, which share
    an emulator. xdist's own groups are written into ids of tests that this version of pytest does not let it change.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class ByWhatIsShared(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if "/e2e/" not in file:
                return file
            return nodeid if file.endswith(WITHOUT_STACK) else "stack"

    return ByWhatIsShared(config, log)


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
