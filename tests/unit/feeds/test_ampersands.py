"""Bare ampersands and entities in XML that people write by hand."""

from __future__ import annotations

import pytest

from tests.support.reading import feed, rss
from wirewatch.feeds.opml import from_opml

OPML = [
    ('<outline text="R&D" xmlUrl="http://q.example/rss?a=1&b=2"/>', "http://q.example/rss?a=1&b=2", "R&D"),
    ('<outline text="R&amp;D" xmlUrl="http://q.example/rss?a=1&amp;b=2"/>', "http://q.example/rss?a=1&b=2", "R&D"),
    (
        '<outline text="Q&A; more" xmlUrl="http://q.example/rss?lt=1&gt=2"/>',
        "http://q.example/rss?lt=1&gt=2",
        "Q&A; more",
    ),
    (
        '<outline text="Caf&eacute;" xmlUrl="http://q.example/rss?copy=1&copy=2"/>',
        "http://q.example/rss?copy=1&copy=2",
        "Café",
    ),
    ('<outline text="A & B" xmlUrl="http://q.example/rss?a&b"/>', "http://q.example/rss?a&b", "A & B"),
    (
        '<outline text="AT&T" xmlUrl="http://q.example/rss?x=1&y=2&#38;z=3"/>',
        "http://q.example/rss?x=1&y=2&z=3",
        "AT&T",
    ),
    ('<outline text="Post&nbsp;News" xmlUrl="http://q.example/rss"/>', "http://q.example/rss", "Post News"),
    (
        '<outline text="a &lt; b" xmlUrl="http://q.example/rss?reg=1&para=2&amp=3"/>',
        "http://q.example/rss?reg=1&para=2&amp=3",
        "a < b",
    ),
    ("<outline text='L&M' xmlUrl='http://q.example/rss?q=\"a\"&b'/>", 'http://q.example/rss?q="a"&b', "L&M"),
    ('<outline text="x&#x26;y" xmlUrl="http://q.example/rss?a=%26&b=1"/>', "http://q.example/rss?a=%26&b=1", "x&y"),
]


@pytest.mark.parametrize(("outline", "url", "name"), OPML)
def test_opml(outline: str, url: str, name: str) -> None:
    data = f'<?xml version="1.0"?><opml version="1.1"><body>{outline}<outline text="ok" xmlUrl="http://r.example/rss"/></body></opml>'
    found = from_opml(data.encode()).feeds
    assert [(f.url, f.name) for f in found] == [(url, name), ("http://r.example/rss", "ok")]


TITLES = [
    "S&P 500 falls",
    "R&D, AT&T and Q&A",
    "Simon & Co",
    "M&S;",
    "A &amp; B",
    "Caf&eacute; closed",
    "Fish &chips",
    "100 &euro; more",
    "a &b; c",
    "&& again",
]
RIGHT = [
    "S&P 500 falls",
    "R&D, AT&T and Q&A",
    "Simon & Co",
    "M&S;",
    "A & B",
    "Café closed",
    "Fish &chips",
    "100 € more",
    "a &b; c",
    "&& again",
]


@pytest.mark.parametrize(("written", "right"), list(zip(TITLES, RIGHT, strict=False)))
def test_feed(written: str, right: str) -> None:
    found = feed(
        rss(
            f"<title>{written}</title><link>https://aldmere.example/a?x=1&y=2</link><guid isPermaLink='false'>g&1</guid>",
            "<title>Next &amp; last</title><link>https://aldmere.example/b</link>",
        )
    )
    assert found.entries[0].title == right
    assert found.entries[0].url == "https://aldmere.example/a?x=1&y=2"
    assert found.entries[1].title == "Next & last"


@pytest.mark.parametrize(("written", "right"), list(zip(TITLES, RIGHT, strict=False)))
def test_atom(written: str, right: str) -> None:
    data = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>V</title><entry><id>1</id><title>{written}</title><link href="https://aldmere.example/a?x=1&y=2&copy=3"/></entry></feed>'
    assert [(e.title, e.url) for e in feed(data).entries] == [(right, "https://aldmere.example/a?x=1&y=2&copy=3")]


@pytest.mark.parametrize(("written", "right"), list(zip(TITLES, RIGHT, strict=False)))
def test_sitemap(written: str, right: str) -> None:
    data = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://aldmere.example/a?x=1&y=2&reg=3</loc><news:news><news:title>{written}</news:title></news:news></url></urlset>'
    assert [(e.title, e.url) for e in feed(data).entries] == [(right, "https://aldmere.example/a?x=1&y=2&reg=3")]


def test_cdata_is_left_alone() -> None:
    found = feed(
        rss(
            "<title><![CDATA[R&D & more &amp; less]]></title><link>https://aldmere.example/1</link><description><![CDATA[<p>Fish & chips</p>]]></description>",
            "<title>S&P</title><link>https://aldmere.example/2</link>",
        )
    )
    assert found.entries[0].title == "R&D & more & less"
    assert "Fish &" in found.entries[0].summary
    assert found.entries[1].title == "S&P"


def test_declared_entities_are_put_in_or_shown() -> None:
    data = rss("<title>News from &place; & more</title><link>https://aldmere.example/1</link>").replace(
        "<rss", '<!DOCTYPE rss [<!ENTITY place "Aldmere">]><rss'
    )
    assert feed(data).entries[0].title in ("News from Aldmere & more", "News from &place; & more")
