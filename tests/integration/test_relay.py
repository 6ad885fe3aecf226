"""Alerts handed to chat services: a loopback server that takes, fails, talks nonsense and hangs up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wirewatch.alerting.chat import ChatDeliveryError, parse_chat_urls, send_to_chat
from wirewatch.records import Alert, AlertBatch, Article, Match, Summary
from wirewatch.storage.key_value import MemoryKeyValueStore

SUMMARY = Summary(text="It rained.", sentences=["It rained."], kind="extractive")
ALERT = Alert(
    id="a",
    article=Article(id="a", text="It rained.", title="Rain in Estonia", url="https://a.example/1"),
    matches=[Match(entry="EE", kind="country", name="Estonia", salience=1.0, mentions=[])],
    summary=SUMMARY,
)


class Service(BaseHTTPRequestHandler):
    """Answers by the path that it is asked for."""

    taken: list[tuple[str, str]] = []
    mended = False
    over = threading.Event()

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if "stall" in self.path:
            Service.over.wait(20)
            self.close_connection = True
            return
        if "hang-up" in self.path:
            self.close_connection = True
            return
        fails = "fail" in self.path and not Service.mended
        if not fails:
            Service.taken.append((self.path, body))
        nonsense = b"\x00\xff<not json" if "nonsense" in self.path else b"{}"
        self.send_response(500 if fails else 200)
        self.send_header("Content-Length", str(len(nonsense)))
        self.end_headers()
        self.wfile.write(nonsense)


@pytest.fixture
def service() -> Iterator[str]:
    Service.taken, Service.mended = [], False
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Service.over.clear()
    yield f"json://token-of-secrecy@127.0.0.1:{server.server_port}"
    Service.over.set()
    server.shutdown()


def test_each_service_gets_an_alert_once_whatever_the_others_do(service: str) -> None:
    index = MemoryKeyValueStore()
    addresses = [f"{service}/good", f"{service}/fail", f"{service}/nonsense", f"{service}/hang-up"]
    with pytest.raises(ChatDeliveryError) as failed:
        send_to_chat("m1", ALERT, addresses, index)
    assert "number 2 (json), number 4 (json)" in str(failed.value)
    assert "secrecy" not in str(failed.value)
    assert sorted(path for path, _ in Service.taken) == ["/good", "/nonsense"]  # they are asked side by side
    Service.mended = True
    with pytest.raises(ChatDeliveryError, match=r"by number 4 \(json\);"):
        send_to_chat("m1", ALERT, addresses, index)
    assert sorted(path for path, _ in Service.taken) == ["/fail", "/good", "/nonsense"]
    # Another alert goes to all of them.
    assert send_to_chat("m2", ALERT, addresses[:1], index) == 1
    assert "Rain in Estonia" in Service.taken[-1][1]


def test_a_list_is_told_as_one(service: str) -> None:
    assert send_to_chat("m", AlertBatch(alerts=[ALERT, ALERT]), [f"{service}/good"], MemoryKeyValueStore()) == 1
    assert "2 more alerts" in Service.taken[0][1]


def test_an_address_that_is_none_is_said_by_its_number() -> None:
    with pytest.raises(ChatDeliveryError, match=r"number 1 \(nonsense\)"):
        send_to_chat("m", ALERT, ["nonsense://token"], MemoryKeyValueStore())


def test_the_secret_is_a_list_or_lines() -> None:
    assert parse_chat_urls('["a://b", "c://d"]') == parse_chat_urls("# ours\na://b\n\n c://d\n") == ["a://b", "c://d"]
    for wrong in ("", "[]", "# nothing"):
        with pytest.raises(ChatDeliveryError, match="wanted are 1 to 50"):
            parse_chat_urls(wrong)


def test_a_service_that_stalls_is_given_up(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wirewatch.alerting.chat.CHAT_SECONDS", 0.3)
    with pytest.raises(ChatDeliveryError, match="number 1"):
        send_to_chat("m", ALERT, [f"{service}/stall", f"{service}/good"], MemoryKeyValueStore())
    assert not Service.over.is_set()
    assert [path for path, _ in Service.taken] == ["/good"]
