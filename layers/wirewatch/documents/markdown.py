"""Markdown as a page: front matter says what a page's head would."""

from __future__ import annotations

import html
import re

from wirewatch.documents.document import Document
from wirewatch.fetching import encoding as charsets
from wirewatch.limits import PAGE_BYTES
from wirewatch.text import dates

_FRONT_MATTER = re.compile(r"---\r?\n((?:[A-Za-z_]\w{0,40}:[^\n]{0,2000}\n|[ \t#-][^\n]{0,2000}\n)+)---\r?\n")
_MD_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MD_OTHER = re.compile(r"\]\(https?://|^\s{0,3}(?:```|> |\* |- \[)|\*\*\w|^(?:===+|---+)\s*$", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a text is Markdown: it begins with front matter, or has headings and other marks."""
    return bool(_FRONT_MATTER.match(text) or (_MD_HEADING.search(text) and _MD_OTHER.search(text)))


def markdown_page(data: bytes, source: str) -> Document:
    """The page that a text in Markdown renders to; one that is very long is read as plain text."""
    from markdown_it import MarkdownIt

    if len(data) > PAGE_BYTES // 5:
        return Document("text", source, data=data[:PAGE_BYTES], charset=charsets.detect(data))
    text = charsets.decode(data, charsets.detect(data)).lstrip()
    fields: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        for line in front[1].splitlines():
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip().strip("\"'")
    title = fields.get("title", "") or _first_heading(text)
    body = MarkdownIt("commonmark", {"html": False}).render(text)
    head = f"<head><title>{html.escape(title)}</title></head>"
    page = f"<!DOCTYPE html><html>{head}<body><article>{body}</article></body></html>"
    address = fields.get("url") or fields.get("link") or ""
    return Document(
        "html",
        source,
        data=page.encode(),
        url=address if address.startswith(("http://", "https://")) else None,
        title=title,
        published=dates.parse(fields.get("date") or fields.get("published")),
        authors=[fields["author"]] if fields.get("author") else [],
    )


def _first_heading(text: str) -> str:
    heading = re.search(r"^# +([^\n]{1,500})", text, re.MULTILINE)
    return heading[1].strip().rstrip("#").strip() if heading else ""
