"""Spellings of people's names in other scripts, made from the Russian one, which says how a name sounds.

Where ``languages/people.txt`` has no spelling in a language, the tables here make up to three. They are our own writing, after the usual
rules of transcription; ``python -m devtools.packs.respelling`` prints how many of the spellings written by hand they reach.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Final

from wirewatch.text.normalize import normalize_name

PEOPLE: Final = Path(__file__).parent / "languages" / "people.txt"
MOST: Final = 3
_VOWELS: Final = "аеёиоуыэюя"
_WORDS: Final = re.compile(r"([ -])")
_DOUBLED: Final = re.compile(r"([бвгджзклмнпрстфхцчш])\1")


def _mapped(word: str, table: dict[str, str]) -> str:
    """The word with each piece replaced, longer pieces first; ``^`` begins a word and ``$`` ends it."""
    text, made, at = "^" + word.lower() + "$", "", 0
    longest = max(map(len, table))
    while at < len(text):
        for length in range(longest, 0, -1):
            piece = text[at : at + length]
            if piece in table:
                made += table[piece]
                at += length
                break
        else:
            if text[at] not in "^$":
                return ""
            at += 1
    return made


def _single(word: str) -> str:
    """The word in small letters, no consonant doubled."""
    return _DOUBLED.sub(r"\1", word.lower())


def _table(text: str) -> dict[str, str]:
    return {key: "" if value == "_" else value for key, value in (item.split(":") for item in text.split())}


_UKRAINIAN: Final = _table(
    "а:а б:б в:в г:г д:д е:е ё:йо ж:ж з:з и:і й:й к:к л:л м:м н:н о:о п:п р:р с:с т:т у:у ф:ф х:х ц:ц ч:ч ш:ш щ:щ ъ:' ы:и ь:ь э:е ю:ю я:я"
    " ^е:є ае:ає ее:еє ие:іє оу:оу ое:оє уе:ує аи:аї ои:ої еи:еї уи:уї ьё:йо ьо:йо ье:ьє йе:є жи:жи чи:чи ши:ши ци:ци вич:вич ский$:ський цкий$:цький"
)
_GREEK: Final = _table(
    "а:α б:μπ в:β г:γκ д:ντ е:ε ё:ιο ж:ζ з:ζ и:ι й:ι к:κ л:λ м:μ н:ν о:ο п:π р:ρ с:σ т:τ у:ου ф:φ х:χ ц:τσ ч:τσ ш:σ щ:σ ъ:_ ы:ι ь:_ э:ε"
    " ю:ιου я:ια дж:τζ нг:νγκ нд:ντ мб:μπ с$:ς ий$:ι ии:ι ия:ια аа:α кс:ξ ев$:εφ ов$:οφ"
)
_HEBREW: Final = _table(
    "а:_ ^а:א а$:ה б:ב в:ו г:ג д:ד е:_ ^е:י е$:ה ё:יו ж:ז' з:ז и:י ^и:אי ий:י й:י к:ק л:ל м:מ н:נ о:ו ^о:או п:פ р:ר с:ס т:ט у:ו ^у:או ф:פ"
    " х:ח ц:צ ч:צ' ш:ש щ:ש ъ:_ ы:י ь:_ э:_ ^э:א ю:יו я:יא я$:יה м$:ם н$:ן ц$:ץ ф$:ף ^в:ו дж:ג'  ао:או аа:א оа$:ואה"
)
_HEBREW_FULL: Final = {**_HEBREW, "а": "א"}
_PERSIAN: Final = _table(
    "а:ا б:ب в:و г:گ д:د е:_ ^е:ا ё:یو ж:ژ з:ز и:ی ^и:ای й:ی к:ک л:ل м:م н:ن о:و ^о:او п:پ р:ر с:س т:ت у:و ^у:او ф:ف х:خ ц:تس ч:چ ш:ش щ:ش"
    " ъ:_ ы:ی ь:_ э:_ ^э:ا ю:یو я:یا ий:ی дж:ج  ^а:آ е$:ه аа:ا"
)
_PERSIAN_SHORT: Final = {**_PERSIAN, "^а": "ا"}
_ARABIC: Final = _table(
    "а:ا ^а:أ б:ب в:ف г:غ д:د е:ي ^е:ي ё:يو ж:ج з:ز и:ي ^и:إي й:ي к:ك л:ل м:م н:ن о:و ^о:أو п:ب р:ر с:س т:ت у:و ^у:أو ф:ف х:خ ц:تس ч:تش ш:ش"
    " щ:ش ъ:_ ы:ي ь:_ э:ي ^э:إي ю:يو я:يا ий:ي дж:ج  аа:ا"
)
_ARABIC_SHORT: Final = {**_ARABIC, "е": "", "э": ""}

_KANA_ROWS: Final = {
    "": "アエイオウ", "б": "バベビボブ", "в": "バベビボブ", "г": "ガゲギゴグ", "д": "ダデディドドゥ", "ж": "ジャジェジジョジュ",
    "з": "ザゼジゾズ", "к": "カケキコク", "л": "ラレリロル", "м": "マメミモム", "н": "ナネニノヌ", "п": "パペピポプ", "р": "ラレリロル",
    "с": "サセシソス", "т": "タテティトトゥ", "ф": "ファフェフィフォフ", "х": "ハヘヒホフ", "ц": "ツァツェツィツォツ",
    "ч": "チャチェチチョチュ", "ш": "シャシェシショシュ", "дж": "ジャジェジジョジュ", "й": "ヤイエイヨユ",
}  # fmt: skip
_KANA_ALONE: Final = _table("д:ド т:ト н:ン ж:ジ ч:チ ш:シュ й:イ дж:ジ х:フ ц:ツ м:ム")
_KANA_SMALL: Final = re.compile("[ァィェォャュョゥ]")


def _kana(word: str) -> str:
    text = word.lower().replace("ь", "").replace("ъ", "").replace("щ", "ш").replace("ий", "и")
    text = re.sub("м(?=[мпб])", "н", re.sub(r"([вжзлмрхцчш])\1", r"\1", text))
    made, at = "", 0
    while at < len(text):
        onset = next((one for one in (text[at : at + 2], text[at]) if one in _KANA_ROWS), "")
        behind = text[at + len(onset) : at + len(onset) + 1]
        row = re.findall(".[ァィェォャュョゥ]?", _KANA_ROWS[onset])
        row = row if onset != "й" else ["ヤ", "イェ", "イ", "ヨ", "ユ"]
        if behind in tuple("аэеиыоуюяё") and behind:
            if behind in "юяё" and onset:
                made += row[2] + {"ю": "ュ", "я": "ャ", "ё": "ョ"}[behind]
            elif behind in "юяё":
                made += {"ю": "ユ", "я": "ヤ", "ё": "ヨ"}[behind]
            else:
                made += row["аеиоу".index({"э": "е", "ы": "и"}.get(behind, behind))]
            at += len(onset) + 1
        elif onset:
            doubled = behind == onset and onset not in "нм"
            made += "ッ" if doubled else _KANA_ALONE.get(onset, row[4])
            at += len(onset)
        else:
            return ""
    return made


_HANGUL_ONSETS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_HANGUL_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_HANGUL_CODAS: Final = {"": 0, "к": 1, "н": 4, "л": 8, "м": 16, "п": 17, "т": 19, "нг": 21}
_KOREAN_ONSETS: Final = _table(
    "б:ㅂ в:ㅂ г:ㄱ д:ㄷ ж:ㅈ з:ㅈ к:ㅋ л:ㄹ м:ㅁ н:ㄴ п:ㅍ р:ㄹ с:ㅅ т:ㅌ ф:ㅍ х:ㅎ ц:ㅊ ч:ㅊ ш:ㅅ щ:ㅅ дж:ㅈ"
)
_KOREAN_VOWELS: Final = _table("а:ㅏ е:ㅔ ё:ㅛ и:ㅣ о:ㅗ у:ㅜ ы:ㅣ э:ㅔ ю:ㅠ я:ㅑ")


def _syllable(onset: str, vowel: str, coda: int = 0) -> str:
    return chr(0xAC00 + (_HANGUL_ONSETS.index(onset) * 21 + _HANGUL_VOWELS.index(vowel)) * 28 + coda)


def _hangul(word: str) -> str:
    text = re.sub(r"(.)\1", r"\1", word.lower().replace("ь", "").replace("ъ", "").replace("ий", "и").replace("й", "и"))
    made, at = "", 0
    while at < len(text):
        onset = next((one for one in (text[at : at + 2], text[at]) if one in _KOREAN_ONSETS), "")
        vowel = text[at + len(onset) : at + len(onset) + 1]
        letter = _KOREAN_ONSETS.get(onset, "ㅇ")
        if vowel in _KOREAN_VOWELS:
            at += len(onset) + 1
            coda = text[at : at + 1]
            closed = coda in ("н", "м", "л", "к", "п", "т") and text[at + 1 : at + 2] not in tuple(_VOWELS)
            sound = _KOREAN_VOWELS[vowel]
            if onset in ("ш", "щ"):
                sound = {"ㅏ": "ㅑ", "ㅔ": "ㅖ", "ㅗ": "ㅛ", "ㅜ": "ㅠ"}.get(sound, sound)
            made += _syllable(letter, sound, _HANGUL_CODAS[coda] if closed else 0)
            if closed:
                at += 1
            elif coda == "л" and made:  # l between vowels is heard twice
                made = made[:-1] + _syllable(letter, sound, 8)
        elif onset:
            made += _syllable(letter, "ㅣ" if onset in ("ч", "ж", "дж", "ш") else "ㅡ")
            at += len(onset)
        else:
            return ""
    return made


RULES: Final[dict[str, tuple[Callable[[str], str], ...]]] = {
    "uk": (lambda word: _mapped(word, _UKRAINIAN).capitalize(),),
    "el": (lambda word: _mapped(_single(word), _GREEK).capitalize(),),
    "he": (lambda word: _mapped(_single(word), _HEBREW), lambda word: _mapped(_single(word), _HEBREW_FULL)),
    "fa": (lambda word: _mapped(_single(word), _PERSIAN), lambda word: _mapped(_single(word), _PERSIAN_SHORT)),
    "ar": (lambda word: _mapped(_single(word), _ARABIC), lambda word: _mapped(_single(word), _ARABIC_SHORT)),
    "ja": (_kana,),
    "ko": (_hangul,),
}
_BETWEEN: Final = {"ja": "・"}


@lru_cache(maxsize=4096)
def respelled(russian: str, language: str) -> tuple[str, ...]:
    """The spellings of a full name in another language; none of a name with a title, a number or a word alone."""
    words = _WORDS.split(russian)
    if len(words) < 2 or language not in RULES or not all(word[:1].isupper() for word in words[::2]):
        return ()
    if re.search(r"[A-Za-z]", russian):
        return ()
    made = []
    for rule in RULES[language]:
        spelt = [rule(word) for word in words[::2]]
        if not all(spelt):
            return ()
        partings = [_BETWEEN.get(language, parting) for parting in words[1::2]]
        made.append("".join(part for pair in zip(spelt, [*partings, ""], strict=True) for part in pair))
    if language in ("he", "fa") and len(words) == 3:  # each word by either rule
        both = [[rule(word) for rule in RULES[language]] for word in words[::2]]
        made += [words[1].join(chosen) for chosen in product(*both)]
    return tuple(dict.fromkeys(made))[: MOST + 1]


def read_people(path: Path = PEOPLE) -> dict[str, dict[str, list[str]]]:
    """By person and language, the spellings that are written by hand."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in path.read_text("utf-8").splitlines():
        identity, *languages = (part.strip() for part in line.split(" | "))
        for part in languages:
            language, _, names = part.partition(" ")
            found.setdefault(identity, {})[language] = [name.strip() for name in names.split(",")]
    return found


def main() -> None:
    """Print how many spellings the rules reach: of the full name, and of its last word."""
    for language in RULES:
        full = last = every = 0
        for spellings in read_people().values():
            if language not in spellings or "ru" not in spellings:
                continue
            made = {normalize_name(one) for name in spellings["ru"] for one in respelled(name, language)}
            if not made:
                continue
            wanted = {normalize_name(name) for name in spellings[language]}
            every += 1
            full += bool(made & wanted)
            last += bool({re.split("[ ・]", one)[-1] for one in made} & {re.split("[ ・]", one)[-1] for one in wanted})
        print(f"{language}: full name {full} of {every}, last word {last} of {every}")


if __name__ == "__main__":
    main()
