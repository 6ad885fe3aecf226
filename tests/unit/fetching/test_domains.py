"""Registrable domains."""

from __future__ import annotations

import pytest

from wirewatch.fetching.domains import registrable_domain, same_owner


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.paper.co.uk/a", "paper.co.uk"),
        ("http://M.Paper.com:8080/a", "paper.com"),
        ("https://one.github.io/a", "one.github.io"),
        ("https://news.paper.example/a", "paper.example"),
        ("http://192.0.2.1:81/a", "192.0.2.1:81"),
        ("http://intranet/a", "intranet"),
        ("ftp://paper.com/a", None),
        ("", None),
    ],
)
def test_the_domain_is_what_its_owner_registered(url: str, domain: str | None) -> None:
    assert registrable_domain(url) == domain


def test_neighbours_under_a_public_suffix_are_strangers() -> None:
    assert not same_owner("https://one.github.io/a", "https://two.github.io/a")
    assert not same_owner("https://one.co.uk/a", "https://two.co.uk/a")
    assert not same_owner("https://paper.com/a", "https://paper.com.evil.net/a")
    assert not same_owner(None, None)
    assert same_owner("https://www.paper.com/a", "http://amp.paper.com/b")
