"""What is not read is refused for a reason that holds, and the reader sees what was seen."""

from __future__ import annotations

import pytest

from tests.support.reading import STORY, article, articles, page
from wirewatch.errors import InputRejectedError


def refused(data: str | bytes) -> InputRejectedError:
    with pytest.raises(InputRejectedError) as found:
        article(data)
    return found.value


NEWS_ABOUT = [
    ("Page not found: the ferry timetable that vanished", STORY),
    ("404 days without a ferry", STORY),
    ("Just a moment: the captain who waits", STORY),
    ("Access denied: islanders shut out of the harbour", STORY),
    ("Sign in, please: the hotel register of Aldmere", STORY),
    ("Captcha firm opens an office on the islands", STORY),
    (
        "Paper puts up a paywall",
        (
            "The Aldmere Post asks readers to subscribe to continue reading from Monday, its owner said, and islanders are already a subscriber? Not many, said the owner of the kiosk.",
            *STORY,
        ),
    ),
    (
        "Office says cookies must go",
        (
            "The office told outlets to drop the button accept all and the button reject all, and to say plainly what cookie settings do; we value your privacy is not enough, it said.",
            *STORY,
        ),
    ),
    (
        "Robot check at the quay",
        (
            "Are you a robot, the machine at the quay asks every driver; verifying you are human takes a minute, and lorries queue behind.",
            *STORY,
        ),
    ),
    ("Error 404 on the screens of the ferry", STORY),
]


@pytest.mark.parametrize(("title", "story"), NEWS_ABOUT)
def test_news_about_such_pages_is_read(title: str, story: tuple[str, ...]) -> None:
    assert article(page(story, title=title)).title == title


STUBS = [
    (
        page(("Sorry, the page you are looking for does not exist.",), title="Page not found | Aldmere Post"),
        "not-found",
    ),
    (
        page(
            ("Please verify you are human. Checking your browser before you continue to aldmere.example.",),
            title="Just a moment...",
        ),
        "challenge",
    ),
    (page((STORY[0], "Subscribe to continue reading. Already a subscriber? Log in.")), "paywall"),
    (page(("Sign in to your account to go on.", "E-mail and password, please."), title="Sign in"), "login"),
    (
        page(
            (
                "We value your privacy. We and our 312 partners store and/or access information on a device.",
                "Accept all or reject all, or manage preferences in your cookie settings.",
                "You can change your mind at any time in our cookie policy.",
            ),
            title="Before you continue",
        ),
        "consent",
    ),
]


@pytest.mark.parametrize(("data", "reason"), STUBS)
def test_pages_in_place_of_an_article(data: str, reason: str) -> None:
    problem = refused(data)
    assert problem.reason == reason
    assert "“" in str(problem) or '"' in str(problem)  # what was seen, word for word


SHELLS = [
    "<!DOCTYPE html><html><head><title>Aldmere Post</title><script src=a.js></script></head><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>",
    "<!DOCTYPE html><html><head><title>Aldmere Post</title></head><body><nav><a href=/a>A</a><a href=/b>B</a></nav></body></html>",
    "<html><head><title>T</title></head><body></body></html>",
    "<!DOCTYPE html><html><body><p>Short.</p></body></html>",
]


@pytest.mark.parametrize("data", SHELLS)
def test_empty_pages_say_what_was_seen(data: str) -> None:
    problem = refused(data)
    assert problem.reason in ("no-story", "script")
    assert any(character.isdigit() for character in str(problem)) or "script" in str(problem).lower()


@pytest.mark.parametrize(
    ("data", "reason", "word"),
    [
        (b"", "empty", "empty"),
        (b"\n\n", "empty", "empty"),
        (b"%PDF-1.7\n" + b"x" * 200, "binary", "pdf"),
        (b"<rss><channel><item/></channel></rss>", "feed", "feed"),
        (b"<?xml version='1.0'?><invoice><line/></invoice>", "xml", "invoice"),
        (b'{"a": 1}', "empty", "text"),
        (b"\x00\x01\x02\x03" * 100, "binary", "binary"),
        (b"one two three", "no-story", "3 words"),
    ],
)
def test_refusals_name_what_was_seen(data: bytes, reason: str, word: str) -> None:
    try:
        found = articles(data)
    except InputRejectedError as problem:
        found = [problem]
    assert isinstance(found[0], InputRejectedError)
    assert found[0].reason == reason
    assert word in str(found[0]).lower()


@pytest.mark.parametrize(
    ("title", "heading", "text", "reason"),
    [
        ("Aldmere Post", "Please verify you are a human", "Press and hold the button below to confirm that you are a human and not a bot. Reference ID 1234", "challenge"),
        ("403 Forbidden", "403 Forbidden", "You do not have permission to access this resource on the server. Contact the administrator if you think this is wrong.", "challenge"),
        ("Aldmere Post", "Oops!", "Something went wrong and this article is no longer available. Please return to the home page to find more.", "not-found"),
        ("Aldmere Post", "Before you continue to Aldmere Post", "We use cookies and data to deliver and maintain services and ads. If you choose to accept all, we will also use cookies to develop new services.", "consent"),
        ("Vor dem Weiterlesen", "Datenschutz", "Wir und unsere 200 Partner verwenden Cookies und verarbeiten personenbezogene Daten. Bitte stimmen Sie zu oder schließen Sie ein Abo ab, um weiterzulesen.", "consent"),
        ("Aldmere Post", "Please enable JavaScript", "You need to enable JavaScript to run this app. This site requires a browser with JavaScript turned on to show its pages.", "no-story"),
        ("フェリー再開", "フェリー再開", "外の島々へのフェリーが月曜日から再び運航すると港湾局が水曜日に発表した。</p><p>この記事は有料会員限定です。残り1200文字", "paywall"),
    ],
)  # fmt: skip
def test_what_stands_in_place_of_a_story(title: str, heading: str, text: str, reason: str) -> None:
    problem = refused(f"<html><head><title>{title}</title></head><body><h1>{heading}</h1><p>{text}</p></body></html>")
    assert problem.reason == reason
    assert "“" in str(problem)


def test_a_boy_who_asks_for_subscribers() -> None:
    assert article(page((STORY[0], "Already a subscriber? the boy asked each guest on the quay."))).text
