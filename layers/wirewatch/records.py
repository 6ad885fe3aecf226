"""The records that flow through wirewatch.

Plain values: no record knows where it came from or where it goes. They travel as JSON, one record a line, and the
same structures are what queue and topic subscribers receive. Fields are only ever added, never renamed.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wirewatch.text.sanitize import storable

Where = Literal["title", "text"]
Priority = Literal["low", "normal", "high"]
PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high")
"""From the least to the greatest."""
MAX_ADDRESS = 2048
"""Characters of an address: a longer one is no address that people can follow."""
MAX_SENTENCE = 2000
"""Characters of a sentence. Text without an end of a sentence is none."""
_MAX_NAMES = 50
_MAX_CHARACTERS = {
    "id": 200,
    "source": 2 * MAX_ADDRESS,
    "title": 1000,
    "language": 35,
    "site": 200,
    "agency": 200,
    "published": 40,
    "updated": 40,
    "arrived": 40,
    "dateline": 200,
    "section": 200,
}
"""Of an article's fields, in characters. Each is wider than any on 990 pages of news by a factor of two."""
SummaryKind = Literal["extractive", "abstractive", "lead"]
Genre = Literal["", "live page", "opinion", "press release"]
BlockKind = Literal["paragraph", "standfirst", "heading", "item", "quote", "row"]


class Article(msgspec.Struct, kw_only=True):
    """One article, read: the story without what stood around it.

    Only ``id`` and ``text`` are required, so that articles from elsewhere can be fed to any stage.

    Attributes:
        id: the article's identity; the same article read twice has the same id.
        text: paragraphs parted by one blank line.
        source: the file, URL or object that it was read from.
        url: the article's canonical address, where known.
        title: one line; empty where none was found.
        language: ISO 639-1 code, lower case; None where it is unknown.
        published: ISO 8601 date, or date and time with its zone; never in the future.
        updated: like ``published``, for the last change that the page states.
        arrived: ISO 8601 date and time, UTC, at which wirewatch read it.
        site: the outlet's name.
        authors: people named in the byline, in its order.
        agency: the news agency that the text is credited to, e.g. ``Reuters``.
        dateline: the place named before the first sentence, e.g. ``MINSK``.
        section: the outlet's section, e.g. ``World``.
        image: address of the main picture.
        tags: of the feed that it came from.
        teaser: whether only the title and the teaser of its feed were read, because its page could not be.
        blocks: what each paragraph of ``text`` is, in order: a paragraph of prose, a standfirst, a heading, an item of a
            list, a quotation set apart, a row of a table. Empty where nothing says it.
    """

    id: str
    text: str
    source: str = ""
    url: str | None = None
    title: str = ""
    language: str | None = None
    published: str | None = None
    updated: str | None = None
    arrived: str | None = None
    site: str | None = None
    authors: list[str] = []
    agency: str | None = None
    dateline: str | None = None
    section: str | None = None
    image: str | None = None
    tags: list[str] = []
    teaser: bool = False
    blocks: list[BlockKind] = []

    def __post_init__(self) -> None:
        """Bound every field, and leave out what queues refuse: this is text from outside, whoever made the record."""
        self.text = storable(self.text)
        for name, limit in _MAX_CHARACTERS.items():
            value = getattr(self, name)
            if value is not None:
                setattr(self, name, storable(value, limit))
        for name in ("url", "image"):
            value = getattr(self, name)
            if value is not None and len(value) > MAX_ADDRESS:
                setattr(self, name, None)
            elif value is not None:
                setattr(self, name, storable(value))
        self.authors = [storable(author, 200) for author in self.authors[:_MAX_NAMES]]
        self.tags = [storable(tag, 100) for tag in self.tags[:_MAX_NAMES]]


class Mention(msgspec.Struct, kw_only=True):
    """One place where an entry is named.

    Attributes:
        start: offset of the first character, in the article's ``title`` or ``text`` as ``where`` says.
        end: offset behind the last character: ``text[start:end]`` is the mention as written.
        where: title or text.
        name: the name of the entry that matched (as the watchlist writes it).
        rule: what admitted it, in a word or two, e.g. ``name``, ``surname``, ``capital``.
        weight: 0 to 1, how strong this mention is as evidence.
        sentence: the sentence around it, as written.
        word: which word of the title or text it is, counted from 0.
    """

    start: int
    end: int
    where: Where
    name: str = ""
    rule: str = "name"
    weight: float = 1.0
    sentence: str = ""
    word: int = 0

    def __post_init__(self) -> None:
        """Bound the sentence."""
        if len(self.sentence) > MAX_SENTENCE:
            self.sentence = storable(self.sentence, MAX_SENTENCE)


class Match(msgspec.Struct, kw_only=True):
    """An entry found in an article, with its evidence.

    Attributes:
        entry: the entry's id: ISO 3166-1 alpha-2 for countries, a slug for people.
        kind: ``country``, ``person``, ``organisation``, ``topic`` or the watchlist's own.
        name: the entry's name.
        salience: 0 to 1, how much the article is about the entry.
        mentions: every place, in order of appearance, the title's first.
        priority: as the watchlist gives it.
        tags: as the watchlist gives them.
        sport: the article is sport and the entry does not ask for it, so that the salience is lowered and nothing alerts.
    """

    entry: str
    kind: str
    name: str
    salience: float
    mentions: list[Mention]
    priority: Priority = "normal"
    tags: list[str] = []
    sport: bool = False


class Summary(msgspec.Struct, kw_only=True):
    """What an article says, in at most three sentences.

    Attributes:
        text: the sentences, joined by spaces.
        sentences: as in the article where ``kind`` is extractive or lead.
        kind: extractive (the article's own sentences, chosen), abstractive (written by a model), or lead (the article's
            first sentences).
        note: why the summary is the lead where a model was configured, or that the model does not know the article's
            language; empty otherwise.
        genre: what kind of article it is, where readers should know; empty otherwise.
    """

    text: str
    sentences: list[str]
    kind: SummaryKind
    note: str = ""
    genre: Genre = ""

    def __post_init__(self) -> None:
        """Bound the sentences."""
        if len(self.text) > 3 * MAX_SENTENCE:
            self.text = storable(self.text, 3 * MAX_SENTENCE)
            self.sentences = [storable(sentence, MAX_SENTENCE) for sentence in self.sentences]


class MatchedArticle(msgspec.Struct, kw_only=True):
    """An article with its matches, as it is kept.

    Attributes:
        article: as it was extracted.
        matches: what of the watchlist was found in it.
        story: id of the story that it belongs to.
        perhaps: id of another story that may report the same event.
        updates: figures that grew since the story's other articles, in words.
    """

    article: Article
    matches: list[Match]
    story: str = ""
    perhaps: str = ""
    updates: list[str] = []


class Outlet(msgspec.Struct, kw_only=True):
    """Where a story appeared.

    Attributes:
        article: id of the article there.
        site: the outlet's name.
        url: the article's address.
        published: as in the article.
    """

    article: str = ""
    site: str | None = None
    url: str | None = None
    published: str | None = None


class Alert(msgspec.Struct, kw_only=True):
    """What subscribers get as JSON, and what ``wirewatch read --json`` prints.

    Attributes:
        version: of this schema.
        id: the alert's identity: one article alerts once.
        article: in messages its ``text`` is left empty; the mentions' sentences carry the evidence.
        matches: by falling salience.
        summary: at most three sentences.
        countries: ids of the matched entries of kind country, by falling salience.
        priority: the highest among the matches.
        outlets: others that told the same story until then, the first first.
        follow_up_of: id of the story that was alerted before and that this alert adds to; None for a first one.
        news: what a follow-up adds, in words: names that were not named before, figures that grew.
    """

    version: Literal["1"] = "1"
    id: str
    article: Article
    matches: list[Match]
    summary: Summary
    countries: list[str] = []
    priority: Priority = "normal"
    outlets: list[Outlet] = []
    follow_up_of: str | None = None
    news: list[str] = []


class AlertBatch(msgspec.Struct, kw_only=True):
    """Alerts that waited, as subscribers get them as JSON.

    Attributes:
        version: of this schema.
        alerts: without summaries and mentions; the most important first.
    """

    version: Literal["1"] = "1"
    alerts: list[Alert]


class ArchivedMessage(msgspec.Struct, kw_only=True):
    """A message that came out of the alerts topic, as it is kept.

    Attributes:
        name: of the message: 32 hexadecimal digits.
        sent: ISO 8601, UTC.
        message: its JSON: an alert, or a list of alerts that waited.
    """

    name: str
    sent: str
    message: msgspec.Raw
