import json
from pathlib import Path

import pytest

from wirewatch.watchlists import loader
from wirewatch.watchlists.models import Entry, WatchlistError


def read(text: str, name: str) -> dict[str, Entry]:
    return {entry.id: entry for entry in loader.parse(text.encode(), name=name).entries}


def names(entry: Entry) -> list[str]:
    return [alias.name for alias in entry.aliases]


def test_followthemoney() -> None:
    rows = [
        {"id": "Q1", "schema": "Person", "caption": "Ann Example",
         "properties": {"name": ["Ann Example", "EXAMPLE, Ann"], "alias": ["A. Example"], "topics": ["sanction"]}},
        {"id": "NK-2", "schema": "Company", "properties": {"name": ["Example Trading LLC"]}},
        {"id": "addr-3", "schema": "Address", "properties": {"full": ["1 Example Street"]}},
    ]  # fmt: skip
    found = read("\n".join(map(json.dumps, rows)), "entities.ftm.json")
    assert set(found) == {"Q1", "NK-2"}
    assert names(found["Q1"]) == ["Ann Example", "Ann EXAMPLE", "A. Example"]
    assert (found["Q1"].kind, found["Q1"].tags, found["NK-2"].kind) == ("person", ("sanction",), "organisation")


def test_targets_simple() -> None:
    found = read(
        '"id","schema","name","aliases","birth_date","countries"\n'
        '"Q1","Person","Ann Example","A Example;Anne Example","1950","by;ru"\n',
        "targets.simple.csv",
    )
    assert names(found["Q1"]) == ["Ann Example", "A Example", "Anne Example"]
    assert found["Q1"].tags == ("by", "ru")


def test_wikidata() -> None:
    found = read(
        'item,itemLabel,itemAltLabel\nhttp://www.wikidata.org/entity/Q42,Example River,"Rio Example, Example Stream"\n',
        "query.csv",
    )
    assert names(found["Q42"]) == ["Example River", "Rio Example", "Example Stream"]


def test_a_table_of_ones_own_in_a_spreadsheets_dialect() -> None:
    found = read(
        "\ufeffName;Kind;Aliases;Priority;Tags\nAcme Robotics;organisation;Acme|ACME Inc;high;robots\n", "mine.csv"
    )
    entry = found["acme-robotics"]
    assert (names(entry), entry.priority, entry.tags) == (["Acme Robotics", "Acme", "ACME Inc"], "high", ("robots",))


def test_plain_names() -> None:
    assert set(read("# people\nAnn Example\n\nC# Group  # a band\nAnn Example\n", "names.txt")) == {
        "ann-example",
        "c-group",
    }


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("title,born\nx,1\n", "mine.csv", "mine.csv:1: no column 'name' (there are title, born)"),
        ("name,id\nA,1,2\n", "mine.csv", "mine.csv:2: has more cells than there are columns"),
        ("name,id\nX,1\n", "mine.csv", "mine.csv:2: name: 'X' is one letter"),
        ("name,id\nAlpha,1\nBeta,1\n", "mine.csv", "mine.csv:3: id: '1' is already used at mine.csv:2"),
        ("name,priority\nAlpha,urgent\n", "mine.csv", "mine.csv:2: priority: 'urgent' is not one of"),
        ('name\n"Alpha', "mine.csv", "no CSV from here"),
        ("name\nAlpha\x00\n", "mine.csv", "mine.csv:2: "),
        ("{}\nnot json\n", "e.json", "e.json:1: no FollowTheMoney entity"),
        ("Alpha", "mine.docx", "'.docx' is no known format"),
        ("", "names.txt", "nothing is watched"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, name: str, said: str) -> None:
    with pytest.raises(WatchlistError) as caught:
        read(text, name)
    assert said in str(caught.value)


def test_text_that_is_no_utf8_is_named() -> None:
    with pytest.raises(WatchlistError, match=r"names\.txt:2: not UTF-8"):
        loader.parse(b"Alpha\n\xff\xfe\n", name="names.txt")


def test_an_unusable_alias_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("name,aliases\nAlpha Beta,A;Alphabeta\n")
    loaded = loader.load_watchlist([tmp_path / "mine.csv"])
    assert names(loaded.entries[0]) == ["Alpha Beta", "Alphabeta"]
    assert "'A' is one letter" in str(loaded.warnings[0])
