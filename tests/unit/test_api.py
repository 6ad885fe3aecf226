"""The Python API, as its page in the documents shows it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

import wirewatch
from wirewatch import Article, Watchlist, WirewatchError, alertable, match, read, read_all, summarise


def test_a_page_is_read_matched_and_summarised(root: Path) -> None:
    watchlist = Watchlist.open("countries")
    article = read(root / "events" / "page.txt")
    matches = match(article, watchlist)
    assert [found.entry for found in matches][:2] == ["EE", "FI"]
    assert alertable(matches, watchlist) == [found for found in matches if found.salience >= 0.15]
    assert summarise(article, matches).text.startswith("Estonia and Finland agreed")


def test_bytes_are_read_as_a_file_is(root: Path) -> None:
    page = (root / "events" / "page.html").read_bytes()
    assert read(page).text == read(str(root / "events" / "page.html")).text == read(gzip.compress(page)).text


def test_a_source_may_hold_many(tmp_path: Path) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text(
        "".join(f'{{"id": "{n}", "title": "{n}", "text": "Peru signed treaty {n} with Chile."}}\n' for n in "ab")
    )
    assert [article.title for article in read_all(lines)] == ["a", "b"]


def test_names_and_texts_serve_without_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    ours = Watchlist.of("Maria Ilves", "Ventspils Harbour")
    assert len(ours) == 2
    found = match("Maria Ilves opened Ventspils Harbour on Friday, and the harbour will stay open.", ours)
    assert {one.name for one in found} == {"Maria Ilves", "Ventspils Harbour"}
    assert list(tmp_path.iterdir()) == []
    assert [e.id for e in Watchlist.parse("entries: [{id: x, name: Xanadu Port}]").index] == ["x"]


def test_what_is_compiled_is_kept_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wirewatch.watchlists import loader

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    mine = tmp_path / "mine.yaml"
    mine.write_text("entries: [Maria Ilves]")
    assert len(Watchlist.open(mine)) == 1
    with monkeypatch.context() as patch:
        patch.setattr(loader, "load_watchlist", None)  # not needed again
        assert [entry.name for entry in Watchlist.open(mine).index] == ["Maria Ilves"]
    mine.write_text("entries: [Maria Ilves, Ventspils Harbour]")
    assert len(Watchlist.open(mine)) == 2
    for kept in (tmp_path / "cache" / "wirewatch").glob("*.index"):
        kept.write_bytes(kept.read_bytes()[:-1])
    assert len(Watchlist.open(mine)) == 2  # what is damaged is compiled again


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(Watchlist.open("baltics")) > 2


@pytest.mark.parametrize("source", [b"", bytes(range(256)) * 40])
def test_what_cannot_be_read_raises_an_error_of_ours(source: bytes) -> None:
    with pytest.raises(WirewatchError):
        read(source)


def test_mistakes_in_a_watchlist_are_errors_of_ours() -> None:
    with pytest.raises(WirewatchError, match="nmae"):
        Watchlist.parse("entries: [{nmae: x}]")


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, wirewatch; print([n for n in sys.modules if n.startswith(('wirewatch.', 'msgspec', 'numpy'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_of_the_api_is_there() -> None:
    assert all(getattr(wirewatch, name) for name in wirewatch.__all__)
    assert isinstance(Article(id="a", text="t"), wirewatch.Article)
    with pytest.raises(AttributeError):
        wirewatch.nope  # noqa: B018
