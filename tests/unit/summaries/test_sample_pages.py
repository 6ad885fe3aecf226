"""What a reader asks of a summary, on thirty pages of our own: all kinds of article, ten languages."""

from __future__ import annotations

import pytest

from tests.support.sample_pages import SamplePage, faults, html, sample_pages
from wirewatch.extraction.html import extract_html
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.summaries.extractive import SentenceEncoder, lead_summary, summarise_extractive
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.loader import load_watchlist

KNOWN = {
    "02-longread": "opens with a scene: its title holds no word of the news",
}


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WatchlistIndex:
    path = tmp_path_factory.mktemp("index") / "index"
    write(load_watchlist(("countries", "officials")), path)
    return WatchlistIndex.open(path)


@pytest.mark.parametrize("page", sample_pages(), ids=lambda page: page.id)
def test_a_summary_says_what_happened_and_holds_nothing_else(
    page: SamplePage, model: SentenceEncoder, index: WatchlistIndex
) -> None:
    article = extract_html(html(page), source=page.id, url=page.url)
    due = alertable_matches(match(article, index), index)
    for summary in (summarise_extractive(article, due, model), lead_summary(article, due)):
        found = {question: fault for question, fault in faults(page, article, summary).items() if fault}
        if page.id not in KNOWN:
            assert found == {}, summary.text


def test_the_pages_are_of_many_kinds_and_languages() -> None:
    pages = sample_pages()
    assert len(pages) == 30
    assert len({page.language for page in pages}) >= 10
    assert {page.kind for page in pages} >= {
        "news", "live", "interview", "listicle", "opinion", "press release", "market report", "sport", "long read", "video round-up",
    }  # fmt: skip
