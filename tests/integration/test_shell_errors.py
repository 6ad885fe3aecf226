"""What each command says and how it ends when it is used wrongly, or when its output cannot be written."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

WIREWATCH = str(Path(sys.executable).with_name("wirewatch"))
LINE = (
    b'{"id": "a", "title": "Treaty", "text": "Peru and Chile signed a treaty on Monday, the two governments said."}\n'
)
COMMANDS = [
    "extract", "match", "summarise", "check-summary", "read", "watch", "replay", "redrive", "subscribe", "trace", "board",
    "stories",
    "watchlist check", "watchlist compile", "watchlist explain", "model convert", "model check",
    "feeds check", "feeds add", "feeds import", "feeds export", "feeds status",
]  # fmt: skip


def run(*arguments: str, given: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "COLUMNS": "200", **environ}
    return subprocess.run([WIREWATCH, *arguments], input=given, capture_output=True, env=environment, check=False)


def words(text: str) -> str:
    """The words of an output, without frames and line breaks."""
    return " ".join(re.sub("[─│╭╮╰╯]", " ", text).split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["read", "--nope"], "there is no option --nope"),
        (["read", "page.html", "--nope"], "Unknown option: --nope"),
        (["extract", "a.html", "--nope"], "there is no option --nope"),
        (["match", "--nope"], "Unknown option"),
        (["nope"], 'Unknown command "nope"'),
        (["read", "EMPTY"], "EMPTY holds no files"),
        (["extract", "EMPTY"], "EMPTY holds no files"),
        (["read", "nowhere.html"], "nowhere.html cannot be read: No such file"),
        (["read", "a\0b"], "cannot be read"),
        (["read", "ftp://example.org/a"], "ftp:// cannot be fetched"),
        (["read", "HTTP://127.0.0.1/"], "127.0.0.1"),
        (["extract", "file:///etc/passwd"], "file:// cannot be fetched"),
        (["replay", "/nonexistent"], "there is no folder /nonexistent"),
        (["replay", "EMPTY"], "EMPTY holds no stored articles (*.jsonl.gz)"),
        (["replay", "EMPTY", "--send"], "--send needs a stack"),
        (["watchlist", "compile", "countries", "--to", "/nonexistent/index"], "/nonexistent/index cannot be written"),
        (["watchlist", "check", "nowhere.yaml"], "nowhere.yaml"),
        (["subscribe", "--email", "notanaddress", "--topic", "arn"], "an address such as you@example.org"),
        (["subscribe", "--email", "a@b.example, c@d.example", "--topic", "arn"], "an address such as"),
        (["subscribe", "--sms", "0151 123", "--topic", "arn"], "a number in international form"),
        (["subscribe", "--https", "http://hooks.example", "--topic", "arn"], "begins with https://"),
        (["subscribe", "--sqs", "my-queue", "--topic", "arn"], "the ARN of a queue"),
        (["subscribe"], "name one of --email"),
        (["read", "page.html", "--allow", "notanet"], "write a network as 10.1.0.0/16"),
        (
            ["watch", "http://127.0.0.1:9/feed", "--once", "--state", "s", "--notify", "nothing://x"],
            "neither apprise nor",
        ),
        (["redrive", "hits"], 'Invalid value "hits" for STAGES'),
        (["trace", "a", "--since", "yesterday"], "--since yesterday"),
        (["read", "page.html", "--model", "nowhere"], "nowhere is no model's folder"),
    ],
)
def test_a_mistake_is_named_and_ends_as_one(arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "EMPTY").mkdir()
    done = subprocess.run(
        [WIREWATCH, *(argument for argument in arguments if "\0" not in argument)]
        if not any("\0" in argument for argument in arguments)
        else [sys.executable, "-c", "import sys; sys.argv = ['wirewatch', 'read', 'a\\0b']; from wirewatch.cli.main import main; main()"],
        cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"}, check=False,
    )  # fmt: skip
    # 2: the command does not exist as written; 1: what it was asked for failed.
    wrong = {"--nope", "nope", "notanet", "hits"}
    assert done.returncode == (2 if wrong & set(arguments) else 1), done.stdout
    assert said in words(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == 0, done.stderr
    assert f"wirewatch {command}" in words(done.stdout.decode()).partition("For example:")[2]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["match"], ["summarise"], ["watchlist", "check"], ["--help"]])
def test_an_output_that_cannot_be_written_is_said_in_a_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([WIREWATCH, *arguments], input=LINE, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["wirewatch: the output cannot be written: No space left on device"]


def test_a_terminal_that_knows_ascii_only_is_written_to(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Réunion à Málaga\n\n" + "L’Espagne et l’Italie ont signé un accord à Málaga — lundi. " * 8)
    done = run("read", str(page), PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert b"M?laga" in done.stdout


def test_records_flow_through_whole() -> None:
    matched = run("match", given=LINE).stdout
    summarised = run("summarise", given=matched).stdout
    (checked,) = run("check-summary", given=summarised).stdout.splitlines()
    record = json.loads(checked)
    assert record["article"]["title"] == "Treaty"
    assert {match["entry"] for match in record["matches"]} == {"PE", "CL"}
    assert record["summary"]["text"].startswith("Peru")
    assert record["supported"] is True
    assert record["unsupported"] == []


def test_whoever_sits_at_the_terminal_is_told_that_input_is_expected() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [WIREWATCH, "match"], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr
        assert b"reading from the terminal" in process.stderr.readline()
        os.close(theirs)
        os.close(ours)
        process.kill()


def test_quiet_leaves_errors_only_and_verbose_says_what_is_done(root: Path, tmp_path: Path) -> None:
    page = str(root / "events" / "page.txt")
    assert run("-q", "extract", page).stderr == b""
    assert f"reading {page}" in run("extract", page, "-v").stderr.decode()
    assert b"cannot be read" in run("extract", str(tmp_path / "none"), "-q").stderr


def test_output_that_is_no_terminal_has_no_colours(root: Path) -> None:
    done = run("read", str(root / "events" / "page.txt"))
    assert b"\x1b" not in done.stdout


def test_lines_are_broken_for_a_terminal_only(root: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    page = str(root / "events" / "page.html")
    done = subprocess.run([WIREWATCH, "read", page], capture_output=True, text=True, env=environment, check=True)
    assert any(line.startswith("Chile and Norway will map") and len(line) > 200 for line in done.stdout.splitlines())


def test_read_shows_the_link_the_local_time_and_whole_words(tmp_path: Path) -> None:
    body = "<p>The governments of Peru and Chile signed a treaty on Monday, both of them said in the capital.</p>" * 4
    head = '<meta property="article:published_time" content="2026-01-05T12:00:00Z"><title>Peru signs</title>'
    page = tmp_path / "page.html"
    page.write_text(
        f'<html lang=en><head>{head}<link rel=canonical href="https://news.example/peru"></head><article>{body}</article></html>'
    )
    shown = run("read", str(page), TZ="Asia/Tokyo").stdout.decode()
    assert "2026-01-05 21:00 JST" in shown
    (quote,) = re.findall(r"PE +Peru +(.*?…)", shown)
    assert set(quote.strip("… ").split()) <= set(re.sub("<[^>]*>", " ", body).split())
