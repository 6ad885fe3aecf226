"""Text that strangers wrote, made harmless: for subjects, e-mails, phones and terminals.

Titles carry newlines, control characters, bidirectional marks, markup, and addresses that look like links of ours.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit, urlunsplit

_KEPT_FORMATS = "\u200c\u200d"  # joiners: several scripts cannot be written without them
# What e-mail readers and phones turn into links by themselves.
_ADDRESS = re.compile(
    r"\b(https?|ftp)://|\b(www)\.(?=\w)|\b(mailto|tel):(?=\S)|(?<=[a-z0-9])\.(?=[a-z]{2,24}/)", re.IGNORECASE
)

# XML 1.0 has no others, and SQS rejects a message that holds one. Lone surrogates cannot be encoded either.
_NOT_STORABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def storable(text: str, limit: int | None = None) -> str:
    """``text`` without the characters that queues and XML reject, in at most ``limit`` characters.

    Text from outside is passed through here once, where it enters. What is cut off is marked with ``...``.
    """
    text = _NOT_STORABLE.sub("", text)
    return text if limit is None else truncate(text, limit)


_TYPED = (
    ("‘’‚′", "'"),
    ("“”„″«»「」『』", '"'),
    ("–—−", "-"),
    ("…", "..."),
    ("，、", ", "),
    ("。", ". "),
    ("：", ": "),
    ("；", "; "),
)
_NOT_WRITTEN = frozenset({"So", "Sk", "Co", "Cn", "Cs"})  # emoji, pictures, private use
_HANGUL = re.compile(r"[\uac00-\ud7af]+")
_HAN = r"\u3400-\u9fff"
# Between a Chinese character and the next letter, which no space parts.
_HAN_BESIDE = re.compile(rf"(?<=[{_HAN}])(?=\w)|(?<=[^\W_])(?=[{_HAN}])")
# The letter that carries a long vowel, which the tables leave out.
_ARABIC_VOWELS = {ord(char): "a" for char in "اأإآٱ"} | {ord("ى"): "a", ord("ة"): "a"}


def single_line(text: str) -> str:
    """``text`` on one line, without control, format (bidirectional marks among them) and unassigned characters."""
    kept = (
        " " if char.isspace() else char
        for char in text
        if char.isspace() or char in _KEPT_FORMATS or unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Co", "Cs"}
    )
    return " ".join("".join(kept).split())


def defang(text: str) -> str:
    """``plain``, with addresses written so that nothing makes links of them: ``https[:]//example.com``."""

    def broken(found: re.Match[str]) -> str:
        if found[1]:
            return f"{found[1]}[:]//"
        return f"{found[2]}[.]" if found[2] else f"{found[3]}[:]" if found[3] else "[.]"

    return _ADDRESS.sub(broken, single_line(text))


_BY_LANGUAGE: dict[str, dict[str, str]] = {
    "de": {"ä": "ae", "ö": "oe", "ü": "ue"},
    "bg": {"щ": "sht", "ъ": "a"},
    "uk": {"г": "h", "ґ": "g", "и": "y", "й": "i", "ї": "i"},
    "he": {"א": "a", "ע": "a"},
    "ar": {"ع": "a", "ء": ""},
    "fa": {"ع": "a", "ء": ""},
    "ur": {"ع": "a", "ء": ""},
    "el": {"ου": "ou", "ού": "ou", "γγ": "ng", "γκ": "gk", "μπ": "b"},
}
"""Letters that a language writes otherwise in Latin than most do."""
_SILENT = str.maketrans(dict.fromkeys("ьЬъЪ", ""))


def to_ascii(text: str, language: str | None = None) -> str:
    """``text`` in ASCII: accents dropped, other scripts transliterated, what is no letter or common sign left out.

    Where the script has words without spaces each Chinese character is a syllable of its own (``Mei Guo``). Arabic and
    Hebrew come without the vowels that they do not write. ``language`` (ISO 639-1) spells some letters as that language does.
    """
    for letter, written in _BY_LANGUAGE.get(language or "", {}).items():
        text = text.replace(letter, written).replace(letter.capitalize(), written.capitalize())
    text = text.translate(_SILENT)
    for typographic, typed in _TYPED:
        for char in typographic:
            text = text.replace(char, typed)
    if not text.isascii():
        text = "".join(char for char in text if char.isascii() or unicodedata.category(char) not in _NOT_WRITTEN)
        text = _HAN_BESIDE.sub(" ", text)
        from anyascii import anyascii

        text = _HANGUL.sub(lambda found: anyascii(found[0]).capitalize(), text)
        text = anyascii(text.translate(_ARABIC_VOWELS))
    return single_line(text)


def truncate(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` characters, cut between words where it has any, with ``...`` for what is gone."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 3]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:-") + "..."


def safe_http_url(address: str | None) -> str | None:
    """The address where it is one that may be clicked: http or https, on one line, its host in ASCII.

    A host in other letters is written as in the name system (``xn--…``): it cannot pass for another's.
    """
    address = address or ""
    if any(char.isspace() or unicodedata.category(char)[0] == "C" for char in address):
        return None
    try:
        parts = urlsplit(address)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    # What stands before an @ passes for the host.
    if parts.scheme not in {"http", "https"} or not host or "@" in host:
        return None
    return urlunsplit(parts._replace(netloc=host))
