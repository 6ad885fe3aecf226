"""Feeds: what is read of them, what is refused, and which entries are the same."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.documents.reader import extract_article
from wirewatch.feeds.discovery import discover
from wirewatch.feeds.parser import entry_fingerprint, entry_keys, parse, to_article
from wirewatch.feeds.records import Feed, FeedEntry, FeedError

URL = "https://news.example/world/feed.xml"
BODY = " ".join(f"The council met on day {day} and voted on the harbour plan once more." for day in range(20))

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Harbour &amp; Coast</title><link>/</link><language>en-GB</language><ttl>30</ttl>
<itunes:new-feed-url>https://news.example/new.xml</itunes:new-feed-url>
<item><title>Council &lt;b&gt;votes&lt;/b&gt; on
 harbour</title><link>/2024/harbour?utm_source=rss</link><guid isPermaLink="false">a-1</guid>
<pubDate>Tue, 05 Mar 2024 10:00:00 +0200</pubDate><dc:creator>Ann Example</dc:creator>
<description>Short teaser.</description><content:encoded><![CDATA[<p>{BODY}</p>]]></content:encoded></item>
<item><title>Second</title><guid>https://news.example/2024/second</guid><pubDate>mar, 05 mär 2024 11:00 GMT</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Der &lt;i&gt;Hafen&lt;/i&gt;</title>
<link href="https://news.example/"/><link rel="self" href="https://news.example/atom"/>
<entry><id>tag:news.example,2024:1</id><title>5 &lt; 6</title><updated>2024-03-05T10:00:00+01:00</updated>
<published>2024-03-04T23:30:00-05:00</published>
<link rel="enclosure" href="https://news.example/film.mp4"/><link rel="alternate" href="eins"/>
<author><name>Bo Beispiel</name></author><summary>Kurz</summary></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>Old</title><link>https://old.example/</link><sy:updatePeriod>hourly</sy:updatePeriod>
<sy:updateFrequency>2</sy:updateFrequency></channel>
<item><title>One</title><link>https://old.example/1</link><dc:date>2024-03-05T10:00Z</dc:date></item></rdf:RDF>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Wire",
    "home_page_url": "https://wire.example/",
    "language": "fr",
    "items": [
        {"id": 7, "url": "a/7", "title": "Sept", "content_text": "Un < deux\n\nTrois", "authors": [{"name": "Cy"}]},
        {"id": "https://wire.example/8", "date_published": "2024-03-05T10:00:00", "content_html": "<p>x</p>"},
        "no object",
    ],
}

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://news.example/a</loc><image:image><image:title>Picture</image:title></image:image>
<n:news><n:publication><n:name>The Example</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2024-03-05</n:publication_date><n:title>Ships &amp; tides</n:title></n:news></url>
<url><loc>ftp://news.example/b</loc></url></urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://news.example/old.xml</loc><lastmod>2023-01-01</lastmod></sitemap>
<sitemap><loc>https://news.example/undated.xml</loc></sitemap>
<sitemap><loc>https://news.example/new.xml</loc><lastmod>2024-01-01</lastmod></sitemap></sitemapindex>"""


def test_rss() -> None:
    feed = parse(RSS.encode(), content_type="text/xml", url=URL)
    assert (feed.kind, feed.title, feed.site, feed.language) == (
        "rss",
        "Harbour & Coast",
        "https://news.example/",
        "en",
    )
    assert (feed.minutes, feed.moved_to, feed.problems) == (30, "https://news.example/new.xml", [])
    first, second = feed.entries
    assert first.title == "Council votes on harbour"
    assert first.url == "https://news.example/2024/harbour?utm_source=rss"
    assert (first.guid, first.published, first.authors) == ("a-1", "2024-03-05T08:00:00+00:00", ["Ann Example"])
    assert (first.summary, first.content) == ("Short teaser.", f"<p>{BODY}</p>")
    assert second.url == "https://news.example/2024/second"
    assert second.published == "2024-03-05T11:00:00+00:00"  # a month in another language


def test_atom() -> None:
    feed = parse(ATOM.encode(), url=URL)
    assert (feed.kind, feed.title, feed.site) == ("atom", "Der Hafen", "https://news.example/")
    entry = feed.entries[0]
    assert (entry.title, entry.url, entry.language) == ("5 < 6", "https://news.example/world/eins", "de")
    assert (entry.published, entry.updated) == ("2024-03-05T04:30:00+00:00", "2024-03-05T09:00:00+00:00")
    assert entry.authors == ["Bo Beispiel"]


def test_an_enclosure_is_not_the_article() -> None:
    film = '<link rel="enclosure" type="text/html">https://news.example/film</link>'
    body = ATOM.replace(
        '<link rel="alternate" href="eins"/>', '<link rel="alternate">https://news.example/1</link>' + film
    )
    assert parse(body.encode()).entries[0].url == "https://news.example/1"


def test_rdf_has_its_date_and_its_pace() -> None:
    feed = parse(RDF.encode())
    assert (feed.kind, feed.minutes) == ("rdf", 30)
    assert feed.entries[0].published == "2024-03-05T10:00:00+00:00"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Tue, 05 Mar 2024 10:00:00 CET", "09:00"),
        ("Tue, 05 Mar 2024 10:00:00 GMT+2", "08:00"),
        ("Tue, 05 Mar 2024 10:00:00 +05:30", "04:30"),
        ("Tue, 05 Mar 2024 10:00:00 EDT", "14:00"),
        ("Tue, 05 Mar 2024 10:00", "10:00"),
        ("Di, 05 Mär 2024 10:00:00 +0100", "09:00"),
        ("вт, 05 мар 2024 10:00:00 MSK", "07:00"),
        ("5 de marzo de 2024 10:00:00 GMT", "10:00"),
        ("2024-03-05 10:00:00 +0200", "08:00"),
        ("2024/3/5 10:00:00", "10:00"),
        ("1709632800", "10:00"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("yesterday", None),
    ],
)
def test_dates_as_feeds_write_them(written: str, read_as: str | None) -> None:
    body = f"<rss version='2.0'><channel><item><title>t</title><pubDate>{written}</pubDate></item></channel></rss>"
    expected = f"2024-03-05T{read_as}:00+00:00" if read_as else None
    assert parse(body.encode()).entries[0].published == expected


def test_json_feed() -> None:
    feed = parse(json.dumps(JSON).encode(), url="https://wire.example/feed.json")
    assert (feed.kind, feed.title, feed.language) == ("json", "Wire", "fr")
    first, second = feed.entries
    assert (first.guid, first.url, first.authors) == ("7", "https://wire.example/a/7", ["Cy"])
    assert first.content == "<p>Un &lt; deux</p>\n<p>Trois</p>"
    assert second.url == "https://wire.example/8"
    assert second.published == "2024-03-05T10:00:00+00:00"
    assert feed.problems == ["1 items that are no objects were left out"]


def test_news_sitemap() -> None:
    for body in (SITEMAP.encode(), gzip.compress(SITEMAP.encode()), SITEMAP.encode("utf-16")):
        feed = parse(body, url="https://news.example/sitemap.xml")
        assert (feed.kind, feed.title, feed.problems) == ("sitemap", "The Example", [])
        first, second = feed.entries
        assert (first.title, first.url, first.language) == ("Ships & tides", "https://news.example/a", "en")
        assert first.published == "2024-03-05T00:00:00+00:00"
        assert second.url is None


def test_sitemap_index_newest_first() -> None:
    feed = parse(INDEX.encode())
    assert feed.sitemaps == [f"https://news.example/{name}.xml" for name in ("new", "old", "undated")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<!DOCTYPE html><html><title>Not found</title><body>404</body></html>", "not-a-feed"),
        (b"<!doctype html><title>x</title><p>No head", "not-a-feed"),
        (b"<?xml version='1.0'?><!DOCTYPE note><note>x</note>", "not-a-feed"),
        (b"<!-- x --><HTML><rss></rss></HTML>", "not-a-feed"),
        (b"<p>Service unavailable</p>", "not-a-feed"),
        (b"Too many requests", "not-a-feed"),
        (b"<?xml version='1.0'?><note>x</note>", "not-a-feed"),
        (b"<opml version='2.0'><body/></opml>", "not-a-feed"),
        (b'{"error": "no"}', "not-a-feed"),
        (b'{"version": "2", "items": [{"a": 1}]}', "not-a-feed"),
        (b'{"items": [', "broken"),
        (b"[" * 5000, "broken"),
        (b"\x1f\x8b\x08nonsense", "broken"),
        (b"<rss>" + b" " * (20 * 1024 * 1024), "too-large"),
        (gzip.compress(b"<rss>" + b" " * (21 * 1024 * 1024)), "too-large"),
        (b"<rss><channel>" + b"<a>" * 600_000, "too-large"),
        (b"<rss><item " + b"".join(b'a%d="" ' % n for n in range(2000)) + b"/></rss>", "too-large"),
        (b'<!DOCTYPE rss [<!ENTITY a "%s">]><rss>%s</rss>' % (b"a" * 15_000, b"&a;" * 2000), "broken"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError) as caught:
        parse(body)
    assert caught.value.reason == reason


def test_the_error_names_the_page() -> None:
    with pytest.raises(FeedError, match="'Not found'"):
        parse(b"<html><head><title>Not\nfound</title></head></html>")


def test_entities_reach_no_file(tmp_path: object) -> None:
    body = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><item><title>x&a;y</title>'
    feed = parse((body + "</item></channel></rss>").encode())
    assert feed.entries[0].title in ("xy", "x&a;y")
    sitemap = (
        '<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://a.example/&a;</loc>'
    )
    assert parse((sitemap + "</url></urlset>").encode()).entries[0].url == "https://a.example/"


def test_bytes_that_name_a_file_are_not_opened(tmp_path: object) -> None:
    with pytest.raises(FeedError):
        parse(__file__.encode())


def test_first_entries_are_kept_and_the_rest_is_named() -> None:
    items = "".join(f"<item><link>https://a.example/{n}</link></item>" for n in range(5100))
    feed = parse(f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode())
    assert len(feed.entries) == 5000
    assert feed.problems == ["100 entries behind the first 5,000 were left out"]
    urls = "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(5100))
    feed = parse(f"<urlset>{urls}</urlset>".encode())
    assert len(feed.entries) == 5000
    assert "100 entries" in feed.problems[0]


@pytest.mark.parametrize("end", ["<link>https://news.exam", "<title>Se", "<title>Se</title><link/>", ""])
@pytest.mark.parametrize("whole", [RSS, ATOM, SITEMAP])
def test_an_entry_in_whose_middle_a_feed_ends_is_left_out(whole: str, end: str) -> None:
    feed = parse(whole.encode(), url=URL)
    tag = {"rss": "item", "atom": "entry", "sitemap": "url"}[feed.kind]
    cut = parse((whole[: whole.rindex(f"</{tag}>") + len(tag) + 3] + f"<{tag}>{end}").encode(), url=URL)
    assert cut.entries == feed.entries
    assert cut.problems[0] == "it ends in the middle of an entry, which was left out"
    short = parse(whole[: whole.rindex(f"</{tag}>") + len(tag) + 3].encode(), url=URL)  # cut between two
    assert short.entries == feed.entries


def test_broken_feeds_are_read_with_a_word_on_it() -> None:
    feed = parse(RSS.replace("Short teaser.", "Short <teaser & more").encode())
    assert [entry.guid for entry in feed.entries] == ["a-1", "https://news.example/2024/second"]
    assert "not well-formed" in feed.problems[0]
    littered = parse(b"<br />\n<b>Warning</b>: strange\n" + RSS.encode())
    assert [e.guid for e in littered.entries] == [e.guid for e in parse(RSS.encode()).entries]
    assert "come before it" in littered.problems[-1]


def test_references_to_no_character_are_read_over() -> None:
    feed = parse(RSS.replace("Short teaser.", "Short &#x1111111; <teaser.").encode())
    assert feed.entries[0].guid == "a-1"
    assert "not well-formed" in feed.problems[0]


def test_doctype_and_encodings() -> None:
    old = '<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE rss PUBLIC "-//X//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
    body = f'{old}<rss version="0.91"><channel><title>Müll</title></channel></rss>'
    assert parse(body.encode("latin-1")).title == "Müll"
    wrong = f'<!doctype html PUBLIC "-//X" "http://x.example/"><!-- x -->{RSS[RSS.index("<rss") :]}'
    assert parse(wrong.encode()).title == "Harbour & Coast"
    plain = '<rss version="2.0"><channel><title>Ещё</title></channel></rss>'
    assert parse(plain.encode()).title == "Ещё"
    assert parse(plain.encode("utf-16")).title == "Ещё"
    assert parse(plain.encode("cp1251"), content_type="application/rss+xml; charset=windows-1251").title == "Ещё"


def test_titles_are_one_clean_line() -> None:
    body = '<rss version="2.0"><channel><item><title>A\u202e &amp;amp; B&lt;script&gt;x()&lt;/script&gt;\n\tC</title></item></channel></rss>'
    assert parse(body.encode()).entries[0].title == "A & B C"


def test_ids_do_not_depend_on_where_the_feed_lives() -> None:
    body = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>/one</id></entry></feed>'
    assert [parse(body, url=url).entries[0].guid for url in ("https://a.example/", "https://b.example/")] == [
        "/one"
    ] * 2


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"<rss>", b"<feed>", b"{", b"<urlset>", b"\x1f\x8b", b"\xff\xfe"])
)
def test_junk_is_a_feed_or_a_feed_error(junk: bytes, head: bytes) -> None:
    try:
        feed = parse(head + junk, url=URL)
    except FeedError:
        return
    assert isinstance(feed, Feed)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(RSS)), st.binary(max_size=30), st.sampled_from([RSS, ATOM, RDF, SITEMAP, json.dumps(JSON)]))
def test_damage_is_survived(at: int, damage: bytes, whole: str) -> None:
    body = whole.encode()
    at = min(at, len(body))
    try:
        feed = parse(body[:at] + damage + body[at + len(damage) :], url=URL)
    except FeedError:
        return
    for entry in feed.entries:
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert "\n" not in entry.title
        assert entry_keys(entry, URL)
        to_article(entry, feed, URL)


def test_keys_hold_across_feeds_by_address_only() -> None:
    one = FeedEntry(guid="1", url="https://www.news.example/a?utm_source=rss")
    other = FeedEntry(guid="1", url="http://news.example/a/")
    ours, theirs = entry_keys(one, "https://a.example/feed"), entry_keys(other, "https://b.example/feed")
    assert ours[0] == theirs[0]
    assert ours[1] != theirs[1]  # one feed's guid may be another's


def test_entries_that_share_a_page_are_not_one() -> None:
    log = "<item><title>T{0}</title><guid isPermaLink='false'>g{0}</guid><link>https://a.example/log</link></item>"
    body = f"<rss version='2.0'><channel>{log.format(1)}{log.format(2)}</channel></rss>"
    one, two = parse(body.encode()).entries
    assert not set(entry_keys(one, URL)) & set(entry_keys(two, URL))
    again = parse(f"<rss version='2.0'><channel>{log.format(2)}</channel></rss>".encode()).entries[0]
    assert set(entry_keys(again, URL)) & set(entry_keys(two, URL))
    first, second = (FeedEntry(url=f"https://a.example/log#{n}") for n in (1, 2))
    assert entry_keys(first, URL) != entry_keys(second, URL)
    tracked = FeedEntry(url="https://a.example/log#xtor=RSS-1")
    assert entry_keys(tracked, URL) == entry_keys(FeedEntry(url="https://a.example/log"), URL)


def test_an_edition_of_an_entry_is_the_same() -> None:
    item = "<item><title>T</title><guid isPermaLink='false'>g{0}</guid><link>https://a.example/x</link></item>"
    body = f"<rss version='2.0'><channel>{item.format(1)}{item.format(2)}</channel></rss>"
    one, two = parse(body.encode()).entries
    assert entry_keys(one, URL)[0] == entry_keys(two, URL)[0]


def test_keys_of_last_resort() -> None:
    bare = FeedEntry(title="Harbour opens", published="2024-03-05T10:00:00+00:00")
    later = FeedEntry(title="harbour Opens", published="2024-03-05T18:00:00+00:00")
    assert entry_keys(bare, URL) == entry_keys(later, URL)
    assert entry_keys(bare, URL) != entry_keys(
        FeedEntry(title="Harbour opens", published="2024-03-06T10:00:00+00:00"), URL
    )
    assert entry_keys(bare, URL) != entry_keys(bare, "https://other.example/feed")
    # The front page is no article's address.
    assert len(entry_keys(FeedEntry(url="https://news.example/", title="x"), URL)) == 1


def test_an_edit_changes_the_mark_and_noise_does_not() -> None:
    entry = FeedEntry(title="A", summary="<p>One  two</p>", published="2024-03-05T10:00:00+00:00")
    assert entry_fingerprint(entry) == entry_fingerprint(
        FeedEntry(title="A", summary='<p class="x">One two</p>', published=None)
    )
    assert entry_fingerprint(entry) != entry_fingerprint(FeedEntry(title="A", summary="<p>One three</p>"))
    assert entry_fingerprint(entry) != entry_fingerprint(FeedEntry(title="B", summary="<p>One  two</p>"))


def test_a_full_text_entry_is_read_without_its_page() -> None:
    feed = parse(RSS.encode(), url=URL)
    document = to_article(feed.entries[0], feed, URL)
    assert document is not None
    article = extract_article(document)
    assert article.text == BODY
    assert (article.title, article.url) == (
        "Council votes on harbour",
        "https://news.example/2024/harbour?utm_source=rss",
    )
    assert (article.published, article.authors) == ("2024-03-05T08:00:00+00:00", ["Ann Example"])


@pytest.mark.parametrize(
    "entry",
    [
        FeedEntry(content="<p>Too short.</p>"),
        FeedEntry(content=f"<p>{BODY}</p>", summary=f"<p>{BODY}</p>"),
        FeedEntry(content=f"<p>{BODY} Continue reading</p>"),
        FeedEntry(content=f"<p>{BODY} […]</p>"),
        FeedEntry(summary=" ".join(BODY.split()[:200])),
    ],
)
def test_a_teaser_is_not_read_as_the_article(entry: FeedEntry) -> None:
    assert to_article(entry, Feed(kind="rss"), URL) is None


def test_discovery() -> None:
    page = """<html><head><base href="https://cdn.example/x/">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/" title="Comments">
    <LINK REL='alternate' TYPE='application/atom+xml' HREF=atom.xml><link rel="alternate" hreflang="de" href="/de">
    <link rel="stylesheet" type="text/css" href="/feed.css"><link rel="feed" title="a > b" href="/g.json">
    <link rel="alternate" type="application/rss+xml" href="/half></head>
    <body><a href="https://news.example/rss/world">World</a> <a href="/feeding-time">x</a><a href="javascript:feed()">y</a>"""
    assert discover(page.encode(), "https://news.example/") == [
        "https://cdn.example/x/atom.xml",
        "https://cdn.example/g.json",
        "https://cdn.example/comments/feed/",
        "https://news.example/rss/world",
    ]
