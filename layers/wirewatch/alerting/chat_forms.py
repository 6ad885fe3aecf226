"""Alert → the messages of a chat: HTML, Markdown, marks of Slack and of Teams, or plain text, each within a service's limit.

Markdown is CommonMark, whose punctuation a backslash makes plain. Slack knows no such escape: letters that would format
there are replaced with ones that look alike, and apprise writes ``&``, ``<`` and ``>`` as entities. The same is done for
Teams, whose cards know bold, lists and links, end no line at a single line break, and fill in ``{{DATE(…)}}``. A space of no width
behind ``@`` and ``<`` keeps mentions (``@everyone``, ``<@&1>``, ``<users/all>``) from coming to life anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from typing import Literal, NamedTuple

from wirewatch.alerting import rendering
from wirewatch.alerting.view import AlertView, Span, build_view
from wirewatch.records import Alert, AlertBatch
from wirewatch.text.sanitize import defang, safe_http_url, truncate
from wirewatch.text.words import join_sentences

Style = Literal["html", "markdown", "slack", "teams", "text"]
_ADDRESS = 500
"""Characters of an address that a title can be linked to."""
_APART = "\u200b"
_MENTION = re.compile(r"[@<](?=[^\s])")
_PUNCTUATION = re.compile(r"[\\`*_\[\]()<>~|#&!]")
_AT_BEGINNING = re.compile(r"^(?:[-+=]|\d{1,9}(?=[.)]))")
_BETWEEN_ITEMS = re.compile(r"(?<=\n)(- [^\n]*)\n(?=\n- )")
_SLACK = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", "\\": "∖"})


class Message(NamedTuple):
    """One message.

    Attributes:
        title: for services that show one apart from the text.
        heading: the title as the first block, a link where there is an address.
        blocks: the others, each within the limit.
        url: the article's address, for services that open one on a touch.
        style: what it is written in.
    """

    title: str
    heading: str
    blocks: list[str]
    url: str | None
    style: Style

    def body(self, titled: bool) -> str:
        """The text; with the heading unless the title stands apart (``titled``) and the text has its address."""
        blocks = self.blocks if titled and self.style == "text" else [self.heading, *self.blocks]
        text = ("" if self.style == "html" else "\n\n").join(block for block in blocks if block)
        return _BETWEEN_ITEMS.sub(r"\1", text) if self.style == "teams" else text.replace("\n\n• ", "\n• ")


def chat_messages(alert: Alert | AlertBatch, style: Style, limit: int, zone: str = "UTC") -> list[Message]:
    """The messages for an alert, or for a list of alerts that waited.

    Args:
        alert: what is sent.
        style: what the service renders.
        limit: characters of a message.
        zone: the readers' (IANA name).
    """
    if isinstance(alert, AlertBatch):
        return _batch(alert.alerts, style, limit, zone)
    view = build_view(alert, zone)
    title = f"Update: {view.title}" if view.update else view.title
    write = _WRITERS[style]
    heading = write.link(truncate(title, limit // 4), view.url)
    blocks = [write.fit(block, limit - len(heading) - 10) for block in _blocks(view, style)]
    packed = _packed(blocks, limit, len(heading) + 10)
    first = [Message(title, heading, packed[0], view.url, style)]
    return first + [Message(title, "", some, view.url, style) for some in packed[1:]]


def _batch(alerts: Sequence[Alert], style: Style, limit: int, zone: str) -> list[Message]:
    write = _WRITERS[style]
    title = f"{len(alerts)} more alerts"
    blocks = [write.paragraph(write.text(rendering.LIST_INTRODUCTION))]
    for alert in alerts[: rendering.LISTED]:
        url = safe_http_url(alert.article.url)
        heading = write.link(truncate(defang(alert.article.title) or "(no title)", limit // 4), url)
        facts = write.text(rendering.list_facts(alert, zone))
        address = url if style == "text" and url and len(url) <= _ADDRESS else ""
        lines = f"{heading}{write.paragraph(facts)}" if write.html else write.paragraph(heading, facts, address)
        blocks.append(write.fit(lines, limit - 60))
    if rest := rendering.list_rest(alerts):
        blocks.append(write.paragraph(write.text(rest)))
    packed = _packed(blocks, limit, 60)
    heading = write.link(title, None)
    return [Message(title, "" if number else heading, some, None, style) for number, some in enumerate(packed)]


def _blocks(view: AlertView, style: Style) -> list[str]:
    """Summary, label, why, and where it is from."""
    write = _WRITERS[style]
    blocks = (
        [write.paragraph(join_sentences(write.spans(sentence) for sentence in view.summary))] if view.summary else []
    )
    if view.label:
        blocks.append(write.paragraph(write.text(f"({view.label}.)")))
    items = [write.text(f"New: {line}") for line in view.news]
    for reason in view.reasons:
        names = write.bold(write.text(", ".join(reason.names)))
        shown = f"“{write.spans(reason.evidence)}”" if reason.evidence else write.text(reason.where)
        items.append(f"{names}: {shown}" if shown else names)
    if view.more:
        items.append(write.text(f"and {view.more} more"))
    blocks += [write.item(item) for item in items]
    blocks.append(write.paragraph(*(write.text(line) for line in (view.source, view.also) if line)))
    if style == "text" and view.url and len(view.url) <= _ADDRESS:
        blocks.append(view.url)
    return [block for block in blocks if block]


def _packed(blocks: Sequence[str], limit: int, first: int) -> list[list[str]]:
    """The blocks in as few messages as hold them in order; ``first`` characters of the first one are taken."""
    packed: list[list[str]] = [[]]
    room = limit - first
    for block in blocks:
        if packed[-1] and len(block) + 2 > room:
            packed.append([])
            room = limit
        packed[-1].append(block)
        room -= len(block) + 2
    return packed


class _Writer(NamedTuple):
    """How a style writes things: ``text`` escapes, ``bold`` and ``anchor`` take what is escaped."""

    text: Callable[[str], str]
    bold: Callable[[str], str]
    anchor: Callable[[str, str], str]
    html: bool = False
    bullet: str = "• "
    newline: str = "\n"

    def link(self, title: str, url: str | None) -> str:
        """A heading: the title, bold, as a link where there is an address."""
        words = self.text(title)
        return self.paragraph(self.bold(self.anchor(words, url) if url and len(url) <= _ADDRESS else words))

    def spans(self, spans: Sequence[Span]) -> str:
        """A sentence, what matched in bold."""
        return "".join(self._span(span) for span in spans)

    def _span(self, span: Span) -> str:
        words = span.text.strip()
        before, behind = span.text[: len(span.text) - len(span.text.lstrip())], span.text[len(span.text.rstrip()) :]
        written = self.text(words)
        return f"{before}{self.bold(written) if span.marked and words else written}{behind}"

    def paragraph(self, *lines: str) -> str:
        """Lines that belong together."""
        if self.html:
            return f"<p>{'<br>'.join(line for line in lines if line)}</p>"
        return self.newline.join(line for line in lines if line)

    def item(self, line: str) -> str:
        """One of several reasons."""
        return f"<p>{self.bullet}{line}</p>" if self.html else f"{self.bullet}{line}"

    def fit(self, block: str, limit: int) -> str:
        """A block within a limit: one that is too long is cut between words, in HTML without its marks."""
        if len(block) <= limit:
            return block
        if self.html:
            plain = truncate(unescape(re.sub(r"<[^>]{0,600}>", " ", block)), max(20, limit // 2))
            return f"<p>{self.text(plain)}</p>"
        return truncate(block, max(20, limit)).rstrip("\\*")


def _apart(text: str) -> str:
    return _MENTION.sub(lambda found: found[0] + _APART, text)


def _markdown(text: str) -> str:
    plain = _PUNCTUATION.sub(lambda found: "\\" + found[0], _apart(text))
    return _AT_BEGINNING.sub(lambda found: ("\\" + found[0]) if not found[0].isdigit() else found[0] + _APART, plain)


def _slack(text: str) -> str:
    plain = re.sub(r"[\[\]()<>!]", lambda found: "\\" + found[0], _apart(text).translate(_SLACK))
    return _AT_BEGINNING.sub(lambda found: _APART + found[0], plain)


def _teams(text: str) -> str:
    plain = _apart(text).translate(_SLACK).replace("](", f"]{_APART}(").replace("{{", f"{{{_APART}{{")
    return _AT_BEGINNING.sub(lambda found: f"{_APART}{found[0]}{_APART}", plain)


def _html(text: str) -> str:
    return escape(_apart(text))


def _text(text: str) -> str:
    return _apart(text).replace("](", f"]{_APART}(")


def _card_address(url: str) -> str:
    """An address that ends at the bracket behind it."""
    return _markdown_address(url).replace("(", "%28").replace(")", "%29")


def _markdown_address(url: str) -> str:
    """An address between angle brackets, which ends at none of its own letters."""
    return url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


_WRITERS: dict[Style, _Writer] = {
    "html": _Writer(_html, lambda it: f"<b>{it}</b>", lambda it, url: f'<a href="{escape(url)}">{it}</a>', html=True),
    "markdown": _Writer(_markdown, lambda it: f"**{it}**", lambda it, url: f"[{it}](<{_markdown_address(url)}>)"),
    "slack": _Writer(_slack, lambda it: f"**{it}**", lambda it, url: f"[{it}](<{_markdown_address(url)}>)"),
    "teams": _Writer(
        _teams,
        lambda it: f"**{it}**",
        lambda it, url: f"[{it}]({_card_address(url)})",
        bullet="- ",
        newline="\n\n",
    ),
    "text": _Writer(_text, lambda it: it, lambda it, _: it),
}
