"""Sentences: where they begin and end, in print and in text that a tokeniser took apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.text import sentences

LONG = "the harbour council of Vardal, which met for four hours on Monday evening behind closed doors,"


def split(text: str, language: str | None = None) -> list[str]:
    return [text[start:end] for start, end in sentences.spans(text, language)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The quay is old.", "A new one will be built."],
        ["The quay is old .", "A new one will be built ."],
        ["the quay is old .", "A new one will be built ."],
        ["Mr. Solheim and Dr. Lind spoke to Gov. Peel on Jan. 4 about it.", "They agreed."],
        ["Mr solheim met gov . peel and sen . lind on monday .", "They agreed ."],
        ["The council said: ' We will build the quay . '", "Fishermen doubted it ."],
        ["He wrote : `` We will build the quay . ''", "Fishermen doubted it ."],
        [
            f"The mayor said that {LONG} had agreed: “The town will build.",
            "It will borrow what it needs for two winters.”",
            "Fishermen doubted it.",
        ],
        [
            f"A boat lies at the old quay while {LONG} looks for money",
            "The mayor said that the town would borrow what it needs.",
        ],
        [
            f"A boat lies at the old quay while {LONG} looks for money",
            "‘We will borrow what the town needs,’ the mayor told a meeting in the hall.",
        ],
    ],
)
def test_sentences_are_told_apart(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        f"The mayor told The Harbour Post that {LONG} had read a novel about a quay and liked it very much.",
        f"The quay of St. Olav, said {LONG} is 120.5 metres long and was built by J. R. Lind in the 1920s.",
    ],
)
def test_a_long_sentence_stays_whole(text: str) -> None:
    assert split(text) == [text]


def test_a_paragraph_ends_a_sentence() -> None:
    assert split("Council meets on quay\n\nThe quay is old.\nIt is\nworn.") == [
        "Council meets on quay",
        "The quay is old.",
        "It is\nworn.",
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aB .!?'\"‘’“”\n)(1", max_size=300))
def test_no_word_is_lost_or_told_twice(text: str) -> None:
    found = sentences.spans(text)
    assert all(start < end for start, end in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
