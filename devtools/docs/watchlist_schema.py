"""The JSON Schema of a watchlist in YAML, from which editors complete: docs/reference/watchlist.schema.json.

It allows every form that ``wirewatch.watchlists.yaml_parser`` reads; what only the reader can tell (an id used twice, a pack
without such an entry, two alphabets in one word) is left to ``wirewatch watchlist check``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from wirewatch.limits import ENTRY_NAMES, NAME_CHARACTERS
from wirewatch.records import Priority
from wirewatch.watchlists.loader import PACKS
from wirewatch.watchlists.models import VERSION, Case

OUT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "watchlist.schema.json"

Schema = dict[str, Any]


def _ref(name: str, description: str = "", **more: Any) -> Schema:
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {}) | more


def _object(properties: Schema, description: str, **more: Any) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "additionalProperties": False,
    } | more


def _one_of(words: tuple[str, ...], description: str, **more: Any) -> Schema:
    return {"enum": list(words), "description": description} | more


NAME_FIELDS: Schema = {
    "case": _one_of(
        get_args(Case),
        "name: with its capitals, or all in capitals; exact: as written; any. By default: name, exact for up to four "
        "capitals (US), any for words in lower case",
    ),
    "prefix": _ref("yes_or_no", "also at the start of a longer word", default=False),
    "not_before": _ref("texts", "not when one of these follows"),
    "not_after": _ref("texts", "not when one of these goes before"),
    "also_person": _ref("yes_or_no", "a person's name as well (Jordan): not beside other parts of one", default=False),
    "also_word": _ref("yes_or_no", "an ordinary word too: not at the start of a sentence alone", default=False),
    "clues": _object(
        {
            "for": _ref("texts", "words that speak for this meaning"),
            "against": _ref("texts", "words that speak for another meaning"),
        },
        "words anywhere in the article that speak for or against this meaning",
    ),
}

ALIAS_FIELDS: Schema = NAME_FIELDS | {
    "name": _ref("name", "as it is written in articles"),
    "names": _ref("names", "several with the same settings"),
    "rule": _ref("word", "what a mention is called", examples=["name", "demonym", "capital", "metonym", "surname"]),
    "weight": _ref("share", "how strong it is as evidence; below 0.5 it makes no match on its own", default=1),
    "language": _ref("word", "ISO 639-1: only in articles of this language", examples=["de", "fr", "ru"]),
    "forms": _ref("texts", "its inflected forms, in place of those that the grammar of the language makes"),
}

ENTRY_FIELDS: Schema = NAME_FIELDS | {
    "name": _ref("name", "shown in alerts, and matched unless match_name is false"),
    "id": _ref("id", "unique; made from the name where it is left out"),
    "kind": _ref(
        "word", "of your own, or one of these", default="topic", examples=["country", "person", "organisation", "topic"]
    ),
    "match_name": _ref("yes_or_no", "whether the name itself is looked for", default=True),
    "aliases": {
        "type": ["array", "null"],
        "items": {"anyOf": [_ref("name"), _ref("alias")]},
        "maxItems": ENTRY_NAMES,
        "description": "other ways it is written",
    },
    "names_in": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]{2,3}$"},
        "additionalProperties": _ref("names"),
        "description": "names by language: {fr: [Allemagne]}; only in articles of that language",
    },
    "not_in": _ref("texts", "phrases in which it is not meant: New Mexico for Mexico"),
    "surnames": _ref("texts", "of a person: what stands for the whole once the full name has been given"),
    "priority": _one_of(get_args(Priority), "travels with the alert", default="normal"),
    "tags": _ref("texts", "free words that travel along"),
    "notes": _ref("word", "remarks for yourselves"),
    "sport": _ref("yes_or_no", "whether sport alerts; by default not for countries, and for everything else"),
    "min_salience": _ref("share", "how much an article must be about it for an alert; below it there is none"),
    "needs": _ref("needs"),
}

NEEDS_FIELDS: Schema = {
    "together_with": _ref("texts", "ids of entries, one of which the article must name as well"),
    "within_words": {
        "anyOf": [
            {"type": "integer", "minimum": 1, "maximum": 99999},
            {"type": "string", "pattern": "^([1-9][0-9]{0,4})?$"},
            {"type": "null"},
        ],
        "description": "with at most so many words between the two",
    },
    "where": _one_of(("title", "lead"), "where the entry itself must be named"),
}

INCLUDE_FIELDS: Schema = {
    "pack": _ref("pack"),
    "only": _ref("texts", "ids: of the pack only these"),
    "except": _ref("texts", "ids: of the pack all but these"),
}

TOP_FIELDS: Schema = {
    "version": _one_of((VERSION,), "of this format") | {"enum": [int(VERSION), VERSION, None]},
    "include": {
        "type": ["array", "null"],
        "items": {"anyOf": [_ref("pack"), _object(INCLUDE_FIELDS, "a part of a pack", required=["pack"])]},
        "description": "packs that come with wirewatch",
    },
    "language": _ref("word", "ISO 639-1: of all names in this file for which nothing else is said", examples=["en"]),
    "entries": {
        "type": ["array", "null"],
        "items": {"anyOf": [_ref("name"), _ref("entry")]},
        "description": "what is watched: a name, or a mapping with a name",
    },
} | {field: _ref("word", "for the people who keep the watchlist") for field in ("title", "source", "date", "licence")}


def schema() -> str:
    """The schema, as text."""
    plain = ["string", "number", "boolean"]  # 2024 and true are texts here as well
    written = [
        form for word in ("true", "false", "yes", "no", "on", "off") for form in (word, word.title(), word.upper())
    ]
    name = {"type": plain, "minLength": 1, "pattern": r"\S"}
    packs = sorted(path.stem for path in PACKS.glob("*.yaml"))
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"wirewatch watchlist, version {VERSION}",
        **_object(TOP_FIELDS, "What is watched; docs/guides/watchlists.md describes all of it."),
        "type": ["object", "null"],
        "$defs": {
            "alias": _object(
                ALIAS_FIELDS,
                "one or several names with settings",
                anyOf=[{"required": ["name"]}, {"required": ["names"]}],
            ),
            "entry": _object(ENTRY_FIELDS, "one watched thing", required=["name"]),
            "id": {"type": [*plain, "null"], "pattern": r"^(\S{1,128})?$"},
            "name": name | {"maxLength": NAME_CHARACTERS},
            "names": {
                "anyOf": [
                    _ref("name"),
                    {"type": "array", "items": {"anyOf": [_ref("name"), {"type": "null"}]}},
                    {"type": "null"},
                ]
            },
            "needs": _object(NEEDS_FIELDS, "what else an article must hold for an alert"),
            "pack": {"anyOf": [{"enum": packs}, {"type": "string", "pattern": "^[\\w-]{1,64}$"}]},
            "share": {
                "anyOf": [
                    {"type": "number", "minimum": 0, "maximum": 1},
                    {"type": "string", "pattern": r"^\s*\+?[0-9_.]+([eE]-?[0-9]+)?\s*$"},
                    {"type": "null"},
                ]
            },
            "texts": {"anyOf": [_ref("word"), {"type": "array", "items": _ref("word")}]},
            "word": {"type": [*plain, "null"]},
            "yes_or_no": {"anyOf": [{"type": "boolean"}, {"enum": written}]},
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
