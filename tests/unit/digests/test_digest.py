"""Digests and the board: stories once, in the order of their weight, whatever strangers wrote."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import rain_alert
from wirewatch.digests import board
from wirewatch.digests import digest as digests
from wirewatch.digests.digest import Digest, digest, mail, poisson_tail, subject
from wirewatch.digests.groups import DigestGroup, DigestGroupsError, parse_groups
from wirewatch.records import Alert, AlertBatch, ArchivedMessage, Match, Outlet

HOSTILE = "<script>alert(1)</script> & \"quotes\" 'too' \u202e\n</style>"


def kept(*alerts: Alert, sent: str = "2026-03-02T10:15:00.000Z") -> list[ArchivedMessage]:
    return [
        ArchivedMessage(name=one.id, sent=sent, message=msgspec.Raw(msgspec.json.encode(one))) for one in alerts
    ]  # fmt: skip


def made(messages: list[ArchivedMessage], **more: Any) -> Digest:
    return digest(messages, start="2026-03-02T00:00:00+00:00", end="2026-03-03T00:00:00+00:00", **more)


def test_the_weightiest_story_stands_first() -> None:
    found = made(
        kept(
            rain_alert("a", "peru", salience=0.9),
            rain_alert("b", "chile", salience=0.2, priority="high"),
            rain_alert("c", "fiji"),
        )
    )
    assert [story.alert.id for story in found.stories] == ["b", "a", "c"]


def test_a_story_is_told_once_with_its_outlets_and_follow_ups() -> None:
    first = rain_alert("a", "peru")
    more = rain_alert(
        "b", "chile", follow_up_of="a", outlets=[Outlet(article="a", site="One"), Outlet(article="z", site="Two")]
    )
    found = made(kept(first) + kept(more, sent="2026-03-02T12:00:00Z"))
    (story,) = found.stories
    assert {match.entry for match in story.alert.matches} == {"peru", "chile"}
    assert [other.site for other in story.outlets if other.article == "z"] == ["Two"]
    assert (found.articles, story.sent) == (2, "2026-03-02T10:15:00.000Z")


def test_a_list_of_alerts_counts_as_its_alerts() -> None:
    listed = AlertBatch(alerts=[rain_alert("a", "peru"), rain_alert("b", "peru")])
    found = made(
        [ArchivedMessage(name="l", sent="2026-03-02T10:00:00Z", message=msgspec.Raw(msgspec.json.encode(listed)))]
    )
    assert [count.stories for count in found.counts] == [2]
    assert found.counts[0].hours[10] == 2


def test_what_is_more_than_usual_is_said() -> None:
    many = kept(*(rain_alert(f"{n}", "peru", *(["fiji"] if n < 2 else [])) for n in range(9)))
    found = made(many, history={"peru": [1, 2, 0, 1], "fiji": [2, 1, 2, 3]})
    assert {count.entry: count.unusual for count in found.counts} == {"peru": True, "fiji": False}
    assert "More than usual: Peru (9, usually 1.0)" in mail(found)


@pytest.mark.parametrize(("count", "mean", "chance"), [(0, 3.0, 1.0), (1, 1.0, 0.632), (5, 1.0, 0.0037)])
def test_the_tail_of_poissons_distribution(count: int, mean: float, chance: float) -> None:
    assert poisson_tail(count, mean) == pytest.approx(chance, abs=0.001)


def test_the_mail_says_what_happened_and_where_the_board_is() -> None:
    found = made(kept(*(rain_alert(f"{n}", "peru", url=f"https://a.example/{n}") for n in range(25))))
    text = mail(found, "https://board.example/x")
    assert "The board: https://board.example/x" in text
    assert "And 5 more on the board." in text
    assert subject(found) == "Digest 2026-03-03: 25 stories: Peru"


class Checker(HTMLParser):
    """Collects what a page loads and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [
            f"{tag} {name}" for name, _ in attrs if name in {"src", "srcset", "style"} or name.startswith("on")
        ]


def checked(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    return checker


def test_the_board_loads_nothing_and_lets_nothing_run_but_its_own() -> None:
    page = board.page(made(kept(rain_alert(HOSTILE, HOSTILE, title=HOSTILE, site=HOSTILE, url="javascript:alert(1)"))))
    found = checked(page)
    assert found.loads == []
    assert found.tags.count("script") == found.tags.count("style") == 1
    assert "link" not in found.tags
    assert "javascript:" not in page.replace(HOSTILE, "")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    for tag in ("style", "script"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert text
        digest_ = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest_.replace('+', '&#43;')}" in policy[1] or f"sha256-{digest_}" in policy[1]


def test_the_board_shows_stories_evidence_and_counts() -> None:
    page = board.page(
        made(kept(rain_alert("a", "peru", url="https://a.example/1", outlets=[Outlet(article="z", site="Two")])))
    )
    assert '<a href="https://a.example/1" rel="noopener noreferrer nofollow">Rain in a</a>' in page
    assert "In <mark>peru</mark> it rained." in page
    assert "</span> Two</li>" in page
    assert page.count('<svg class="map"') == 1
    assert '<tr><th scope="row">Peru</th><td class="number">1</td>' in page


def test_a_first_burst_against_a_history_of_none_is_the_most_unusual_of_all() -> None:
    burst = [rain_alert(f"b{n}", "chile") for n in range(3)]
    more = [rain_alert(f"m{n}", "peru") for n in range(4)]
    found = made(kept(*burst, *more), history={"peru": [1] * 7})
    unusual = sorted((count for count in found.counts if count.unusual), key=lambda count: count.chance)
    assert unusual[0].entry == "chile"
    assert "never before" in board.page(found)


def test_one_story_of_an_entry_without_history_is_new_and_not_unusual() -> None:
    found = made(kept(rain_alert("a", "chile")), history={"peru": [1] * 7})
    assert not found.counts[0].unusual
    assert re.search(r"<dt>New</dt><dd>Chile", board.page(found))


def test_every_hour_of_the_board_is_the_readers() -> None:
    page = board.page(made(kept(rain_alert("a", "peru"))), "Asia/Tokyo")
    assert "JST" in page
    assert "UTC" not in page


def test_an_event_opens_to_its_timeline_in_order_of_time() -> None:
    outlets = [
        Outlet(article="z", site="Late", published="2026-03-02T12:00:00+00:00"),
        Outlet(article="y", site="Early", published="2026-03-02T10:00:00+02:00"),
        Outlet(article="x", site="Sometime"),
    ]
    page = board.page(made(kept(rain_alert("a", "peru", outlets=outlets))))
    timeline = page[page.index('<ol class="timeline">') :]
    assert timeline.index("Early") < timeline.index("Late") < timeline.index("Sometime")


def test_the_map_names_what_is_too_small_for_it() -> None:
    match = Match(entry="MT", kind="country", name="Malta", salience=0.9, mentions=[])
    page = board.page(made(kept(msgspec.structs.replace(rain_alert("a", "peru"), matches=[match]))))
    assert "Too small for the map: Malta (1)" in page


def test_feeds_are_linked_only_where_they_can_be_opened() -> None:
    assert re.findall(r'<link rel="(\w+)"', board.page(made([]), feeds=True)) == ["alternate", "alternate"]
    assert "feed.atom" not in board.page(made([]))


def test_boards_of_the_periods_before_and_after_are_linked() -> None:
    page = board.page(made([]), previous="2026-03-01.html", following="2026-03-03.html")
    assert 'href="2026-03-01.html" rel="prev"' in page
    assert 'href="2026-03-03.html" rel="next"' in page
    assert 'rel="prev"' not in board.page(made([]))


def test_a_day_without_news_says_so() -> None:
    empty = made([])
    assert "Nothing that you watch was in the news." in board.page(empty)
    assert subject(empty) == "Digest 2026-03-03: 0 stories"


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_strangers_wrote_the_board_stays_whole(title: str, site: str) -> None:
    found = checked(board.page(made(kept(rain_alert("a", "peru", title=title, site=site)))))
    assert found.tags.count("script") == 1
    assert found.tags.count("article") == 1


def test_the_feeds_of_the_board_parse() -> None:
    found = made(kept(rain_alert("a", "peru", title=HOSTILE, url="https://a.example/1")))
    parsed = feedparser.parse(board.atom(found).decode())
    assert not parsed.bozo
    assert parsed.entries[0].link == "https://a.example/1"
    items = json.loads(board.json_feed(found))["items"]
    assert items[0]["tags"] == ["Peru"]


def test_a_kept_message_that_is_none_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        digests.alerts_of(ArchivedMessage(name="x", sent="", message=msgspec.Raw(b'{"x": 1}')))


def test_a_group_gets_only_what_it_wants() -> None:
    messages = kept(
        rain_alert("a", "peru"), rain_alert("b", "chile", priority="high"), rain_alert("c", "peru", priority="low")
    )
    group = DigestGroup(name="desk", countries=["peru"], priority="normal")
    assert [story.alert.id for story in made(messages, group=group).stories] == ["a"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{}", "Expected `array`"),
        (b'[{"name": "Desk A"}]', "matching regex"),
        (b'[{"name": "a", "country": "EE"}]', "unknown field `country`"),
        (b'[{"name": "a"}, {"name": "a"}]', "same name"),
        (b"\xff", "wanted is a list"),
    ],
)
def test_groups_that_cannot_be_used_are_refused_with_the_mend(data: bytes, said: str) -> None:
    with pytest.raises(DigestGroupsError, match=said):
        parse_groups(data)


def test_a_story_shows_its_outlets_in_the_order_of_time_and_how_it_grew() -> None:
    messages = kept(rain_alert("a", "peru", published="2026-03-02T09:00:00Z"))
    later = rain_alert(
        "d", "peru", follow_up_of="a", news=["19 dead (before: 12)"], site="Delta", published="2026-03-02T14:00:00Z",
        outlets=[Outlet(article="c", site="Gamma", published="2026-03-02T13:30:00+02:00"), Outlet(article="a", site="Example Wire")],
    )  # fmt: skip
    messages += kept(later, sent="2026-03-02T14:05:00.000Z")
    known = {
        "a": [Outlet(article="z", site="Zeta", published="2026-03-02T12:00:00Z"), Outlet(article="y", site="Ypsilon")]
    }
    found = made(messages, outlets_of=lambda story: known.get(story, []))
    (story,) = found.stories
    assert [outlet.site for outlet in story.outlets][:2] == ["Gamma", "Zeta"]
    assert story.outlets[-1].site == "Ypsilon"
    assert [(step.sent[:13], step.news) for step in story.growth] == [("2026-03-02T14", ["19 dead (before: 12)"])]
    text = mail(found)
    assert "Also in Gamma" in text
    assert "19 dead (before: 12)" in text
    page = board.page(found)
    assert page.index("Gamma") < page.index("Zeta") < page.index("19 dead")


def test_an_e_mail_names_a_few_outlets_and_counts_the_rest() -> None:
    many = [Outlet(article=f"o{number}", site=f"Site{number}") for number in range(15)]
    text = mail(made(kept(rain_alert("a", "peru", outlets=many))))
    assert "and 9 more" in text
    assert "Site14" not in text
