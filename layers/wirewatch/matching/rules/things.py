"""Words for plants, dishes, animals and garments, which make a kind of thing of the country before them.

``Norway maple`` and ``Chile peppers`` do not speak of Norway and Chile. The words (``data/things.txt``) are found by
``devtools/training/word_classes.py`` from the vectors of a sentence encoder.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parents[1] / "data" / "things.txt"


@lru_cache(maxsize=1)
def things() -> frozenset[str]:
    """The words, normalised."""
    rows = _FILE.read_text("utf-8").splitlines()
    return frozenset(word for row in rows if not row.startswith("#") for word in row.split())
