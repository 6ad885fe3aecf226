"""Canonical addresses and their keys."""

from __future__ import annotations

import pytest

from wirewatch.fetching.urls import canonical_url, url_key


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.COM:80/A%2fb/%7Ejo?b=2&a=1#top", "http://example.com/A%2Fb/~jo?a=1&b=2"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://user:word@example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/a?utm_source=x&id=7&fbclid=y&gclid=z", "https://example.com/a?id=7"),
        ("https://example.com/a?utm=kept", "https://example.com/a?utm=kept"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://cdn-x.cdn.ampproject.org/c/s/example.com/a", "https://example.com/a"),
        (" https://example.com./a\n", "https://example.com/a"),
        ("ftp://example.com/a", None),
        ("mailto:a@example.com", None),
        ("https:///a", None),
        ("http://[::1/a", None),
        ("http://example.com:99999/a", None),
        ("", None),
    ],
)
def test_canonical(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("url", ["https://example.com/%e2%82?q=%zz", "http://ex/a?b&c=", "https://example.com/Ж?я=1"])
def test_canonical_is_stable(url: str) -> None:
    once = canonical_url(url)
    assert once
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/news/a",
        "https://www.example.com/news/a/",
        "https://mobile.example.com/news/a?outputType=amp",
        "https://amp.example.com/amp/news/a",
        "https://example.com/news/a/index.html",
        "https://example.com/news/a.amp?amp=1",
    ],
)
def test_forms_of_one_page_have_one_key(url: str) -> None:
    assert url_key(url) == "example.com/news/a?"


@pytest.mark.parametrize("url", ["https://m.com/a", "https://amp.dev/a", "https://www.com/a"])
def test_short_hosts_keep_their_first_part(url: str) -> None:
    assert url_key(url) == url.removeprefix("https://") + "?"


@pytest.mark.parametrize("url", ["https://example.com", "https://example.com/", "https://example.com/?utm_source=x"])
def test_a_site_is_no_article(url: str) -> None:
    assert url_key(url) is None


def test_half_characters_are_in_no_address() -> None:
    assert canonical_url("https://a.example/1?q=\udcff") == "https://a.example/1?q=%3F"
