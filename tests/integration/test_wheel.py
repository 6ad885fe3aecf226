"""The wheel, installed outside the checkout with what it declares and nothing else, does what the README says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the wheel; its packages are those of the lock."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = str(root / "requirements" / "uv")

    def done(*command: str) -> None:
        ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr

    done(uv, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(folder), ".")
    (wheel,) = folder.glob("*.whl")
    done(uv, "venv", "--python", sys.executable, str(folder / "venv"))
    constraints = folder / "constraints.txt"
    constraints.write_text(
        "".join(
            line.removesuffix(" \\\n").rstrip() + "\n"
            for line in (root / "requirements" / "dev.txt").read_text().splitlines(keepends=True)
            if line[:1].isalnum()
        )
    )
    done(uv, "pip", "install", "--python", str(folder / "venv"), "-c", str(constraints), str(wheel))
    return folder / "venv" / "bin"


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Runs a command of the installed package in an empty folder, with an empty home."""

    def run(name: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        home = {
            "HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "XDG_STATE_HOME": str(tmp_path / "state"),
        }
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "AWS_"))}
        return subprocess.run(
            [str(installed / name), *arguments],
            input=given, cwd=tmp_path, env={**clean, **home, "COLUMNS": "200"}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def test_nothing_is_installed_that_only_the_cloud_needs(run: Run) -> None:
    done = run(
        "python",
        "-c",
        "import importlib.util as u; print([n for n in ('boto3', 'torch', 'apprise') if u.find_spec(n)])",
    )
    assert done.stdout.strip() == "[]"


def test_a_page_is_read(run: Run, root: Path) -> None:
    for _ in range(2):  # the second time with the kept index
        done = run("wirewatch", "read", str(root / "events" / "page.txt"))
        assert done.returncode == 0, done.stderr
        assert "Estonia and Finland agree to reopen" in done.stdout
        assert "(extractive)" in done.stdout
        assert done.stderr == ""


def test_the_default_watchlist_is_compiled_already(run: Run, root: Path, tmp_path: Path) -> None:
    assert run("wirewatch", "read", str(root / "events" / "page.txt")).returncode == 0
    assert not list((tmp_path / "cache").rglob("*.index"))
    assert run("wirewatch", "read", str(root / "events" / "page.txt"), "-w", "baltics").returncode == 0
    assert len(list((tmp_path / "cache").rglob("*.index"))) == 1


def test_stages_compose(run: Run, root: Path) -> None:
    line = run("wirewatch", "extract", str(root / "events" / "page.html")).stdout
    for stage in ("match", "summarise", "check-summary"):
        line = run("wirewatch", stage, given=line).stdout
    record = json.loads(line)
    assert record["matches"]
    assert record["summary"]["kind"] == "extractive"
    assert record["supported"] is True


def test_feeds_are_watched(run: Run, outlet: str) -> None:
    place = ("--allow", "127.0.0.0/8", "--port", outlet.partition(":")[2])
    done = run("wirewatch", "watch", f"http://{outlet}/feed.json", "--once", "--json", *place)
    assert done.returncode == 0, done.stderr
    assert sorted(json.loads(line)["countries"][0] for line in done.stdout.splitlines()) == ["FJ", "MT", "NP"]


@pytest.mark.parametrize(
    "arguments", [["redrive"], ["replay"], ["subscribe", "--email", "a@b.example"], ["feeds", "status", "--stack", "x"]]
)
def test_what_needs_the_cloud_says_which_extra_it_wants(run: Run, arguments: list[str]) -> None:
    done = run("wirewatch", *arguments)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("pip install 'wirewatch[aws]'")


def test_converting_a_model_says_which_extra_it_wants(run: Run) -> None:
    done = run("wirewatch", "model", "convert", "some/model", "--to", "out")
    assert done.returncode == 1
    assert "wirewatch[models]" in done.stderr
