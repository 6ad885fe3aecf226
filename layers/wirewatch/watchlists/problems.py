"""What is wrong with the files of a watchlist, as it is found."""

from __future__ import annotations

from typing import Final

from wirewatch.watchlists.models import Problem

MAX_PROBLEMS: Final = 1000
MAX_TEXT: Final = 400


class ProblemCollector:
    """Collects problems, which make the watchlist unusable, and warnings.

    Attributes:
        problems: at most ``MAX_PROBLEMS``.
        warnings: what is probably not meant, but can be used.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def problem(self, file: str, line: int, field: str, text: str) -> None:
        """Note a mistake; after a thousand of them the rest adds nothing."""
        if len(self.problems) < MAX_PROBLEMS:
            if len(text) > MAX_TEXT:  # a hostile value in it; the mend stands at the end
                text = f"{text[: MAX_TEXT // 2]} ... {text[-MAX_TEXT // 2 :]}"
            self.problems.append(Problem(file, line, field, text))
