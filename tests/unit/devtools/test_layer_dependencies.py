"""Putting layers together: what is installed for which runtime, when what is kept serves, and pip's settings for uv."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def dependencies(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "layers"))
    return module(root / "layers" / "dependencies.py")


@pytest.mark.parametrize("uv", ["/tools/uv", None])
def test_a_layer_for_lambda_takes_wheels_for_lambda(dependencies: ModuleType, uv: str | None) -> None:
    command = " ".join(dependencies.install_command(Path("t"), Path("lock.txt"), "python3.13", "aarch64", uv))
    assert command.startswith(uv or sys.executable)
    for wanted in ("--require-hashes", "--no-deps", "--only-binary :all:", "--python-version 3.13", "2_34"):
        assert wanted in command
    assert "aarch64" in command
    assert "x86_64" not in command


@pytest.mark.parametrize("uv", ["/tools/uv", None])
def test_a_layer_for_this_machine_takes_what_fits_it(dependencies: ModuleType, uv: str | None) -> None:
    command = " ".join(dependencies.install_command(Path("t"), Path("lock.txt"), "local", "aarch64", uv))
    assert "--require-hashes" in command
    assert "platform" not in command


def test_what_is_kept_serves_until_its_lock_changes(dependencies: ModuleType, tmp_path: Path) -> None:
    layer = tmp_path / "core"
    layer.mkdir()
    (layer / "requirements.txt").write_text("a==1")
    first = dependencies.cache_key(layer, "python3.13", "aarch64")
    assert dependencies.cache_key(layer, "python3.13", "aarch64") == first
    others = {dependencies.cache_key(layer, *made_for) for made_for in (("python3.13", "x86_64"), ("local", "aarch64"))}
    (layer / "requirements.txt").write_text("a==2")
    others.add(dependencies.cache_key(layer, "python3.13", "aarch64"))
    assert len({first, *others}) == 4


def test_a_linked_layer_puts_its_folder_first_on_the_path(dependencies: ModuleType, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "json.py").write_text("where = 'the layer'")  # wins over the interpreter's own
    dependencies.link(kept, tmp_path / "python", "core")
    (site,) = (tmp_path / "python" / "lib").glob("*/site-packages")
    code = f"import site; site.addsitedir({str(site)!r}); import json; print(json.where)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "the layer", done.stderr


def test_the_newest_of_a_layer_are_kept(
    dependencies: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def put_together(layer: Path, root: Path, *_: str) -> None:
        made.append(layer.name)
        (root / "python").mkdir(parents=True)
        (root / "python" / "package.py").write_text((layer / "requirements.txt").read_text())

    monkeypatch.setattr(dependencies, "put_together", put_together)
    monkeypatch.setenv("WIREWATCH_LAYER_CACHE", str(tmp_path / "kept"))
    monkeypatch.delenv("WIREWATCH_LAYER_LINK", raising=False)
    layer = tmp_path / "core"
    layer.mkdir()
    for number in range(7):
        (layer / "requirements.txt").write_text(str(number))
        for _ in range(2):
            dependencies.main(layer, tmp_path / f"build-{number}" / "python")
    assert len(made) == 7
    assert (tmp_path / "build-6" / "python" / "package.py").read_text() == "6"
    assert len(list((tmp_path / "kept").iterdir())) == dependencies.KEEP


def test_a_layer_whose_name_begins_like_another_takes_none_of_its_builds(
    dependencies: ModuleType, tmp_path: Path
) -> None:
    for number in range(dependencies.KEEP):
        for name in ("summary", "summary-model"):
            (tmp_path / f"{name}-{number:0{dependencies.KEY_LENGTH}}").mkdir()
    assert dependencies.older_builds("summary", tmp_path) == []
    assert dependencies.older_builds("summary-model", tmp_path) == []


def test_pips_settings_are_uvs_too(root: Path) -> None:
    settings = module(root / "requirements" / "fetch_uv.py").pip_settings(
        "global.index-url='https://mirror.example/simple'\n"
        "global.extra-index-url='\\nfile:///a/simple\\nfile:///b/simple'\n"
        ":env:.find-links='/wheels'\n"
        "global.timeout='60'\n"
    )
    assert settings == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "file:///a/simple file:///b/simple",
        "UV_FIND_LINKS": "/wheels",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
