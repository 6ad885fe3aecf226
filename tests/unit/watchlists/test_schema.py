import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from devtools.docs import watchlist_schema
from wirewatch.parsing import yaml
from wirewatch.parsing.yaml import Node
from wirewatch.watchlists import loader
from wirewatch.watchlists import yaml_parser as watchlist_reader
from wirewatch.watchlists.models import WatchlistError

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads(watchlist_schema.schema())

FORMS = [
    "entries: [Alpha Beta, 2024, true]",
    "version: '1'\nentries: [{name: Norway, id: NO, names_in: {no: Norge, fr: [Norvège, null]}}]",
    "include: [countries, {pack: officials, except: [naruhito]}, {pack: baltics, only: EE}]",
    "entries:\n- name: Alpha\n  aliases: [{name: Alfa, prefix: yes, weight: 0.2}, {names: [Alef, 1984], case: exact}]",
    "entries: [{name: Alpha, tags: one, notes: , priority: low, min_salience: '0.5', match_name: OFF, surnames: Al}]",
    "entries: [{name: Alpha, clues: {for: x1, against: [y1]}, not_in: , needs: {together_with: b, within_words: '3'}}]",
    "entries: [{name: Alpha, needs: {where: lead, together_with: [b, c], within_words: 12}}, {name: 7up, aliases: }]",
]
MISTAKES = [
    "entries: [{id: a}]",
    "entries: [{name: Alpha, piority: high}]",
    "entries: [{name: Alpha, priority: urgent}]",
    "entries: [{name: Alpha, min_salience: 3}]",
    "entries: [{name: Alpha, id: f g}]",
    "entries: [{name: Alpha, prefix: maybe}]",
    "entries: [{name: Alpha, aliases: [{weight: 1}]}]",
    "entries: [{name: Alpha, names_in: [x]}]",
    "entries: {name: Alpha}",
    "version: 2",
    "include: [{only: x}]",
]


def plain(node: Node, resolve: bool) -> Any:
    """The tree as an editor sees it; with ``resolve``, plain numbers and booleans are such."""
    if isinstance(node.value, dict):
        return {name: plain(value, resolve) for name, value in node.value.items()}
    if isinstance(node.value, list):
        return [plain(item, resolve) for item in node.value]
    if resolve and isinstance(node.value, str):
        try:
            found = json.loads(node.value)
        except ValueError:
            return node.value
        return found if isinstance(found, int | float) else node.value
    return node.value


def wrong(text: bytes, resolve: bool) -> list[str]:
    validator = import_module("jsonschema").Draft202012Validator(SCHEMA)
    return [error.message for error in validator.iter_errors(plain(yaml.parse(text), resolve))]


def test_the_published_schema_is_the_generated_one() -> None:
    published = (ROOT / "docs" / "reference" / "watchlist.schema.json").read_text()
    assert published == watchlist_schema.schema(), "run python -m devtools.docs.record_schema"


@pytest.mark.parametrize(
    "of", ["TOP_FIELDS", "INCLUDE_FIELDS", "NAME_FIELDS", "ALIAS_FIELDS", "ENTRY_FIELDS", "NEEDS_FIELDS"]
)
def test_the_schema_names_the_fields_that_are_read(of: str) -> None:
    assert set(getattr(watchlist_schema, of)) == getattr(watchlist_reader, of)


def test_the_schema_is_one() -> None:
    import_module("jsonschema").Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("resolve", [True, False])
@pytest.mark.parametrize("path", [*(ROOT / "watchlists").glob("*.yaml")], ids=lambda path: path.stem)
def test_what_ships_is_valid(path: Path, resolve: bool) -> None:
    assert wrong(path.read_bytes(), resolve) == []


@pytest.mark.parametrize("resolve", [True, False])
@pytest.mark.parametrize("text", FORMS)
def test_what_the_reader_takes_is_valid(text: str, resolve: bool) -> None:
    assert loader.parse(text.encode()).entries
    assert wrong(text.encode(), resolve) == []


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_shown_by_reader_and_schema(text: str) -> None:
    with pytest.raises(WatchlistError):
        loader.parse(text.encode())
    assert wrong(text.encode(), True)


def test_the_example_names_the_schema() -> None:
    first = (ROOT / "watchlists" / "example.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=../docs/reference/watchlist.schema.json"
