"""The layers of the library: imports run down the list, and each rule of the layout holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from wirewatch.storage import layout

LAYERS = (
    "cli",
    "api",
    "runtime",
    "services",
    "aws",
    "digests",
    "alerting",
    "feeds",
    "summaries",
    "documents",
    "extraction",
    "matching",
    "stories",
    "watchlists",
    "storage",
    "messages",
    "fetching",
    "parsing",
    "records",
    "text",
    "limits",
    "extensions",
    "errors",
)
"""From the top to the bottom: a package imports from itself and from what stands below it."""
MAX_MODULE_LINES = 400
MAX_HANDLER_LINES = 60


def modules(root: Path) -> Iterator[tuple[str, Path, ast.Module]]:
    """Package or module below ``wirewatch``, file and syntax tree of every module."""
    library = root / "layers" / "wirewatch"
    for file in sorted(library.rglob("*.py")):
        part = file.relative_to(library).parts[0].removesuffix(".py")
        if part != "__init__":
            yield part, file, ast.parse(file.read_text())


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_package_has_its_layer(root: Path) -> None:
    assert {part for part, _, _ in modules(root)} == set(LAYERS)


def test_imports_run_down(root: Path) -> None:
    up = [
        f"{file.relative_to(root)} imports {name}"
        for part, file, tree in modules(root)
        for name in imported(tree)
        if name.startswith("wirewatch.")
        and (other := name.split(".")[1]) in LAYERS
        and LAYERS.index(other) < LAYERS.index(part)
    ]
    assert not up


@pytest.mark.parametrize(
    ("package", "allowed"),
    [("boto3", {"aws"}), ("botocore", {"aws"}), ("aws_lambda_powertools", {"runtime"})],
)
def test_the_cloud_is_imported_in_one_place(root: Path, package: str, allowed: set[str]) -> None:
    wrong = [
        str(file.relative_to(root))
        for part, file, tree in modules(root)
        for name in imported(tree)
        if name.split(".")[0] == package and part not in allowed
    ]
    assert not wrong


def test_no_module_is_too_long(root: Path) -> None:
    folders = ("layers/wirewatch", "functions", "devtools", "benchmarks", "tests")
    files = [file for folder in folders for file in (root / folder).rglob("*.py")]
    assert not [str(file) for file in files if len(file.read_text().splitlines()) > MAX_MODULE_LINES]


def test_handlers_are_thin(root: Path) -> None:
    handlers = sorted((root / "functions").glob("*/app.py"))
    assert len(handlers) >= 7
    assert not [str(file) for file in handlers if len(file.read_text().splitlines()) > MAX_HANDLER_LINES]


def test_every_exception_has_one_base(root: Path) -> None:
    bases: dict[str, set[str]] = {}
    for _, _, tree in modules(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(base).rpartition(".")[2] for base in node.bases}

    def is_ours(name: str) -> bool:
        return name == "WirewatchError" or any(is_ours(base) for base in bases.get(name, ()))

    assert not [name for name in bases if name.endswith("Error") and not is_ours(name)]


def test_keys_are_written_in_one_place(root: Path) -> None:
    """An object key or a table key is text with a known beginning; only ``storage/layout`` spells one."""
    beginnings = tuple(layout.BEGINNINGS)
    assert len(beginnings) > 10
    wrong = [
        f"{file.relative_to(root)}: {node.value!r}"
        for part, file, tree in modules(root)
        if (part, file.name) != ("storage", "layout.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(beginnings)
    ]
    assert not wrong
