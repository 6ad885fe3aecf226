"""Names of watchlist files, as parts of object keys and paths."""

from __future__ import annotations

import re

_NAME = re.compile(r"\w[\w -]{0,127}")


def watchlist_file_name(key: str) -> str:
    """What a watchlist in the store is called: the name of its file, without folders and endings."""
    return key.rsplit("/", 1)[-1].split(".", 1)[0]


def watchlist_name(name: str) -> str:
    """The ``stem`` that a link names, as part of a key and of a path.

    Raises:
        ValueError: it can be no such part.
    """
    found = watchlist_file_name(name)
    if not _NAME.fullmatch(found):
        raise ValueError(f"{name!r} is no name of a watchlist; use letters, digits, - and _")
    return found
