"""What chat services show of an alert: each its own form, and nothing of a stranger's that comes to life."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import fake_chat
from tests.support.builders import alert as built_alert
from tests.support.chat_judges import JUDGES, Service, service
from wirewatch.alerting.builder import build_alert
from wirewatch.alerting.chat import ChatDeliveryError, send_to_chat
from wirewatch.alerting.chat_forms import Style, chat_messages
from wirewatch.records import Alert, AlertBatch, Article, Match, MatchedArticle, Mention, Summary
from wirewatch.storage.key_value import MemoryKeyValueStore

SERVICES = [*JUDGES, "mail"]
RICH = [name for name in SERVICES if name not in ("ntfy", "json")]
LINK = "https://a.example/x?a=1&b=(2)"
HOSTILE = [
    "@everyone @here @channel @all <@&123> <@123> <#1> <!channel> <users/all>",
    '<a href="http://evil.example">free</a> <b>unbalanced <script>alert(1)</script>',
    "[click](http://evil.example) <http://evil.example|click> ![x](http://evil.example/i.png) http://evil.example",
    "**bold** *it* _it_ ~no~ ||spoiler|| `code` ```block``` \\* &lt;b&gt; & <",
    "# heading",
    "1. first - > quoted",
    "{{DATE(2026-01-01T00:00:00Z, SHORT)}} <at>everybody</at> - item",
]


def match(name: str = "Sweden", sentence: str = "Sweden asked for more.") -> Match:
    mention = Mention(start=10_000, end=10_006, where="text", name=name, sentence=sentence)
    return Match(entry=name, kind="country", name=name, salience=0.5, mentions=[mention])


def alert(title: str = "Route opened", text: str = "Estonia opened the route.", **fields: object) -> Alert:
    article = Article(id=title, text=text, title=title, url=LINK, **fields)  # type: ignore[arg-type]
    summary = Summary(text=text, sentences=[text], kind="extractive")
    return build_alert(MatchedArticle(article=article, matches=[match(sentence=f"Sweden said {text}")]), summary)


@pytest.fixture(params=SERVICES)
def running(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    with service(request.param, monkeypatch) as found:
        yield request.param, found


def send(found: Service, sent: Alert | AlertBatch) -> None:
    assert send_to_chat("m", sent, [found.address], MemoryKeyValueStore()) == 1
    assert found.refused == []


def test_title_summary_and_reasons_arrive(running: tuple[str, Service]) -> None:
    name, found = running
    send(found, alert(site="The Courier"))
    (post,) = found.posts
    for wanted in ("Route opened", "Estonia opened the route.", " said Estonia opened the route.", "The Courier"):
        assert wanted in post.text
    assert LINK in [unquote(link.replace("&amp;", "&")) for link in post.links]
    if name in RICH:
        assert "Sweden" in post.bold
        assert any("Route opened" in words for words in post.bold)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_strangers_wrote_arrives_as_text(running: tuple[str, Service], hostile: str) -> None:
    _, found = running
    made = alert(hostile, f"{hostile} and so on.", site=hostile, authors=[hostile])
    made.matches[0] = match(hostile, hostile)
    send(found, made)
    (post,) = found.posts
    assert post.mentions == []
    assert {unquote(link.replace("&amp;", "&")) for link in post.links} == {LINK}


def test_a_list_that_is_too_long_for_one_message_is_split_and_whole(running: tuple[str, Service]) -> None:
    _, found = running
    many = [alert(f"Title {n:03d} & <b>", site="The Courier " * 20) for n in range(50)]
    send(found, AlertBatch(alerts=many))
    text = "".join(post.text for post in found.posts)
    places = [text.index(f"Title {n:03d}") for n in range(50)]
    assert places == sorted(places)
    assert text.count("Title 0") == 50


def test_only_what_was_not_taken_of_a_split_list_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    many = AlertBatch(alerts=[alert(f"Title {n:03d}", site="The Courier " * 20) for n in range(30)])
    done = MemoryKeyValueStore()
    judge, calls = JUDGES["discord"], []

    def fails_once(payload: dict[str, object]) -> object:
        calls.append(1)
        return judge(payload) if len(calls) != 2 else judge({"content": "x" * 9999})

    monkeypatch.setitem(JUDGES, "discord", fails_once)
    with service("discord", monkeypatch) as found:
        with pytest.raises(Exception, match="number 1"):
            send_to_chat("m", many, [found.address], done)
        assert send_to_chat("m", many, [found.address], done) == 1
        text = "".join(post.text for post in found.posts)
        assert [text.count(f"Title {n:03d}") for n in range(30)] == [1] * 30


@given(st.text(max_size=3000), st.sampled_from(["html", "markdown", "slack", "teams", "text"]), st.integers(400, 4000))
def test_every_message_is_within_the_limit(text: str, style: Style, limit: int) -> None:
    made = alert(text, text or "x", site=text)
    for sent in (made, AlertBatch(alerts=[made, made])):
        for message in chat_messages(sent, style, limit):
            assert len(message.body(titled=False)) <= limit


def test_slow_chat_services_starve_no_good_one() -> None:
    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            over.wait(20)
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    over, failed = threading.Event(), []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    slow = [f"json://127.0.0.1:{server.server_port}/{number}" for number in range(3)]
    with fake_chat.chat() as good:

        def send() -> None:
            try:
                send_to_chat("m", built_alert(), [*slow, good.address], MemoryKeyValueStore())
            except ChatDeliveryError as error:
                failed.append(str(error))

        sending = threading.Thread(target=send)
        sending.start()
        deadline = time.monotonic() + 15
        while not good.taken and time.monotonic() < deadline:
            time.sleep(0.01)
        assert good.taken
        assert sending.is_alive()  # the slow ones still have it
        over.set()
        sending.join()
    server.shutdown()
    assert "number 3" in failed[0]
    assert "number 4" not in failed[0]
