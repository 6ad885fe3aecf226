"""Parts of fetching that need no network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from wirewatch.errors import InputRejectedError
from wirewatch.fetching.fetcher import fetch, retry_after


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/a", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.com/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("example.com/a", "scheme"),
        ("", "scheme"),
        ("http:///a", "address"),
        ("http://", "address"),
        ("http://exa mple.com/", "address"),
        ("http://example.com:port/", "address"),
        ("http://[::1", "address"),
        ("http://example.com\x00/", "address"),
        ("http://①②⑦.0.0.1/", "address"),
        ("http://127。0。0。1/", "address"),
        ("http://2130706433/", "address"),
        ("http://0x7f.1/", "address"),
        ("http://[::ffff:169.254.169.254]/latest/meta-data/", "address"),
        ("http://example.com:22/", "port"),
        ("http://" + "a" * 300 + ".com/", "address"),
    ],
)
def test_refused_before_any_connection(url: str, reason: str) -> None:
    with pytest.raises(InputRejectedError) as refused:
        fetch(url)
    assert refused.value.reason == reason


def test_a_password_does_not_come_into_the_message() -> None:
    with pytest.raises(InputRejectedError) as refused:
        fetch("http://reader:secret@example.com/")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0", 0.0), ("999999999", 86400.0), ("-1", None), ("soon", None), (None, None)],
)
def test_retry_after_in_seconds(value: str | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_retry_after_as_a_date() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=600)
    assert retry_after(format_datetime(soon, usegmt=True)) == pytest.approx(600, abs=60)
    assert retry_after("Fri, 01 Mar 2024 08:00:00 GMT") == 0.0
