"""Make the names that the packs have in other languages: ``countries.names.tsv`` and ``officials.names.tsv``.

The official names come from CLDR through the package ``babel`` (Unicode licence v3). Further names, adjectives and peoples,
and the spellings of officials are our own writing, in ``languages/``: one file a language, in which a line reads
``CODE = names / adjectives / peoples / signs`` (a sign stands for a country only beside others, as in 中美) with the marks of ``wirewatch.watchlists.pack_names``; a name behind ``-`` is one of
CLDR's that is not used; the code ``--`` has longer names that mean something else.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale

from devtools.packs.demonyms import derived_demonyms
from devtools.packs.respelling import RULES, read_people, respelled

HERE = Path(__file__).parent / "languages"
LANGUAGES = sorted(path.stem for path in HERE.glob("??.txt"))
# Of one territory's name in CLDR: a remark in brackets, the words that make an official name of a region.
_REMARK = re.compile(r"\s*[（(][^)）]*[)）]")
_ADMINISTRATIVE = re.compile(
    r"\b(?:SAR|SRA|RAE|RAS|R\.A\.S\.|ZAO|KKT|ÖİB|DAK|ОАР|САР|ΕΔΠ)\b|特別行政区|特别行政区|특별행정구|الإدارية|Hành chính|منطقهٔ|erityis|"
    r"Sonderverwaltung|מיוחד"
)
_JAPANESE_OFFICES = {"Prime Minister": "首相", "President": "大統領"}
_LEAST_SURNAME = 4
"""Letters of a surname that stands for its bearer without the full name."""
_WORD_SCRIPTS = re.compile(r"[^\W\d_]")
# Names that are too short or too common as a word to be taken from CLDR unseen.
_LEAST_LETTERS = 2


def country_rows(codes: set[str]) -> list[str]:
    """The lines of ``countries.names.tsv`` for the territories ``codes``."""
    rows = []
    for language in LANGUAGES:
        own = read_language(HERE / f"{language}.txt", codes)
        for code in sorted(codes):
            names, demonyms, signs = own.get(code, ([], [], []))
            dropped = {bare(name[1:]) for name in names if name.startswith("-")}
            kept = [name for name in names if not name.startswith("-")]
            known = {bare(name) for name in kept} | dropped
            kept += [name for name in cldr_names(language, code) if name not in known]
            if kept:
                rows.append(f"{language}\t{code}\tn\t{'|'.join(dict.fromkeys(kept))}")
            demonyms = demonyms or derived_demonyms(language, code, kept)
            if demonyms:
                rows.append(f"{language}\t{code}\td\t{'|'.join(dict.fromkeys(demonyms))}")
            if signs:
                rows.append(f"{language}\t{code}\ta\t{'|'.join(dict.fromkeys(signs))}")
        if "--" in own:
            rows.append(f"{language}\t--\tn\t{'|'.join(dict.fromkeys(own['--'][0]))}")
    return rows


def bare(name: str) -> str:
    """A name without its marks."""
    return re.sub(r"\{[^}]*\}|[?^@~]", "", name).strip()


def cldr_names(language: str, code: str) -> list[str]:
    """The names of a territory in CLDR, as people write them."""
    locales = ("zh", "zh_Hant") if language == "zh" else (language,)
    found = []
    for locale in locales:
        name = Locale.parse(locale).territories.get(code, "")
        if _ADMINISTRATIVE.search(name):
            continue
        name = _REMARK.sub("", name).strip()
        found += [part for part in (name, name.replace(" – ", "-").replace(" - ", "-")) if len(part) >= _LEAST_LETTERS]
    return list(dict.fromkeys(found))


def read_language(path: Path, codes: set[str]) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """The names, the demonyms and the signs of each code in one of our files."""
    found: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        code, _, rest = line.partition("=")
        code = code.strip()
        if code not in codes | {"--"}:
            raise SystemExit(f"{path.name}: {code!r} is no territory")
        names, demonyms, signs = found.setdefault(code, ([], [], []))
        parts = [rest] if code == "--" else rest.split("/ ")
        for part, into in zip(parts, (names, demonyms, demonyms, signs), strict=False):
            into += [name.strip() for name in re.split(r",(?![^{]*\})", part.strip(" /")) if name.strip()]
    return found


def official_rows(entries: list[dict[str, object]]) -> list[str]:
    """The lines of ``officials.names.tsv`` for the entries of that pack."""
    known = {str(entry["id"]): entry for entry in entries}
    rows = []
    for identity, by_hand in read_people().items():
        if identity not in known:
            raise SystemExit(f"people.txt: {identity!r} is no entry of the pack")
        for language, written in (by_hand | _by_rule(by_hand, known[identity])).items():
            rows.append(f"{language}\t{identity}\tn\t{'|'.join(written)}")
            surnames = [name.split()[-1] for name in written if " " in name]
            surnames = [name for name in surnames if len(name) >= _LEAST_SURNAME and _WORD_SCRIPTS.match(name)]
            if _has_surname_alone(known[identity]) and language not in ("zh", "ja", "ko", "hu", "vi"):
                rows.append(f"{language}\t{identity}\ts\t{'|'.join(dict.fromkeys(surnames))}")
    return sorted(rows)


def _by_rule(by_hand: dict[str, list[str]], entry: dict[str, object]) -> dict[str, list[str]]:
    """The spellings that rules make of the Russian one; Japanese names the bearer of an office by surname and office."""
    made: dict[str, list[str]] = {}
    offices = [title for office, title in _JAPANESE_OFFICES.items() if office in str(entry.get("notes", ""))]
    for language in RULES:
        if language in by_hand:
            continue
        names = [spelt for name in by_hand.get("ru", ()) for spelt in respelled(name, language)]
        if language == "ja":
            names += [name.split("・")[-1] + title for name in names[:1] for title in offices[:1]]
        if names:
            made[language] = list(dict.fromkeys(names))
    return made


def _has_surname_alone(entry: dict[str, object]) -> bool:
    """Whether the last word of the name stands for the person without the full name."""
    aliases = entry.get("aliases") or []
    assert isinstance(aliases, list)
    alone = [
        n for alias in aliases if isinstance(alias, dict) and alias.get("rule") == "surname" for n in alias["names"]
    ]
    return str(entry["name"]).split()[-1] in alone


def write_names(path: Path, rows: list[str], source: str) -> None:
    """Write a file of names."""
    head = f"# Generated by devtools/packs/make_packs.py. {source}\n"
    path.write_text(head + "".join(f"{row}\n" for row in rows), "utf-8")
    print(f"{path}: {len(rows)} lines, {path.stat().st_size / 1000:.0f} kB")
