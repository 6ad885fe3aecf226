"""Thirty web pages of our own writing, of many kinds and in ten languages, as an outlet's templates would show them.

``tests/data/pages/odd.yaml`` may be looked at while rules are written, ``even.yaml`` only to check them.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Literal

import msgspec

from wirewatch.records import Article, Summary
from wirewatch.text.sentences import count_words

DATA = Path(__file__).resolve().parent.parent / "data" / "pages"
Half = Literal["odd", "even"]


class SamplePage(msgspec.Struct, kw_only=True):
    """One page, and what its summary must and must not hold.

    Attributes:
        body: paragraphs; the marks that begin them are explained in the files.
        entry: the watched country that the page is about; None where it is about none.
        says: each an alternative of words (parted by ``|``), one of which the summary holds.
        never: what no summary may hold.
    """

    id: str
    kind: str
    language: str
    site: str
    published: str
    title: str
    byline: str
    says: list[str]
    never: list[str]
    body: list[str]
    entry: str | None = None
    updated: str = ""
    section: str = "News"
    standfirst: str = ""

    @property
    def url(self) -> str:
        """The page's address."""
        return f"https://www.{self.id.partition('-')[2]}.example/{self.published[:10]}/{self.id}"


def sample_pages(*halves: Half) -> list[SamplePage]:
    """The pages of a half, or of both, by their ids."""
    found: list[SamplePage] = []
    for half in halves or ("odd", "even"):
        found += msgspec.yaml.decode((DATA / f"{half}.yaml").read_bytes(), type=list[SamplePage])
    return sorted(found, key=lambda page: page.id)


def html(page: SamplePage) -> bytes:
    """The page in one of three templates, chosen by its number."""
    style = int(page.id[:2]) % 3
    standfirst, caption, box = (("standfirst", "", "block"), ("dek", "caption", "live-entry"), ("", "", "post"))[style]
    lines = []
    for part in page.body:
        mark, rest = (part[:1], escape(part[2:])) if part[1:2] == " " and part[:1] in "-^*@" else ("", escape(part))
        if part.startswith("## "):
            lines.append(f"<h2>{escape(part[3:])}</h2>")
        elif mark == "-":
            lines.append(f"<ul><li>{rest}</li></ul>")
        elif mark == "^":
            credited = f'<p class="{caption}">{rest}</p>' if caption else f"<figcaption>{rest}</figcaption>"
            lines.append(f'<figure><img src="/1.jpg" alt="">{credited}</figure>')
        elif mark == "*":
            lines.append(f'<aside class="related"><p><a href="/other">{rest}</a></p></aside>')
        elif mark == "@":
            lines.append(f'<div class="{box}"><time>{rest}</time></div>')
        else:
            lines.append(f"<p>{rest}</p>")
    intro = f'<p class="{standfirst}">{escape(page.standfirst)}</p>' if page.standfirst else ""
    modified = f'<meta property="article:modified_time" content="{page.updated}">' if page.updated else ""
    linked = {
        "@context": "https://schema.org",
        "@type": {"live": "LiveBlogPosting", "opinion": "OpinionNewsArticle"}.get(page.kind, "NewsArticle"),
        "headline": page.title,
        "datePublished": page.published,
        "publisher": {"@type": "Organization", "name": page.site},
    }
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("world", "business", "sport", "weather"))
    text = f"""<!doctype html><html lang="{page.language}"><head><meta charset="utf-8">
<title>{escape(page.title)} | {escape(page.site)}</title><link rel="canonical" href="{page.url}">
<meta property="og:site_name" content="{escape(page.site)}"><meta property="og:title" content="{escape(page.title)}">
<meta property="article:published_time" content="{page.published}"><meta property="article:section" content="{page.section}">
{modified}<meta name="author" content="{escape(page.byline)}">
<script type="application/ld+json">{msgspec.json.encode(linked).decode()}</script></head>
<body><header><a href="/">{escape(page.site)}</a><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{escape(page.title)}</h1>{intro}<p class="byline">{escape(page.byline)}</p>
<time datetime="{page.published}">{page.published[:16].replace("T", " ")}</time>
{chr(10).join(lines)}
</article><aside><h3>Most read</h3><ol><li><a href="/1">Ferry runs aground off Malta</a></li>
<li><a href="/2">Peru votes on new constitution</a></li></ol></aside></main>
<footer><p>© 2026 {escape(page.site)}. All rights reserved.</p></footer></body></html>"""
    return text.encode()


_GENRES = {"live": "live page", "opinion": "opinion", "press release": "press release"}


def faults(page: SamplePage, article: Article, summary: Summary) -> dict[str, str]:
    """What a reader asks of a page's summary → what is wrong; empty where nothing is."""
    text = summary.text
    ends = re.compile(r"[.!?…。؟][\"'”’»)]*$")
    return {
        "says what happened": "" if all(re.search(one, text) for one in page.says) else f"{page.says} in {text!r}",
        "holds nothing that is no story": ", ".join(one for one in page.never if one in text),
        "is whole sentences of the article": ", ".join(
            one for one in summary.sentences if one not in article.text or not ends.search(one)
        ),
        "is short": "" if count_words(text) <= 60 else f"{count_words(text)} words",
        "says more than one sentence": "" if len(summary.sentences) > 1 else text,
        "says its genre": "" if summary.genre == _GENRES.get(page.kind, "") else summary.genre or "none",
    }
