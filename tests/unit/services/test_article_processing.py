"""Articles are processed: matched, kept, requested once; what cannot be read is rejected with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.support.builders import article
from tests.support.memory_ports import MemoryObjects, MemoryQueue
from wirewatch.errors import InputRejectedError, ResourceGoneError, RetryLaterError, TemporaryFetchError
from wirewatch.fetching.fetcher import FetchedPage
from wirewatch.messages import AlertRequest, FeedItem, InboxObject
from wirewatch.records import Article, MatchedArticle
from wirewatch.services.article_archive import read_batch
from wirewatch.services.article_processing import (
    MAX_ARTICLES_AT_ADDRESS,
    MAX_PARTS,
    AlertRequester,
    ArticleProcessor,
    index_failures,
)
from wirewatch.services.results import ServiceResult
from wirewatch.storage.counters import MemoryRateCounter
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.loader import load_watchlist

MINUTES = 600.0
PLENTY: Callable[[], float] = lambda: MINUTES  # noqa: E731


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WatchlistIndex:
    path = tmp_path_factory.mktemp("index") / "countries.index"
    write(load_watchlist(("countries",)), path)
    return WatchlistIndex.open(path)


class World:
    """The ports of a processor."""

    def __init__(self, index: WatchlistIndex) -> None:
        self.inbox = MemoryObjects()
        self.data = MemoryObjects()
        self.articles = MemoryQueue()
        self.rejected = MemoryQueue()
        self.matches = MemoryRateCounter()
        self.requests: list[AlertRequest] = []
        self.watchlists: list[str | None] = []
        self.page: FetchedPage | Exception = TemporaryFetchError("timeout", "no answer", "https://paper.example/")
        self.stories = MemoryKeyValueStore()

        def index_of(name: str | None) -> WatchlistIndex:
            self.watchlists.append(name)
            return index

        self.processor = ArticleProcessor(
            open_object=self.inbox.open,
            fetch=self.fetch,
            store=self.data,
            index_of=index_of,
            alerts=AlertRequester(self.stories, lambda request, _: self.requests.append(request)),
            articles=self.articles,
            rejected=self.rejected,
            matches=self.matches,
            places=MemoryKeyValueStore(),
        )

    def fetch(self, url: str) -> FetchedPage:
        if isinstance(self.page, Exception):
            raise self.page
        return self.page

    def process(self, item: InboxObject | FeedItem, time_left: Callable[[], float] = PLENTY) -> list[ServiceResult]:
        with self.processor.archiving():
            return list(self.processor.process(item, time_left))

    def drop(self, *articles: Article) -> InboxObject:
        self.inbox.objects["inbox/a.jsonl"] = b"".join(msgspec.json.encode(one) + b"\n" for one in articles)
        return InboxObject(bucket="inbox", key="a.jsonl")


def time_for_one() -> Callable[[], float]:
    """A clock with time to begin, and none for a second document."""
    times = iter([MINUTES])
    return lambda: next(times, 1.0)


@pytest.fixture
def world(index: WatchlistIndex) -> World:
    return World(index)


def test_an_article_that_matches_is_kept_and_requested_once(world: World) -> None:
    (result,) = world.process(world.drop(article()))
    assert result.message == "article processed"
    assert result.metrics == {"ArticlesProcessed": 1, "ArticlesMatched": 1}
    (request,) = world.requests
    assert set(request.entries) == {"NO", "IS"}
    pinned = msgspec.json.decode(world.data.objects[request.key], type=MatchedArticle)
    assert kept(world)[pinned.article.id] == pinned
    assert pinned.story == request.story == result.fields["story"]
    assert {found.entry for found in pinned.matches} == {"NO", "IS"}


def test_an_article_that_matches_nothing_is_kept_and_gets_no_story(world: World) -> None:
    (result,) = world.process(world.drop(article(text="The bridge opened on Monday. " * 4)))
    assert (result.metrics, result.fields["story"], world.requests) == ({"ArticlesProcessed": 1}, "", [])
    assert len(kept(world)) == len(world.data.objects) == 1


def test_a_language_without_names_is_reported(world: World) -> None:
    written = [msgspec.structs.replace(article(), language=language) for language in ("sq", "en")]
    spoken = [world.process(world.drop(one))[0].fields for one in written]
    assert [fields.get("language_without_names") for fields in spoken] == ["sq", None]


def test_a_copy_requests_nothing_again_and_an_addition_only_what_is_new(world: World) -> None:
    body = article().text
    world.process(world.drop(article("a"), article("b"), article("c", f"{body} Chile joined the treaty.")))
    assert [set(request.entries) for request in world.requests] == [{"NO", "IS"}, {"CL"}]
    assert len({request.story for request in world.requests}) == 1


def test_what_was_reserved_and_not_requested_is_due_when_it_is_tried_again(world: World) -> None:
    item = world.drop(article())
    world.processor._alerts._request = lambda *_: (_ for _ in ()).throw(RuntimeError("the queue is away"))
    with pytest.raises(RuntimeError):
        world.process(item)
    world.processor._alerts._request = lambda request, _: world.requests.append(request)
    world.process(item)
    assert [set(request.entries) for request in world.requests] == [{"NO", "IS"}]


def test_one_bad_line_is_rejected_and_its_neighbours_are_processed(world: World) -> None:
    world.inbox.objects["inbox/a.jsonl"] = b'{"id": "x"}\n' + msgspec.json.encode(article()) + b"\n"
    results = world.process(InboxObject(bucket="inbox", key="a.jsonl"))
    assert [result.message for result in results] == ["article rejected", "article processed"]
    (body, attributes) = world.rejected.sent[0]
    assert json.loads(body)["alone"] is True
    assert attributes["reason"] == results[0].fields["reason"]


def test_a_rejected_line_that_is_sent_again_processes_that_line_alone(world: World) -> None:
    world.inbox.objects["inbox/a.jsonl"] = b'{"id": "x"}\n' + msgspec.json.encode(article()) + b"\n"
    world.process(InboxObject(bucket="inbox", key="a.jsonl"))
    again = msgspec.json.decode(world.rejected.sent[0][0], type=InboxObject)
    assert [result.message for result in world.process(again)] == ["article rejected"]


def test_an_object_that_is_gone_is_rejected(world: World) -> None:
    (result,) = world.process(InboxObject(bucket="inbox", key="gone.html"))
    assert (result.level, result.fields["reason"], result.metrics) == ("error", "gone", {"ArticlesRejected": 1})


def test_what_there_is_no_time_for_goes_back_to_the_queue(world: World) -> None:
    item = world.drop(article("a"), article("b", text="The bridge opened on Monday. " * 4))
    assert len(world.process(item, time_for_one())) == 1
    rest = msgspec.json.decode(world.articles.sent[0][0], type=InboxObject)
    (result,) = world.process(rest)
    assert result.fields["story"] == ""
    assert rest.part == 1


def test_a_run_that_is_cut_off_leaves_no_second_copy_of_its_rest(world: World) -> None:
    item = world.drop(*(article(str(n), text=f"The bridge number {n} opened on Monday. " * 4) for n in range(6)))
    for _ in range(3):  # the run passed its rest on, and another message of its batch had it cut off
        assert len(world.process(item, time_for_one())) == 1
    assert len(world.articles.sent) == 1


def test_an_object_takes_a_bounded_number_of_runs(world: World) -> None:
    item = msgspec.structs.replace(world.drop(article()), part=MAX_PARTS)
    assert [result.message for result in world.process(item)] == ["article rejected"]


def page(url: str, canonical: str, text: str = article().text) -> FetchedPage:
    body = f"""<html><head><title>Treaty signed</title><link rel="canonical" href="{canonical}"></head>
        <body><article><h1>Treaty signed</h1>{"".join(f"<p>{text} {n} times they met.</p>" for n in (3, 4, 5))}</article></body></html>"""
    return fetched(url, body.encode(), "text/html")


def fetched(url: str, body: bytes, kind: str) -> FetchedPage:
    return FetchedPage(
        url=url,
        final_url=url,
        permanent_url=url,
        status=200,
        data=body,
        content_type=kind,
        charset="utf-8",
        etag=None,
        last_modified=None,
        arrived="2026-01-01T00:00:00+00:00",
        headers={},
    )


HONEST = "https://www.honest.example/world/treaty"


def kept(world: World) -> dict[str, MatchedArticle]:
    """What the archive has of each article: the newest."""
    batches = [(key, data) for key, data in world.data.objects.items() if key.startswith("articles/")]
    return {one.article.id: one for _, data in sorted(batches) for one in reversed(list(read_batch(data)))}


def test_nobody_speaks_for_another_by_a_canonical_address(world: World) -> None:
    world.page = page(HONEST, HONEST)
    world.process(FeedItem(url=HONEST))
    world.page = page("https://evil.example/x", HONEST, text="Norway and Iceland said that nothing at all was signed.")
    world.process(FeedItem(url="https://evil.example/x"))
    assert sorted(one.article.url or "" for one in kept(world).values()) == ["https://evil.example/x", HONEST]


def test_an_outlet_speaks_for_itself_at_every_host_of_its_domain(world: World) -> None:
    world.page = page("https://m.honest.example/amp/1", HONEST)
    world.process(FeedItem(url="https://m.honest.example/amp/1"))
    assert [one.article.url for one in kept(world).values()] == [HONEST]


def test_nobody_speaks_for_another_by_an_id_in_json(world: World) -> None:
    world.page = page(HONEST, HONEST)
    world.process(FeedItem(url=HONEST))
    (honest,) = kept(world).values()
    forged = article(honest.article.id, text="Norway and Iceland said that nothing at all was signed.", url=HONEST)
    world.page = fetched("https://evil.example/x.json", msgspec.json.encode(forged), "application/json")
    world.process(FeedItem(url="https://evil.example/x.json"))
    assert len(kept(world)) == 2
    assert kept(world)[honest.article.id].article.text == honest.article.text


def test_nobody_speaks_for_another_by_an_entry_of_a_feed(world: World) -> None:
    world.page = page(HONEST, HONEST)
    world.process(FeedItem(url=HONEST))
    forged = article("x", text="Norway and Iceland said that nothing at all was signed.", url=HONEST)
    world.process(FeedItem(url=HONEST, feed="https://evil.example/feed", article=forged))
    assert len(kept(world)) == 2


def test_an_id_of_a_dropped_list_is_none_of_ours(world: World) -> None:
    world.process(world.drop(article("a1")))
    assert kept(world)
    assert "a1" not in kept(world)


def test_what_was_claimed_is_pinned_as_it_was_read(world: World) -> None:
    world.page = page(HONEST, HONEST)
    world.process(FeedItem(url=HONEST))
    world.page = page(HONEST, HONEST, text="The bridge opened on Monday, and the mayor was there with her dog.")
    world.process(FeedItem(url=HONEST, edited=True))
    (request,) = world.requests
    pinned = msgspec.json.decode(world.data.objects[request.key], type=MatchedArticle)
    assert {found.entry for found in pinned.matches} == {"NO", "IS"}
    assert [one.matches for one in kept(world).values()] == [[]]


def test_one_link_yields_a_bounded_number_of_articles(world: World) -> None:
    lines = b"".join(msgspec.json.encode(article(str(n), text=f"Bridge {n} opened. " * 9)) + b"\n" for n in range(1000))
    world.page = fetched("https://evil.example/x.json", lines, "application/json")
    results = world.process(FeedItem(url="https://evil.example/x.json"))
    assert [result.message for result in results].count("article processed") == MAX_ARTICLES_AT_ADDRESS
    assert results[-1].fields["reason"] == "too-large"


def test_a_batch_gives_back_what_it_has_no_time_for(world: World) -> None:
    with pytest.raises(RetryLaterError):
        world.process(FeedItem(url=HONEST), lambda: 5.0)
    with pytest.raises(RetryLaterError):
        world.process(world.drop(article()), lambda: 5.0)


def test_an_outlet_that_is_down_for_hours_loses_nothing(world: World) -> None:
    waits: list[int] = []
    for attempt in range(1, 5):
        with pytest.raises(TemporaryFetchError):
            list(world.processor.process(FeedItem(url=HONEST), PLENTY, attempt, waits.append))
    assert sum(waits) > 2 * 3600
    assert waits == sorted(waits)


def test_what_an_outlet_asks_to_wait_is_heard(world: World) -> None:
    waits: list[int] = []
    world.page = TemporaryFetchError("busy", "503", HONEST, 503, retry_after=900.0)
    with pytest.raises(TemporaryFetchError):
        list(world.processor.process(FeedItem(url=HONEST), PLENTY, 1, waits.append))
    assert waits == [900]


def test_every_string_of_a_record_has_a_bound(world: World) -> None:
    long = "x" * 300_000
    made = article("a", section=long, site=long, url=f"https://a.example/{long}", agency=long, title=f"\uffff{long}")
    made = msgspec.json.decode(msgspec.json.encode(made), type=Article)
    assert len(msgspec.json.encode(made)) < 5000
    assert made.title.startswith("xxx")
    assert made.url is None


def test_an_item_that_carries_its_article_is_matched_against_its_feeds_watchlist(world: World) -> None:
    item = FeedItem(url="", feed="https://f.example/", watchlist="desk", tags=["x"], article=article())
    world.process(item)
    assert world.watchlists == ["desk"]
    assert sum(world.matches.counts.values()) == 1
    assert [one.article.tags for one in kept(world).values()] == [["x"]]


def test_a_page_that_cannot_be_fetched_for_now_is_tried_again(world: World) -> None:
    with pytest.raises(TemporaryFetchError):
        world.process(FeedItem(url="https://paper.example/a"))
    assert not world.rejected.sent


def test_a_page_that_is_refused_for_good_is_rejected(world: World) -> None:
    world.page = InputRejectedError("binary", "a picture")
    (result,) = world.process(FeedItem(url="https://paper.example/a"))
    assert (result.fields["reason"], result.fields["source"]) == ("binary", "https://paper.example/a")


def test_the_feeds_teaser_is_read_where_the_page_is_refused(world: World) -> None:
    world.page = InputRejectedError("denied", "the server answered 403")
    item = FeedItem(
        url="https://paper.example/a", feed="https://paper.example/rss", title="A title", teaser="A teaser."
    )
    (result,) = world.process(item)
    assert result.fields["teaser"].startswith("denied: ")
    assert [(one.article.text, one.article.teaser) for one in kept(world).values()] == [("A teaser.", True)]


def test_what_is_gone_is_not_read_from_its_teaser(world: World) -> None:
    world.page = ResourceGoneError("gone", "410")
    item = FeedItem(
        url="https://paper.example/a", feed="https://paper.example/rss", title="A title", teaser="A teaser."
    )
    (result,) = world.process(item)
    assert result.fields["reason"] == "gone"


def test_an_index_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    (result,) = index_failures({"current": "damaged"})
    assert (result.level, result.fields["index"]) == ("error", "current")
    assert result.metrics == {"IndexLoadFailures": 1}
