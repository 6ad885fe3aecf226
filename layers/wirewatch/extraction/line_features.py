"""The features of a line of a plain-text page, by which the line classifier decides.

Form (length, punctuation, letter case, what it begins and ends with), place in the page, repetition, the words it
shares with the page's longest run of prose, and the same of its neighbours. Nothing here knows a language but the
patterns of ``boilerplate``. The features are in the tradition of Kohlschütter, Fankhauser and Nejdl, "Boilerplate
detection using shallow text features" (2010), without the markup that theirs lean on.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wirewatch.extraction import boilerplate

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDS = re.compile(r"[.!?。！？…।؟။។][\"'”’»›)\]]*$")
"""A line that ends as sentences do."""
ENDS_QUOTED = re.compile(r"[\"”»]$")
BREAKS_OFF = re.compile(r"(?:\.\.\.|…|\[\.\.\.?\]|\[…\])[\"'”’)\]]*$")
"""A line that breaks off, as teasers do."""
_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\w{5,}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_STOP = re.compile(r"[.!?。！？।؟][\"'”’»)\]]*(?:\s|$)|[。！？]")
_LINKISH = re.compile(r"https?://|www\.|\w@\w|\.(?:com|org|net|de)\b")
_SYMBOL = re.compile(r"[|•·»›▶►→©®™#@*+=<>{}\[\]/\\_~]")
_BULLET = re.compile(r"^(?:[-*•·–—+»>▪■●○]|\d{1,2}[.)])\s")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
_QUOTE = re.compile(r"[\"“”„«»]")
_LOWER_START = re.compile(r"[a-zà-öø-ÿа-яα-ω,;:.)\]’'”]")
_MOST_LETTERS = 1500


class TextLine(NamedTuple):
    """One line or wrapped paragraph, and whether a blank line stood before it."""

    text: str
    parted: bool


class LineFeatures(NamedTuple):
    """The form of one line."""

    words: int
    letters: int
    word_length: float
    ends: int
    breaks_off: int
    colon: int
    stops: int
    commas: float
    lower: float
    small: float
    capitals: float
    digits: float
    symbols: int
    linkish: int
    bullet: int
    lower_start: int
    quote: int
    clock: int
    question: int
    boilerplate_kind: int


def shape(text: str) -> LineFeatures:
    """The form of a line; of a very long one, of its beginning and end."""
    if len(text) > _MOST_LETTERS:
        text = text[: _MOST_LETTERS - 100] + text[-100:]
    parts = text.split()
    unspaced = len(_UNSPACED.findall(text))
    n = max(len(parts), unspaced // 2)
    alphabetic = [part for part in parts if part[0].isalpha()]
    m = max(len(alphabetic), 1)
    kind = 0
    if boilerplate.is_timestamp_line(text):
        kind = 4
    elif boilerplate.is_agency_footer(text):
        kind = 3
    elif boilerplate.is_photo_credit(text):
        kind = 2
    elif boilerplate.is_related_link(text):
        kind = 1
    elif boilerplate.byline(text):
        kind = 5
    elif boilerplate.is_promotion(text):
        kind = 6
    return LineFeatures(
        words=n,
        letters=len(text),
        word_length=len(text) / max(len(parts), 1) if not unspaced else 5.0,
        ends=2 if ENDS.search(text) else int(bool(ENDS_QUOTED.search(text))),
        breaks_off=int(bool(BREAKS_OFF.search(text))),
        colon=int(text.endswith(":")),
        stops=len(_STOP.findall(text)),
        commas=text.count(",") / max(n, 1),
        lower=sum(part[0].islower() for part in alphabetic) / m,
        small=sum(part[0].islower() and len(part) <= 4 for part in alphabetic) / m,
        capitals=sum(letter.isupper() for letter in text) / len(text) if text else 0.0,
        digits=sum(letter.isdigit() for letter in text) / len(text) if text else 0.0,
        symbols=min(len(_SYMBOL.findall(text)), 9),
        linkish=int(bool(_LINKISH.search(text))),
        bullet=int(bool(_BULLET.match(text))),
        lower_start=int(bool(_LOWER_START.match(text))),
        quote=len(_QUOTE.findall(text)),
        clock=len(_CLOCK.findall(text)),
        question=int(text.endswith("?")),
        boilerplate_kind=kind,
    )


def prose_score(form: LineFeatures) -> float:
    """How much a line looks like a paragraph of a story; negative for what looks like something else."""
    if form.boilerplate_kind and form.boilerplate_kind != 6:
        return -2.0
    if form.breaks_off and form.words > 8:
        return -12.0
    if form.ends and form.words >= 5:
        return min(form.words, 60) * (1.0 if form.words >= 12 else 0.5)
    if form.words >= 25:
        return form.words * 0.5
    return -5.0 if form.words >= 5 else -4.0


def max_sum_run(weights: Sequence[float]) -> tuple[int, int]:
    """The contiguous run with the greatest sum, as (start, end); empty where nothing weighs anything."""
    best, best_span, total, start = 0.0, (0, 0), 0.0, 0
    for place, value in enumerate(weights):
        if total <= 0:
            total, start = 0.0, place
        total += value
        if total > best:
            best, best_span = total, (start, place + 1)
    return best_span


_NEAR = (-3, -2, -1, 1, 2, 3)
_WINDOWS = (4, 10)


def features(rows: Sequence[TextLine]) -> list[list[float]]:
    """The features of every line of a page, one row of the same length for each."""
    forms = [shape(row.text) for row in rows]
    weights = [prose_score(form) for form in forms]
    start, end = max_sum_run(weights)
    n = len(rows)
    lowered = [row.text[:_MOST_LETTERS].lower() for row in rows]
    times = Counter(lowered)
    long_words = [set(_LONG_WORD.findall(text)) for text in lowered]
    vocabulary: Counter[str] = Counter()
    for place in range(start, end):
        if weights[place] > 0:
            vocabulary.update(long_words[place])
    title = set(long_words[0]) if n else set()
    letters_before = _running([float(form.letters) for form in forms])
    prose_before = _running([max(value, 0.0) for value in weights])
    heavy_before = _running([float(form.words) if form.words >= 12 and form.ends else 0.0 for form in forms])
    total_letters = max(letters_before[-1], 1.0)
    total_prose = max(prose_before[-1], 1.0)
    run_prose = max(prose_before[end] - prose_before[start], 1.0)
    typical = sorted(form.words for form in forms)[n // 2] if n else 0
    lower_starts = sum(form.lower_start for form in forms) / max(n, 1)
    parted = sum(row.parted for row in rows) / max(n, 1)
    longest = max((form.words for form in forms), default=0)
    blank = LineFeatures(*([0] * 20))
    found = []
    for i, form in enumerate(forms):
        inside = start <= i < end and weights[i] > 0
        words = long_words[i]
        shared = sum(vocabulary[word] > inside for word in words) / max(len(words), 2)
        row: list[float] = [
            *form,
            weights[i],
            shared,
            len(words & title) / max(len(title), 2) if i else 1.0,
            times[lowered[i]],
            i / n,
            letters_before[i] / total_letters,
            prose_before[i] / total_prose,
            _clip(i - start, 60),
            _clip(end - 1 - i, 60),
            (prose_before[i] - prose_before[start]) / run_prose,
            run_prose / total_prose,
            end - start,
            n,
            typical,
            longest,
            lower_starts,
            parted,
            float(rows[i].parted),
            float(rows[i + 1].parted) if i + 1 < n else 1.0,
        ]
        for step in _NEAR:
            near = forms[i + step] if 0 <= i + step < n else blank
            row += [near.words, near.ends, near.small, near.breaks_off, near.boilerplate_kind]
            if abs(step) == 1:
                row += [near.lower_start, near.colon, near.bullet, near.clock, near.capitals]
        for window in _WINDOWS:
            low, high = max(0, i - window), min(n, i + 1 + window)
            row += [
                heavy_before[i] - heavy_before[low],
                heavy_before[high] - heavy_before[min(i + 1, n)],
                (letters_before[i] - letters_before[low]) / window,
                (letters_before[high] - letters_before[i + 1]) / window,
            ]
        found.append(row)
    return found


_AROUND = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)


def second_features(
    rows: Sequence[TextLine], first: Sequence[Sequence[float]], chances: Sequence[float]
) -> list[list[float]]:
    """The features of every line for the second look, which knows what the first one thought of all lines.

    ``chances`` are the first look's probabilities.
    """
    n = len(rows)
    sizes = [min(row[0], 80.0) for row in first]
    # The run with the most probable words, where improbable lines cost as much as a line of their size, at least 6.
    value = [(2 * p - 1) * (size if p > 0.5 else max(size, 6.0)) for p, size in zip(chances, sizes, strict=True)]
    start, end = max_sum_run(value)
    likely = [p * size for p, size in zip(chances, sizes, strict=True)]
    before = _running(likely)
    plain = _running(list(chances))
    total = max(before[-1], 1.0)
    inside = before[end] - before[start]
    found = []
    for i in range(n):
        row = [chances[i], *(chances[i + step] if 0 <= i + step < n else -1.0 for step in _AROUND)]
        for window in (3, 8, 20):
            low, high = max(0, i - window), min(n, i + 1 + window)
            row += [
                (plain[i] - plain[low]) / window,
                (plain[high] - plain[i + 1]) / window,
                before[i] - before[low],
                before[high] - before[i + 1],
            ]
        row += [
            _clip(i - start, 80),
            _clip(end - 1 - i, 80),
            before[i] / total,
            (before[i] - before[start]) / max(inside, 1.0),
            inside / total,
            total,
            value[i],
        ]
        found.append([*first[i], *row])
    return found


def _running(values: Sequence[float]) -> list[float]:
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


def _clip(value: int, most: int) -> float:
    return float(max(-most, min(most, value)))
