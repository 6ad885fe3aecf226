"""A summary takes no block that the article itself says is no paragraph."""

from __future__ import annotations

from tests.support.reading import STORY
from wirewatch.records import Article
from wirewatch.summaries.sentence_filter import candidate_sentences


def test_only_paragraphs_and_quotations_are_chosen_from() -> None:
    standfirst = "The islands have their ship back, and the quarry has to pay for it."
    article = Article(id="a", text="\n\n".join([standfirst, *STORY]), language="en")
    assert candidate_sentences(article)[0].start == 0
    article.blocks = ["standfirst", "paragraph", "paragraph", "paragraph"]
    assert candidate_sentences(article)[0].start == len(standfirst) + 2
    article.blocks = ["standfirst"]  # of another text
    assert candidate_sentences(article)[0].start == 0
    article.blocks = ["heading"] * 4
    assert candidate_sentences(article)
