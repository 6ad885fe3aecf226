"""What of an article may stand in a summary: raw text of news collections, agencies and pages, as strangers feed it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.records import Article
from wirewatch.summaries.extractive import SentenceEncoder, summarise_extractive
from wirewatch.summaries.sentence_filter import candidate_sentences

STORY = [
    "The harbour council of Vardal approved a new quay on Monday after a debate that lasted four hours.",
    "The quay will cost 30 million and take two winters to build, the council said in a statement.",
    "Fishermen asked for a guarantee that the old berths would stay open while the work goes on.",
    "A second vote is planned for the spring, when the price of stone will be known.",
]
TEXT = " ".join(STORY)


def told(text: str) -> list[str]:
    return [text[one.start : one.end] for one in candidate_sentences(Article(id="a", text=text))]


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.mark.parametrize(
    "before",
    [
        "(CNN)",
        "(CNN) -- ",
        "VARDAL, Norway (CNN) -- ",
        "Vardal, Norway (CNN)",
        "-LRB- CNN -RRB- -- ",
        "( CNN ) -- ",
        "(CNN Business) ",
        "VARDAL (Reuters) - ",
        "VARDAL, March 3 (AFP) – ",
        "VARDAL (AP) — ",
        "NEW: ",
        "EXCLUSIVE: ",
        "Scroll down for video ",
        "SCROLL DOWN TO SEE THE VIDEO ",
        "Up for the vote: ",
        "Night session : ",
        "By . Kari Holm . PUBLISHED: . 12:00 EST, 1 January 2013 . | . UPDATED: . 13:05 EST, 2 January 2013 . ",
        "By . Kari Holm . and Per Lind . PUBLISHED: . 12:00 EST, 1 January 2013 . | . UPDATED: . 13:05 EST, 2 January 2013 . ",
        "By . Kari Holm . ",
        "By Kari Holm Last updated at 1:30 PM on 26th January 2012 ",
        "By\n.\nKari Holm\n.\nPUBLISHED:\n.\n12:00 EST, 1 January 2013\n.\n|\n.\nUPDATED:\n.\n13:05 EST, 2 January 2013\n.\n",
        "By . Kari Holm . PUBLISHED: . 12:00 EST, 1 January 2013 . | . Scroll down for video . (CNN) -- NEW: ",
    ],
)
def test_what_stands_before_the_story_is_not_told(before: str) -> None:
    assert told(before + TEXT)[0] == STORY[0]


@pytest.mark.parametrize(
    "line",
    [
        "Scroll down for video",
        "Scroll down for video .",
        "CLICK HERE for all the latest harbour news .",
        "Sorry we are not currently accepting comments on this article.",
        "Kari Holm contributed to this report.",
        "(Reporting by Kari Holm; Editing by Per Lind)",
        "The Associated Press contributed to this report .",
        "Read more: the quay in pictures",
        "Photo: the old quay in March",
        "Follow us on Twitter for more of this",
        "Editor's note: the quay is where this outlet moors its boat.",
        "By Kari Holm, Harbour Post",
        "Watch the council vote »",
        "All rights reserved.",
    ],
)
@pytest.mark.parametrize("join", [" ", "\n\n"])
def test_what_stands_in_or_behind_the_story_is_not_told(line: str, join: str) -> None:
    assert told(join.join([*STORY, line])) == STORY


@pytest.mark.parametrize(
    "sentence",
    [
        "By Monday the council will have to find the money, or the quay will close for the winter.",
        "Photographs of the old quay were shown to the council, which fell silent for a while.",
        "Watching from the gallery were two hundred fishermen, some of them with their families.",
        "Published figures show that the quay has lost a third of its boats since 2012.",
        "Nearly 200 boats used it in 2013.",
        "New berths will open in summer.",
        "The mayor told the meeting: the town cannot wait for another storm to show what the quay cannot bear.",
        "The Long Wall: A History of the Quay is a book that no member of the council said that they had read.",
        "The bishop of Vardal (CNN showed his boat) was the first to speak for the new quay.",
    ],
)
def test_news_that_looks_like_furniture_is_told(sentence: str) -> None:
    assert sentence in told(f"{STORY[0]} {sentence} {STORY[2]}")


def forms() -> dict[str, str]:
    tokens = " ".join(STORY).replace(".", " .").replace(",", " ,")
    return {
        "one line": TEXT,
        "a sentence a line": "\n".join(STORY),
        "paragraphs": "\n\n".join(STORY),
        "paragraphs of a sentence a line, white space around": "\r\n  " + "  \r\n\r\n ".join(STORY) + " \r\n",
        "tokens": tokens,
        "small letters": TEXT.lower(),
        "tokens in small letters": tokens.lower(),
        "capitals": TEXT.upper(),
        "no-break spaces": TEXT.replace(" ", "\u00a0"),
    }


@pytest.mark.parametrize("form", forms())
def test_any_form_of_a_story_is_summarised(model: SentenceEncoder, form: str) -> None:
    text = forms()[form]
    summary = summarise_extractive(Article(id="a", text=text), [], model)
    assert summary.kind == "extractive"
    assert summary.note == ""
    plain = ["".join(sentence.lower().split()).replace(".", "") for sentence in STORY]
    for sentence in summary.sentences:
        assert sentence in text
        assert "".join(sentence.lower().split()).replace(".", "") in plain
    assert len(summary.sentences) > 1


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["(CNN)", "By .", "PUBLISHED: .", "Scroll down for video", "NEW:", "a b c d.", "|", "\n"]))
)
def test_offsets_stay_in_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    found = candidate_sentences(Article(id="a", text=text))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert found == sorted(found)
