"""Slimming a layer: what runs stays, debug symbols go."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def slim(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("slim", root / "layers" / "slim.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_packed_module_still_runs(slim: ModuleType, tmp_path: Path) -> None:
    compiled = importlib.import_module("msgspec._core")
    assert compiled.__file__
    path = tmp_path / Path(compiled.__file__).name
    shutil.copy(compiled.__file__, path)
    path.write_bytes(slim.packed(path.read_bytes()))
    code = (
        "import importlib.util as u;"
        f"s=u.spec_from_file_location('msgspec._core', {str(path)!r});"
        "m=u.module_from_spec(s); s.loader.exec_module(m); print(m.Struct)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Struct" in done.stdout


@pytest.mark.skipif(not (shutil.which("cc") and sys.platform == "linux"), reason="needs a C compiler on Linux")
def test_debug_symbols_go_and_code_stays(slim: ModuleType, tmp_path: Path) -> None:
    source, library = tmp_path / "a.c", tmp_path / "a.so"
    source.write_text("static int kept = 40; int answer(void) { return kept + 2; }\n")
    subprocess.run(["cc", "-g3", "-shared", "-fPIC", "-o", library, source], check=True)
    before = library.read_bytes()
    (tmp_path / "b.so").write_bytes(slim.packed(before))
    assert len(slim.packed(before)) < len(before)
    assert b"kept + 2" not in slim.packed(before)
    assert ctypes.CDLL(str(tmp_path / "b.so")).answer() == 42


@pytest.mark.parametrize("data", [b"", b"\x7fELF", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + b"\0" * 100])
def test_what_is_no_64_bit_library_is_left_alone(slim: ModuleType, data: bytes) -> None:
    assert slim.packed(data) == data


def test_caches_and_headers_go(slim: ModuleType, tmp_path: Path) -> None:
    for name in ("python/a/__pycache__/x.pyc", "python/a/include/x.h", "python/a/x.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")
    assert slim.slim(tmp_path) == 10
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["x.py"]
