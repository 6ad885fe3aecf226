"""``wirewatch stories``: which story each article belongs to, decided as each comes."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import msgspec
from cyclopts import App, Parameter

from wirewatch.cli.common import complain, lines_in
from wirewatch.errors import MALFORMED
from wirewatch.records import Article

app = App(name="stories")


class StoryLine(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line of output.

    Attributes:
        id: of the article.
        story: id of its story, which is that of the story's first article.
        kind: ``new``, ``copy``, ``event``, ``update`` or ``same`` (see docs).
        perhaps: id of another story that may report the same event.
        decision: with ``--explain``, what it stood on.
    """

    id: str
    story: str
    kind: str
    perhaps: str | None = None
    decision: dict[str, Any] | None = None


@app.default
def stories(
    *,
    explain: Annotated[bool, Parameter(help="Say what each decision stood on.", negative="")] = False,
    days: Annotated[float, Parameter(help="Days after which an article is forgotten.")] = 7,
) -> None:
    """Assign each article on standard input to a story, and print the answer before the next line is read.

    Copies are recognised in every language, the same event in other words in English alone.

    For example:

        wirewatch extract saved/ | wirewatch stories
        wirewatch extract saved/ | wirewatch stories --explain --days 2
    """
    from wirewatch.storage.key_value import MemoryKeyValueStore
    from wirewatch.stories.tracker import article_event, assign_story

    store = MemoryKeyValueStore(days=days)
    decoder = msgspec.json.Decoder(Article)
    failed = False
    for number, line in lines_in(sys.stdin.buffer):
        try:
            article = decoder.decode(line)
        except MALFORMED as error:
            failed = True
            complain(f"standard input, line {number}: {error}; wanted is an article with at least id and text")
            continue
        found = assign_story(article.id, article.text, store, article_event(article))
        answer = StoryLine(id=article.id, story=found.story, kind=found.kind, perhaps=found.perhaps)
        if explain:
            answer.decision = found.explanation()
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()
    if failed:
        raise SystemExit(1)
