"""Watchlists that are broken or mean harm, and what each must end in: so many entries, or a problem that says so."""

from __future__ import annotations

from typing import Final

_HEAD = "entries:\n"

CASES: Final[dict[str, tuple[str, bytes, int | str]]] = {
    "alias bomb": ("w.yaml", b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchors and aliases"),
    "merge key": ("w.yaml", b"entries:\n- &a {name: Alpha}\n- {<<: *a, id: b}\n", "w.yaml:2: anchors"),
    "10,000 aliases": (
        "w.yaml",
        ("entries:\n- name: Many\n  aliases:\n" + "".join(f"  - Name {n}\n" for n in range(10_000))).encode(),
        1,
    ),
    "50,000 aliases": (
        "w.csv",
        ("name,aliases\nMany," + ";".join(f"N {n}" for n in range(50_000))).encode(),
        "split it",
    ),
    "one-letter names": ("w.yaml", (_HEAD + "- X\n" * 50_000).encode(), "one letter"),
    "one id 50,000 times": (
        "w.yaml",
        (_HEAD + "".join(f"- {{id: a, name: Alpha {n}}}\n" for n in range(50_000))).encode(),
        "w.yaml:3: id: 'a' is already used at w.yaml:2",
    ),
    "regular expressions": ("w.yaml", b"entries: ['(ab+)+$', 'a.*b.*c', '[Alpha', 'Be|ta']", 4),
    "mixed scripts": ("w.yaml", "entries: [Sergei Sh\u043eigu]".encode(), 1),
    "bidi mark": ("w.yaml", "entries: ['Alpha\u202eBeta']".encode(), "U+202E"),
    "line of 12 MB": ("w.yaml", b"entries: [" + b"Alpha " * 2_000_000 + b"]", "longer than 200"),
    "unknown fields": (
        "w.yaml",
        b"entries: [{name: A B," + b",".join(b"k%d: 1" % n for n in range(50_000)) + b"}]",
        "k0",
    ),
    "deep nesting": ("w.yaml", b"[" * 1_000_000, "nested more than 16"),
    "invalid UTF-8": ("w.yaml", b"entries:\n- Alpha\n- Caf\xe9\n", "w.yaml:3: not UTF-8"),
    "NUL": ("w.yaml", b"entries:\n- Al\x00pha", "w.yaml:2: holds the control character U+0000"),
    "CSV, semicolons": ("w.csv", b"id;name;aliases\n1;Alpha Beta;Gamma|Delta\n", 1),
    "CSV, bars": ("w.csv", b"id|name\n1|Alpha\n", 1),
    "CSV, open quote": ("w.csv", b'id,name\n1,"Alpha\n' + b"2,x\n" * 100_000, "w.csv:2: no CSV from here"),
    "CSV, open quote in the first line": ("w.csv", b'id,"name\n1,Alpha\n', "w.csv:1: no CSV from here"),
    "CSV, quote within": ("w.csv", b'id,name\n1,"Al"pha"\n', "w.csv:2: no CSV from here"),
    "CSV, a name twice": ("w.csv", b"name,name\nAlpha,Beta\n", "two columns are called 'name'"),
    "CSV, million columns": ("w.csv", b"," * 1_000_000 + b"name\n", "nothing is watched"),
    "CSV, too many cells": ("w.csv", b"id,name\n1,Alpha,3,4\n", "more cells than there are columns"),
    "CSV, id of two lines": ("w.csv", b'id,name\n"a\nb",Alpha\n', "is not an id"),
    "FtM, cut short": ("w.ftm", b'{"id":"a","schema":"Person","caption":"Ann Ex', "w.ftm:1: no FollowTheMoney"),
    "FtM, no object": ("w.ftm", b"[]\n", "nothing is watched"),
    "FtM, deep": ("w.ftm", b'{"id":"1","schema":"Person","x":' + b"[" * 500_000, "nested too deep"),
    "FtM, no name": ("w.ftm", b'{"id":"1","schema":"Person"}\n', "name: is missing"),
    "FtM, 100,000 bad": ("w.ftm", b'{"id"\n' * 100_000, "only the first 1000"),
}
