"""The forms that the grammar of a language makes of a name: cases, plurals, genders, linked prefixes.

A grammar is a text file in ``grammar/``. A line ``name ия = ия ии ию ией`` says which endings stand in place of ``ия``
in the forms of a name; ``demonym`` lines hold for adjectives and peoples, ``person`` lines for people. The longest
ending of a word decides; ``_`` is the empty ending. Other lines set what else the language needs (``Grammar``).
The tables are our own writing, after school grammars. They make some forms that nobody writes, which cost nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Final, Literal, NamedTuple

Part = Literal["name", "demonym", "person", "any"]

FOLDER: Final = Path(__file__).parent / "grammar"
LANGUAGES: Final = frozenset(path.stem for path in FOLDER.glob("*.txt"))
"""ISO 639-1 codes of the languages with a grammar."""
MAX_FORMS: Final = 300
"""Forms kept of one name."""
MAX_LEMMAS: Final = 8
"""Dictionary forms kept of one word."""
_LEAST_STEM: Final = 2
_BACK_VOWELS: Final = frozenset("aouAOU")


class Grammar(NamedTuple):
    """What is known of a language.

    Attributes:
        language: ISO 639-1.
        endings: by part of speech, the ending of a dictionary form → the endings of its forms.
        settings: everything else that the file sets, as text.
    """

    language: str
    endings: dict[str, dict[str, tuple[str, ...]]]
    settings: dict[str, str]

    def setting(self, name: str) -> str:
        """A setting; empty where the file has none."""
        return self.settings.get(name, "")

    def pairs(self, name: str) -> dict[str, str]:
        """A setting that lists ``key:value``."""
        return dict(item.split(":", 1) for item in self.setting(name).split())

    def word_forms(self, word: str, part: Part) -> tuple[str, ...]:
        """The forms of one word, its own first."""
        if part == "any":
            return tuple(dict.fromkeys((*self.word_forms(word, "name"), *self.word_forms(word, "demonym"))))
        table = self.endings.get(part) or self.endings.get("name") or {}
        for cut in range(len(word) + 1):
            if (endings := table.get(word[cut:])) is not None:
                back = not _BACK_VOWELS.isdisjoint(word)
                made = (
                    word[:cut] + (ending.replace("A", "a" if back else "ä") if cut else ending) for ending in endings
                )
                return tuple(dict.fromkeys((word, *made)))
        return (word,)

    def forms(self, name: str, part: Part = "name") -> list[str]:
        """The forms of a name of one or more words, the name itself first; at most ``MAX_FORMS``.

        With ``any`` each word is inflected both as a name and as an adjective.
        """
        made = list(self.word_forms(name, part)) if name.isalpha() else self._phrase_forms(name, part)
        article = self.setting("article")
        if article:
            made = _with_article(made, article, demonym=part == "demonym")
        return made

    def _phrase_forms(self, name: str, part: Part) -> list[str]:
        words = re.split(r"([\s-]+)", name)
        first = len(words) - 1 if self.setting("inflects") == "last" and part != "person" else 0
        choices = [
            self.word_forms(word, part) if n % 2 == 0 and n >= first and word[:1].isalpha() else (word,)
            for n, word in enumerate(words)
        ]
        return ["".join(chosen) for chosen in islice(product(*choices), MAX_FORMS)]

    def lemmas(self, word: str) -> tuple[str, ...]:
        """The dictionary forms that ``word`` may be a form of, as a part of a person's name, itself first."""
        found = {word: None}
        for lemma, endings in (self.endings.get("person") or {}).items():
            for ending in endings:
                stem = word[: len(word) - len(ending)]
                if ending == lemma or not word.endswith(ending) or len(stem) < _LEAST_STEM:
                    continue
                if word in self.word_forms(stem + lemma, "person"):
                    found[stem + lemma] = None
        return tuple(islice(found, MAX_LEMMAS))


def _with_article(forms: list[str], article: str, *, demonym: bool) -> list[str]:
    """Forms with the article, and with the preposition that swallows its first letter (Arabic ``لل``)."""
    made = list(forms)
    for form in forms:
        bare = form.removeprefix(article)
        if form.startswith(article):
            made.append("لل" + bare)
        elif demonym:
            every = " ".join(article + word for word in bare.split(" "))
            made += (article + bare, "لل" + bare, every)
    return made


@lru_cache(maxsize=64)
def grammar(language: str) -> Grammar | None:
    """The grammar of a language; None where there is none."""
    if language not in LANGUAGES:
        return None
    endings: dict[str, dict[str, tuple[str, ...]]] = {}
    settings: dict[str, str] = {}
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        head, equals, tail = line.partition(" = ")
        if line.startswith("#") or not equals:
            continue
        part, _, ending = head.strip().partition(" ")
        if ending:
            values = tuple("" if value == "_" else value for value in tail.split())
            endings.setdefault(part, {})["" if ending == "_" else ending] = values
        else:
            settings[part] = tail.strip()
    return Grammar(language, endings, settings)
