"""Which address, title, outlet and author an entry of a feed has."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tests.support.reading import feed, rss


def atom(entry: str) -> str:
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>V</title><link href="https://aldmere.example/"/><entry>{entry}</entry></feed>'


RIGHT = "https://aldmere.example/2026/ferry?a=1&b=2"
Q = quote(RIGHT, safe="")
WRAPPED = [
    f"https://www.google.com/url?rct=j&sa=t&url={Q}&ct=ga&cd=x&usg=y",
    f"https://www.google.com/url?q={Q}&sa=U",
    f"https://www.google.co.uk/url?sa=t&url={Q}",
    f"http://www.google.de/url?url={Q}",
    f"https://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={Q}&c=1&mkt=en-us",
    f"http://www.bing.com/news/apiclick.aspx?url={Q}",
    f"https://l.facebook.com/l.php?u={Q}&h=x",
    f"https://news.url.google.com/url?url={Q}",
    f"https://www.youtube.com/redirect?q={Q}",
    f"https://t.umblr.com/redirect?z={Q}&t=x",
    f"https://slack-redir.net/link?url={Q}",
    f"https://r.search.yahoo.com/_ylt=x/RV=2/RE=1/RO=10/RU={Q}/RK=2/RS=x",
    f"https://duckduckgo.com/l/?uddg={Q}",
    f"https://vk.com/away.php?to={Q}",
    f"https://out.reddit.com/t3_x?url={Q}&token=y",
]


@pytest.mark.parametrize("link", WRAPPED)
def test_wrapped(link: str) -> None:
    escaped = link.replace("&", "&amp;")
    assert feed(rss(f"<title>A</title><link>{escaped}</link>")).entries[0].url == RIGHT
    assert feed(atom(f'<id>1</id><title>A</title><link href="{escaped}"/>')).entries[0].url == RIGHT


@pytest.mark.parametrize(
    "link",
    [
        "https://aldmere.example/login?url=https://aldmere.example/x",
        "https://aldmere.example/share?u=https://other.example/x",
        "https://aldmere.example/a?source=https://t.co/x",
        "https://aldmere.example/review?url=https://shop.example/thing",
        "https://web.archive.example/web/2026/https://aldmere.example/x",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/search?q=https://x.example",
    ],
)
def test_not_wrapped(link: str) -> None:
    assert feed(rss(f"<title>A</title><link>{link.replace('&', '&amp;')}</link>")).entries[0].url == link


NO_ADDRESS = [
    "<guid>886841</guid>",
    "<link>N/A</link>",
    "<link>n/a</link><guid>N/A</guid>",
    "<link>none</link>",
    "<guid isPermaLink='true'>abc-123</guid>",
    "<link>#</link>",
    "<link>null</link>",
    "<guid>urn:uuid:1</guid>",
    "<link></link><guid>post_77</guid>",
    "<link>javascript:void(0)</link>",
    "<link>-</link>",
    "<link>undefined</link>",
    "<guid>12/34</guid>",
    "<link>mailto:a@b.example</link>",
    "<link>TBD</link>",
]


@pytest.mark.parametrize("xml", NO_ADDRESS)
def test_no_address_is_made_of_what_is_none(xml: str) -> None:
    assert feed(rss(f"<title>A</title>{xml}<description>Text</description>")).entries[0].url is None


ADDRESS = [
    ("<guid>https://aldmere.example/1</guid>", "https://aldmere.example/1"),
    ("<guid isPermaLink='false'>x</guid><link>/news/1</link>", "https://aldmere.example/news/1"),
    ("<link>news/1.html</link>", "https://aldmere.example/news/1.html"),
    ("<link>?p=12</link>", "https://aldmere.example/?p=12"),
    ("<link>//aldmere.example/1</link>", "https://aldmere.example/1"),
    (
        '<link>https://aldmere.example/1</link><atom:link href="https://aldmere.example/rss" rel="self"/>',
        "https://aldmere.example/1",
    ),
    (
        '<atom:link href="https://aldmere.example/rss" rel="self"/><link>https://aldmere.example/1</link>',
        "https://aldmere.example/1",
    ),
    (
        '<atom:link href="https://aldmere.example/other"/><link>https://aldmere.example/1</link>',
        "https://aldmere.example/1",
    ),
    (
        '<link>https://aldmere.example/1</link><atom:link href="https://hub.example/x" rel="alternate"/>',
        "https://aldmere.example/1",
    ),
    ('<atom:link href="https://aldmere.example/1" rel="alternate"/>', "https://aldmere.example/1"),
    ('<link href="https://aldmere.example/1"/>', "https://aldmere.example/1"),
    ("<link>\n  https://aldmere.example/1\n</link>", "https://aldmere.example/1"),
    ("<link><![CDATA[https://aldmere.example/1?a=1&b=2]]></link>", "https://aldmere.example/1?a=1&b=2"),
]


@pytest.mark.parametrize(("xml", "url"), ADDRESS)
def test_address(xml: str, url: str) -> None:
    data = rss(f"<title>A</title>{xml}<description>Text</description>").replace(
        "<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" '
    )
    assert feed(data).entries[0].url == url


def item(**fields: object) -> dict[str, object]:
    return {"id": "1", "url": "https://aldmere.example/1", "title": "T", "content_text": "x", **fields}


AUTHORS = [
    ({"authors": [{"name": "Ana"}]}, ["Ana"]),
    ({"authors": {"name": "Ana"}}, ["Ana"]),
    ({"author": {"name": "Ana"}}, ["Ana"]),
    ({"author": "Ana"}, ["Ana"]),
    ({"authors": "Ana"}, ["Ana"]),
    ({"authors": ["Ana", "Ben"]}, ["Ana", "Ben"]),
    ({"authors": [{"name": "Ana"}, "Ben"]}, ["Ana", "Ben"]),
    ({"authors": None, "author": {"name": "Ana"}}, ["Ana"]),
    ({"authors": [], "author": [{"name": "Ana"}]}, ["Ana"]),
    ({"authors": 7}, []),
]


@pytest.mark.parametrize(("fields", "authors"), AUTHORS)
def test_jsonfeed_authors(fields: dict[str, object], authors: list[str]) -> None:
    data = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "V", "items": [item(**fields)]})
    assert feed(data).entries[0].authors == authors


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": {"rendered": "T2"}}, ("T2", "")),
        ({"title": ["T2"]}, ("T2", "")),
        ({"title": 7}, ("7", "")),
        ({"title": None}, ("",)),
        ({"content_html": None, "content_text": None}, ("T",)),
        ({"content_html": {"rendered": "<p>x</p>"}}, ("T",)),
        ({"id": 2.5}, ("T",)),
        ({"id": None}, ("T",)),
        ({"tags": "x", "url": None}, ("T",)),
    ],
)
def test_jsonfeed_shapes(fields: dict[str, object], title: tuple[str, ...]) -> None:
    data = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "V",
            "items": [item(**fields), item(id="2", url="https://aldmere.example/2", title="Last")],
        }
    )
    found = feed(data).entries
    assert found[0].title in title
    assert found[-1].title == "Last"


def gnews(title: str, source: str, teaser: str) -> str:
    return rss(
        f"<title>{title}</title><link>https://news.google.com/rss/articles/CBMiABC?oc=5</link><guid isPermaLink='false'>CBMiABC</guid><description>{teaser}</description><source url='https://x.example'>{source}</source>"
    )


@pytest.mark.parametrize(
    ("title", "source", "right"),
    [
        ("Bank cuts rates - Times of Malta", "Times of Malta", "Bank cuts rates"),
        ("Bank cuts rates - Jamaica Observer", "Jamaica Observer", "Bank cuts rates"),
        ("Bank cuts rates – France 24", "France 24", "Bank cuts rates"),
        ("Bank cuts rates | The Korea Herald", "The Korea Herald", "Bank cuts rates"),
        ("Bank: we cut - and cut - Korea Times", "Korea Times", "Bank: we cut - and cut"),
        ("Malta", "Times of Malta", "Malta"),
        ("Times of Malta", "Times of Malta", "Times of Malta"),
        ("Why we love the Times of Malta", "Times of Malta", "Why we love the Times of Malta"),
        ("Bank cuts rates - times of malta", "Times of Malta", "Bank cuts rates"),
        ("Bank cuts rates -  Times of Malta ", "Times of Malta", "Bank cuts rates"),
    ],
)
def test_the_outlet_behind_a_title(title: str, source: str, right: str) -> None:
    teaser = f'&lt;a href="https://x"&gt;{right}&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font color="#6f6f6f"&gt;{source}&lt;/font&gt;'
    found = feed(gnews(title, source, teaser)).entries[0]
    assert found.title == right
    assert found.site == source


def test_old_links_of_google_news() -> None:
    link = f"https://news.google.com/news/url?sa=t&amp;fd=R&amp;url={Q}"
    assert feed(rss(f"<title>A</title><link>{link}</link>")).entries[0].url == RIGHT


def test_an_id_is_no_address_in_atom_either() -> None:
    entry = '<title>A</title><id>1</id><link rel="edit" href="https://aldmere.example/api/1"/>'
    assert feed(atom(entry)).entries[0].url is None


@pytest.mark.parametrize(
    "author",
    ["ana@aldmere.example (Ana Ruiz)", "Ana Ruiz (ana@aldmere.example)", "Ana Ruiz &lt;ana@aldmere.online&gt;"],
)
def test_authors_with_mail_of_any_domain(author: str) -> None:
    assert feed(rss(f"<title>A</title><author>{author}</author>")).entries[0].authors == ["Ana Ruiz"]


def test_outlets_behind_the_links_of_a_list() -> None:
    rows = "".join(
        f'&lt;li&gt;&lt;a href="https://a.example/1"&gt;Port is open&lt;/a&gt;&amp;nbsp;&lt;font color="#6f6f6f"&gt;{n} Post&lt;/font&gt;&lt;/li&gt;'
        for n in ("Aldmere", "Vellmark")
    )
    entry = f'<title>Port is open - Aldmere Post</title><description>&lt;ol&gt;{rows}&lt;/ol&gt;</description><source url="https://a.example">Aldmere Post</source>'
    assert "Vellmark" not in feed(rss(entry)).entries[0].summary


def test_the_feed_names_itself_below_a_teaser() -> None:
    footer = "&lt;p&gt;The post &lt;a href=x&gt;Port is open&lt;/a&gt; appeared first on &lt;a href=y&gt;Aldmere Post&lt;/a&gt;.&lt;/p&gt;"
    entry = f"<title>Port is open</title><description>&lt;p&gt;The port is open again.&lt;/p&gt;{footer}</description>"
    assert feed(rss(entry)).entries[0].summary == "<p>The port is open again.</p>"


def test_ampersands_in_addresses_of_a_feed_that_is_not_well_formed() -> None:
    for ampersand in ("&", "&amp;"):
        link = f"https://aldmere.example/x?a=1{ampersand}b=2{ampersand}c"
        broken = rss(f"<title>A</title><link>{link}</link><description><b>open</description>").replace(
            "</rss>", "</rss"
        )
        found = feed(broken)
        assert found.entries[0].url == "https://aldmere.example/x?a=1&b=2&c"
