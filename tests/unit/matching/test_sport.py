"""Whether an article is sport, and what follows from it."""

from pathlib import Path

import pytest

from wirewatch.matching.explain import explain
from wirewatch.matching.matcher import MIN_SALIENCE, alertable_matches, match
from wirewatch.matching.sport import SPORT, sport_score
from wirewatch.records import Article
from wirewatch.watchlists import index, loader
from wirewatch.watchlists.index import WatchlistIndex

REPORT = (
    "The striker scored twice in the second half as the hosts came from behind to win the qualifier. His second goal, a "
    "header from a corner, sent them top of the group. The goalkeeper had saved a penalty before the break. Swedish fans sang."
)


def is_sport(article: Article) -> bool:
    return sport_score(article) >= SPORT


def opened(text: str, folder: Path) -> WatchlistIndex:
    index.write(loader.parse(text.encode()), folder / "list.index")
    return WatchlistIndex.open(folder / "list.index")


@pytest.mark.parametrize(
    ("title", "text", "sport"),
    [
        ("Late goal sinks visitors", REPORT, True),
        (
            "Rain stops play on day three",
            "The openers had added 140 runs before lunch, and the captain was unbeaten on 61.",
            True,
        ),
        ("Sports minister resigns", "The minister resigned after prosecutors charged her with taking bribes.", False),
        (
            "Bomb threat at stadium",
            "Police searched the stadium and arrested two men before the match was called off.",
            False,
        ),
        (
            "Team bus crash kills nine",
            "The coach left the motorway and burst into flames, killing nine, police said.",
            False,
        ),
        (
            "Ruling party wins vote",
            "The president's party won 61 percent of the vote, the election commission said.",
            False,
        ),
        ("", "", False),
    ],
)
def test_sport_is_told_from_what_happens_around_it(title: str, text: str, sport: bool) -> None:
    assert is_sport(Article(id="a", title=title, text=text, language="en")) is sport


@pytest.mark.parametrize(
    ("address", "section", "sport"),
    [
        ("https://example.org/sport/football/123", None, True),
        ("https://example.org/world/123", None, False),
        (None, "Sport", True),
        (None, "Politics", False),
    ],
)
def test_where_the_outlet_files_an_article_counts(address: str | None, section: str | None, sport: bool) -> None:
    article = Article(id="a", title="Captain ruled out", text="The captain is hurt.", url=address, section=section)
    assert is_sport(article) is sport


def test_articles_in_other_languages_are_judged_by_their_section() -> None:
    article = Article(id="a", title="Sieg", text="Das Team gewann.", language="de")
    assert not is_sport(article)
    article.url = "https://example.org/sport/a"
    assert is_sport(article)


def test_in_sport_a_country_alerts_only_where_its_entry_asks(tmp_path: Path) -> None:
    article = Article(id="a", title="Late goal sinks visitors in Sweden", text=REPORT, language="en")
    watched = "entries: [{{id: se, name: Sweden, kind: country, aliases: [{{rule: demonym, name: Swedish}}]{}}}]"
    silent = opened(watched.format(""), tmp_path)
    (one,) = match(article, silent)
    assert one.sport
    assert one.salience < MIN_SALIENCE
    assert alertable_matches([one], silent) == []
    assert "sport" in explain(article, silent).withheld["se"]
    asking = opened(watched.format(", sport: yes"), tmp_path)
    (same,) = match(article, asking)
    assert not same.sport
    assert alertable_matches([same], asking) == [same]


def test_other_entries_alert_in_sport_unless_they_decline(tmp_path: Path) -> None:
    article = Article(
        id="a", title="Acme United striker scores twice", text=REPORT + " Acme United won.", language="en"
    )
    using = opened("entries: [{id: acme, name: Acme United}, {id: not, name: Acme United, sport: no}]", tmp_path)
    assert [one.entry for one in alertable_matches(match(article, using), using)] == ["acme"]
