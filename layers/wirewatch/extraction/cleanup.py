"""Removal of what an extractor leaves in and around a story.

In the story: "Read also" lines, lines that are only a link, captions and credits, lines from boxes. Before it: the
title again, section names, dates, bylines. Behind it: promotion, tags, notes on the author, lists of other stories.
What is no more than a guess is only made at the two ends, where nothing of the story is cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wirewatch.extraction import boilerplate
from wirewatch.extraction.line_features import ENDS
from wirewatch.extraction.page_structure import PageStructure, line_key
from wirewatch.text.words import count_words

_LABEL_WORDS = 8
_LISTED = 25
_BOXED = 35
_PASSED = 16
_DISCLOSED = 60
_STORY = 600
"""Letters that must stand before another story's headline."""
_ABOUT = re.compile(
    r"^(?:about the authors?|the authors?|authors?|autor(?:en|:innen|in|es|a)?|über (?:den|die) autor\w*|sobre el autor"
    r"|à propos de l'auteur|comments?|leave a (?:comment|reply)|kommentare?|comentarios|commentaires"
    r"|tags?|topics?|keywords?|filed under|themen?|schlagw(?:orte|örter)|etiquetas|temas|mots-clés|tag:"
    r"|(?:related|useful|external|interesting) links?|(?:interessante|weiterführende) links?|enlaces? (?:de interés|relacionados)"
    r"|(?:posts|comments) (?:from|in) (?:the|our) forum|beiträge (?:aus dem|im) forum)\W*$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^(?:\d+\s)?(?:reader\s|all\s)?(?:comments?|responses|replies|kommentare?|comentarios|coment[áa]rios|commentaires?|commenti"
    r"|reacties|komentarze|комментарии|评论|評論|コメント|댓글)\s?[(\[]?\d*[)\]]?$",
    re.IGNORECASE,
)
"""The heading of what readers wrote."""
_END_ZONE = 14
_QUOTES = ('"', "“", "„", "«", "'", "‘")
_REPEATED = 8
"""Words of the shortest paragraph of prose that no story says twice."""
_PULLED = 60
"""Words of the longest pull quote."""
_WORD = re.compile(r"\w+")
_NO_STOPS = re.compile(r"[\u0e00-\u0eff]")
"""Thai and Lao, whose sentences end without a full stop."""


def clean_paragraphs(paragraphs: Sequence[str], structure: PageStructure) -> list[str]:
    """The paragraphs that are the story's; datelines, bylines and agency notes among them are left for the caller."""
    texts = [_without_inner_link(boilerplate.without_credit(text), structure) for text in paragraphs if text.strip()]
    keys = [line_key(text) for text in texts]
    boxed = _boxes(texts, keys, structure)
    kept: list[str] = []
    in_list = asked = False
    end = _first_story(texts, keys, structure)
    for place, (text, key) in enumerate(zip(texts[:end], keys[:end], strict=True)):
        linked = structure.links.get(key, 0.0)
        if in_list and count_words(text) < _LISTED and (text.startswith("- ") or linked > 0.6):
            continue
        # A box that asks readers to sign up has a heading, and a line that says what for.
        if asked and count_words(text) <= _BOXED and boilerplate.is_promotion(text):
            continue
        asked = boilerplate.is_related_link(text) and boilerplate.is_promotion(text)
        in_list = _announces(text, linked)
        if not (in_list or key in boxed or _stands_apart(text, key, linked, structure, place)):
            kept.append(text)
    return _without_ends(_said_once(kept), structure)


_TAIL = re.compile(r"(?<=[.!?…”\"»)])\s+(?P<tail>[(\[]?[^.!?…]{4,220}[.!?…]?[)\]]?)$")
_LONGEST_LINK = 200


def _without_inner_link(text: str, structure: PageStructure) -> str:
    """A paragraph without the "Read also: …" behind its last sentence, where that is a link."""
    if count_words(text) <= _LISTED and boilerplate.is_promotion(text):
        return text  # it is promotion as a whole
    text = _without_link_before(text, structure)
    found = _TAIL.search(text)
    if not found or count_words(text[: found.start()]) < _PASSED // 2:
        return text
    tail = found["tail"].strip("()[]")
    if not boilerplate.is_related_link(tail):
        return text
    linked = line_key(tail) in structure.link_texts or any(
        line_key(tail).endswith(link) for link in structure.link_texts
    )
    return text[: found.start()] if linked else text


def _without_link_before(text: str, structure: PageStructure) -> str:
    """A paragraph without the "Read also: …" before its first sentence, where that is a link."""
    if not boilerplate.is_related_link(text[:_LONGEST_LINK].partition(". ")[0][:_LONGEST_LINK]) and not _points(text):
        return text
    folded = text.lower()
    for link in structure.link_texts:
        place = folded.find(link, 0, _LONGEST_LINK)
        end = place + len(link)
        rest = text[end:].lstrip(" .:|)]")
        if place >= 0 and count_words(rest) >= _PASSED and rest[:1].isupper() and _points(text[:end]):
            return rest
    return text


def _points(text: str) -> bool:
    return boilerplate.is_related_link(" ".join(text.split()[:20]))


def _said_once(paragraphs: list[str]) -> list[str]:
    """The paragraphs without those that are there already, and without pull quotes.

    A page may hold its story twice, for wide and for narrow screens; a pull quote is a quotation that another paragraph
    holds word for word.
    """
    words = [" ".join(_WORD.findall(text)) for text in paragraphs]
    seen: set[str] = set()
    kept = []
    for place, text in enumerate(paragraphs):
        if words[place] in seen and count_words(text) >= _REPEATED and ENDS.search(text):
            continue
        seen.add(words[place])
        pulled = (
            text.startswith(_QUOTES)
            and 6 <= count_words(text) <= _PULLED
            and any(words[place] in other for other in words if len(other) > len(words[place]))
        )
        if not pulled:
            kept.append(text)
    return kept


def _first_story(texts: list[str], keys: list[str], structure: PageStructure) -> int:
    """Where the story ends because another one begins with its headline, or because the author is spoken of."""
    seen, total = 0, sum(map(len, texts))
    for place, (text, key) in enumerate(zip(texts, keys, strict=True)):
        if seen > _STORY and key in structure.headlines:
            return place
        if seen > _STORY // 2 and _COMMENTS.match(text):
            return place
        if seen * 3 > total * 2 and _ABOUT.match(text):
            return place
        seen += len(text)
    return len(texts)


def _boxes(texts: list[str], keys: list[str], structure: PageStructure) -> set[str]:
    """The lines that stand in boxes; none where so much does that the names of the boxes cannot mean what they say."""
    boxed = {
        key: len(text)
        for text, key in zip(texts, keys, strict=True)
        if key in structure.boxed
        and count_words(text) <= _BOXED
        and not boilerplate.is_agency_footer(text)
        and not boilerplate.byline(text)
    }
    return set(boxed) if sum(boxed.values()) * 6 < sum(map(len, texts)) else set()


def _announces(text: str, linked: float) -> bool:
    """Whether a line announces a list of other stories."""
    return boilerplate.is_related_link(text) and count_words(text) <= _LABEL_WORDS and linked < 0.5


def _stands_apart(text: str, key: str, linked: float, structure: PageStructure, place: int) -> bool:
    words = count_words(text)
    if (key in structure.titles and (place < 6 or words > 4)) or (place < 2 and _is_title(key, structure)):
        return True
    if boilerplate.is_related_link(text) or boilerplate.is_photo_credit(text) or boilerplate.is_teaser(text):
        return True
    if boilerplate.is_disclosure(text) and words <= _DISCLOSED:
        return True
    return linked > 0.8 and words <= 25


def _is_title(key: str, structure: PageStructure) -> bool:
    """Whether a line is a title of the page in other words: two thirds of the words of both together are shared."""
    words = set(_WORD.findall(key))
    for title in structure.titles:
        other = set(_WORD.findall(title))
        if len(words) > 3 and len(words & other) * 3 >= len(words | other) * 2:
            return True
    return False


def _without_ends(paragraphs: list[str], structure: PageStructure) -> list[str]:
    start = 0
    while start < min(len(paragraphs) - 1, 8) and _before(paragraphs[start]):
        start += 1
    notes: list[str] = []
    end = scan = len(paragraphs)
    strange = 0
    # One line in between that tells nothing is passed over where promotion stands before it as well.
    while scan > start + 1 and len(paragraphs) - scan < _END_ZONE and strange <= 2 and strange * 2 <= end - scan + 2:
        scan -= 1
        text = paragraphs[scan]
        if boilerplate.is_agency_footer(text):
            notes.append(text)
            end, strange = scan, 0
        elif _promotes(text, structure) or (not strange and _is_scrap(text)):
            end, strange = scan, 0
        elif count_words(text) <= _PASSED:
            strange += 1
        else:
            break
    heads = [text for text in paragraphs[:start] if boilerplate.is_timestamp_line(text) or boilerplate.byline(text)]
    return heads + paragraphs[start:end] + notes[::-1]


def _before(text: str) -> bool:
    """Whether a line before the first paragraph is a section's name, a date, a byline or the like."""
    words = count_words(text)
    if boilerplate.split_dateline(text + " A").dateline and words < 6:
        return False
    return (
        boilerplate.is_timestamp_line(text)
        or (words <= 5 and not ENDS.search(text))
        or text.startswith("& ")
        or (words < 14 and bool(boilerplate.byline(text)))
    )


def _promotes(text: str, structure: PageStructure) -> bool:
    """Whether a line behind the last paragraph is promotion or an item of a list of links."""
    if text.startswith("- "):
        return structure.links.get(line_key(text), 0.0) > 0.5
    return count_words(text) <= 60 and boilerplate.is_promotion(text)


def _is_scrap(text: str) -> bool:
    """Whether a line behind the last paragraph is a tag, a name or the like."""
    if _NO_STOPS.search(text[-2:]):
        return False
    scrap = count_words(text) <= 7 and not ENDS.search(text) and not text.endswith(('"', "”", "“", "»", ")"))
    return scrap and not text.startswith("- ")
