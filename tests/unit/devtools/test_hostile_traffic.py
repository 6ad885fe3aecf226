"""The hostile web of the fault test is what it says: hostile kinds alert nobody, honest neighbours must."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from tests.system.hostile_traffic import LINKS, PAGES, HostileTraffic, Outlets, outlets
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.messages import FeedItem, parse_article_message


def test_every_kind_comes_and_only_honest_ones_are_expected() -> None:
    traffic = HostileTraffic(1, 60, 8000)
    assert set(traffic.hostile.values()) == {*PAGES, *LINKS}
    items = [item for message in traffic.messages for item in parse_article_message(message)]
    assert all(isinstance(item, FeedItem) for item in items)
    assert len(traffic.pages) + len(items) == 60
    assert len(traffic.expected) == 60 - len(traffic.hostile)


def test_hostile_pages_are_read_or_refused_in_time() -> None:
    reasons = {}
    for kind, make in PAGES.items():
        try:
            for document in open_documents(make(), source=kind):
                extract_article(document)
        except InputRejectedError as refused:
            reasons[kind] = refused.reason
    assert reasons["a bomb"] in {"bomb", "too-large", "binary", "empty"}
    assert "too-slow" not in reasons.values()


def test_an_outlet_that_is_busy_answers_later() -> None:
    with outlets() as port:
        traffic = HostileTraffic(2, 10, port)
        (path,) = [story for story, _ in traffic.expected if story.startswith("/busy/")]
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            assert answer.read() == Outlets.honest[path]
