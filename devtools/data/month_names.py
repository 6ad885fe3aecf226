"""Write layers/wirewatch/text/data/month_names.json: the names of the months in the languages of news.

    python -m devtools.data.month_names

Source: the locale data of dateparser (BSD-3-Clause), which is CLDR's (Unicode licence) with supplements of its own.
"""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import dateparser

LANGUAGES = [
    "af",
    "am",
    "ar",
    "az",
    "be",
    "bg",
    "bn",
    "bs",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fil",
    "fr",
    "ga",
    "gl",
    "gu",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ja",
    "ka",
    "kk",
    "km",
    "kn",
    "ko",
    "ky",
    "lt",
    "lv",
    "mk",
    "ml",
    "mn",
    "mr",
    "ms",
    "my",
    "nb",
    "ne",
    "nl",
    "nn",
    "pa",
    "pl",
    "pt",
    "ro",
    "ru",
    "si",
    "sk",
    "sl",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "te",
    "th",
    "tr",
    "uk",
    "ur",
    "uz",
    "vi",
    "zh",
]
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]  # fmt: skip
TARGET = Path(__file__).parents[2] / "layers" / "wirewatch" / "text" / "data" / "month_names.json"


def names(language: str) -> dict[str, int]:
    """Every name of a month in one language, case folded and without full stops, and the month's number."""
    info = import_module(f"dateparser.data.date_translation_data.{language}").info
    found: dict[str, int] = {}
    for number, month in enumerate(MONTHS, 1):
        for name in info.get(month, []):
            key = name.casefold().replace(".", "").strip()
            if len(key) > 1 and not re.search(r"\d", key):
                found.setdefault(key, number)
    return found


def main() -> None:
    """Write the file."""
    table = {
        "source": f"dateparser {dateparser.__version__} locale data (BSD-3-Clause), from CLDR (Unicode licence)",
        "months": {language: names(language) for language in LANGUAGES},
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
