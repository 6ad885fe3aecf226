"""Pages whose story is known, for learning and measuring how plain-text pages are extracted.

The pages are those of trafilatura's evaluation (``html/*.gz``, ``evaldata.json``). Nobody has written down their whole
stories, so the truth is what extraction from html finds, on pages where it can be trusted: it holds at least two thirds
of the strings that people said must be in the text, and readability agrees with it by and large.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from readability import Document

from devtools.training.flatten import Style, flatten, parse
from wirewatch.extraction.html import NoArticleFoundError, extract_html
from wirewatch.fetching import encoding

Grams = Counter[tuple[str, ...]]

LEAST_WORDS = 80
AGREES = 0.5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Page:
    """A page and its story.

    Attributes:
        name: of its file.
        url: where it was.
        html: decoded.
        story: paragraphs, a blank line between them.
        title: as people wrote it down; empty where they did not.
        article: whether the page says of itself that it is an article.
        held: whether its site is held apart from learning.
    """

    name: str
    url: str
    html: str
    story: str
    title: str
    article: bool
    held: bool


def grams(text: str, n: int = 4) -> Grams:
    """The word n-grams of a text, each with the times that it occurs."""
    words = _WORD.findall(text)
    if len(words) < n:
        return Counter([tuple(words)]) if words else Counter()
    return Counter(zip(*(words[i:] for i in range(n)), strict=False))


def precision_recall(text: str, truth: str) -> tuple[float, float]:
    """Of word 4-grams."""
    ours, theirs = grams(text), grams(truth)
    shared = (ours & theirs).total()
    return (shared / ours.total() if ours else float(not theirs)), (shared / theirs.total() if theirs else 1.0)


def mean_scores(scores: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Mean precision, mean recall, and the F1 of both, over pages."""
    precision = sum(p for p, _ in scores) / len(scores)
    recall = sum(r for _, r in scores) / len(scores)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def site(url: str) -> str:
    """The registered domain, near enough to keep one outlet's pages on one side of a split."""
    parts = (urlparse(url).hostname or url).split(".")
    return ".".join(parts[-2:] if len(parts[-2]) > 3 else parts[-3:]) if len(parts) > 1 else parts[0]


def held_apart(url: str) -> bool:
    """Whether a page's site is in the quarter that nothing is learnt from."""
    return int(hashlib.sha256(site(url).encode()).hexdigest(), 16) % 4 == 0


def raw_pages(data: Path) -> Iterator[tuple[str, bytes, str, dict[str, Any]]]:
    """Name, bytes, address and what people said of every page below ``data``."""
    folder = data / "extraction" / "trafilatura-eval"
    for url, said in json.loads((folder / "evaldata.json").read_text()).items():
        path = folder / "html" / f"{said['file']}.gz"
        if path.exists():
            yield said["file"], gzip.decompress(path.read_bytes()), url, said


def known_pages(data: Path) -> list[Page]:
    """The pages whose story can be trusted."""
    found = []
    for name, raw, url, said in raw_pages(data):
        page = encoding.decode(raw, encoding.detect(raw))
        try:
            story = extract_html(raw, url=url).text
        except NoArticleFoundError:
            continue
        plain = " ".join(story.split())
        strings = [" ".join(string.split()) for string in said["with"]]
        if len(plain.split()) < LEAST_WORDS or sum(string not in plain for string in strings) > len(strings) / 3:
            continue
        precision, recall = precision_recall(story, _readability(page))
        if precision + recall == 0 or 2 * precision * recall / (precision + recall) < AGREES:
            continue
        tree = parse(page)
        kind = tree.find('.//meta[@property="og:type"]')
        article = (kind is not None and kind.get("content") == "article") or '"NewsArticle"' in page
        found.append(Page(name, url, page, story, said.get("title") or "", article, held_apart(url)))
    return found


def _readability(page: str) -> str:
    try:
        return flatten(Document(page).summary(), Style("readability"))
    except Exception:  # it raises many kinds, all the way down from lxml; a page it cannot read agrees with nothing
        return ""
