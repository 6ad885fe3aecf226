"""``wirewatch feeds`` against a real server on a loopback address."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from wirewatch.cli.feeds import app
from wirewatch.feeds.feed_list import load_feeds

NOW = datetime.now(UTC)
WORDS = " ".join(f"On day {n} the ferry left the harbour on time." for n in range(30))


def item(number: int, hours: float, extra: str = "") -> str:
    date = format_datetime(NOW - timedelta(hours=hours))
    return f"<item><title>Ferry {number}</title><link>/ferry/{number}</link><pubDate>{date}</pubDate>{extra}</item>"


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Ferry news</title><link>/</link>{"".join(items)}</channel></rss>'


PAGES = {
    "/feed": rss(item(1, 30), item(2, 3), item(3, 50)),
    "/full": rss(item(1, 1, f"<description>&lt;p&gt;{WORDS}&lt;/p&gt;</description>")),
    "/silent": rss(item(1, 24 * 200), "<item><title>Undated</title></item>", item(2, -100)),
    "/page": '<html><link rel="alternate" type="application/rss+xml" href="/broken"><link rel="alternate" '
    'type="application/rss+xml" href="/feed"><link rel="alternate" type="application/rss+xml" href="/full"></html>',
    "/error": "<html><title>Sorry</title></html>",
    "/index": "<sitemapindex><sitemap><loc>https://a.example/news.xml</loc></sitemap></sitemapindex>",
}


class Handler(BaseHTTPRequestHandler):
    """Answers from the table; ``/moved`` sends to ``/feed`` for good."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/feed")
        else:
            self.send_response(200 if self.path in PAGES else 404)
        self.end_headers()
        self.wfile.write(PAGES.get(self.path, "").encode())

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Shell:
    """Runs the command and keeps what it prints."""

    def __init__(self, capture: pytest.CaptureFixture[str], port: str) -> None:
        self.capture, self.open = capture, ["--allow", "127.0.0.0/8", "--port", port]

    def __call__(self, *words: str, fetches: bool = True) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            app([*words, *(self.open if fetches else [])])
        said = self.capture.readouterr()
        return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def shell(web: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(capsys, web.rpartition(":")[2])


def test_check_says_what_a_feed_would_give(shell: Shell, web: str) -> None:
    code, out, _ = shell("check", f"{web}/feed")
    assert code == 0
    assert "rss: Ferry news, 3 entries" in out
    assert "newest: Ferry 2, 3 hours ago" in out
    assert "teasers" in out
    assert "note:" not in out
    assert "full text: read without" in shell("check", f"{web}/full")[1]


def test_check_says_what_is_wrong(shell: Shell, web: str) -> None:
    _, out, _ = shell("check", f"{web}/silent", f"{web}/moved", f"{web}/index")
    assert "silent for 200 days" in out
    assert "1 of 3 entries have no date" in out
    assert "1 of 3 entries are dated in the future" in out
    assert "1 of 3 entries have no address" in out
    assert f"moved for good: name {web}/feed instead" in out
    assert "the newest is https://a.example/news.xml" in out


def test_check_fails_where_a_feed_gives_nothing(shell: Shell, web: str) -> None:
    code, out, _ = shell("check", f"{web}/error", f"{web}/none", f"{web}/page", f"{web}/feed", "--json")
    assert code == 1
    found = {record["url"].removeprefix(web): record for record in map(json.loads, out.splitlines())}
    assert "it is an html page, not a feed: 'Sorry'" in found["/error"]["error"]
    assert "answered 404" in found["/none"]["error"]
    assert found["/page"]["feeds"] == [f"{web}/broken", f"{web}/feed", f"{web}/full"]
    assert (found["/feed"]["kind"], found["/feed"]["entries"]) == ("rss", 3)


def test_networks_inside_are_not_asked(shell: Shell, web: str) -> None:
    code, out, _ = shell("check", f"{web}/feed", fetches=False)
    assert code == 1
    assert "gives nothing" in out


def test_check_of_a_list(shell: Shell, web: str, tmp_path: Path) -> None:
    Path("feeds.yaml").write_text(f"feeds:\n  - {web}/feed\n  - {{url: {web}/error, enabled: no}}\n")
    code, out, _ = shell("check")
    assert (code, out) == (0, "feeds.yaml: 2 feeds, 1 of them not enabled, no mistakes\n")
    code, out, _ = shell("check", "feeds.yaml", "--fetch")
    assert code == 0
    assert "Ferry news" in out
    Path("feeds.yaml").write_text("feeds:\n  - nonsense\n")
    code, _, err = shell("check")
    assert code == 1
    assert "feeds.yaml:2: url: 'nonsense' is no address" in err


def test_add_discovers_and_keeps_the_file(shell: Shell, web: str) -> None:
    path = Path("feeds.yaml")
    code, out, _ = shell("add", f"{web}/page", "--tag", "sea", "--tag", "ferries")
    assert code == 0
    assert f"feeds.yaml: {web}/feed added" in out
    assert f"the page names another: {web}/full" in out
    path.write_text("# ours\n" + path.read_text() + "# the end\n")
    assert shell("add", f"{web}/full", "--name", "All of it")[0] == 0
    first, second = load_feeds([path]).feeds
    assert (first.url, first.name, first.tags) == (f"{web}/feed", "Ferry news", ["sea", "ferries"])
    assert (second.url, second.name) == (f"{web}/full", "All of it")
    assert path.read_text().startswith("# ours\n")
    assert "# the end" in path.read_text()
    assert list(Path().iterdir()) == [path]


def test_add_refuses_what_is_there_and_what_is_none(shell: Shell, web: str) -> None:
    assert shell("add", f"{web}/feed")[0] == 0
    before = Path("feeds.yaml").read_bytes()
    code, _, err = shell("add", f"{web}/moved")
    assert code == 1
    assert "already named there" in err
    code, _, err = shell("add", f"{web}/error")
    assert code == 1
    assert "html page" in err
    assert shell("add", f"{web}/full", "--tag", "a,b")[0] == 1
    assert Path("feeds.yaml").read_bytes() == before


def test_lists_travel_as_opml(shell: Shell) -> None:
    Path("feeds.yaml").write_text("feeds:\n  - {url: https://a.example/rss, tags: [one]}\n  - https://b.example/rss\n")
    code, out, _ = shell("export", "--to", "out.opml", fetches=False)
    assert (code, out) == (0, "out.opml: 2 feeds\n")
    assert b"<opml" in Path("out.opml").read_bytes()
    assert shell("export", fetches=False)[1] == Path("out.opml").read_text()
    Path("new.yaml").write_text("feeds:\n  - http://b.example/rss\n")
    code, out, _ = shell("import", "out.opml", "--to", "new.yaml", fetches=False)
    assert (code, out) == (0, "new.yaml: 1 feed added, 1 were there already, 0 left out\n")
    assert [feed.tags for feed in load_feeds(["new.yaml"]).feeds] == [[], ["one"]]
    assert shell("import", "feeds.yaml", fetches=False)[0] == 1
    assert shell("import", "none.opml", fetches=False)[0] == 1
