"""The guard: what a summary says and the article does not is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.summaries.factuality import MOST_SUMMARY, check_factuality

TEXT = (
    "The harbour council of Vardal approved a new quay on Monday after a debate that lasted four hours. "
    "The quay will cost 30 million euros and take two winters to build, the council said.\n\n"
    'Mayor Inga Solheim said that the town "cannot wait for another storm". '
    "Fishermen have not agreed to move their boats, and the Northern Fishing Union asked for a guarantee. "
    "Norwegian divers will inspect 1,200 metres of the old wall in March."
)


def kinds(summary: str) -> set[str]:
    return {finding.kind for finding in check_factuality(TEXT, summary).unsupported}


@pytest.mark.parametrize(
    "summary",
    [
        "The harbour council of Vardal approved a new quay on Monday after a debate that lasted four hours.",
        "The quay will cost 30 million euros and take two winters to build.",
        "The quay will cost €30m and take two winters to build, the council said.",
        "Norwegian divers will inspect 1200 metres of the old wall in March.",
        "Mayor Inga Solheim said that the town “cannot wait for another storm”.",
        "Fishermen have not agreed to move their boats, and the NFU asked for a guarantee.",
    ],
)
def test_what_the_article_says_is_supported(summary: str) -> None:
    verdict = check_factuality(TEXT, summary)
    assert (verdict.supported, verdict.unsupported) == (True, [])
    assert verdict.kept == [summary]
    assert verdict.score >= 0.5


@pytest.mark.parametrize(
    ("summary", "kind"),
    [
        ("The harbour council of Bergen approved a new quay on Monday.", "name"),
        ("The quay will cost 40 million euros and take two winters to build.", "number"),
        ("The quay will cost 30 billion euros and take two winters to build.", "number"),
        ("The quay will cost 30 million dollars and take two winters to build.", "unit"),
        ("The harbour council of Vardal approved a new quay on Friday.", "date"),
        ('Mayor Inga Solheim said that the town "will wait for another storm".', "quotation"),
        ("Fishermen have agreed to move their boats.", "negation"),
        ("The harbour council of Vardal has not approved a new quay on Monday.", "negation"),
        ("A swimmer was rescued by helicopter after drifting far out at sea.", "sentence"),
    ],
)
def test_what_the_article_does_not_say_is_found(summary: str, kind: str) -> None:
    verdict = check_factuality(TEXT, summary)
    assert kind in {finding.kind for finding in verdict.unsupported}
    assert not verdict.supported
    assert verdict.score < 0.5
    assert verdict.kept == []


def test_each_sentence_is_judged_alone() -> None:
    good, bad = "The quay will cost 30 million euros.", "Parliament in Oslo rejected the plan by 99 votes."
    verdict = check_factuality(TEXT, f"{good} {bad}")
    assert verdict.kept == [good]
    assert {finding.sentence for finding in verdict.unsupported} == {1}
    assert not verdict.supported


@pytest.mark.parametrize("summary", ["", "  \n", "the council " * MOST_SUMMARY, "No. " * 500])
def test_what_is_no_summary_is_not_supported(summary: str) -> None:
    assert not check_factuality(TEXT, summary).supported


def test_an_empty_article_supports_nothing() -> None:
    assert not check_factuality("", "The quay will cost 30 million euros.").supported


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=200))
def test_any_text_gets_a_verdict(text: str, summary: str) -> None:
    verdict = check_factuality(text, summary)
    assert 0 <= verdict.score <= 1
    assert verdict.supported == (bool(verdict.kept) and not verdict.unsupported)
