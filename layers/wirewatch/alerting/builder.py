"""An article, its matches and its summary become an alert; an alert becomes the JSON of the published schema."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wirewatch.messages import AlertRequest
from wirewatch.records import PRIORITIES, Alert, Match, MatchedArticle, Summary

MENTIONS_LIMIT = 20
"""Mentions of one match that a message carries; the first ones, which stand highest in the article."""


def build_alert(hit: MatchedArticle, summary: Summary) -> Alert:
    """The alert for an article that matched."""
    matches = sorted(hit.matches, key=lambda match: -match.salience)
    return Alert(
        id=hit.article.id,
        article=hit.article,
        matches=matches,
        summary=summary,
        countries=[match.entry for match in matches if match.kind == "country"],
        priority=max((match.priority for match in matches), key=PRIORITIES.index, default="normal"),
    )


def news_of(request: AlertRequest, matches: Sequence[Match], is_first: bool) -> list[str]:
    """What a follow-up adds, in words; nothing for the first alert of a story that resembles no other."""
    if request.updates:
        return list(request.updates)
    if is_first:
        return ["perhaps the same event as an earlier alert", *request.notes] if request.perhaps else []
    return [f"now named: {', '.join(match.name for match in matches[:10])}", *request.notes] if matches else []


def with_mentions(matches: Sequence[Match], most: int) -> list[Match]:
    """The matches, each with its first ``most`` mentions."""
    return [msgspec.structs.replace(match, mentions=match.mentions[:most]) for match in matches]


def alert_json(alert: Alert) -> str:
    """The alert for machines: the published schema, without the article's text."""
    slim = msgspec.structs.replace(
        alert,
        article=msgspec.structs.replace(alert.article, text=""),
        matches=with_mentions(alert.matches, MENTIONS_LIMIT),
    )
    return msgspec.json.encode(slim).decode()
