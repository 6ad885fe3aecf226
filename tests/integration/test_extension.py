"""The worked example of an extension, installed beside the wheel's code, adds a channel, a format and an engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
STORY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf xml:lang="en"><head><title>ports-deal</title></head><body><body.head>
<hedline><hl1>Latvia and Estonia link their ports</hl1></hedline><byline>By <person>Ilze Kalna</person></byline>
<dateline><location>RIGA</location></dateline></body.head><body.content>
<p>Two ministers signed a paper on a cold quay on Tuesday, and their bands played twice.</p>
<p>Latvia and Estonia will run one pilot service for every port between them, the two governments said.</p>
<p>The first ships sail under the new rules in spring, and fees fall by a tenth, the ministers added.</p>
</body.content></body></nitf>
"""


@pytest.fixture(scope="module")
def environment(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that sees this one's packages, with the example installed into it; nothing is downloaded."""
    folder = tmp_path_factory.mktemp("extension")
    uv = str(root / "requirements" / "uv")

    def done(*command: str) -> None:
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr

    done(uv, "venv", "--python", sys.executable, str(folder / "venv"))
    wheels = folder / "wheels"
    example = str(root / "examples" / "extension")
    done(uv, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(wheels), example)
    (wheel,) = wheels.glob("*.whl")
    python = str(folder / "venv" / "bin" / "python")
    done(uv, "pip", "install", "--offline", "--no-deps", "--python", python, str(wheel))
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    ours = Path(sys.executable).parents[1] / "lib" / site.parent.name / "site-packages"
    (site / "wirewatch-under-test.pth").write_text(f"{ours}\n{root / 'layers'}\n")
    return folder / "venv" / "bin"


@pytest.fixture
def run(environment: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, given: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "AWS_"))}
        home = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state"), "COLUMNS": "200"}
        command = [str(environment / "python"), "-c", "from wirewatch.cli.main import main; main()", *arguments]
        done = subprocess.run(
            command, input=given, cwd=tmp_path, env={**clean, **home}, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return run


def test_a_format_is_read_and_the_others_still_are(run: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "story.xml").write_text(STORY)
    done = run("extract", "story.xml", str(root / "events" / "page.html"))
    story, page = map(json.loads, done.stdout.splitlines())
    assert story["title"] == "Latvia and Estonia link their ports"
    assert (story["authors"], story["dateline"], story["language"]) == (["Ilze Kalna"], "RIGA", "en")
    assert len(story["id"]) == 32
    assert story["text"].count("\n\n") == 2
    assert page["title"].startswith("Chile")


def test_what_an_added_format_cannot_read_is_rejected_with_its_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.xml").write_text("<nitf><body/></nitf>")
    assert "empty.xml: its body.content has no paragraphs" in run("extract", "empty.xml", status=1).stderr


def test_an_engine_writes_the_summary_by_its_name_and_by_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "story.xml").write_text(STORY)
    alert = json.loads(run("read", "story.xml", "--json", "--model", "opening").stdout)
    assert alert["summary"]["kind"] == "abstractive"
    assert alert["summary"]["text"].startswith("Two ministers signed")
    assert "Latvia and Estonia will run one pilot service" in alert["summary"]["text"]
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "writer.json").write_text('{"engine": "opening", "sentences": 3}')
    alert = json.loads(run("read", "story.xml", "--json", "--model", "settings").stdout)
    assert alert["summary"]["text"].endswith("the ministers added.")


def test_an_engine_that_nobody_adds_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "writer.json").write_text('{"engine": "nowhere"}')
    assert "no installed package adds the summary engine 'nowhere'" in run("read", "-", "--model", ".", status=1).stderr


def test_a_channel_gets_each_alert_once(run: Run, outlet: str, tmp_path: Path) -> None:
    place = ("--allow", "127.0.0.0/8", "--port", outlet.partition(":")[2])
    to = f"spool://{tmp_path / 'alerts'}"
    for _ in range(2):
        run("watch", f"http://{outlet}/feed.json", "--once", "--json", "--notify", to, *place)
    texts = sorted(file.read_text() for file in (tmp_path / "alerts").glob("*.txt"))
    assert len(texts) == 3
    assert all("\n\n" in text for text in texts)


def test_a_class_that_cannot_be_imported_names_its_package(run: Run, environment: Path, tmp_path: Path) -> None:
    (site,) = environment.parent.glob("lib/python*/site-packages")
    broken = site / "broken-0.1.dist-info"
    broken.mkdir()
    try:
        (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 0.1\n")
        (broken / "entry_points.txt").write_text("[wirewatch.formats]\nodd = broken_example:Format\n")
        (tmp_path / "story.txt").write_text("Peru and Chile signed a treaty.")
        done = run("extract", "story.txt", status=1)
        assert "'odd' of the package broken cannot be loaded" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        for file in broken.iterdir():
            file.unlink()
        broken.rmdir()
