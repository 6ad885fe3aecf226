"""Texts that the context classifier learns from, each with what its names mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.quality.matching import half
from devtools.training.sport_model import ROOT, openings
from wirewatch.matching.candidates import ADJECTIVES, NameCandidate

OURS: Final = ROOT / "tests" / "data"
SENTENCES: Final = ROOT / "devtools" / "training" / "data" / "context_sentences.tsv"
ANNOTATED: Final = 0.5  # of the weight of a sentence of our own
REPORTS: Final = 0.2
NEWSWIRE: Final = 4.0  # whole reports, of the kind that is matched most
OPENINGS: Final = 0.5
IN_HEADLINE_CASE: Final = 0.4
IN_CAPITALS: Final = 0.2
COPIES: Final = ("headline case", "capitals")
HEADLINE: Final = 90  # characters of a sentence that may be a headline


class LabelledText(NamedTuple):
    """Where a text is from, the text, the weight of each of its candidates, and whether one means its country; None where that is unknown."""

    source: str
    text: str
    weight: float
    is_meant: Callable[[str, NameCandidate, bool], bool | None]


def labelled_texts(data: Path) -> Iterator[LabelledText]:
    """Every text; ``is_meant`` takes an entry's id, the candidate, and whether a place's word goes before it."""
    for file in (OURS / "contexts_tune.tsv", OURS / "contexts_second_tune.tsv", SENTENCES):
        for line in file.read_text("utf-8").splitlines():
            if line and line[0] != "#":
                _, ids, text = line.split("\t")
                yield _named(file.stem, text, ids)
                if len(text) <= HEADLINE:
                    yield _named(COPIES[0], in_headline_case(text), ids)._replace(weight=IN_HEADLINE_CASE)
                    yield _named(COPIES[1], text.upper(), ids)._replace(weight=IN_CAPITALS)
    for line in (OURS / "homonyms_tune.tsv").read_text("utf-8").splitlines():
        if line and line[0] != "#" and "\t" in line:
            ids, text = line.split("\t")
            yield _named("homonyms", text, ids)
    for block in re.split(r"^## ", (OURS / "newswire_tune.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, text = block.split("\n", 1)
        yield _named("newswire", text.strip(), head.partition(":")[2].replace(" ", ","))._replace(weight=NEWSWIRE)
    for text, label in openings():
        yield LabelledText("openings", text, OPENINGS, _in_sport if label else _in_news)
    for line in (data / "watchlist" / "re3d.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if half(row["id"]) == 0:
            marked = {e["value"] for e in row["entities"] if e["type"] in {"Location", "Nationality"}}
            yield LabelledText("re3d", row["text"], REPORTS, _in_marked(" | ".join(sorted(marked))))
    yield from _annotated(data / "watchlist" / "wnut17-wikigold")


def in_headline_case(text: str) -> str:
    """The text with capitals all over, as many outlets write their titles."""
    return re.sub(r"(?<![\w'’])[a-z](?=[\w]{3,})", lambda found: found.group().upper(), text.rstrip("."))


def _named(source: str, text: str, ids: str) -> LabelledText:
    wanted = set(filter(None, ids.split(",")))
    return LabelledText(source, text, 1.0, lambda entry, _, __: entry in wanted)


def _in_news(_: str, __: NameCandidate, ___: bool) -> bool:
    return True


def _in_sport(_: str, candidate: NameCandidate, place: bool) -> bool | None:
    """Our openings of sport speak of teams, but for places and nationality words."""
    meant = candidate.alias.rule in ADJECTIVES
    return None if not meant and place else meant


def _in_marked(marked: str) -> Callable[[str, NameCandidate, bool], bool | None]:
    """What is not marked as a place or nationality may still be a state's body: unknown."""
    return lambda _, candidate, __: candidate.alias.name in marked or None


def _annotated(folder: Path) -> Iterator[LabelledText]:
    for file in (folder / "wikigold" / "wikigold.conll.txt", *sorted((folder / "wnut17").rglob("*.conll"))):
        for block in re.split(r"\n\s*\n", file.read_text("utf-8", errors="replace")):
            rows = [line.split() for line in block.split("\n") if len(line.split()) > 1]
            if len(rows) > 3:
                text, spans = _spans([(row[0], row[-1]) for row in rows])
                yield LabelledText("annotated", text, ANNOTATED, _by_spans(spans))


def _spans(tokens: list[tuple[str, str]]) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of tagged words, and where each marked name stands and its kind."""
    text, spans = "", list[tuple[int, int, str]]()
    open_kind = ""
    for word, tag in tokens:
        text += " " if text else ""
        start, kind = len(text), tag.rpartition("-")[2].lower() if tag != "O" else ""
        text += word
        if kind and kind == open_kind and not tag.startswith("B-"):
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((start, len(text), kind))
        open_kind = kind
    return text, spans


def _by_spans(spans: list[tuple[int, int, str]]) -> Callable[[str, NameCandidate, bool], bool | None]:
    def is_meant(_: str, candidate: NameCandidate, __: bool) -> bool | None:
        around = [span for span in spans if span[0] < candidate.to and candidate.at < span[1]]
        if not around:
            return None
        start, end, kind = around[0]
        whole = (start, end) == (candidate.at, candidate.to)
        if kind in ("loc", "location"):
            return True if whole else None
        if not whole:
            return None if kind == "misc" else False
        return {"misc": True, "per": False, "person": False}.get(kind)

    return is_meant
