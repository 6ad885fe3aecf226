"""wirewatch watches the news wire for you: read, match, summarise, alert.

The API is imported when it is first used, so that a function on Lambda pays for nothing of it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wirewatch.api import Watchlist, alertable, match, read, read_all, summarise
    from wirewatch.errors import WirewatchError
    from wirewatch.records import Article, Match, Summary

__version__ = "0.1.0"
__all__ = [
    "Article",
    "Match",
    "Summary",
    "Watchlist",
    "WirewatchError",
    "alertable",
    "match",
    "read",
    "read_all",
    "summarise",
]
_HOMES = {"Article": "records", "Match": "records", "Summary": "records", "WirewatchError": "errors"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'wirewatch' has no attribute {name!r}")
    return getattr(importlib.import_module(f"wirewatch.{_HOMES.get(name, 'api')}"), name)
