"""Write layers/wirewatch/text/data/language_codes.json: how languages are named elsewhere, and their ISO 639-1 codes.

    pip install babel langcodes
    python -m devtools.data.language_codes

Sources: the ISO 639-2, ISO 639-3 macrolanguage and BCP 47 replacement tables of langcodes (MIT, from the IANA registry
and CLDR), the names of languages in English and in themselves of Babel (BSD-3-Clause, from CLDR, Unicode licence).
"""

from __future__ import annotations

import json
from pathlib import Path

import babel
import langcodes
from langcodes import data_dicts

TARGET = Path(__file__).parents[2] / "layers" / "wirewatch" / "text" / "data" / "language_codes.json"


def codes() -> dict[str, str]:
    """Codes of three letters, deprecated codes of two, and members of macrolanguages, each with its ISO 639-1 code."""
    found: dict[str, str] = {three: two for two, three in data_dicts.LANGUAGE_ALPHA3.items()}
    for three, two in data_dicts.LANGUAGE_REPLACEMENTS.items():
        code = two.partition("-")[0]
        if len(three) <= 3 and len(code) == 2:
            found.setdefault(three, code)
    found |= {three: two for two, three in data_dicts.LANGUAGE_ALPHA3_BIBLIOGRAPHIC.items()}
    for member, macro in data_dicts.MACROLANGUAGES.items():
        if len(macro) == 2 and len(member) == 3:
            found.setdefault(member, macro)
    found |= {"fil": "tl", "tl": "tl"}  # ISO 639-1 knows Filipino as Tagalog
    return dict(sorted(found.items()))


def names(known: list[str]) -> dict[str, str]:
    """Names in English and in the language itself, case folded; one that stands for two languages is left out."""
    found: dict[str, set[str]] = {}
    english = babel.Locale("en").languages
    for code in known:
        own = babel.Locale(code).languages.get(code) if babel.localedata.exists(code) else None
        for name in (english.get(code), own):
            if name:
                found.setdefault(name.casefold(), set()).add(code)
    return {name: two.pop() for name, two in sorted(found.items()) if len(two) == 1}


def main() -> None:
    """Write the file."""
    known = sorted(data_dicts.LANGUAGE_ALPHA3)
    table = {
        "source": f"langcodes {langcodes.__version__ if hasattr(langcodes, '__version__') else '3.5.1'} (MIT), "
        f"Babel {babel.__version__} (BSD-3-Clause)",
        "two_letters": " ".join(known),
        "codes": codes(),
        "names": names(known),
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
