"""Which legacy encoding a page or feed is in that declares none and is no UTF-8.

Double-byte encodings are recognised by the share of their commonest characters (the distribution that Li and Momoi, "A
composite approach to language/encoding detection", 2001, lean on), single-byte ones by the form of the words that each
would make: scripts that mix within a word, capitals behind small letters, symbols between letters. Which of the
encodings of Latin letters it is, the language says.
"""

from __future__ import annotations

import codecs
import re

_SAMPLE = 1 << 17
_MOST_WORDS = 3000
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_HIGH = re.compile(rb"[\x80-\xff]")
_COMMON = {
    "gb18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"),  # the 3,755 characters of level 1
    "big5hkscs": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
    "cp949": re.compile(rb"[\xb0-\xc8][\xa1-\xfe]"),  # Hangul
    "euc_jp": re.compile(rb"[\xa4\xa5][\xa1-\xf6]"),  # kana
    "cp932": re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]"),
}
_LEAST_SHARE = {"gb18030": 0.6, "big5hkscs": 0.6, "cp949": 0.92, "euc_jp": 0.2, "cp932": 0.2}
"""Chinese characters of level 1 have two thirds of their lead bytes where Hangul has all of its; Japanese mixes kana."""
_NOT_LATIN = ("cp1251", "koi8_u", "cp866", "cp1253", "cp1255", "cp1256", "cp874")
_CENTRAL = ("cp1250", "iso8859_2")
_OF_LANGUAGE = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro"), _CENTRAL),
    **dict.fromkeys(("tr", "az"), ("cp1254",)),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257",)),
    "vi": ("cp1258",),
}
_BLOCKS = (
    (0x250, "Latin"),
    (0x400, "Greek"),
    (0x530, "Cyrillic"),
    (0x600, "Hebrew"),
    (0x700, "Arabic"),
    (0xE80, "Thai"),
)
_WORD = re.compile(r"[^\s.,:;!?()\"'/<>=&|\[\]{}0-9«»„“”‘’…–—-]+")
_CERTAIN = 0.97
_THAI_MARK = re.compile(rb"(?<=[\xa1-\xce])[\xd1\xd4-\xd9\xe8\xe9]")
_MARKED = 8
"""Thai letters that have one mark among them at least."""


def guess_codec(data: bytes) -> str:
    """The Python codec that makes the most sensible words of ``data``; ``cp1252`` where none makes any."""
    sample = b" ".join(_TAG.sub(b" ", data[:_SAMPLE]).split())
    high = len(_HIGH.findall(sample))
    if not high:
        return "iso2022_jp" if b"\x1b$" in sample else "cp1252"
    scores = {codec: word_score(sample.decode(codec, "replace")) for codec in _NOT_LATIN}
    # Thai has a mark on every third letter; pairs of bytes make Thai letters in rows without any.
    if len(_THAI_MARK.findall(sample)) * _MARKED < high:
        scores["cp874"] = 0.0
    double = _double(sample, high)
    if double and max(scores.values()) < _CERTAIN:
        return double
    latin = [codec for codec in _latin(sample) if codec not in scores]
    scores |= {codec: word_score(sample.decode(codec, "replace")) for codec in latin}
    return max(scores, key=lambda codec: (round(scores[codec], 2), codec in latin))


def _double(sample: bytes, high: int) -> str | None:
    best, best_share = None, 0.0
    for codec in ("cp949", "euc_jp", "cp932", "gb18030", "big5hkscs"):
        try:
            # Incremental: a character that is cut at the end is no error.
            text = codecs.getincrementaldecoder(codec)().decode(sample)
        except UnicodeDecodeError:
            continue
        wide = sum(character > "\x7f" for character in text)
        share = len(_COMMON[codec].findall(sample)) / wide if wide > 1 else 0.0
        if codec != "cp932" and high < 1.6 * wide:
            continue
        if codec == "cp932" and sum("\uff61" <= character <= "\uff9f" for character in text) * 5 > wide:
            continue  # half-width kana by the line: another encoding's bytes
        if share >= _LEAST_SHARE[codec]:
            if codec in ("cp949", "euc_jp", "cp932"):
                return codec
            if share > best_share:
                best, best_share = codec, share
    return best


def _latin(sample: bytes) -> tuple[str, ...]:
    """The encodings that languages of Latin letters are written in, for the language that the text has in them."""
    import py3langid  # 100 ms

    for codec in ("cp1252", "cp1250", "cp1254", "cp1257", "cp1258"):
        language = str(py3langid.classify(sample[:3000].decode(codec, "replace"))[0])
        if codec in (found := _OF_LANGUAGE.get(language, ("cp1252",))) or (codec == "cp1252" and found != ("cp1252",)):
            return found
    return ("cp1252",)


def word_score(text: str) -> float:
    """How sensible the words with letters beyond ASCII are, 0 to 1; 0 where there are none."""
    good = bad = 0.0
    capitals = small = 0
    for place, word in enumerate(_WORD.findall(text)):
        if place > _MOST_WORDS:
            break
        if word.isascii():
            continue
        right, wrong = _word_score(word)
        good, bad = good + right, bad + wrong
        capitals += sum(letter.isupper() for letter in word)
        small += sum(letter.islower() for letter in word)
    if not good + bad:
        return 0.0
    # No sentence begins with a small letter, and no text is all capitals: this is another script, which has one case.
    one_case = (small > 40 and not capitals) or (capitals > 40 and not small)
    return good / (good + bad) - (0.1 if one_case else 0.0)


def _word_score(word: str) -> tuple[float, float]:
    good = bad = 0.0
    mixed = len({_script(letter) for letter in word if letter.isalpha()}) > 1
    run = 0
    for place, letter in enumerate(word):
        if letter.isascii():
            run = 0
            continue
        before = word[place - 1] if place else ""
        script = _script(letter)
        run = run + 1 if script == "Latin" else 0
        if not (letter.isalpha() or script == "Thai" or "\u0591" <= letter < "\u05c8" or "\u064b" <= letter < "\u0653"):
            bad += 2.0 if len(word) > 1 else 0.3
        elif mixed or (script == "Thai" and _misplaced(letter, before)):
            bad += 1.0
        elif run > 2:  # no language of Latin letters has three with marks in a row
            bad += 1.5
        elif letter.isupper() and before.islower():
            bad += 2.0
        elif letter.islower() and place > 1 and word[place - 2 : place].isupper():
            bad += 1.0
        else:
            good += 1.0
    return good, bad


def _misplaced(letter: str, before: str) -> bool:
    """Whether a Thai vowel or tone mark stands on nothing, or a vowel that is written first has another before it."""
    if "\u0e31" <= letter <= "\u0e3a" or "\u0e47" <= letter <= "\u0e4e":
        return not before or not "\u0e01" <= before <= "\u0e4e" or "\u0e40" <= before <= "\u0e44"
    return "\u0e40" <= letter <= "\u0e44" and "\u0e40" <= before <= "\u0e44"


def _script(letter: str) -> str:
    return next((name for end, name in _BLOCKS if ord(letter) < end), "")
