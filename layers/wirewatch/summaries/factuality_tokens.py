"""Words as the consistency check compares them: folded, stemmed, with the names, numbers and denials among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[%$£€¥]")
_FOLDED = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "’": "'",
        "‘": "'",
        "‚": "'",
        "‐": "-",
        "‑": "-",
        "–": " ",
        "—": " ",
    }
)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_NUMBERS = {
    word: float(value)
    for value, word in enumerate(
        _listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty"
        )
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0}
_SCALES = {
    **dict.fromkeys(("k", "thousand"), 1e3),
    **dict.fromkeys(("m", "mn", "million", "millions"), 1e6),
    **dict.fromkeys(("b", "bn", "billion", "billions"), 1e9),
    **dict.fromkeys(("tn", "trillion", "trillions"), 1e12),
    "hundred": 1e2,
}
_UNITS = {
    **dict.fromkeys(("%", "percent", "pc"), "%"),
    **dict.fromkeys(("$", "dollar", "dollars"), "$"),
    **dict.fromkeys(("£", "pound", "pounds"), "£"),
    **dict.fromkeys(("€", "euro", "euros"), "€"),
    **dict.fromkeys(("¥", "yen"), "¥"),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    **dict.fromkeys(("mile", "miles"), "mile"),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), "tonne"),
    **dict.fromkeys(("second", "seconds"), "second"),
    **dict.fromkeys(("minute", "minutes"), "minute"),
    **dict.fromkeys(("hour", "hours"), "hour"),
    **dict.fromkeys(("day", "days"), "day"),
    **dict.fromkeys(("week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("year", "years"), "year"),
}
_SIGNS = frozenset("$£€¥")
_MONEY = frozenset(word for word, unit in _UNITS.items() if unit in _SIGNS or unit == "%")
_SPELT = {
    **dict.fromkeys(("k", "thousand"), "thousand"),
    **dict.fromkeys(("m", "mn", "million", "millions"), "million"),
    **dict.fromkeys(("b", "bn", "billion", "billions"), "billion"),
    **dict.fromkeys(("tn", "trillion", "trillions"), "trillion"),
}
DATES = frozenset(
    _listed(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december yesterday today tomorrow"
    )
)
_NEGATIONS = frozenset(_listed("not no never none nobody nothing neither nor without cannot denied denies deny"))
STOPS = frozenset(
    _listed(
        "a an the and or but if of at by for with about against between into through during before after above below to "
        "from up down in out on off over under again then once here there when where why how all any both each few more "
        "most other some such no nor not only own same so than too very s t can will just should now is are was were be "
        "been being have has had having do does did doing would could may might must shall he she it they we you i his her "
        "its their our your my him them us me this that these those as who whom which what while also said says say"
    )
)


def fold_marks(text: str) -> str:
    """Text with one form of each quotation mark and dash, possessives joined."""
    text = unicodedata.normalize("NFKC", text).translate(_FOLDED)
    return text.replace("``", '"').replace("''", '"').replace(" 's", "'s").replace("per cent", "percent")


def split_words(text: str) -> list[str]:
    """Words in small letters, possessives off, quantities in one form: "€30m", "30 million euros" → 30 million €."""
    found: list[str] = []
    for word in _WORD.findall(fold_marks(text).lower()):
        word = word.removesuffix("'s")
        if word[:1].isdigit():
            word = re.sub(r",(?=\d{3}(?!\d))", "", word)
        if word.endswith("n't"):
            found += [word.removesuffix("n't"), "not"]
        else:
            found.append(word)
    return _quantities_alike(found)


def _quantities_alike(words: list[str]) -> list[str]:
    """The words, behind a number its scale written out, then its unit as a sign."""
    found: list[str] = []
    sign = ""
    for place, word in enumerate(words):
        after_number = bool(found) and found[-1][:1].isdigit()
        if word in _SIGNS and place + 1 < len(words) and words[place + 1][:1].isdigit():
            sign = word
        elif after_number and word in _SPELT:
            found += [_SPELT[word], sign] if sign else [_SPELT[word]]
            sign = ""
        else:
            if sign and after_number:
                found.append(sign)
                sign = ""
            found.append(_UNITS[word] if word in _MONEY and found and _is_amount(found[-1]) else word)
    return [*found, sign] if sign else found


def _is_amount(word: str) -> bool:
    return word[:1].isdigit() or word in _SCALES


def stem_of(word: str) -> str:
    """A word without its ending, so that its forms fall together."""
    for ending in ("ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word


def names_in(folded: str) -> list[str]:
    """Runs of words in capitals, other than a sentence's first word on its own."""
    found: list[str] = []
    words = folded.split()
    run: list[str] = []
    for place, word in enumerate([*words, ""]):
        bare = word.strip("\"'()[],.;:!?").removesuffix("'s")
        if bare[:1].isupper() and not (place == 0 and bare.lower() in STOPS):
            run.append(bare)
            if word[-1:] in ",.;:!?)" and len(bare) > 1:
                found, run = _closed(found, run, place), []
        elif run:
            found, run = _closed(found, run, place - 1), []
    return found


def _closed(found: list[str], run: list[str], last: int) -> list[str]:
    """The run joins the names unless it is the sentence's first word alone, which any sentence has in capitals."""
    if len(run) == 1 and last == 0:
        return found
    return [*found, " ".join(run)]


def initials_of(folded: str) -> set[str]:
    """Short forms that the article's runs of capitals would have: International Monetary Fund → imf."""
    found: set[str] = set()
    letters = ""
    for word in [*folded.split(), ""]:
        if word[:1].isupper():
            letters = (letters + word[0].lower())[-8:]
            found |= {letters[start:] for start in range(len(letters) - 1)}
        elif word not in ("of", "for", "and", "the", "on"):
            letters = ""
    return found


def quantities_in(words: Sequence[str]) -> tuple[set[float], set[tuple[float, str]]]:
    """Numbers, in digits or words, and those that stand by a unit."""
    values: set[float] = set()
    measured: set[tuple[float, str]] = set()
    for place, word in enumerate(words):
        value = _value(word)
        if value is None or word == "one":
            continue
        follows = place + 1
        scale = _SCALES.get(words[follows]) if follows < len(words) else None
        if scale:
            value, follows = value * scale, follows + 1
        values.add(value)
        for unit in (words[follows : follows + 1], words[max(0, place - 1) : place]):
            if unit and unit[0] in _UNITS and not (unit[0].isalpha() and unit == words[max(0, place - 1) : place]):
                measured.add((value, _UNITS[unit[0]]))
    return values, measured


def _value(word: str) -> float | None:
    if word in _NUMBERS:
        return _NUMBERS[word]
    try:
        return float(word) if word[:1].isdigit() and len(word) < 20 else None
    except ValueError:
        return None


def denies(words: Sequence[str]) -> bool:
    """Whether any of the words denies."""
    return not _NEGATIONS.isdisjoint(words)


def common_words(words: Sequence[str], others: Sequence[str]) -> int:
    """Length of the longest common subsequence of words, both cut to bounds that sentences keep."""
    words, others = words[:80], others[:160]
    row = [0] * (len(others) + 1)
    for word in words:
        before = 0
        for place, other in enumerate(others, 1):
            kept = row[place]
            row[place] = before + 1 if word == other else max(kept, row[place - 1])
            before = kept
    return row[-1]
