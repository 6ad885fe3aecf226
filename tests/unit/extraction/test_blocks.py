"""Standfirsts, lists, captions, credits and datelines: blocks of their own."""

from __future__ import annotations

import pytest

from tests.support.reading import STORY, article, page

P = "".join(f"<p>{p}</p>" for p in STORY)
S = "After eleven weeks the islands have their ship back, but the quarry will have to pay more for it"
STANDFIRSTS = [
    f"<p class='standfirst'>{S}</p>",
    f"<h2>{S}</h2>",
    f"<div class='lead'>{S}</div>",
    f"<p><strong>{S}</strong></p>",
    f"<p><b>{S}</b><br></p>",
    f"<header><p>{S}</p></header>",
    f"<summary>{S}</summary>",
    f"<section class='intro'><span>{S}</span></section>",
    f"<h3 class='subtitle'>{S}</h3>",
    f"<div><em>{S}</em></div>",
    f"{S}",
    f"<strong>{S}</strong>",
    f"<span class='deck'>{S}</span>",
    f"<blockquote>{S}</blockquote>",
]


@pytest.mark.parametrize("markup", STANDFIRSTS)
def test_a_standfirst_runs_into_nothing(markup: str) -> None:
    found = article(page(markup + P)).text.split("\n\n")
    assert STORY[0] in found
    assert [b for b in found if S in b] in ([], [S])


@pytest.mark.parametrize("markup", STANDFIRSTS[:9])
def test_a_standfirst_inside_the_paragraph_element(markup: str) -> None:
    found = article(page(f"<div>{markup}{STORY[0]}</div><div>{STORY[1]}</div><div>{STORY[2]}</div>")).text.split("\n\n")
    assert [b for b in found if S in b] in ([], [S])


LISTS = [
    "<ul><li>Lorries pay a third more</li><li>Cars pay the same as in summer</li><li>Bicycles go free on weekdays</li></ul>",
    "<ol><li>Lorries pay a third more</li><li>Cars pay the same as in summer</li><li>Bicycles go free on weekdays</li></ol>",
    "<p>• Lorries pay a third more<br>• Cars pay the same as in summer<br>• Bicycles go free on weekdays</p>",
    "<dl><dt>Lorries pay a third more</dt><dd>Cars pay the same as in summer</dd><dd>Bicycles go free on weekdays</dd></dl>",
    "<ul><li><p>Lorries pay a third more</p></li><li><p>Cars pay the same as in summer</p></li><li><p>Bicycles go free on weekdays</p></li></ul>",
    "<div>- Lorries pay a third more</div><div>- Cars pay the same as in summer</div><div>- Bicycles go free on weekdays</div>",
]


@pytest.mark.parametrize("markup", LISTS)
def test_each_item_of_a_list_is_a_block(markup: str) -> None:
    found = [
        b.lstrip("-•* ")
        for b in article(page(f"<p>{STORY[0]}</p><p>{STORY[1]}</p>{markup}<p>{STORY[2]}</p>")).text.split("\n\n")
    ]
    for item in ("Lorries pay a third more", "Cars pay the same as in summer", "Bicycles go free on weekdays"):
        assert item in found
    assert found[-1] == STORY[2]


CAPTIONS = [
    "<figure><img src=a.jpg><figcaption>The ferry at the quay of Aldmere in June</figcaption></figure>",
    "<div class='image'><img src=a.jpg><p class='caption'>The ferry at the quay of Aldmere in June</p></div>",
    "<img src=a.jpg><small>The ferry at the quay of Aldmere in June</small>",
    "<table class='img'><tr><td><img src=a.jpg></td></tr><tr><td>The ferry at the quay of Aldmere in June</td></tr></table>",
    "<div class='wp-caption'><img src=a.jpg>The ferry at the quay of Aldmere in June</div>",
    "<p><img src=a.jpg><br><i>The ferry at the quay of Aldmere in June</i></p>",
    "<figure><img src=a.jpg><figcaption>The ferry at the quay of Aldmere in June <span class='credit'>Photo: Ana Ruiz</span></figcaption></figure>",
]


@pytest.mark.parametrize("markup", CAPTIONS)
def test_a_caption_is_no_part_of_a_sentence(markup: str) -> None:
    found = article(page(f"<p>{STORY[0]}</p>{markup}<p>{STORY[1]}</p><p>{STORY[2]}</p>")).text.split("\n\n")
    assert [b for b in found if b in STORY] == list(STORY)


SENTENCES = [
    "The alert was raised shortly after 13:45.",
    "It was 9:30 when the ship left.",
    "The crew made three efforts to reach the other two.",
    "The lifeboat tried to reach the captain by radio until 21:05.",
    "By Friday the quay was full.",
    "By Monday morning, two hundred lorries stood on the pier.",
    "Published accounts differ.",
    "Updated charts were sent to every ship in 2019.",
    "More from the islands went to the mainland than came back.",
    "Read more books, the mayor told the children of the island school on Friday.",
    "Follow us, the pilot called over the radio, and turned his boat.",
    "Share this burden, the mayor said.",
    "Trending north, the storm missed the islands.",
    "Photographs by the crew show the hole.",
    "Watch this space, the captain said.",
    "Subscribe to that view or leave, he told the council.",
    "Sign up for the crew, the posters said.",
    "Related costs rose to 12 million crowns.",
    "Advertisements for the ferry were painted over in 2020.",
    "Comments by the mayor angered the crew.",
    "He died on 4 May 2021.",
    "On 20 November 2026 at 09:15 the first ship left.",
    "See here, he said.",
    "The photo: a gift of the quarry.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_story_stays(sentence: str) -> None:
    for story in ((STORY[0], sentence, *STORY[1:]), (*STORY, sentence)):
        assert sentence in article(page(story)).text.split("\n\n")


@pytest.mark.parametrize("sentence", SENTENCES[:10])
def test_a_sentence_of_the_story_stays_in_plain_text(sentence: str) -> None:
    text = "Ferry to the outer islands sails again\n\n" + "\n\n".join((STORY[0], STORY[1], sentence, STORY[2]))
    assert sentence in article(text).text


@pytest.mark.parametrize(
    ("first", "dateline", "text"),
    [
        (f"ALDMERE, Nov 20 (Reuters) - {STORY[0]}", "ALDMERE", STORY[0]),
        (f"ALDMERE — {STORY[0]}", "ALDMERE", STORY[0]),
        (f"ALDMERE (AP) — {STORY[0]}", "ALDMERE", STORY[0]),
        (f"<b>ALDMERE</b> - {STORY[0]}", "ALDMERE", STORY[0]),
        (f"<span class=dateline>ALDMERE, Nov. 20</span><br>{STORY[0]}", None, STORY[0]),
    ],
)
def test_datelines(first: str, dateline: str | None, text: str) -> None:
    found = article(page(f"<p>{first}</p><p>{STORY[1]}</p><p>{STORY[2]}</p>"))
    assert found.text.split("\n\n")[-3:] == [text, *STORY[1:]]
    if dateline:
        assert found.dateline == dateline


DATELINES = [
    ("ALDMERE, Vellmark — ", "ALDMERE, Vellmark", None),
    ("ALDMERE, November 24. /TASS/. ", "ALDMERE", "TASS"),
    ("ALDMERE, 24 November (BelTA) – ", "ALDMERE", "BELTA"),
    ("New Aldmere, Nov 24 (PTI) ", "New Aldmere", "PTI"),
    ("ALDMERE | ", "ALDMERE", None),
    ("ZÜRICH, Nov 24 (Reuters) - ", "ZÜRICH", "Reuters"),
    ("BREAKING: ", None, None),
    ("EXCLUSIVE — ", None, None),
]


@pytest.mark.parametrize(("dateline", "place", "agency"), DATELINES)
def test_datelines_of_every_form(dateline: str, place: str | None, agency: str | None) -> None:
    found = article(page((dateline + STORY[0], *STORY[1:])))
    assert (found.dateline, found.agency) == (place, agency)
    assert found.text.split("\n\n")[0] == (STORY[0] if place else dateline + STORY[0])


@pytest.mark.parametrize(
    "sentence", ["Copyright law does not cover it, the judge said.", "Anzeige erstattete niemand."]
)
def test_sentences_that_begin_like_notes(sentence: str) -> None:
    for place in (1, 3):
        story = [*STORY[:place], sentence, *STORY[place:]]
        assert article(page(tuple(story))).text.split("\n\n") == story


def test_a_credit_of_an_agency_in_brackets() -> None:
    caption = "FILE - The ferry at the quay of Aldmere in June. (AP Photo/Ana Ruiz, File)"
    assert article(page((STORY[0], caption, *STORY[1:]))).text.split("\n\n") == list(STORY)


def test_a_standfirst_in_bold_letters_before_the_first_sentence() -> None:
    found = article(page(f"<div><b>{S}</b> {STORY[0]}</div><div>{STORY[1]}</div><div>{STORY[2]}</div>")).text
    assert found.split("\n\n")[-3:] == list(STORY)


def test_a_bold_lead_in_stays_in_its_sentence() -> None:
    found = article(page(f"<p><b>The ferry office</b> {STORY[0]}</p><p>{STORY[1]}</p>")).text
    assert found.startswith(f"The ferry office {STORY[0]}")
