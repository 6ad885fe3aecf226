"""Articles are processed: matched, kept, requested once; what cannot be read is rejected with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.support.builders import article
from tests.support.memory_ports import MemoryObjects, MemoryQueue
from wirewatch.errors import InputRejectedError, TemporaryFetchError
from wirewatch.fetching.fetcher import FetchedPage
from wirewatch.messages import AlertRequest, FeedItem, InboxObject
from wirewatch.records import Article, MatchedArticle
from wirewatch.services.article_processing import AlertRequester, ArticleProcessor, index_failures
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
        )

    def fetch(self, url: str) -> FetchedPage:
        if isinstance(self.page, Exception):
            raise self.page
        return self.page

    def process(self, item: InboxObject | FeedItem, time_left: Callable[[], float] = PLENTY) -> list[ServiceResult]:
        return list(self.processor.process(item, time_left))

    def drop(self, *articles: Article) -> InboxObject:
        self.inbox.objects["inbox/a.jsonl"] = b"".join(msgspec.json.encode(one) + b"\n" for one in articles)
        return InboxObject(bucket="inbox", key="a.jsonl")


@pytest.fixture
def world(index: WatchlistIndex) -> World:
    return World(index)


def test_an_article_that_matches_is_kept_and_requested_once(world: World) -> None:
    (result,) = world.process(world.drop(article()))
    assert result.message == "article processed"
    assert result.metrics == {"ArticlesProcessed": 1, "ArticlesMatched": 1}
    (request,) = world.requests
    assert set(request.entries) == {"NO", "IS"}
    kept = msgspec.json.decode(world.data.objects[request.key], type=MatchedArticle)
    assert kept.story == request.story == result.fields["story"]
    assert {found.entry for found in kept.matches} == {"NO", "IS"}


def test_an_article_that_matches_nothing_is_kept_and_gets_no_story(world: World) -> None:
    (result,) = world.process(world.drop(article(text="The bridge opened on Monday. " * 4)))
    assert (result.metrics, result.fields["story"], world.requests) == ({"ArticlesProcessed": 1}, "", [])
    assert len(world.data.objects) == 1


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
    assert len(world.process(item, lambda: 1.0)) == 1
    rest = msgspec.json.decode(world.articles.sent[0][0], type=InboxObject)
    assert [result.fields["article"] for result in world.process(rest)] == ["b"]


def test_an_item_that_carries_its_article_is_matched_against_its_feeds_watchlist(world: World) -> None:
    item = FeedItem(url="", feed="https://f.example/", watchlist="desk", tags=["x"], article=article())
    world.process(item)
    assert world.watchlists == ["desk"]
    assert sum(world.matches.counts.values()) == 1
    kept = msgspec.json.decode(next(iter(world.data.objects.values())), type=MatchedArticle)
    assert kept.article.tags == ["x"]


def test_a_page_that_cannot_be_fetched_for_now_is_tried_again(world: World) -> None:
    with pytest.raises(TemporaryFetchError):
        world.process(FeedItem(url="https://paper.example/a"))
    assert not world.rejected.sent


def test_a_page_that_is_refused_for_good_is_rejected(world: World) -> None:
    world.page = InputRejectedError("binary", "a picture")
    (result,) = world.process(FeedItem(url="https://paper.example/a"))
    assert (result.fields["reason"], result.fields["source"]) == ("binary", "https://paper.example/a")


def test_an_index_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    (result,) = index_failures({"current": "damaged"})
    assert (result.level, result.fields["index"]) == ("error", "current")
    assert result.metrics == {"IndexLoadFailures": 1}
