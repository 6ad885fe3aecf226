"""YAML as a tree that remembers its lines, safe on hostile input.

Only YAML's data survives: no tags, no anchors, no aliases (an alias can make a small file huge), and every plain
value stays the text that was written, so that ``NO`` is Norway and not false. Built from the parser's events, without
recursion.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

import yaml

from wirewatch.errors import WirewatchError

_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MAX_DEPTH: Final = 16


@dataclass(slots=True)
class Node:
    """A value and where it stands.

    Attributes:
        line: counted from 1.
        value: a text, a list of nodes, a mapping from text to node, or None for an empty value.
    """

    line: int
    value: str | list[Node] | dict[str, Node] | None
    repeated: list[tuple[str, int]] = field(default_factory=list)


class YamlError(WirewatchError, ValueError):
    """The data is not the plain YAML that is read here."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def parse(data: bytes) -> Node:
    """The tree of the one document in ``data``.

    Raises:
        YamlError: not YAML, or more of YAML than is wanted (anchors, tags, several documents, deep nesting).
    """
    _check_text(data)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root: Node | None = None
    stack: list[tuple[Node, list[Node]]] = []  # open collections, and for a mapping its pending key
    try:
        for event in yaml.parse(data, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise YamlError(line, "a second document begins here; keep one document in a file")
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            node = _node(event, line)
            if stack:
                _attach(stack[-1], node)
            else:
                root = node
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    raise YamlError(line, f"nested more than {MAX_DEPTH} deep")
                stack.append((node, []))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise YamlError(mark.line + 1 if mark else 1, f"not valid YAML: {said}") from None
    return root or Node(1, None)


def _check_text(data: bytes) -> None:
    """Name the line of what is no text; UTF-16 with its mark is left to the parser."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlError(line, "not UTF-8 text; save it as UTF-8") from None
    if found := _CONTROL.search(data):
        line = data.count(b"\n", 0, found.start()) + 1
        raise YamlError(line, f"holds the control character U+{found.group()[0]:04X}; remove it")


def _node(event: yaml.NodeEvent, line: int) -> Node:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise YamlError(line, f"anchors and aliases (&{event.anchor}) are not read; write the value out")
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        raise YamlError(line, f"the tag {tag} is not read; remove it")
    if isinstance(event, yaml.MappingStartEvent):
        return Node(line, {})
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(line, [])
    value: str = getattr(event, "value", "")
    empty = getattr(event, "style", None) in (None, "") and value in ("", "~", "null")
    return Node(line, None if empty else value)


def _attach(parent: tuple[Node, list[Node]], node: Node) -> None:
    holder, pending = parent
    if isinstance(holder.value, list):
        holder.value.append(node)
        return
    assert isinstance(holder.value, dict)  # noqa: S101
    if not pending:
        if not isinstance(node.value, str):
            raise YamlError(node.line, "a key must be a word")
        pending.append(node)
        return
    name = str(pending.pop().value)
    if name in holder.value:
        holder.repeated.append((name, node.line))
    else:
        holder.value[name] = node
