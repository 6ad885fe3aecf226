"""Alerts of a period → a digest: stories in the order of their weight, and who and what was in the news, beside usual.

Plain values in, plain values out; ``board`` makes a page of it, ``mail`` an e-mail.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import exp, log2

import msgspec

from wirewatch.alerting.rendering import SUBJECT_LIMIT
from wirewatch.alerting.view import format_datetime
from wirewatch.digests.groups import EVERYBODY, DigestGroup
from wirewatch.messages import parse_alert_payload
from wirewatch.records import PRIORITIES, Alert, AlertBatch, ArchivedMessage, Match, Outlet
from wirewatch.text.sanitize import defang, safe_http_url, to_ascii, truncate

MAIL_STORIES = 20
"""Stories in an e-mail; the board has them all."""
MAIL_OUTLETS = 6
"""Outlets of a story that an e-mail names, and MAIL_GROWTH, follow-ups."""
MAIL_GROWTH = 6
UNUSUAL = 0.01
"""Chance below which a count is called unusual."""


class StoryGrowth(msgspec.Struct, frozen=True):
    """What a follow-up said was new of a story; ``sent`` is ISO 8601, UTC."""

    sent: str
    news: list[str]


class DigestStory(msgspec.Struct, kw_only=True):
    """One story of a digest.

    Attributes:
        alert: the weightiest of its alerts; ``matches`` has those of all of them.
        sent: ISO 8601, UTC, of the first one.
        weight: see ``weight``.
        outlets: other outlets that had it, in the order of time.
        growth: what follow-ups of the story brought, in the order of time.
    """

    alert: Alert
    sent: str
    weight: float
    outlets: list[Outlet]
    growth: list[StoryGrowth] = []


class EntryCount(msgspec.Struct, kw_only=True):
    """How often an entry was in the news.

    Attributes:
        entry, kind, name: of the entry.
        stories: in this period.
        usual: the mean of the periods before; None where there are none.
        unusual: whether so many would be rare if things were as usual.
        hours: stories by hour of the day, UTC, 24 of them.
        before: stories in each period before, the latest first.
        chance: of so many or more, were things as usual: half a story is added to what was seen (Jeffreys' prior).
    """

    entry: str
    kind: str
    name: str
    stories: int
    usual: float | None
    unusual: bool
    hours: list[int]
    before: list[int] = []
    chance: float = 1.0


class Digest(msgspec.Struct, kw_only=True):
    """A period's alerts.

    Attributes:
        start, end: ISO 8601, UTC.
        stories: the weightiest first.
        counts: by falling number of stories.
        articles: alerts in the period, copies and follow-ups included.
    """

    start: str
    end: str
    stories: list[DigestStory]
    counts: list[EntryCount]
    articles: int


def alerts_of(kept: ArchivedMessage) -> list[Alert]:
    """The alerts of a kept message, which is one alert or a list of them.

    Raises:
        msgspec.ValidationError: it is neither.
    """
    told = parse_alert_payload(kept.message)
    return told.alerts if isinstance(told, AlertBatch) else [told]


def story_score(alert: Alert, outlets: int) -> float:
    """How much a story matters: its greatest salience, plus one for each step of priority, plus a little for outlets.

    A heuristic of our own: priority is the reader's own word and goes before everything; a story told by eight outlets
    stands three tenths above one told by one.
    """
    salience = max((match.salience for match in alert.matches), default=0.0)
    return salience + PRIORITIES.index(alert.priority) + 0.1 * log2(1 + outlets)


def digest(
    kept: Iterable[ArchivedMessage],
    *,
    start: str,
    end: str,
    history: Mapping[str, Sequence[int]] | None = None,
    group: DigestGroup = EVERYBODY,
    outlets_of: Callable[[str], list[Outlet]] | None = None,
) -> Digest:
    """The digest of a period's kept messages.

    Args:
        kept: in any order.
        start, end: of the period, ISO 8601, UTC.
        history: for each entry its number of stories in periods before, the same number of periods for all.
        group: whose digest it is.
        outlets_of: the outlets of a story by its id, for those that came after its last alert.
    """
    every = ((one.sent, alert) for one in kept for alert in alerts_of(one))
    told = sorted((pair for pair in every if group.wants(pair[1])), key=lambda pair: pair[0])
    groups: dict[str, list[tuple[str, Alert]]] = {}
    home: dict[str, str] = {}
    for sent, alert in told:
        # A follow-up names its story, and so do the outlets that told it.
        names = [alert.follow_up_of or "", alert.article.id, *(outlet.article for outlet in alert.outlets)]
        story = next((home[name] for name in names if name in home), alert.follow_up_of or alert.article.id)
        for name in names:
            if name:
                home.setdefault(name, story)
        groups.setdefault(story, []).append((sent, alert))
    made = (_story(group, outlets_of(story) if outlets_of else []) for story, group in groups.items())
    stories = sorted(made, key=lambda story: (-story.weight, story.sent))
    return Digest(start=start, end=end, stories=stories, counts=_counts(stories, history or {}), articles=len(told))


def _story(group: Sequence[tuple[str, Alert]], later: Sequence[Outlet]) -> DigestStory:
    outlets = {outlet.article: outlet for _, alert in group for outlet in alert.outlets}
    outlets |= {outlet.article: outlet for outlet in later}
    best = max((alert for _, alert in group), key=lambda alert: (bool(alert.summary.text), story_score(alert, 0)))
    others = sorted(
        (outlet for outlet in outlets.values() if outlet.article != best.article.id),
        key=lambda outlet: moment_key(outlet.published),
    )
    growth = [StoryGrowth(sent, alert.news) for sent, alert in group if alert.news]
    matches: dict[str, Match] = {}
    for alert in [best, *(alert for _, alert in group)]:
        for match in alert.matches:
            matches.setdefault(match.entry, match)
    priority = max((alert.priority for _, alert in group), key=PRIORITIES.index)
    whole = msgspec.structs.replace(
        best, matches=sorted(matches.values(), key=lambda match: -match.salience), priority=priority
    )
    weight = story_score(whole, len(others))
    return DigestStory(alert=whole, sent=group[0][0], weight=weight, outlets=others, growth=growth)


def moment_key(stamp: str | None) -> tuple[bool, str]:
    """What sorts moments of different zones; as written where it is no moment, last where there is none."""
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return not stamp, stamp or ""
    return False, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _counts(stories: Sequence[DigestStory], history: Mapping[str, Sequence[int]]) -> list[EntryCount]:
    seen: Counter[str] = Counter()
    hours: dict[str, list[int]] = {}
    first: dict[str, Match] = {}
    for story in stories:
        for match in story.alert.matches:
            seen[match.entry] += 1
            first.setdefault(match.entry, match)
            hours.setdefault(match.entry, [0] * 24)[_hour(story.sent)] += 1
    periods = max(map(len, history.values()), default=0)
    counts = []
    for entry, count in seen.most_common():
        # An entry that no period before has was in no story then: its first burst is the most unusual of all.
        before = list(history.get(entry, [0] * periods))
        usual = sum(before) / len(before) if before else None
        chance = poisson_tail(count, (sum(before) + 0.5) / len(before)) if before else 1.0
        counts.append(
            EntryCount(
                entry=entry,
                kind=first[entry].kind,
                name=first[entry].name,
                stories=count,
                usual=usual,
                unusual=usual is not None and count > usual and chance < UNUSUAL,
                hours=hours[entry],
                before=before,
                chance=chance,
            )
        )
    return counts


def _hour(stamp: str) -> int:
    return int(stamp[11:13]) if stamp[11:13].isdigit() and int(stamp[11:13]) < 24 else 0


def poisson_tail(count: int, mean: float) -> float:
    """Chance of ``count`` or more where ``mean`` are usual and events come independently (Poisson's distribution)."""
    term, below = exp(-mean), 0.0
    for number in range(count):
        below += term
        term *= mean / (number + 1)
    return max(0.0, 1.0 - below)


def subject(made: Digest) -> str:
    """ASCII, one line, under 100 characters."""
    who = ", ".join(filter(None, (to_ascii(count.name) for count in made.counts[:4])))
    stories = f"{len(made.stories)} stor{'y' if len(made.stories) == 1 else 'ies'}"
    return truncate(f"Digest {made.end[:10]}: {stories}{': ' + who if who else ''}", SUBJECT_LIMIT)


def _course(story: DigestStory, zone: str) -> list[str]:
    """Lines that say which other outlets had a story, in the order of time, and how it grew."""
    lines = []
    if story.outlets:
        named = []
        for outlet in story.outlets[:MAIL_OUTLETS]:
            at = f" {format_datetime(outlet.published, zone)}" if outlet.published else ""
            named.append(f"{defang(outlet.site or 'another outlet')}{at}")
        rest = len(story.outlets) - len(named)
        more = f", and {rest} more" if rest else ""
        lines.append(f"Also in {', '.join(named)}{more}")
    growth = story.growth[:MAIL_GROWTH]
    lines += [f"{format_datetime(step.sent, zone)}: {'; '.join(map(defang, step.news))}" for step in growth]
    return [textwrap.fill(line, 78, initial_indent="   ", subsequent_indent="     ") for line in lines]


def mail(made: Digest, board: str | None = None, zone: str = "UTC") -> str:
    """The digest as plain text; ``board`` is the address of the page."""
    blocks = [
        f"{len(made.stories)} stories in {made.articles} alerts, {format_datetime(made.start, zone)} to {format_datetime(made.end, zone)}."
    ]
    if board:
        blocks.append(f"The board: {board}")
    if unusual := [count for count in made.counts if count.unusual]:
        named = ", ".join(f"{defang(c.name)} ({c.stories}, usually {c.usual:.1f})" for c in unusual[:8])
        blocks.append(textwrap.fill(f"More than usual: {named}", 78, break_long_words=False))
    for number, story in enumerate(made.stories[:MAIL_STORIES], 1):
        article = story.alert.article
        who = ", ".join(defang(match.name) for match in story.alert.matches[:5])
        lines = [textwrap.fill(f"{number}. {defang(article.title) or '(no title)'}", 78, subsequent_indent="   ")]
        if story.alert.summary.text:
            indent = "   "
            lines.append(
                textwrap.fill(defang(story.alert.summary.text), 78, initial_indent=indent, subsequent_indent=indent)
            )
        lines.append(f"   {who} - {defang(article.site or 'unknown source')}")
        lines += _course(story, zone)
        if address := safe_http_url(article.url):
            lines.append(f"   {address}")
        blocks.append("\n".join(lines))
    if len(made.stories) > MAIL_STORIES:
        blocks.append(f"And {len(made.stories) - MAIL_STORIES} more on the board.")
    return "\n\n".join(blocks) + "\n"
