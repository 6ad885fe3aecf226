"""Write docs/reference/records.schema.json, the JSON Schema of every record, from the structures; and that of a watchlist."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from devtools.docs import watchlist_schema
from wirewatch.records import Alert, AlertBatch, MatchedArticle

OUT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "records.schema.json"


def schema() -> str:
    """The schema, as text."""
    (alert, *_), components = msgspec.json.schema_components(
        [Alert, MatchedArticle, AlertBatch], ref_template="#/$defs/{name}"
    )
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wirewatch records, version 1",
        **alert,
        "$defs": components,
    }
    return json.dumps(_tidied(document), indent=2, ensure_ascii=False) + "\n"


def _tidied(node: Any) -> Any:
    """``node`` with descriptions dedented: Python versions differ in how they keep docstrings."""
    if isinstance(node, dict):
        return {
            name: inspect.cleandoc(value) if name == "description" and isinstance(value, str) else _tidied(value)
            for name, value in node.items()
        }
    return [_tidied(item) for item in node] if isinstance(node, list) else node


if __name__ == "__main__":
    OUT.write_text(schema())
    watchlist_schema.OUT.write_text(watchlist_schema.schema())
