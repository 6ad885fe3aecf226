"""What the code and the template name, read from their source: reasons, metrics, settings, parameters, alarms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from wirewatch.documents.soft_errors import Stub

ROOT = Path(__file__).resolve().parents[2]
# First arguments of an error that pass on what another one says, or that a type lists.
PASSED_ON = {"item.reason", "error.reason", "problem.reason", "record.problem.reason"}
LISTED = {"what": set(get_args(Stub))}


@cache
def _trees(*folders: str) -> list[ast.Module]:
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [ast.parse(file.read_text()) for file in files]


def _nodes(*folders: str) -> Iterator[tuple[ast.Module, ast.AST]]:
    for tree in _trees(*folders):
        for node in ast.walk(tree):
            yield tree, node


def strings(*folders: str) -> set[str]:
    """Every string in the code."""
    return {
        node.value for _, node in _nodes(*folders) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _errors_with_reasons() -> set[str]:
    """Names of the classes that take a reason first."""
    classes = [node for _, node in _nodes("layers/wirewatch") if isinstance(node, ast.ClassDef)]
    found = {
        one.name
        for one in classes
        for part in one.body
        if isinstance(part, ast.FunctionDef)
        and part.name == "__init__"
        and "reason" in [a.arg for a in part.args.args][:2]
    }
    while more := {one.name for one in classes if found & {ast.unparse(base) for base in one.bases}} - found:
        found |= more
    return found


def _constants(node: ast.AST) -> set[str]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _reasons_in(argument: ast.expr, tree: ast.Module) -> set[str]:
    if isinstance(argument, ast.IfExp):  # what is compared with is no reason
        return _reasons_in(argument.body, tree) | _reasons_in(argument.orelse, tree)
    if isinstance(argument, ast.Subscript):  # {404: "not-found"}[status], or a table of the module
        table = argument.value
        for statement in tree.body if isinstance(table, ast.Name) else ():
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == ast.unparse(table):
                table = statement.value
        return _constants(table)
    text = ast.unparse(argument)
    if isinstance(argument, ast.Constant):
        return _constants(argument)
    assert text in PASSED_ON | set(LISTED), f"which reasons may {text} be?"
    return LISTED.get(text, set())


def rejection_reasons() -> set[str]:
    """Every reason that an error can carry, or that a message is put aside with."""
    errors, found = _errors_with_reasons(), set[str]()
    for tree, node in _nodes("layers/wirewatch", "functions"):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in errors:
            given = [one.value for one in node.keywords if one.arg == "reason"]
            found |= _reasons_in((node.args or given)[0], tree)
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "reason" and isinstance(value, ast.Constant):
                    found |= _constants(value)
    return found


def metrics() -> set[str]:
    """Names of the metrics that functions write: strings of two words and more in one, with capitals."""
    named = strings("functions", "layers/wirewatch/runtime", "layers/wirewatch/services")
    return {name for name in named if re.fullmatch(r"(?:[A-Z][a-z]+){2,}", name)}


def settings() -> set[str]:
    """Environment variables that functions read as settings."""
    return {
        part.target.id.upper()
        for _, node in _nodes("functions", "layers/wirewatch/runtime")
        if isinstance(node, ast.ClassDef) and node.name.endswith("Settings")
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    }


def state_table_rows() -> set[str]:
    """How the keys of the state table begin: what functions of ``storage/layout`` that make one return first."""
    source = (ROOT / "layers" / "wirewatch" / "storage" / "layout.py").read_text()
    return set(re.findall(r"^def \w+_row\(.*?^    return f?\"([\w-]+#)", source, re.MULTILINE | re.DOTALL))


def _template() -> str:
    return (ROOT / "template.yaml").read_text()


def _parameters() -> str:
    return re.split(r"^\S", _template().split("\nParameters:\n")[1], flags=re.MULTILINE)[0]


def template_parameters() -> set[str]:
    """The template's parameters."""
    return set(re.findall(r"^  (\w+):$", _parameters(), re.MULTILINE))


def template_defaults() -> dict[str, str]:
    """Default of each parameter, as text; empty for none."""
    blocks = re.split(r"^  (\w+):$", _parameters(), flags=re.MULTILINE)[1:]
    found = {}
    for name, block in zip(blocks[::2], blocks[1::2], strict=True):
        default = re.search(r"^    Default: (.*)$", block, re.MULTILINE)
        found[name] = default[1].strip('"') if default else ""
    return found


def template_variables() -> set[str]:
    """Environment variables that the template sets."""
    return set(re.findall(r"^ {8,}([A-Z][A-Z_]+[A-Z]): ", _template(), re.MULTILINE))


def template_alarms() -> set[str]:
    """The template's alarms."""
    return set(re.findall(r"^  (\w+Alarm):$", _template(), re.MULTILINE))


def template_metrics() -> set[str]:
    """Metrics of our own that alarms and the dashboard show."""
    alarms = re.findall(r"Namespace: wirewatch\n\s+MetricName: (\w+)", _template())
    return {*alarms, *re.findall(r'\["wirewatch", "(\w+)"', _template())}
