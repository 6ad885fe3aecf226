"""Text that was decoded wrongly before it reached us ("Ã¼" for "ü"), put right where that is certain."""

from __future__ import annotations

import re
import unicodedata

_DOUBLE = ("gb18030", "cp949", "cp932", "big5")
_LEAST = 6
"""Characters that a text must have to be put right by a decoding that ftfy does not know."""
_SUSPECT = re.compile(
    r"[\u0080-\u00ff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u2122\u0100-\u017f\u0370-\u045f]{2}|\ufffd"
)
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af\uff61-\uff9f]")
_TEXTS = re.compile(r"(<[^<>]*>|\n)")
_LATIN_1 = re.compile(r"[\u00c0-\u00ff]{3}")


def _pairs(codec: str) -> re.Pattern[str]:
    """What the characters of UTF-8 look like in a single-byte encoding: letters for two, and for three bytes."""

    def letters(first: int, last: int) -> str:
        # What the encoding leaves open is what windows-1252 and browsers make of it: the control character itself.
        decoded = (bytes([byte]).decode(codec, "replace") for byte in range(first, last + 1))
        return re.escape("".join(chr(first + n) if c == "\ufffd" else c for n, c in enumerate(decoded)))

    behind = letters(0x80, 0xBF)
    return re.compile(f"[{letters(0xC2, 0xDF)}][{behind}]|[{letters(0xE0, 0xEF)}][{behind}]{{2}}")


_MISREAD = tuple(map(_pairs, ("cp1252", "latin-1", "cp1251", "cp1250", "cp1253")))
_EUROPEAN = ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257")
_NO_LETTER = {"Cc", "Cn", "Co", "Cs"}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_MOST_LOOKED_AT = 200_000


def is_misread(page: str) -> bool:
    """Whether most of what is not ASCII in a text is UTF-8 that was read as something else."""
    if page.isascii():
        return False
    runs = _BEYOND_ASCII.findall(page[:_MOST_LOOKED_AT])
    sample = " ".join(runs)
    beyond = sum(map(len, runs))
    if any(sum(map(len, pattern.findall(sample))) * 3 >= 2 * beyond > 8 for pattern in _MISREAD):
        return True
    lines = [run for run in runs if len(_HAN.findall(run)) > _LEAST][:20]
    return bool(lines) and sum(_from_double(line) is not None for line in lines) * 2 > len(lines)


def repair(text: str) -> str:
    """The text as it was meant, line by line, where it can only have been UTF-8 read as something else; else the text itself.

    It may be html: each piece of text in it is looked at alone. UTF-8 read in a single-byte encoding is put right by ftfy,
    whose rules say when that is certain. UTF-8 read in a double-byte encoding is put right where every character of the
    text gives valid UTF-8 again.
    """
    if text.isascii() or not (_SUSPECT.search(text) or _HAN.search(text)):
        return text
    lines = _TEXTS.split(text)
    fixed = [line if line.isascii() else _repaired(line) for line in lines]
    if fixed == lines:
        return text
    import ftfy

    # Where some lines were wrong, what may be a letter or a slip elsewhere ("Ã ", "â€") is wrong as well.
    return "".join(new if new != old else ftfy.fix_encoding(old) for new, old in zip(fixed, lines, strict=True))


def _repaired(line: str) -> str:
    if _HAN.search(line) and (found := _from_double(line)):
        return found
    # Of an encoding that is seldom taken for another, two letters prove nothing: "Ā²" may be meant.
    if not (_SUSPECT.search(line) and (len(line) >= _LEAST or any(found.search(line) for found in _MISREAD))):
        return line
    import ftfy  # 20 ms

    certain = ftfy.TextFixerConfig(restore_byte_a0=False, replace_lossy_sequences=False, decode_inconsistent_utf8=False)
    fixed = str(ftfy.fix_encoding(line, certain))
    if fixed == line and len(_LATIN_1.findall(line)) > 2:
        return _from_latin_1(line) or line
    # Where no letter comes of it, it proves nothing: "Â¡" may be meant.
    plausible = any(map(str.isalpha, fixed)) and _is_plausible([char for char in fixed if char not in line])
    return fixed if plausible else line


def _is_plausible(found: list[str]) -> bool:
    """Whether characters may be meant: by chance three letters of a name are the bytes of one that hardly anybody writes.

    Such are those that no language writes. Where one stands alone, such is also a form for display that Unicode has other
    characters for, unless these are European ("ﬁ").
    """
    alone = found[0] if len(found) == 1 else ""
    written = unicodedata.normalize("NFKC", alone)
    shown_so = written != alone and not _is_european(alone) and not _is_european(written)
    return not shown_so and _NO_LETTER.isdisjoint(map(unicodedata.category, found))


def _is_european(text: str) -> bool:
    return any(text.encode(codec, "ignore").decode(codec) == text for codec in _EUROPEAN)


def _from_double(text: str) -> str | None:
    for codec in _DOUBLE:
        try:
            data = text.encode(codec)
            fixed = data.decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if len(fixed) >= _LEAST and not fixed.isascii():
            return fixed
    return None


def _from_latin_1(text: str) -> str | None:
    """A text in another single-byte encoding that was read as Latin letters: "Ïàðîì" for "Паром"."""
    from wirewatch.text.legacy_encoding import guess_codec, word_score

    try:
        data = text.encode("cp1252")
    except UnicodeEncodeError:
        return None
    codec = guess_codec(data)
    fixed = data.decode(codec, "replace")
    certain = len(_LATIN_1.findall(text)) > 4 and word_score(text) < 0.5 and word_score(fixed) > 0.95
    return fixed if certain and codec in ("cp1251", "koi8_u", "cp1253") else None
