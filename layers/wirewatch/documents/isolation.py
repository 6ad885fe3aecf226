"""Articles are extracted in a process of its own, which is ended where a page takes too long.

The limit of ``extract_article`` interrupts Python; a search of lxml's in a page that was made for it takes minutes in one
call, and nothing in the same process can end it.
"""

from __future__ import annotations

from wirewatch.documents.document import Document
from wirewatch.documents.reader import extract_article
from wirewatch.limits import PAGE_SECONDS
from wirewatch.parsing.isolated import IsolatedProcess
from wirewatch.records import Article

GRACE_SECONDS = 0.5
"""After a page's limit, until its process is ended: what can be interrupted has ended by itself, with a better reason."""
START_SECONDS = 60.0


class IsolatedExtractor:
    """Calls ``extract_article`` in a process that it keeps. It is started here, with all that it will need."""

    def __init__(self, seconds: float = PAGE_SECONDS) -> None:
        self._seconds = seconds
        self._process = IsolatedProcess()
        self._process.call(_warm_up, seconds=START_SECONDS)

    def __call__(self, document: Document) -> Article:
        """The article in a document.

        Raises:
            InputRejectedError: what ``extract_article`` raises, and ``too-slow`` at the latest ``GRACE_SECONDS`` after the
                limit of a page.
        """
        if document.problem:
            raise document.problem
        return self._process.call(
            extract_article,
            document,
            seconds=self._seconds + GRACE_SECONDS,
            source=document.source,
        )

    def close(self) -> None:
        """End the process."""
        self._process.close()


def _warm_up() -> None:
    from wirewatch.extraction.html import warm_up

    warm_up()
