"""No page runs past its deadline, whatever C code it is in."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from wirewatch.documents.document import Document
from wirewatch.documents.isolation import GRACE_SECONDS, IsolatedExtractor
from wirewatch.documents.reader import extract_article
from wirewatch.errors import InputRejectedError
from wirewatch.extraction.html import WARM_UP

SECONDS = 2.0
PARAGRAPH = b"<p>" + b"The harbour opens again on Monday. <b>x y</b> " * 990 + b"</p>"
SLOW = b"<html><body>" + PARAGRAPH * 48 + b"</body></html>"
"""As many pieces of text as a page may have: some searches of lxml's in it take seconds."""


@pytest.fixture(scope="module")
def extract() -> Iterator[IsolatedExtractor]:
    extractor = IsolatedExtractor(SECONDS)
    yield extractor
    extractor.close()


def test_the_same_article_as_in_this_process(extract: IsolatedExtractor) -> None:
    page = Document("html", "page", data=WARM_UP, arrived="2026-03-01T12:00:00+00:00")
    assert extract(page) == extract_article(page)


def test_what_is_refused_is_refused_with_its_reason(extract: IsolatedExtractor) -> None:
    with pytest.raises(InputRejectedError) as refused:
        extract(Document("html", "page", data=b"<html><body><p>x</p></body></html>"))
    assert refused.value.reason == "no-story"
    problem = InputRejectedError("broken", "cut short")
    with pytest.raises(InputRejectedError) as refused:
        extract(Document("problem", "page", problem=problem))
    assert refused.value is problem


def test_no_page_exceeds_its_deadline_by_more_than_a_second(extract: IsolatedExtractor) -> None:
    begun = time.monotonic()
    with pytest.raises(InputRejectedError) as late:
        extract(Document("html", "page", data=SLOW))
    assert late.value.reason == "too-slow"
    assert time.monotonic() - begun < SECONDS + GRACE_SECONDS + 1.0
