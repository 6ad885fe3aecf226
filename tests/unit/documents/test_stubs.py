"""Stubs told from articles."""

from __future__ import annotations

import pytest

from wirewatch.documents.soft_errors import detect_redirect_away, find_soft_error, text_of, title_of

NEWS = "The bridge over the river opened on Monday after ten years of work, the city said. " * 12


def kind(title: str, text: str, markup: bytes = b"") -> str | None:
    found = find_soft_error(title, text, markup)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("title", "text", "what"),
    [
        ("404 Not Found", "", "not-found"),
        ("404", "", "not-found"),
        ("Error 404 - Page not found", "", "not-found"),
        ("404 | The Post", "", "not-found"),
        ("Page not found | The Post", "Try the search or go to our front page.", "not-found"),
        ("Sorry, this page can't be found", "", "not-found"),
        ("Seite nicht gefunden - Zeitung", "", "not-found"),
        ("Страница не найдена", "", "not-found"),
        ("Just a moment...", "Enable JavaScript and cookies to continue", "challenge"),
        ("Bridge opens", "The bridge opened. Subscribe to continue reading. Already a subscriber? Log in.", "paywall"),
        ("Bridge opens", "This article is for subscribers only.", "paywall"),
        ("Sign in - The Post", "E-mail. Password.", "login"),
        (
            "Before you continue",
            "We and our 800 partners use cookies. Accept all. Reject all. Manage options. Legitimate interest.",
            "consent",
        ),
    ],
)
def test_stubs(title: str, text: str, what: str) -> None:
    assert kind(title, text) == what


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Bridge opens", NEWS),
        ("Bridge opens", "The bridge opened on Monday."),
        ("Missing plane not found after a week of searching", "Crews went on searching on Monday."),
        ("Access to clean water denied to thousands", "Aid groups said on Monday."),
        ("404 people rescued from ferry", "The ferry ran aground on Monday."),
        ("Post puts its news behind a paywall", NEWS + "Readers will have to subscribe to read more."),
        ("Regulator fines site over cookies", "The regulator fined a site over its cookie policy on Monday."),
    ],
)
def test_news_is_not_a_stub(title: str, text: str) -> None:
    assert kind(title, text) is None


def test_a_page_that_declares_a_paywall_and_shows_next_to_nothing_is_one() -> None:
    mark = b'<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    assert kind("Bridge opens", "The bridge opened.", mark) == "paywall"
    assert kind("Bridge opens", NEWS, mark) is None


@pytest.mark.parametrize(
    ("asked", "final", "what"),
    [
        ("https://example.com/a/1", "https://example.com/a/1-title", None),
        ("http://example.com/a/1", "https://www.example.com/a/1", None),
        ("https://example.com/a/1", "https://example.com/", "not-found"),
        ("https://example.com/", "https://www.example.com/", None),
        ("https://example.com/?p=1", "https://example.com/", None),
        ("https://example.com/a/1", "https://example.com/404", "not-found"),
        ("https://example.com/a/1", "https://example.com/login?next=/a/1", "login"),
        ("https://example.com/a/1", "https://consent.example.com/x?continue=1", "consent"),
    ],
)
def test_where_a_request_ends(asked: str, final: str, what: str | None) -> None:
    assert detect_redirect_away(asked, final) == what


def test_title() -> None:
    assert title_of(b"<html><TITLE lang=en>\n Bridge &amp; river </TITLE>") == "Bridge & river"
    assert title_of(b"<p>none") == ""


def test_text() -> None:
    page = b"<p>One &amp; <b>two</b></p><script>if (a<b) x</script><style>p {}</style><P>caf\xe9</P><script>no end"
    assert text_of(page, "cp1252").split() == ["One", "&", "two", "café"]


def test_a_character_number_without_end_does_no_harm() -> None:
    assert text_of(b"<p>One &#" + b"9" * 10_000 + b"; two").split() == ["One", ";", "two"]
