"""What stands around a story is told apart by its form, and the facts in it are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from wirewatch.extraction import boilerplate
from wirewatch.extraction.cleanup import clean_paragraphs
from wirewatch.extraction.page_structure import PageStructure
from wirewatch.text import dates

HINTS = PageStructure(frozenset(), frozenset(), {}, frozenset())
ARRIVED = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "Read also: Ten harbours to see",
        "Related stories",
        "Advertisement",
        "Sign up for our newsletter",
        "Lesen Sie auch: Häfen",
        "À lire aussi : le port",
        "Lea también: el puerto",
        "Share this article",
    ],
)
def test_asides(line: str) -> None:
    assert boilerplate.is_related_link(line)


@pytest.mark.parametrize(
    "line",
    [
        "Reading the treaty took the court four hours on Monday.",
        "Share prices fell by a tenth in the afternoon.",
        "Subscribers to the old network, which has been losing members for years in every one of the four provinces where it was once the only one, will have to move to another by the spring.",
    ],
)
def test_sentences_are_no_asides(line: str) -> None:
    assert not boilerplate.is_related_link(line)


@pytest.mark.parametrize(
    "line",
    ["Image credit: Harbour archive", "Representative image", "Photo: The Tideline", "A ferry. Credit: Getty Images"],
)
def test_credits(line: str) -> None:
    assert boilerplate.is_photo_credit(line)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(Reporting by the harbour desk; Editing by the night desk)", None),
        ("(This story has not been edited by our staff)", None),
        ("With inputs from PTI", "PTI"),
        ("(With inputs from AFP)", "AFP"),
    ],
)
def test_tails_and_their_agencies(line: str, agency: str | None) -> None:
    assert boilerplate.is_agency_footer(line)
    assert boilerplate.tail_agency(line) == agency


def test_what_a_minister_reports_is_no_tail() -> None:
    assert not boilerplate.is_agency_footer("Reporting to parliament, the minister said that costs had risen.")


@pytest.mark.parametrize(
    ("paragraph", "place", "agency", "rest"),
    [
        ("TALLINN, Oct 21 (Reuters) - The ferry sailed.", "TALLINN", "Reuters", "The ferry sailed."),
        ("HELSINKI (AP) — The ferry sailed.", "HELSINKI", "AP", "The ferry sailed."),
        ("RIGA — The ferry sailed.", "RIGA", None, "The ferry sailed."),
        ("The ferry — The Tallink kind — sailed.", None, None, "The ferry — The Tallink kind — sailed."),
        ("NATO said it would not.", None, None, "NATO said it would not."),
    ],
)
def test_datelines(paragraph: str, place: str | None, agency: str | None, rest: str) -> None:
    assert boilerplate.split_dateline(paragraph) == (rest, place, agency)


def test_a_byline_names_people_and_agencies() -> None:
    assert boilerplate.byline("By Harbour Desk and Night Desk | 3 May 2026") == ["Harbour Desk", "Night Desk"]
    assert boilerplate.byline("By the end of the day the ferry had sailed") == []
    assert boilerplate.agency_of("Reuters | Updated: 16-09-2020 23:29 IST") == "Reuters"


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Updated: 16-09-2020 23:29 IST | Created: 16-09-2020 22:54 IST", "2020-09-16T22:54:00", "2020-09-16T23:29:00"),
        ("Published: 2026-01-05 10:00 UTC", "2026-01-05T10:00:00+00:00", None),
        ("21 October 2026", "2026-10-21", None),
        ("October 21, 2026", "2026-10-21", None),
        ("Veröffentlicht am 21. Oktober 2026", "2026-10-21", None),
        (
            "Updated: 21-10-2026 18:05 EEST | Created: 21-10-2026 16:40 EEST",
            "2026-10-21T16:40:00+03:00",
            "2026-10-21T18:05:00+03:00",
        ),
        ("1 January 2030", None, None),
        ("Version 10.2.1 of 33-33-2020", None, None),
    ],
)
def test_dates(line: str, published: str | None, updated: str | None) -> None:
    assert dates.find_dates([line], ARRIVED) == (published, updated)


@pytest.mark.parametrize(
    "label", ["Tags:", "Themen", "Interessante Links", "Etiquetas:", "Beiträge aus dem Forum", "Related links"]
)
def test_what_stands_behind_a_label_of_tags_or_links_is_not_the_story(label: str) -> None:
    story = [
        f"The council of the harbour met for the {n}th time and talked about the quay at length." for n in range(12)
    ]
    assert (
        clean_paragraphs([*story, label, "A lamp for the garden at half its price, only today and only here."], HINTS)
        == story
    )
    # In the middle of a story it is a word like any other.
    assert label in clean_paragraphs([*story[:4], label, *story[4:]], HINTS)


def test_a_question_to_readers_behind_the_story_is_promotion() -> None:
    assert boilerplate.is_promotion("Hat dir der Artikel gefallen? Dann hinterlasse uns gerne ein Like.")
    assert boilerplate.is_promotion("What do you think? Write it below.")
    assert not boilerplate.is_promotion('"What do you think?" the judge asked him.')


def test_what_readers_pay_for_is_told_beside_the_story() -> None:
    assert boilerplate.is_disclosure(
        "This page holds offers. We may receive compensation when you click on one of them."
    )
    assert not boilerplate.is_disclosure("The committee may receive the compensation fund's report in May.")


def test_the_beginnings_of_other_stories_break_off() -> None:
    assert boilerplate.is_teaser("The mayor of the old town, who had been asked about the quay, spoke of […]")
    assert boilerplate.is_teaser("Once the ferry had left, the harbour was as quiet as it ... more")
    assert not boilerplate.is_teaser("“I would have told you, but ...”")


def test_a_credit_that_ran_into_a_paragraph_is_cut_off() -> None:
    prose = "The council of the harbour met for the third time and talked about the quay at length, as it does each year before winter comes."
    assert boilerplate.without_credit(f"{prose} Image credit: www.harbour.example/pictures") == prose
    caption = "A ferry leaves. Image credit: Harbour archive"
    assert boilerplate.without_credit(caption) == caption
    assert boilerplate.is_photo_credit("The captain on his bridge in autumn. Photo: Jane Doe/Tideline")


def test_a_mail_address_makes_no_promotion_of_a_paragraph() -> None:
    assert boilerplate.is_promotion("Write to desk@tideline.example")
    assert not boilerplate.is_promotion(
        "On the first and last days of the vote the hall stays open until nine, and people who cannot come may write to "
        "vote@harbour.example, the clerk of the council said."
    )


def test_what_is_no_date_is_not_looked_up_in_all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    import dateparser

    asked: list[list[str]] = []
    real = dateparser.parse

    def parse(text: str, languages: list[str], **settings: Any) -> Any:
        asked.append(languages)
        return real(text, languages=languages, **settings)

    monkeypatch.setattr(dateparser, "parse", parse)
    assert dates.find_dates(["0000-99-99T99:99:99Z", "Published 2 März 2026"], ARRIVED)[0] == "2026-03-02"
    assert all(len(languages) < 10 for languages in asked)
