"""The headline, and nothing of the outlet's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.reading import STORY, article, feed, page, rss

H = "Ferry to the outer islands sails again"
CASES = [
    # title element, head, h1 in article, url, right
    (f"{H} - Aldmere Post", '<meta property="og:site_name" content="Aldmere Post">', None, None, H),
    (
        f"{H} | News | Aldmere Post",
        '<meta property="og:site_name" content="Aldmere Post"><meta property="article:section" content="News">',
        None,
        None,
        H,
    ),
    (f"Aldmere Post: {H}", '<meta property="og:site_name" content="Aldmere Post">', None, None, H),
    (f"{H} — aldmerepost.example", "", None, "https://www.aldmerepost.example/a/ferry", H),
    (f"{H} - Aldmere Post", "", None, "https://www.aldmerepost.example/a/ferry", H),
    (
        f"{H} » Aldmere Post",
        '<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"@type":"Organization","name":"Aldmere Post"}}</script>',
        None,
        None,
        H,
    ),
    (f"{H} - AP", '<meta property="og:site_name" content="AP">', None, None, H),
    (
        "Ferry sails again - and the quarry pays",
        '<meta property="og:site_name" content="Aldmere Post">',
        None,
        None,
        "Ferry sails again - and the quarry pays",
    ),
    (
        "Quarry: 'We pay for the islands' | Aldmere Post",
        '<meta property="og:site_name" content="Aldmere Post">',
        None,
        None,
        "Quarry: 'We pay for the islands'",
    ),
    ("Ferry – quarry: who pays?", "", None, None, "Ferry – quarry: who pays?"),
    ("Islands ferry: live updates", "", None, None, "Islands ferry: live updates"),
    (
        "The long winter of the islands – an essay on stone",
        "",
        None,
        None,
        "The long winter of the islands – an essay on stone",
    ),
    (
        "Quarry owner on the ferry: 'A tax on stone' - as it happened",
        "",
        None,
        None,
        "Quarry owner on the ferry: 'A tax on stone' - as it happened",
    ),
    ("Aldmere - Westhaven ferry sails again", "", None, None, "Aldmere - Westhaven ferry sails again"),
    (
        "Aldmere 3 - 2 Westhaven",
        '<meta property="og:site_name" content="Aldmere Post">',
        None,
        None,
        "Aldmere 3 - 2 Westhaven",
    ),
    (
        "C++ and the ferry: a story | Aldmere",
        '<meta property="og:site_name" content="Aldmere">',
        None,
        None,
        "C++ and the ferry: a story",
    ),
    (
        "Aldmere Post",
        f'<meta property="og:site_name" content="Aldmere Post"><meta property="og:title" content="{H}">',
        None,
        None,
        H,
    ),
    ("Aldmere Post", '<meta property="og:site_name" content="Aldmere Post">', H, None, H),
    (
        f"{H} | Aldmere Post",
        '<meta property="og:site_name" content="Aldmere Post"><meta property="og:title" content="You won\'t believe what this ferry did">',
        H,
        None,
        H,
    ),
    (H, "", "Aldmere Post", None, H),
    (
        f"{H} | Aldmere Post",
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to the outer islands sails again"}</script>',
        None,
        None,
        H,
    ),
    ("The Aldmere Post - " + H, '<meta property="og:site_name" content="The Aldmere Post">', None, None, H),
    (f"{H} - The Aldmere Post", '<meta property="og:site_name" content="Aldmere Post">', None, None, H),
    (f"{H} • Aldmere Post", "", None, None, H, "<footer>© 2026 Aldmere Post. All rights reserved.</footer>"),
    (
        f"{H} - Meer",
        "",
        None,
        None,
        H,
        '<div class="logo"><a href="/"><img src="l.png" alt="Meer"></a></div><footer>© Meer 2026</footer>',
    ),
    (
        "Vesselkurs: Fähre fährt wieder | Nordblatt",
        '<meta property="og:site_name" content="Nordblatt">',
        None,
        None,
        "Vesselkurs: Fähre fährt wieder",
    ),
    ("渡轮恢复通航_岛报", '<meta property="og:site_name" content="岛报">', None, None, "渡轮恢复通航"),
    (
        "離島フェリー、月曜から再開：島新聞デジタル",
        '<meta property="og:site_name" content="島新聞デジタル">',
        None,
        None,
        "離島フェリー、月曜から再開",
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_title(case: tuple[Any, ...]) -> None:
    title, head, h1, url, right, *after = case
    body = (f"<h1>{h1}</h1>" if h1 else "") + "".join(f"<p>{p}</p>" for p in STORY)
    assert article(page(body, title=title, head=head, h1=False, after="".join(after)), url=url).title == right


FEED_TITLES = [
    ("<![CDATA[Ferry &amp; quarry]]>", "Ferry & quarry"),
    ("&lt;![CDATA[Ferry sails again]]&gt;", "Ferry sails again"),
    ("<![CDATA[<![CDATA[Ferry sails again]]]]><![CDATA[>]]>", "Ferry sails again"),
    ("Ferry &amp;amp; quarry", "Ferry & quarry"),
    ("&lt;b&gt;Ferry&lt;/b&gt; sails", "Ferry sails"),
    ("Ferry &amp;#8217;s last trip", "Ferry ’s last trip"),
    ("a &lt; b: what it means", "a < b: what it means"),
    ("<![CDATA[ Ferry\n sails ]]>", "Ferry sails"),
]


@pytest.mark.parametrize(("written", "title"), FEED_TITLES)
def test_feed_title(written: str, title: str) -> None:
    assert feed(rss(f"<title>{written}</title><link>https://aldmere.example/1</link>")).entries[0].title == title


def test_cdata_in_a_page_title() -> None:
    assert article(page(title="&lt;![CDATA[Ferry to the outer islands sails again]]&gt;", h1=False)).title == H


def test_a_line_break_in_a_heading_is_a_space() -> None:
    story = "".join(f"<p>{p}</p>" for p in STORY)
    heading = H.replace(" sails", "<br>sails")
    assert (
        article(f"<html><title>{H}</title><body><article><h1>{heading}</h1>{story}</article></body></html>").title == H
    )


def test_a_page_without_a_title_is_called_by_its_first_heading() -> None:
    story = "".join(f"<p>{p}</p>" for p in STORY)
    assert article(f"<html><title></title><body><article><h2>{H}</h2>{story}</article></body></html>").title == H


def test_tags_in_a_meta_title_are_none_of_it() -> None:
    head = f'<meta property="og:title" content="{H.replace("Ferry", "&lt;b&gt;Ferry&lt;/b&gt;")}">'
    assert article(page(head=head, title="x", h1=False)).title == H
