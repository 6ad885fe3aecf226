"""``wirewatch read`` prints what the stack would send: the same summary, genre and reasons for the same page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.alert_world import AlertWorld
from tests.support.sample_pages import html, sample_pages
from wirewatch.alerting.rendering import email
from wirewatch.alerting.sender import AlertSender
from wirewatch.alerting.throttling import ThrottlePolicy
from wirewatch.cli import stages
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.matching.matcher import match
from wirewatch.messages import AlertRequest
from wirewatch.records import Alert, MatchedArticle
from wirewatch.services.article_processing import AlertRequester, alertable_entries
from wirewatch.storage.counters import MemoryPendingBatches, MemoryRateCounter
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.summaries.summariser import Summariser
from wirewatch.watchlists.compiled import open_compiled

PAGES = ["01-dam-vote", "05-opinion", "07-live-storm", "09-press", "21-es-volcan", "25-ru-most", "27-ja-kojo"]


@pytest.fixture(scope="module")
def models() -> Summariser:
    return Summariser()


def sent(page: Path, models: Summariser) -> list[Any]:
    """The JSON and the e-mail that the stack publishes for a page."""
    index, _ = open_compiled(("countries", "officials"))
    world, kept, requests = AlertWorld(), dict[str, bytes](), list[AlertRequest]()
    store = MemoryKeyValueStore()
    requester = AlertRequester(store, lambda request, _: requests.append(request))
    sender = AlertSender(
        publish=world.publish,
        read=lambda key: msgspec.json.decode(kept[key], type=MatchedArticle),
        wake=world.wake,
        counter=MemoryRateCounter(),
        batches=MemoryPendingBatches(),
        store=store,
        summariser=models,
        policy=ThrottlePolicy(),
    )
    with page.open("rb") as file:
        for document in open_documents(file, source=str(page)):
            article = extract_article(document)
            matched = requester.assign(article, match(article, index))
            kept["a"] = msgspec.json.encode(matched)
            requester.request("a", matched, alertable_entries(matched.matches, index), "")
    for request in requests:
        sender.send_or_defer(request)
    return [json.loads(message.body) for message in world.sent]


@pytest.mark.parametrize("name", PAGES)
def test_read_prints_what_the_stack_sends(
    name: str, tmp_path: Path, models: Summariser, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (page,) = [one for one in sample_pages() if one.id == name]
    file = tmp_path / "page.html"
    file.write_bytes(html(page))
    stages.read(str(file), json=True)
    printed = msgspec.json.decode(capfdbinary.readouterr().out, type=Alert)
    (forms,) = sent(file, models)
    alert = msgspec.json.decode(forms["default"], type=Alert)
    assert printed.summary == alert.summary
    assert (printed.id, printed.article.title, printed.article.url) == (
        alert.id,
        alert.article.title,
        alert.article.url,
    )
    due = {one.entry for one in alert.matches}
    same = msgspec.structs.replace(printed, matches=[one for one in printed.matches if one.entry in due])
    assert forms["email"] == email(same)
    stages.read(str(file))
    shown = " ".join(capfdbinary.readouterr().out.decode().split())
    assert (
        " ".join(alert.summary.text.split()) in shown or page.language == "ja"
    )  # a terminal breaks lines anywhere there
