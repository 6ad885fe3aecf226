"""A summary engine in a few lines: the article's opening, and the sentence that names most of what matched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from wirewatch.records import Article, Match
from wirewatch.text.sentences import spans


class OpeningEngine:
    """Takes the first sentences. A real engine would ask a model here."""

    languages: Sequence[str] = ()  # every language

    def __init__(self, folder: Path | None) -> None:
        """``writer.json`` may say how many sentences: ``{"engine": "opening", "sentences": 2}``."""
        settings = json.loads((folder / "writer.json").read_bytes()) if folder else {}
        self._sentences = int(settings.get("sentences", 1))

    def write(self, article: Article, matches: Sequence[Match]) -> str:
        """The summary; wirewatch checks it against the article before it is used."""
        places = spans(article.text, article.language)

        def names(place: tuple[int, int]) -> int:
            return sum(
                any(m.where == "text" and place[0] <= m.start < place[1] for m in match.mentions) for match in matches
            )

        chosen = set(places[: self._sentences])
        if places and matches:
            chosen.add(max(places, key=names))
        return " ".join(article.text[start:end] for start, end in sorted(chosen))
