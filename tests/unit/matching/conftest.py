"""What tests of matching share."""

from __future__ import annotations

import pytest

from wirewatch.watchlists import index, loader
from wirewatch.watchlists.index import WatchlistIndex


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> WatchlistIndex:
    """The packs of countries and officials, compiled."""
    path = tmp_path_factory.mktemp("packs") / "packs.index"
    index.write(loader.load_watchlist(["countries", "officials"]), path)
    return WatchlistIndex.open(path)
