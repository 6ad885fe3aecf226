"""Adjectives and peoples that a language makes of a country's name by one rule: Finnish, Hungarian, Turkish, Hindi and Semitic ones.

They stand in where ``languages/`` has none for a territory. Our own writing, after school grammars. A rule that does not fit a
name gives nothing, or a word that nobody writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_MARKED: Final = re.compile(r"[?^@~{]")
_DEPENDENT: Final = frozenset(
    [
        "AI",
        "AQ",
        "AS",
        "AW",
        "AX",
        "BL",
        "BM",
        "BQ",
        "BV",
        "CC",
        "CK",
        "CW",
        "CX",
        "FK",
        "GF",
        "GG",
        "GI",
        "GP",
        "GS",
        "GU",
        "HM",
        "IM",
        "IO",
        "JE",
        "KY",
        "MF",
        "MO",
        "MP",
        "MQ",
        "MS",
        "NC",
        "NF",
        "NU",
        "PF",
        "PM",
        "PN",
        "RE",
        "SH",
        "SJ",
        "SX",
        "TC",
        "TF",
        "TK",
        "UM",
        "VG",
        "VI",
        "WF",
        "YT",
    ]
)
"""Territories whose people the news hardly names."""
_TURKISH: Final = {"a": "lı", "ı": "lı", "e": "li", "i": "li", "o": "lu", "u": "lu", "ö": "lü", "ü": "lü"}


def _finnish(name: str) -> str:
    word = name.lower()
    if not word.isalpha():
        return ""
    linked = word if word[-1] in "aeiouyäö" else word + "i"
    return linked + ("lainen" if re.search("[aou]", word) else "läinen")


def _hungarian(name: str) -> str:
    if " " in name:
        return "" if name.endswith(("köztársaság", "Köztársaság")) else f"{name}-i"
    word = name.lower()
    return word if word.endswith("i") else word + "i"


def _turkish(name: str) -> str:
    if name.endswith(("ları", "leri", "lar", "ler", "iyeti", "Sahra", "Sahili")) or not name[-1].isalpha():
        return ""
    vowels = [letter for letter in name.lower() if letter in _TURKISH]
    return name + _TURKISH[vowels[-1]] if vowels else ""


def _hindi(name: str) -> str:
    if " " in name or "-" in name:
        return ""
    if name.endswith("ा"):
        return name + "ई"
    return name + "ी" if "क" <= name[-1] <= "ह" or name[-1] == "़" else ""


def _persian(name: str) -> str:
    if " " in name or name.startswith("جزایر"):
        return ""
    if name.endswith("ی"):
        return name + "ایی"
    if name.endswith(("و", "ا")):
        return name + "یی"
    return name + ("‌ای" if name.endswith("ه") else "ی")


def _hebrew(name: str) -> str:
    if name.startswith(("איי ", "האיים", "הרפובליקה", "רפובליקת")) or name.endswith(("ו", "י")):
        return ""
    return re.sub("י?ה$", "", name) + "י"


def _arabic(name: str) -> str:
    if " " in name or name.endswith(("و", "ي")):
        return ""
    return re.sub("(?:يا|ا)$", "", name.removeprefix("ال")) + "ي"


RULES: Final[dict[str, Callable[[str], str]]] = {
    "fi": _finnish, "hu": _hungarian, "tr": _turkish, "hi": _hindi, "fa": _persian, "he": _hebrew, "ar": _arabic
}  # fmt: skip


def derived_demonyms(language: str, code: str, names: list[str]) -> list[str]:
    """What the language makes of the names of a territory; nothing of names with a mark, which are words as well."""
    rule = RULES.get(language)
    if rule is None or code in _DEPENDENT:
        return []
    made = [rule(name) for name in names if not _MARKED.search(name)]
    return list(dict.fromkeys(word for word in made if word))
