"""Kinds of names that mean no country or another person, and articles that only pass through."""

import pytest

from wirewatch.matching.candidates import Rejection
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.matching.mention_finder import MentionFinder
from wirewatch.matching.rules.government_acts import acts_as_government
from wirewatch.records import Article
from wirewatch.watchlists.index import WatchlistIndex


def found(packs: WatchlistIndex, text: str, title: str = "", site: str | None = None) -> set[str]:
    return {one.entry for one in match(Article(id="a", title=title, text=text, site=site, language="en"), packs)}


@pytest.mark.parametrize(
    "text",
    [
        "King Felipe II had no navy left.",
        "Donald Trump Jr opened the hotel.",
        "Jean-Luc Macron repairs boats in Nantes.",
        "Alban Orban sings in the choir.",
        "Maryam Starmer teaches physics.",
    ],
)
def test_another_person_of_the_name_is_not_the_one_watched(packs: WatchlistIndex, text: str) -> None:
    assert found(packs, text) == set()


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("The Macrons opened the garden.", "emmanuel-macron"),
        ("Hungary's Orban will not sign.", "viktor-orban"),
        ("King Felipe VI opened the dam.", "felipe-vi"),
    ],
)
def test_surnames_in_the_plural_behind_a_country_and_with_the_right_numeral_count(
    packs: WatchlistIndex, text: str, entry: str
) -> None:
    assert entry in found(packs, text)


def test_what_a_king_reigns_over_is_no_surname(packs: WatchlistIndex) -> None:
    assert "abdullah-ii" not in {
        one.entry
        for one in match(Article(id="a", text="King Abdullah II spoke.", title="Jordan counts its votes"), packs)
        if any(mention.where == "title" for mention in one.mentions)
    }


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("tokyo and lima traded insults", True),
        ("lima will reject the offer", True),
        ("officials in lima rejected it", False),
        ("lima woke to fog", False),
    ],
)
def test_a_capital_acts_where_it_is_the_subject_of_what_governments_do(text: str, *, acts: bool) -> None:
    start = text.index("lima")
    assert acts_as_government(text, start, start + 4, "") is acts


def test_a_capital_in_title_and_text_is_where_the_story_happens(packs: WatchlistIndex) -> None:
    text = "A bomb went off in a market in Baghdad on Sunday, doctors said."
    assert found(packs, text, title="Bomb in Baghdad market kills nine") == {"IQ"}
    assert found(packs, text, title="Bomb in market kills nine") == set()


def test_the_outlets_own_name_never_counts(packs: WatchlistIndex) -> None:
    text = "Readers of Nouvelle Malta wrote in. The storm is over."
    assert found(packs, text, site="Nouvelle Malta") == set()


def test_quotes_that_a_feed_escaped_twice_are_read(packs: WatchlistIndex) -> None:
    text = "It slowed India #39;s drive for the bomb."
    (one,) = match(Article(id="a", text=text, language="en"), packs)
    assert text[one.mentions[0].start : one.mentions[0].end] == "India"


def test_a_person_of_that_name_does_not_hide_a_country_that_is_surely_meant(packs: WatchlistIndex) -> None:
    text = "Jordan Hale, 34, teaches in Leeds. Troops from Jordan's army crossed into Syria, and Jordan's king spoke."
    assert "JO" in found(packs, text)


def test_what_is_named_twice_in_passing_does_not_alert(packs: WatchlistIndex) -> None:
    lines = ["Shares rose on Tuesday, helped by banks and miners, traders said." for _ in range(12)]
    lines[7] = "Exports to the United States were flat."
    lines[9] = "Demand in Russia was weak."
    lines[10] = "Orders from Russia fell."
    article = Article(id="a", title="Shares end higher", text="\n\n".join(lines), language="en")
    assert {one.entry for one in match(article, packs)} == {"US", "RU"}
    assert alertable_matches(match(article, packs), packs) == []


def test_words_around_a_name_tell_what_it_means(packs: WatchlistIndex) -> None:
    finder = MentionFinder(
        Article(id="a", text="Turkey bought wheat. Turkey soup, with leeks, is cheap.", language="en"), packs
    )
    kept = finder.find()["text"]
    assert [one.at for one in kept] == [0]
    assert [one.rejection for _, one in finder.rejected] == [Rejection.THING]
