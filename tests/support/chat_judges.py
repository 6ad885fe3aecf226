"""Chat services on loopback that judge as the real ones do: what they refuse, and what of a message comes to life.

Limits and markup are those that the services document (Slack mrkdwn, Discord webhooks, Telegram's HTML style, Mattermost
posts, Teams' workflows that post Adaptive Cards); an SMTP server takes mail.
"""

from __future__ import annotations

import contextlib
import json
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import apprise.plugins.discord
import apprise.plugins.slack
import apprise.plugins.telegram
import requests
from markdown_it import MarkdownIt

BARE = re.compile(r"(?:https?|ftp)://[^\s<>\"]+|\bwww\.[a-z]", re.IGNORECASE)


class Post(NamedTuple):
    """A message as a service shows it.

    Attributes:
        text: what people read.
        links: addresses that may be clicked.
        mentions: who is called.
        bold: what stands out.
    """

    text: str
    links: list[str]
    mentions: list[str]
    bold: list[str]


class RefusedError(Exception):
    """The service answers 400."""


def slack(payload: dict[str, Any]) -> Post:
    """Slack: entities for &, < and >; anything else in angle brackets is a link or calls somebody."""
    text = payload["attachments"][0]["text"]
    if len(text) > 40_000:
        raise RefusedError("msg_too_long")
    tags = re.findall(r"<([^<>]*)>", text)
    links = [tag.split("|")[0] for tag in tags if tag.startswith("http")]
    rest = re.sub(r"<https?://[^<>|]*\|([^<>]*)>", r"\1", text)
    mentions = re.findall(r"<[@!#][^<>]*>", rest) + re.findall(r"@(?:here|channel|everyone)\b", rest)
    bold = re.findall(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", rest)
    links += BARE.findall(rest)
    return Post(rest.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), links, mentions, bold)


def _markdown(text: str) -> tuple[str, list[str], list[str]]:
    """Text, links and bold of CommonMark, HTML in it taken for live."""
    links, bold, words = [], [], []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "html_block":
            links.append(token.content)
        open_bold = False
        for child in token.children or []:
            if child.type == "link_open":
                links.append(str(child.attrs["href"]))
            if child.type in ("image", "html_inline", "code_inline"):
                links.append(child.content or str(child.attrs))
            if child.type in ("strong_open", "strong_close"):
                open_bold = child.type == "strong_open"
                bold += [""] if open_bold else []
            if child.type == "text" and open_bold:
                bold[-1] += child.content
            words.append("\n" if child.type == "softbreak" else child.content if child.type == "text" else "")
        words.append("\n")
    shown = "".join(words)
    return shown, links + BARE.findall(shown), bold


def discord(payload: dict[str, Any]) -> Post:
    """Discord: 2,000 characters; mentions are found wherever they stand, behind a backslash too."""
    if len(payload["content"]) > 2000:
        raise RefusedError("BASE_TYPE_MAX_LENGTH")
    text, links, bold = _markdown(payload["content"])
    mentions = re.findall(r"@(?:everyone|here)|<(?:@[!&]?|#)\d+>", payload["content"])
    return Post(text, links, mentions, bold)


def mattermost(payload: dict[str, Any]) -> Post:
    """Mattermost: CommonMark; @all, @channel, @here and names are mentions."""
    if len(payload["text"]) > 16_383:
        raise RefusedError("too long")
    text, links, bold = _markdown(payload["text"])
    return Post(text, links, re.findall(r"@[a-z][\w.-]*", text), bold)


def teams(payload: dict[str, Any]) -> Post:
    """Teams: a message of 28 KB with a card of text blocks, whose Markdown is bold, italic, lists and links.

    A single line break outside a list is a space; a backslash is shown; ``{{DATE(…)}}`` is filled in; people are called
    by ``<at>`` where the card lists them.
    """
    if len(json.dumps(payload)) > 28_000:
        raise RefusedError("RequestEntityTooLarge")
    if payload.get("type") != "message":
        raise RefusedError("no message")
    texts, mentions = [], []
    for attachment in payload["attachments"]:
        card = attachment["content"]
        if attachment["contentType"] != "application/vnd.microsoft.card.adaptive" or card["type"] != "AdaptiveCard":
            raise RefusedError("no Adaptive Card")
        mentions += [entity["text"] for entity in card.get("msteams", {}).get("entities", [])]
        for block in card["body"]:
            if block["type"] != "TextBlock" or not block.get("wrap", block.get("style") == "heading"):
                raise RefusedError("a block that is cut off, or none of text")
            texts.append(block["text"])
    whole = "\n\n".join(texts)
    shown, links, bold = _markdown(whole)
    filled = re.findall(r"\{\{(?:DATE|TIME)\(.*?\)\}\}", whole)
    if "\\" in whole:
        raise RefusedError("a backslash would be shown")
    return Post(shown, links + filled, mentions + re.findall(r"<at>", whole), bold)


class _Entities(HTMLParser):
    ALLOWED = frozenset("b strong i em u ins s strike del a code pre blockquote".split())  # noqa: SIM905

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[str] = []
        self.bold: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ALLOWED:
            raise RefusedError(f"can't parse entities: unsupported start tag {tag!r}")
        self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.bold += [""] if tag == "b" else []

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise RefusedError(f"can't parse entities: unmatched end tag {tag!r}")

    def handle_data(self, data: str) -> None:
        self.text += data
        if "b" in self.open:
            self.bold[-1] += data


def telegram(payload: dict[str, Any]) -> Post:
    """Telegram's HTML style: few tags, each closed in its turn, 4,096 characters behind them."""
    if re.search(r"&(?!(?:lt|gt|amp|quot|#\d+);)", payload["text"]):
        raise RefusedError("can't parse entities: bad entity")
    found = _Entities()
    found.feed(payload["text"])
    found.close()
    if found.open:
        raise RefusedError("can't parse entities: can't find end tag")
    if len(found.text) > 4096:
        raise RefusedError("message is too long")
    return Post(found.text, found.links + BARE.findall(found.text), re.findall(r"@\w{5,}", found.text), found.bold)


def plain(payload: dict[str, Any]) -> Post:
    """ntfy and webhooks: text as it is, where clients make links of whole addresses."""
    text = payload["message"]
    if len(text) > (7_800 if "topic" in payload else 32_768):
        raise RefusedError("too long")
    return Post(f"{payload.get('title', '')}\n{text}", BARE.findall(text), [], [])


def mail(data: bytes) -> Post:
    """An HTML mail."""
    message = message_from_bytes(data, policy=policy.default)
    body = message.get_body(("html",))
    assert body is not None
    shown = body.get_content()
    links = re.findall(r'href="([^"]*)"', shown)
    text = re.sub(r"<[^>]*>", "\n", shown)
    tags = set(re.findall(r"<(\w+)", shown)) - {"html", "head", "body", "p", "b", "br", "a", "title", "meta", "style"}
    return Post(
        f"{message['Subject']}\n{text}",
        links + sorted(tags) + BARE.findall(text),
        [],
        re.findall(r"<b>(.*?)</b>", shown),
    )


class Service(NamedTuple):
    """A running service: apprise's address of it, and what it took, oldest first."""

    address: str
    posts: list[Post]
    refused: list[str]


JUDGES: dict[str, Callable[[dict[str, Any]], Post]] = {
    "slack": slack,
    "discord": discord,
    "telegram": telegram,
    "mattermost": mattermost,
    "teams": teams,
    "ntfy": plain,
    "json": plain,
}


@contextlib.contextmanager
def service(name: str, monkeypatch: Any) -> Iterator[Service]:
    """A service of ``JUDGES``, or ``mail``, on loopback."""
    if name == "mail":
        with _smtp() as found:
            yield found
        return
    posts: list[Post] = []
    refused: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, answer = 200, b'{"ok": true, "result": {}}'
            try:
                posts.append(JUDGES[name](json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            except RefusedError as problem:
                refused.append(str(problem))
                status, answer = 400, b'{"ok": false}'
            if name == "slack":
                answer = b"ok"
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = f"127.0.0.1:{server.server_port}"
    monkeypatch.setattr(apprise.plugins.slack.NotifySlack, "webhook_url", f"http://{here}/slack")
    monkeypatch.setattr(apprise.plugins.discord.NotifyDiscord, "notify_url", f"http://{here}/discord")
    monkeypatch.setattr(apprise.plugins.telegram.NotifyTelegram, "notify_url", f"http://{here}/bot")
    post = requests.post
    # Workflows are asked by https only.
    monkeypatch.setattr(requests, "post", lambda url, **given: post(url.replace("https:", "http:", 1), **given))
    addresses = {
        "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "discord": "discord://123456789/abcdefghijkl",
        "telegram": "tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/12345",
        "mattermost": f"mmost://{here}/abcdefghijklmnopqrstuvwx",
        "teams": f"workflows://{here}/a0b1c2d3e4f5/sIgNaTuRe",
        "ntfy": f"ntfy://{here}/topic",
        "json": f"json://{here}/hook",
    }
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield Service(addresses[name], posts, refused)
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def _smtp() -> Iterator[Service]:
    posts: list[Post] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.split()[0].upper() if line.split() else b""
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = []
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(line)
                    posts.append(mail(b"".join(lines)))
                    self.wfile.write(b"250 taken\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 yes\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        port = server.server_address[1]
        yield Service(f"mailto://127.0.0.1:{port}/?from=a@a.example&to=b@b.example&mode=insecure", posts, [])
        server.shutdown()
