"""Alert → what a reader is shown of it, before any channel's own form: e-mail, HTML and chat are made from this.

Whatever strangers wrote is on one line here, without control characters and without live addresses; each form escapes it
once more for where it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wirewatch.records import Alert, Article, Match, Mention
from wirewatch.text.sanitize import defang, safe_http_url, single_line, truncate

REASONS = 6
"""Entries whose reason is shown; of more it says how many."""
OUTLETS = 4
"""Other outlets that are named; of more it says how many."""
EVIDENCE = 200
"""Characters of a sentence that is shown as evidence; the mention is always among them."""
_GENRES = {"live page": "Live page", "opinion": "Opinion", "press release": "Press release"}


class Span(NamedTuple):
    """A piece of a sentence; ``marked`` where it is what matched."""

    text: str
    marked: bool = False


class Reason(NamedTuple):
    """Why an alert came.

    Attributes:
        names: of the entries.
        where: in words, e.g. ``in the title and 3 times in the text``; empty where there is evidence.
        evidence: the sentence that names them, in pieces; empty where the summary or the title shows it.
    """

    names: list[str]
    where: str
    evidence: list[Span]


class AlertView(NamedTuple):
    """What is shown.

    Attributes:
        title: never empty.
        url: one that may be clicked, or None.
        summary: each sentence in pieces, what matched marked.
        label: the genre and what kind of summary it is, where a reader should know; or empty.
        reasons: by falling salience.
        more: entries beyond those of ``reasons``.
        source: outlet, agency and time.
        also: other outlets, or empty.
        update: whether the story was alerted before.
        news: what it adds to what was alerted then.
    """

    title: str
    url: str | None
    summary: list[list[Span]]
    label: str
    reasons: list[Reason]
    more: int
    source: str
    also: str
    update: bool
    news: list[str]


def build_view(alert: Alert, zone: str = "UTC") -> AlertView:
    """What is shown of an alert; ``zone`` is the reader's (IANA name)."""
    article = alert.article
    sentences = alert.summary.sentences or ([alert.summary.text] if alert.summary.text else [])
    marks: dict[int, list[str]] = {}
    reasons: dict[str, Reason] = {}
    shown = alert.matches[:REASONS]
    for match in shown:
        name = defang(match.name) or defang(match.entry)
        shown_in = {
            place: one
            for one in match.mentions[::-1]
            for place, text in enumerate(sentences)
            if _shows(text, one.sentence, _written(article, one))
        }
        strongest = max(match.mentions, key=lambda one: (one.where == "text", one.weight), default=None)
        place = min(shown_in, default=None)
        best = strongest if place is None else shown_in[place]
        if best is None:
            reasons[match.entry] = Reason([name], "in another article of the story", [])
            continue
        written = _written(article, best)
        if place is not None or best.where == "title" or not best.sentence:
            if place is not None:
                marks.setdefault(place, []).append(written)
            reasons[match.entry] = Reason([name], _where(match), [])
        elif best.sentence in reasons:
            before = reasons[best.sentence]
            words = [span.text for span in before.evidence if span.marked]
            reasons[best.sentence] = Reason([*before.names, name], "", _excerpt(best.sentence, [*words, written]))
        else:
            reasons[best.sentence] = Reason([name], "", _excerpt(best.sentence, [written]))
    return AlertView(
        title=defang(article.title) or truncate(defang(alert.summary.text), 100) or "(no title)",
        url=safe_http_url(article.url),
        summary=[_marked(sentence, marks.get(number, [])) for number, sentence in enumerate(sentences)],
        label=_label(alert, zone),
        reasons=list(reasons.values()),
        more=len(alert.matches) - len(shown),
        source=_source(article, zone),
        also=_also(alert),
        update=bool(alert.follow_up_of),
        news=[line for line in map(defang, alert.news) if line][:REASONS],
    )


def _written(article: Article, mention: Mention) -> str:
    """How a mention is written. Messages carry no text: there the entry's name is looked for in the sentence."""
    if mention.where == "text" and (word := article.text[mention.start : mention.end]):
        return word
    at = mention.sentence.casefold().find(mention.name.casefold()) if mention.name else -1
    return mention.sentence[at : at + len(mention.name)] if at >= 0 else ""


def _shows(shown: str, sentence: str, written: str) -> bool:
    """Whether a sentence of the summary is the one that a mention stands in; a dateline may be cut off it."""
    shown, sentence = single_line(shown), single_line(sentence)
    return bool(shown) and sentence.endswith(shown) and written in shown


def _where(match: Match) -> str:
    in_title = any(mention.where == "title" for mention in match.mentions)
    times = sum(mention.where == "text" for mention in match.mentions)
    in_text = f"{times} times in the text" if times > 1 else "once in the text" if times else ""
    return " and ".join(part for part in ("in the title" if in_title else "", in_text) if part)


def _marked(sentence: str, words: Iterable[str]) -> list[Span]:
    """A sentence in pieces, the first place of each word marked."""
    places = sorted({(at, at + len(word)) for word in words if word and (at := sentence.find(word)) >= 0})
    spans: list[Span] = []
    end = 0
    for start, stop in places:
        if start >= end:
            spans += [Span(sentence[end:start]), Span(sentence[start:stop], True)]
            end = stop
    spans.append(Span(sentence[end:]))
    return _clean(spans)


def _clean(spans: Sequence[Span]) -> list[Span]:
    """The pieces made harmless, white space between them kept."""
    found = []
    for text, marked in spans:
        before, behind = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
        if body := defang(text):
            found.append(Span(f"{before}{body}{behind}", marked))
        elif before:
            found.append(Span(" ", marked))
    return found


_CLOSING = {"“": "”“", "„": "“”", "«": "»", '"': '"', "「": "」"}
_OPENING = tuple(_CLOSING)


def _excerpt(sentence: str, words: Sequence[str]) -> list[Span]:
    """A sentence around the words that matched, in at most about ``EVIDENCE`` characters."""
    sentence = single_line(sentence).lstrip("-*•▪– ")
    if sentence[:1] in _OPENING and not any(mark in sentence[1:] for mark in _CLOSING[sentence[0]]):
        sentence = sentence[1:].lstrip()  # a quotation that goes on: the mark of the excerpt would double its own
    if len(sentence) > EVIDENCE:
        at = min((sentence.find(word) for word in words if word and word in sentence), default=0)
        start = max(0, min(at - EVIDENCE // 2, len(sentence) - EVIDENCE))
        stop = start + EVIDENCE
        start = sentence.find(" ", start) + 1 if start and sentence.find(" ", start, at) >= 0 else start
        stop = sentence.rfind(" ", at, stop) if stop < len(sentence) and " " in sentence[at:stop] else stop
        before, behind = "..." if start else "", "..." if stop < len(sentence) else ""
        sentence = f"{before}{sentence[start:stop]}{behind}"
    return _marked(sentence, words)


def _label(alert: Alert, zone: str) -> str:
    """What a reader should know of the article and the summary."""
    parts = [_GENRES.get(alert.summary.genre, "")]
    if alert.summary.genre == "live page" and (updated := format_datetime(alert.article.updated, zone)):
        parts[0] += f", updated {updated}"
    note = f": {defang(alert.summary.note)}" if alert.summary.note else ""
    if alert.summary.kind == "lead" and note:
        parts.append(f"The article's first sentences{note}")
    elif alert.summary.kind == "abstractive":
        parts.append(f"Written by a model, each sentence checked against the article{note}")
    return ". ".join(part for part in parts if part)


def _source(article: Article, zone: str) -> str:
    outlet = defang(article.site or "")
    if article.agency:
        outlet = f"{outlet} ({defang(article.agency)})" if outlet else defang(article.agency)
    return ", ".join(
        part for part in (outlet or defang(article.source), format_datetime(article.published, zone)) if part
    )


def _also(alert: Alert) -> str:
    own = defang(alert.article.site or "")
    names = [defang(outlet.site or "") or _host(outlet.url) for outlet in alert.outlets]
    others = list(dict.fromkeys(name for name in names if name and name != own))
    if not others:
        return ""
    more = f" and {len(others) - OUTLETS} more" if len(others) > OUTLETS else ""
    count = f"{len(others)} outlets: " if len(others) > 1 else ""
    return f"Also in {count}{', '.join(others[:OUTLETS])}{more}"


def _host(url: str | None) -> str:
    address = safe_http_url(url) or ""
    return address.split("/")[2].removeprefix("www.") if address else ""


def format_datetime(stamp: str | None, zone: str) -> str:
    """An article's date or time as its reader's clock shows it: ``2026-01-05 12:00 CET``; a date stays a date."""
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return single_line(stamp or "")
    if len(stamp or "") <= 10:
        return moment.date().isoformat()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")
    except OverflowError:
        return single_line(stamp or "")
