"""The folded forms under which one name is looked up."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product
from typing import Final

from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.english_forms import english_forms

MAX_SPELLINGS: Final = 48
"""Forms kept of one name."""

_INITIALS: Final = re.compile(r"\b([a-z])\. ?(?=[a-z]\b)")

# Given names as Russian, Ukrainian, Belarusian and Arabic ones are written in Latin letters: each line is one name.
_GIVEN: Final = """
alexander aleksandr alexandr oleksandr aliaksandr alyaksandr
alexei alexey aleksei aleksey oleksii oleksiy aliaksei
andrei andrey andrii andriy
anatoly anatoliy anatolii anatol
dmitry dmitri dmitriy dmitrii dmytro dzmitry
igor ihor ihar
mikhail mykhailo
nikolai nikolay mykola mikalai
pavel pavlo
sergei sergey serhii serhiy siarhei
svetlana sviatlana svitlana
tatiana tatyana tetiana tetyana
vasily vasiliy vasyl vasil
victor viktor
vitaly vitali vitaliy vitalii
vladimir volodymyr uladzimir
yevgeny evgeny yevgeniy evgeniy yevhen yauhen
yulia yuliya iuliia
yuri yury yuriy yurii
mohammed mohammad muhammad mohamed mohamad
ahmed ahmad
hussein husayn hussain hossein
hassan hasan
abdullah abdallah
khaled khalid
omar umar
osama usama
yusuf yousef youssef
"""
_SAME_GIVEN: Final = {name: line.split() for line in _GIVEN.strip().splitlines() for name in line.split()}
# Endings and sounds that these romanisations write differently, and how.
_SOUNDS: Final = (
    (re.compile(r"(?<=\w\w)enk[oa]$"), ("enko", "enka")),
    (re.compile(r"(?<=sk)(?:y|iy|yi|yy|ii|ij|i)$"), ("y", "iy", "yi", "yy", "ii", "i")),
    (re.compile(r"(?<=sk)a[yij]a$"), ("aya", "aia", "aja")),
    (re.compile(r"o[uv](?=sk)"), ("ov", "ou")),
    (re.compile(r"^ts?i(?=kh)"), ("ti", "tsi")),
    (re.compile(r"(?<=[aeiou])y?ev$"), ("yev", "ev")),
    (re.compile(r"^[ae]l$"), ("al", "el")),
)


def variants(name: str, kind: str) -> list[str]:
    """Folded forms of ``name``, the name's own first: ``&``/``and``, ``St.``/``Saint``, dots of abbreviations, parted tokens.

    Of a person's full name also other romanisations: ``Sviatlana Tsikhanouskaya`` is ``Svetlana Tikhanovskaya``.
    """
    forms = [normalize_name(name)]

    def also(pattern: str, replacement: str) -> None:
        for form in list(forms):
            other = re.sub(pattern, replacement, form)
            if other != form and other not in forms:
                forms.append(other)

    also(r" & ", " and ")
    also(r" and ", " & ")
    also(r"\bsaint\b", "st.")
    also(r"\bst\.? ", "saint ")
    also(r"\bst\. ", "st ")
    also(r"(?<=\w)'s\b", " 's")  # as texts parted into tokens have it
    also(r"(?<=\w), ", " , ")
    if _INITIALS.search(forms[0]):
        also(r"(?<=\b[a-z]\.) (?=[a-z]\.)", "")
    if kind in ("country", "phrase"):
        forms += [form for form in english_forms(forms[0], coordinated=kind == "country") if form not in forms]
    if kind == "person" and forms[0].isascii():
        words = forms[0].split(" ")
        first = _SAME_GIVEN.get(words[0], [words[0]]) if len(words) > 1 else spellings(words[0])
        written = [first, *(spellings(word) for word in words[1:])]
        others = map(" ".join, product(*(dict.fromkeys((word, *of)) for word, of in zip(words, written, strict=True))))
        forms += [other for other in islice(others, MAX_SPELLINGS) if other not in forms]
    return forms


@lru_cache(maxsize=4096)
def spellings(word: str) -> tuple[str, ...]:
    """Other romanisations of a folded surname, its own first: ``lukashenka``, ``lukashenko``."""
    forms = [word]
    for sound, others in _SOUNDS:
        for form in list(forms):
            forms += [new for other in others if (new := sound.sub(other, form)) not in forms]
    return tuple(forms)
