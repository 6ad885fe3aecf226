"""When a page says that it was published: what it states of itself, and never a guess."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.reading import STORY, article, page


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def ld(record: str) -> str:
    return f'<script type="application/ld+json">{record}</script>'


STATED = [
    (meta("article:published_time", "2026-11-20T23:30:00-05:00"), "2026-11-20T23:30:00-05:00"),
    (meta("article:published_time", "2026-11-21T04:30:00Z"), "2026-11-21T04:30:00+00:00"),
    (meta("article:published_time", "2026-11-20T10:00:00.123+0530"), "2026-11-20T10:00:00+05:30"),
    ('<meta name="date" content="2026-11-20 09:15:00 +0100">', "2026-11-20T09:15:00+01:00"),
    ('<meta itemprop="datePublished" content="2026-11-20T09:15:00+01:00">', "2026-11-20T09:15:00+01:00"),
    ('<meta name="parsely-pub-date" content="2026-11-20T08:15:00Z">', "2026-11-20T08:15:00+00:00"),
    ('<meta name="DC.date.issued" content="2026-11-20">', "2026-11-20"),
    ('<meta name="pubdate" content="Fri, 20 Nov 2026 09:15:00 GMT">', "2026-11-20T09:15:00+00:00"),
    (
        ld('{"@type":"NewsArticle","headline":"x","datePublished":"2026-11-20T09:15:00+01:00"}'),
        "2026-11-20T09:15:00+01:00",
    ),
    (
        ld(
            '{"@graph":[{"@type":"WebPage","datePublished":"2019-01-01"},{"@type":["Article","NewsArticle"],"datePublished":"2026-11-20T09:15:00+01:00"}]}'
        ),
        "2026-11-20T09:15:00+01:00",
    ),
    (
        ld(
            '{"@context":"https://schema.org","@type":"https://schema.org/NewsArticle","datePublished":"2026-11-20T09:15:00+01:00"}'
        ),
        "2026-11-20T09:15:00+01:00",
    ),
    (ld('{"@type":"NewsArticle","datePublished":"Nov 20, 2026 9:15 AM +0100"}'), "2026-11-20T09:15:00+01:00"),
]


@pytest.mark.parametrize(("head", "published"), STATED)
def test_what_the_head_states(head: str, published: str) -> None:
    assert article(page(head=head)).published == published


BODY = [
    ('<time datetime="2026-11-20T09:15:00+01:00">yesterday</time>', "2026-11-20T09:15:00+01:00"),
    ('<time pubdate datetime="2026-11-20">Friday</time>', "2026-11-20"),
    ('<p class="byline">By Ana Ruiz | 20 November 2026, 09:15 CET</p>', "2026-11-20T09:15:00+01:00"),
    ('<p class="date">Published: November 20, 2026</p>', "2026-11-20"),
    ('<span class="pub">Veröffentlicht am 20. November 2026</span>', "2026-11-20"),
    ('<div class="date">20 ноября 2026</div>', "2026-11-20"),
    ('<div class="date">2026年11月20日 09:15</div>', "2026-11-20"),
    ('<span itemprop="datePublished" content="2026-11-20T09:15:00Z">Friday</span>', "2026-11-20T09:15:00+00:00"),
]


@pytest.mark.parametrize(("line", "published"), BODY)
def test_what_stands_under_the_heading(line: str, published: str) -> None:
    found = article(page(f"{line}" + "".join(f"<p>{p}</p>" for p in STORY))).published
    assert found is not None
    assert found[: len(published)] == published or found == published


NONE = [
    {"after": "<footer><p>© 2026 Aldmere Post</p></footer>"},
    {"after": "<footer><p>© 1998-2026 Aldmere Post. Version 2026-11-01.</p></footer>"},
    {"head": "<script>var build = '2026-11-03T10:00:00Z'; var cfg = {date: '2026-11-04'};</script>"},
    {"after": '<script>window.__DATA__={"published":"2026-10-10","release":"2026-09-09"}</script>'},
    {
        "after": '<aside class="related"><ul><li><a href="/a">Quarry closes</a> <time datetime="2026-11-01">1 Nov 2026</time></li><li><a href="/b">Bridge opens</a> <time datetime="2026-11-02">2 Nov 2026</time></li></ul></aside>'
    },
    {
        "after": '<section class="events"><h3>Events</h3><p>Christmas market: 12 December 2025</p><p>Harbour run: 3 November 2026</p></section>'
    },
    {
        "story": (
            *STORY,
            "The ship was launched in Aldmere on 4 May 2017 and has carried two million people since, the office said.",
        )
    },
    {
        "story": (
            "In 2019 the ferry stopped for a month as well, the office said, and nobody on the islands has forgotten what that winter cost them.",
            *STORY,
        )
    },
    {"url": "https://aldmere.example/news/20261103-1234567.html?id=2026110455"},
    {"url": "https://aldmere.example/article-2026-11.html"},
    {"after": '<img src="/uploads/2026/10/ferry.jpg" alt="Ferry">'},
    {"head": '<link rel="stylesheet" href="/assets/2026-11-01/site.css">'},
    {"head": ld('{"@type":"Event","startDate":"2026-11-11","name":"Harbour run"}')},
    {"head": ld('{"@type":"WebSite","dateModified":"2026-11-11","name":"Aldmere Post"}')},
    {
        "after": '<div class="comments"><p>Jan, 12 November 2026: At last.</p><time datetime="2026-11-12">12 Nov</time></div>'
    },
    {"before": "<div class='top'>Wednesday, 25 November 2026</div>"},
]


@pytest.mark.parametrize("given", NONE)
def test_where_a_page_states_none_there_is_none(given: dict[str, Any]) -> None:
    url = given.pop("url", None) if "url" in given else None
    story = given.get("story", STORY)
    assert article(page(**{**given, "story": story}), url=url).published is None


@pytest.mark.parametrize(
    ("url", "stamp"),
    [
        ("https://us.aldmere.example/2026/11/19/ferry/", "2026-11-20T01:30:00Z"),
        ("https://aldmere.example/2025/01/02/ferry/", "2026-11-20T01:30:00Z"),
        ("https://aldmere.example/20261101/ferry", "2026-11-20T01:30:00Z"),
    ],
)
def test_the_stamp_goes_before_the_day_in_the_address(url: str, stamp: str) -> None:
    assert article(page(head=meta("article:published_time", stamp)), url=url).published == "2026-11-20T01:30:00+00:00"


def test_the_day_in_the_address_stands_where_nothing_else_does() -> None:
    assert article(page(), url="https://aldmere.example/2026/11/19/ferry/").published == "2026-11-19"


@pytest.mark.parametrize(
    ("arrived", "stated", "published"),
    [
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "2026-11-25T08:00:00+09:00", "2026-11-25T08:00:00+09:00"),
        (datetime(2026, 11, 30, 22, 30, tzinfo=UTC), "2026-12-01", "2026-12-01"),
        (datetime(2026, 11, 30, 22, 30, tzinfo=UTC), "2026-12-01T07:30:00+09:00", "2026-12-01T07:30:00+09:00"),
        (datetime(2026, 12, 31, 20, tzinfo=UTC), "2027-01-01T05:00:00", "2027-01-01T05:00:00"),
    ],
)
def test_a_day_that_has_begun_elsewhere_is_not_the_future(arrived: datetime, stated: str, published: str) -> None:
    assert article(page(head=meta("article:published_time", stated)), arrived=arrived).published == published


def test_a_date_in_the_future_is_none() -> None:
    assert article(page(head=meta("article:published_time", "2027-06-01T00:00:00Z"))).published is None


@pytest.mark.parametrize("wrong", ["2026-02-31T10:00:00Z", "0000-00-00", "2026-13-01", "today", "1", "{{date}}"])
def test_an_impossible_date_is_none(wrong: str) -> None:
    assert article(page(head=meta("article:published_time", wrong))).published is None


def test_the_update_is_no_publication() -> None:
    found = article(
        page(
            head=meta("article:modified_time", "2026-11-22T10:00:00Z")
            + meta("article:published_time", "2026-11-20T10:00:00Z")
        )
    )
    assert (found.published, found.updated) == ("2026-11-20T10:00:00+00:00", "2026-11-22T10:00:00+00:00")


MORE = [
    # JSON-LD of the page alone, in a comment, in CDATA, with a comma too many
    (ld('{"@type":"WebPage","datePublished":"2026-11-24T08:00:00+01:00"}'), "", "2026-11-24T08:00:00+01:00"),
    (ld('{"@type":"NewsArticle","datePublished":"2026-11-24T08:00:00+01:00",}'), "", "2026-11-24T08:00:00+01:00"),
    (
        ld('//<![CDATA[\n{"@type":"NewsArticle","datePublished":"2026-11-24T08:00:00+01:00"}\n//]]>'),
        "",
        "2026-11-24T08:00:00+01:00",
    ),
    (
        ld('<!-- {"@type":"NewsArticle","datePublished":"2026-11-24T08:00:00+01:00"} -->'),
        "",
        "2026-11-24T08:00:00+01:00",
    ),
    (ld('{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","datePublished":"2026-11-02"}]}'), "", None),
    (meta("date", "1970-01-01T00:00:00Z"), "", None),
    ("", "https://aldmere.example/2026/nov/24/ferry-sails", "2026-11-24"),
    ("", "https://aldmere.example/2026/xyz/24/ferry-sails", None),
    ("", "https://aldmere.example/2026-11-24.html", "2026-11-24"),
]


@pytest.mark.parametrize(("head", "url", "right"), MORE)
def test_what_is_stated_in_odd_places(head: str, url: str, right: str | None) -> None:
    assert article(page(head=head), url=url or None).published == right


@pytest.mark.parametrize(
    ("line", "language", "right"),
    [
        ("24 de noviembre de 2026 - 07:15h", "es", "2026-11-24T07:15:00"),
        ("24 Kasım 2026 Salı 07:15", "tr", "2026-11-24T07:15:00"),
        ("24 listopada 2026, 07:15", "pl", "2026-11-24T07:15:00"),
        ("24. listopada 2026. u 07:15", "hr", "2026-10-24T07:15:00"),
        ("٢٤ نوفمبر ٢٠٢٦", "ar", "2026-11-24"),
        ("05/11/2026", "en-GB", "2026-11-05"),
        ("05/11/2026", "en-US", "2026-05-11"),
    ],
)
def test_a_byline_in_its_language(line: str, language: str, right: str) -> None:
    story = f'<p class="meta">{line}</p>' + "".join(f"<p>{p}</p>" for p in STORY)
    assert article(page(story, lang=language)).published == right


IN_THE_STORY = [
    # microdata in a footer of the article, the only one of its kind
    ("<div class=footer><time itemprop=datePublished datetime=2026-11-24>24.11.2026</time></div>", "2026-11-24"),
    # of several, the one at the heading
    (
        (
            "<time itemprop=datePublished datetime=2026-11-24T08:00:00+01:00></time>"
            "<div><div><p>Earlier</p><time itemprop=datePublished datetime=2026-10-02></time></div></div>"
        ),
        "2026-11-24T08:00:00+01:00",
    ),
    ("<abbr itemprop=datePublished title=2026-11-24T08:00:00+01:00>08:00</abbr>", "2026-11-24T08:00:00+01:00"),
    ("<span property='schema:dateCreated' content='2026-11-24T08:00:00+00:00'></span>", "2026-11-24T08:00:00+00:00"),
    ("<div class=author><a href=/ana>Ana Ruiz</a>, 24. Nov. 2026 <div>Rate this text of ours, and tell your friends what you think of it</div></div>", "2026-11-24"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "right"), IN_THE_STORY)
def test_dates_beside_the_story(markup: str, right: str) -> None:
    assert article(page(markup + "".join(f"<p>{p}</p>" for p in STORY))).published == right


@pytest.mark.parametrize(
    ("first", "right"),
    [("24.11.2026 – ", "2026-11-24"), ("(24 November 2026) ", "2026-11-24"), ("24.11.2026 was the day when ", None)],
)
def test_a_day_before_the_first_sentence(first: str, right: str | None) -> None:
    assert article(page((first + STORY[0], *STORY[1:]))).published == right


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        (["Erschienen am: 24.11.2026"], "2026-11-24"),
        (["Datum: 24.11.2026", "Erschienen am: 20.11.2026"], None),
        (["Tom wrote on 24.11.2026"], None),
    ],
)
def test_a_labelled_day_far_below(lines: list[str], right: str | None) -> None:
    far = "".join(f"<ul><li>Item {n}</li></ul>" for n in range(20))
    after = far + "".join(f"<div class=x><p>{line}</p></div>" for line in lines)
    assert article(page(after=after)).published == right


def test_a_day_in_an_address_day_first() -> None:
    assert article(page(), url="https://aldmere.example/news/24-11-2026").published == "2026-11-24"
    assert article(page(), url="https://aldmere.example/news/04-11-2026").published is None


def test_milliseconds_behind_a_colon() -> None:
    head = ld('{"@type":"NewsArticle","datePublished":"2026-11-20T22:06:08:684Z"}')
    assert article(page(head=head)).published == "2026-11-20T22:06:08+00:00"


@pytest.mark.parametrize(
    "after",
    [
        "<div><h3>On this day</h3><p>24 November 1999: a storm sinks the old ferry.</p></div>",
        "<div class=jobs><p>Captain wanted, apply by 24.11.2026</p></div>",
        "<p>Phone 20.11.26 44 12</p>",
        "<p>Ana Ruiz, born 24 November 1970, writes on the sea.</p>",
    ],
)
def test_days_of_other_things(after: str) -> None:
    assert article(page(after=after)).published is None


def test_of_several_records_the_one_of_this_story() -> None:
    other = ld('{"@type":"NewsArticle","headline":"A storm closes all schools","datePublished":"2026-11-01T08:00:00Z"}')
    own = ld(
        '{"@type":"NewsArticle","headline":"Ferry to the outer islands sails again","datePublished":"2026-11-24T08:00:00Z"}'
    )
    assert article(page(head=other + own)).published == "2026-11-24T08:00:00+00:00"
