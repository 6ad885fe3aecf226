"""The command line, run as people run it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def wirewatch(*arguments: str | Path, given: bytes = b"", status: int = 0) -> subprocess.CompletedProcess[bytes]:
    command = [Path(sys.executable).with_name("wirewatch"), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    assert done.returncode == status, done.stderr.decode()
    return done


def records(done: subprocess.CompletedProcess[bytes]) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_stages_compose(root: Path) -> None:
    extracted = wirewatch("extract", root / "events" / "page.txt", root / "events" / "page.html")
    matched = wirewatch("match", given=extracted.stdout)
    summarised = wirewatch("summarise", given=matched.stdout)
    articles, matches, summaries = records(extracted), records(matched), records(summarised)
    assert [article["title"].split()[0] for article in articles] == ["Estonia", "Chile"]
    assert [record["article"]["id"] for record in matches] == [article["id"] for article in articles]
    assert [record["id"] for record in summaries] == [article["id"] for article in articles]
    for article, record in zip(articles, matches, strict=True):
        for match in record["matches"]:
            for mention in match["mentions"]:
                where = article["title"] if mention["where"] == "title" else article["text"]
                assert where[mention["start"] : mention["end"]].strip()
    for article, record in zip(articles, summaries, strict=True):
        assert record["summary"]["kind"] == "extractive"
        assert all(sentence in article["text"] for sentence in record["summary"]["sentences"])


def test_an_article_needs_only_id_and_text() -> None:
    line = b'{"id": "a", "text": "Peru and Chile signed a treaty on Monday, the two governments said."}\n'
    (matched,) = records(wirewatch("match", given=line))
    assert {match["entry"] for match in matched["matches"]} == {"PE", "CL"}
    (summarised,) = records(wirewatch("summarise", given=line))
    assert summarised["summary"]["text"].startswith("Peru and Chile")


def test_reading_says_why_a_match_does_not_alert(root: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("entries: [{name: Finland, needs: {together_with: [peru]}}, {name: Peru}]\n")
    shown = wirewatch("read", root / "events" / "page.txt", "--watchlist", tmp_path / "mine.yaml").stdout.decode()
    assert "finland matches, but does not alert: " in shown


def test_a_language_without_names_or_model_is_stated(tmp_path: Path) -> None:
    record = {"id": "a", "title": "Treni", "text": "Treni u ndal në Peru të hënën. " * 3, "language": "sq"}
    (tmp_path / "a.json").write_text(json.dumps(record))
    shown = " ".join(wirewatch("read", tmp_path / "a.json").stdout.decode().split())
    assert "no names in the language 'sq'" in shown
    assert "does not know the language sq" in shown
    told = wirewatch("match", given=json.dumps(record).encode()).stderr.decode()
    assert "no names in the language 'sq'" in " ".join(told.split())


def test_the_guard_stops_what_the_article_does_not_say() -> None:
    text = "Peru and Chile signed a treaty on Monday. It costs 30 million dollars, and no port will close."
    lines = [
        {"id": "good", "text": text, "summary": "Peru and Chile signed a treaty on Monday."},
        {"id": "name", "text": text, "summary": "Peru and Bolivia signed a treaty on Monday."},
        {"id": "number", "text": text, "summary": "The treaty costs 90 million dollars."},
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines).encode()
    verdicts = {verdict["id"]: verdict for verdict in records(wirewatch("guard", given=given))}
    assert [verdict["supported"] for verdict in verdicts.values()] == [True, False, False]
    assert verdicts["name"]["unsupported"][0]["text"] == "Bolivia"
    assert all(0 <= verdict["score"] <= 1 for verdict in verdicts.values())
    assert "line 1" in wirewatch("guard", given=b"{}\n", status=1).stderr.decode()


def test_read_prints_for_people_and_for_programs(root: Path) -> None:
    page = root / "events" / "page.txt"
    shown = wirewatch("read", page).stdout.decode()
    assert "Estonia and Finland agree to reopen" in shown
    assert "extractive" in shown
    (alert,) = records(wirewatch("read", "--json", page))
    assert alert["version"] == "1"
    assert alert["countries"] == ["EE", "FI", "LV"]
    assert alert["article"]["text"].startswith("Estonia and Finland agreed on Wednesday")
    assert alert["article"]["text"].endswith("whose icebreaker is late.")
    assert "Read also" not in alert["article"]["text"]
    assert alert["article"]["published"].startswith("2026-10-21T16:40")


def test_surnames_count_to_the_person_of_ones_own_watchlist(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("entries:\n  - {name: Maria Ilves, kind: person}\n")
    text = "Ilves won the vote. Maria Ilves thanked everyone on Friday, and Ilves's rivals left early."
    line = json.dumps({"id": "a", "text": text}).encode()
    (record,) = records(wirewatch("match", "--watchlist", tmp_path / "mine.yaml", given=line))
    found = [text[m["start"] : m["end"]] for m in record["matches"][0]["mentions"]]
    assert found == ["Ilves", "Maria Ilves", "Ilves"]


def test_focus_brings_in_the_sentence_that_names_it(root: Path) -> None:
    extracted = wirewatch("extract", root / "events" / "page.txt").stdout
    (focused,) = records(wirewatch("summarise", "--focus", "Latvia", given=extracted))
    assert "Latvia asked on the same day" in focused["summary"]["text"]


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        (["extract", "no-such-file"], b"", "no-such-file cannot be read"),
        (["extract", "-"], b"", "-: it is empty"),
        (["match"], b"not json\n", "standard input, line 1"),
        (["match"], b'{"id": "a", "text": "t"}\n{"id": 1, "text": "t"}\n', "line 2"),
        (["match", "--watchlist", "no-such.yaml"], b"", "no-such.yaml"),
        (["summarise", "--model", "."], b"", "manifest"),
    ],
)
def test_bad_input_gets_a_clear_error(arguments: list[str], given: bytes, said: str) -> None:
    done = wirewatch(*arguments, given=given, status=1)
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_one_bad_line_does_not_keep_the_others() -> None:
    given = b'{"id": "a", "text": "Iran spoke."}\nnot json\n{"id": "b", "text": "Iraq \xff"}\n{"id": "c", "text": "Syria ."}\n'
    done = wirewatch("match", "--watchlist", "countries", given=given, status=1)
    assert [(line["id"], [m["entry"] for m in line["matches"]]) for line in records(done)] == [
        ("a", ["IR"]),
        ("c", ["SY"]),
    ]
    assert "line 2" in done.stderr.decode()
    assert "line 3" in done.stderr.decode()


def test_one_bad_page_does_not_keep_the_others(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_bytes((root / "events" / "page.txt").read_bytes())
    done = wirewatch("extract", tmp_path, status=1)
    assert len(records(done)) == 1
    assert "empty.txt" in done.stderr.decode()


def test_one_bad_input_does_not_stop_the_rest(root: Path, tmp_path: Path) -> None:
    page = (root / "events" / "page.html").read_bytes()
    (tmp_path / "a.html").write_bytes(b"")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "c.html.gz").write_bytes(gzip.compress(page)[:-200])
    (tmp_path / "d.bin").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "e.html").symlink_to(tmp_path / "gone")
    (tmp_path / "f.txt").write_bytes((root / "events" / "page.txt").read_text().encode("utf-16"))
    (tmp_path / ".hidden").write_bytes(page)
    done = wirewatch(
        "extract", tmp_path / "nowhere.html", "http://127.0.0.1:1/", tmp_path, root / "events" / "page.html", status=1
    )
    assert [Path(article["source"]).name for article in records(done)] == ["b.html.gz", "f.txt", "page.html"]
    told = done.stderr.decode().splitlines()
    assert [name for name in ("nowhere.html", "127.0.0.1:1", "a.html", "c.html.gz", "d.bin") if name in done.stderr.decode()] == [
        "nowhere.html", "127.0.0.1:1", "a.html", "c.html.gz", "d.bin",
    ]  # fmt: skip
    assert len(told) == 5


def test_reading_a_page_loads_only_what_one_page_needs(root: Path) -> None:
    page = root / "events" / "page.html"
    wirewatch("read", page)  # compiles the watchlist, unpacks the language model
    code = (
        "import sys\n"
        f"sys.argv = ['wirewatch', 'read', {str(page)!r}]\n"
        "from wirewatch.cli.main import main\n"
        "try:\n    main()\nfinally:\n    print(' '.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    loaded = set(done.stderr.split())
    assert {"trafilatura", "ctranslate2"} <= loaded
    assert not loaded & {
        "yaml", "boto3", "httpx", "feedparser", "apprise", "wirewatch.summaries.abstractive", "wirewatch.documents.email",
        "wirewatch.documents.warc", "wirewatch.documents.json_articles", "wirewatch.watchlists.loader",
    }  # fmt: skip
