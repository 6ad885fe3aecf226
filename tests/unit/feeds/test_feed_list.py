"""feeds.yaml and OPML: what is read, what is said of mistakes, and that nothing is lost on the way."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wirewatch.feeds.feed_list import FeedList, FeedListError, WatchedFeed, add_to, load_feeds, parse_feeds, to_yaml
from wirewatch.feeds.opml import from_opml, to_opml
from wirewatch.text.mojibake import repair

GOOD = b"""# our feeds
feeds:
  - https://a.example/rss   # the first
  - url: https://b.example/feed?x=1&y=2
    name: The  B
    tags: [world, africa]
    every: 2h
    language: 'no'
    text: teaser
    watchlist: africa
    enabled: no
"""


def problems(text: str) -> list[str]:
    with pytest.raises(FeedListError) as caught:
        parse_feeds({"feeds.yaml": text.encode()})
    return [str(problem) for problem in caught.value.problems]


def test_a_list_is_read() -> None:
    first, second = parse_feeds({"feeds.yaml": GOOD}).feeds
    assert first == WatchedFeed(url="https://a.example/rss")
    assert second == WatchedFeed(
        url="https://b.example/feed?x=1&y=2",
        name="The B",
        tags=["world", "africa"],
        every=120,
        language="no",
        text="teaser",
        watchlist="africa",
        enabled=False,
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- url: ftp://a.example/x", "no address; write it in full"),
        ("- a.example/feed", "no address; write it in full"),
        ("- 'https://a.example/x y'", "holds spaces"),
        ("- https://me:secret@a.example/x", "a user name is not polled"),
        ("- name: A", "feeds.yaml:2: url: is missing"),
        ("- {url: https://a.example/x, evry: 5m}", "did you mean every?"),
        ("- {url: https://a.example/x, every: 1m}", "not from 5m to 24h"),
        ("- {url: https://a.example/x, every: 2d}", "not from 5m to 24h"),
        ("- {url: https://a.example/x, every: soon}", "not from 5m to 24h"),
        ("- {url: https://a.example/x, text: some}", "'some' is not one of full, teaser"),
        ("- {url: https://a.example/x, language: English}", "two small letters"),
        ("- {url: https://a.example/x, tags: ['a,b']}", "no comma and no slash"),
        ("- {url: https://a.example/x, enabled: perhaps}", "must be true or false"),
        ("- {url: https://a.example/x, watchlist: ../x}", "no name of a watchlist"),
        ("- &a https://a.example/x", "anchors and aliases"),
        ("- [https://a.example/x]", "must be a mapping"),
    ],
)
def test_every_mistake_says_its_place_and_mend(line: str, said: str) -> None:
    found = problems(f"feeds:\n  {line}\n")
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith("feeds.yaml:2")


def test_all_mistakes_are_said_at_once() -> None:
    assert len(problems("feeds:\n  - nonsense\n  - url: https://a.example/x\n    every: 1m\n    text: x\n")) == 3


def test_a_secret_is_not_repeated() -> None:
    assert "secret" not in problems("feeds:\n  - https://me:secret@a.example/x\n")[0]


def test_a_feed_is_named_once_over_all_files() -> None:
    with pytest.raises(FeedListError, match=r"two.yaml:2: url: .* already named at one.yaml:3"):
        parse_feeds(
            {
                "one.yaml": b"feeds:\n  - https://b.example/\n  - http://www.a.example/rss\n",
                "two.yaml": b"feeds:\n  - https://a.example/rss/\n",
            }
        )


@pytest.mark.parametrize("text", ["", "feeds:\n", "feeds: []\n", "# nothing\n"])
def test_an_empty_list_says_what_to_add(text: str) -> None:
    assert "no feed is named" in problems(text)[0]


def test_other_files_are_refused() -> None:
    assert "write feeds: above it" in problems("- https://a.example/x\n")[0]
    assert "not valid YAML" in problems("feeds: [")[0]
    with pytest.raises(FeedListError, match="cannot be read"):
        load_feeds(["/nowhere/feeds.yaml"])


def test_files_are_loaded(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_bytes(GOOD)
    assert len(load_feeds([path]).feeds) == 2


NEW = [WatchedFeed(url="https://new.example/feed#x", name='The "new": one', tags=["a: b"], every=90)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "feeds:\n",
        GOOD.decode(),
        "feeds:\n- https://a.example/x",
        "feeds:\n    - https://a.example/x\n\n# the end\n",
        "feeds: # all\n  - https://a.example/x\n\n# more\ntitle: Ours\n",
    ],
)
def test_adding_keeps_what_is_there(text: str) -> None:
    added = add_to(text, NEW)
    before = parse_feeds({"f": text.encode()}).feeds if "http" in text else []
    assert parse_feeds({"f": added.encode()}).feeds == before + NEW
    assert [line for line in text.splitlines() if line not in added.splitlines()] == []


@pytest.mark.parametrize("text", ["feeds: [https://a.example/x]\n", "feeds:\n  - nonsense\n", "title: x\n"])
def test_what_cannot_be_added_to_is_refused(text: str) -> None:
    with pytest.raises(FeedListError):
        add_to(text, NEW)


OPML = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="World"><outline text="Africa, East">
  <outline type="rss" text="A &amp; B" xmlUrl="https://a.example/rss" category="/news/daily,top" language="en-us"/>
</outline><outline text="C" xmlurl="feed://c.example/feed"/></outline>
<outline text="D" xmlUrl="feed:https://d.example/feed" isComment="true"/>
<outline text="Again" xmlUrl="http://a.example/rss" category="twice"/>
<outline type="rss" text="No address"/><outline text="Bad" xmlUrl="file:///etc/hostname"/>
</body></opml>"""


def test_opml_is_read() -> None:
    found = from_opml(OPML, "mine.opml")
    first, second, third = found.feeds
    assert (first.url, first.name, first.language) == ("https://a.example/rss", "A & B", "en")
    assert first.tags == ["World", "Africa East", "news", "daily", "top", "twice"]
    assert (second.url, second.tags, second.enabled) == ("http://c.example/feed", ["World"], True)
    assert (third.url, third.tags, third.enabled) == ("https://d.example/feed", [], False)
    assert [problem.line for problem in found.warnings] == [8, 8]


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<opml><body/></opml>", b"\0\1", b"feeds: []"])
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(FeedListError):
        from_opml(data)


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(lambda t: t.strip() == t)
TAGS = NAMES.map(lambda tag: tag.replace(",", "").replace("/", "").replace("<", "").replace("&", "")).filter(
    lambda tag: tag and repair(tag) == tag
)
FEEDS = st.builds(
    WatchedFeed,
    url=st.integers(0, 10**6).map(lambda n: f"https://f{n}.example/feed?a={n}&b=c'd"),
    name=st.just("") | TAGS,
    tags=st.lists(TAGS, max_size=4, unique=True),
    every=st.none() | st.integers(5, 1440),
    language=st.none() | st.sampled_from(["en", "no"]),
    text=st.sampled_from(["full", "teaser"]),
    watchlist=st.none() | st.just("own"),
    enabled=st.booleans(),
)
LISTS = st.lists(FEEDS, min_size=1, max_size=6, unique_by=lambda feed: feed.url)


@settings(max_examples=60, deadline=None)
@given(LISTS)
def test_yaml_gives_back_what_was_written(feeds: list[WatchedFeed]) -> None:
    assert parse_feeds({"f": f"feeds:\n{to_yaml(feeds)}".encode()}).feeds == feeds


@settings(max_examples=60, deadline=None)
@given(LISTS)
def test_opml_gives_back_what_it_has_a_place_for(feeds: list[WatchedFeed]) -> None:
    # Names that look as if they had been decoded wrongly are put right when they are read.
    assume(all(repair(name) == name for feed in feeds for name in (feed.name, *feed.tags)))
    again = from_opml(to_opml(FeedList(feeds=feeds))).feeds

    def kept(feed: WatchedFeed) -> tuple[object, ...]:
        return feed.url, feed.name or feed.url, feed.tags, feed.language, feed.enabled

    assert sorted(map(kept, again), key=str) == sorted(map(kept, feeds), key=str)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_junk_is_refused_in_our_words(junk: bytes) -> None:
    with contextlib.suppress(FeedListError):
        assert from_opml(b"<opml>" + junk).feeds
    with contextlib.suppress(FeedListError):
        assert parse_feeds({"f": b"feeds:\n- " + junk}).feeds
