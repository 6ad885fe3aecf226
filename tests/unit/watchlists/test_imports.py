import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from wirewatch.watchlists import loader, spreadsheets
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


def warnings(data: bytes, name: str) -> list[str]:
    return [str(warning) for warning in loader.parse(data, name=name).warnings]


def test_bytes_of_no_text_are_named() -> None:
    with pytest.raises(WatchlistError, match=r"names\.txt:2: not UTF-8, UTF-16 or Windows-1252"):
        loader.parse(b"Alpha\nB\x81ta\n", name="names.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_read_in_silence(encoding: str) -> None:
    data = "name,aliases\nJörg Müller,J. Müller\n".encode(encoding)
    watchlist = loader.parse(data, name="mine.csv")
    assert [entry.name for entry in watchlist.entries] == ["Jörg Müller"]
    assert not watchlist.warnings


def test_windows_1252_is_read_and_reported() -> None:
    data = "Alpha\nJörg Müller\n".encode("cp1252")
    assert names(loader.parse(data, name="names.txt").entries[1]) == ["Jörg Müller"]
    assert "line 2 holds 'Jörg'" in warnings(data, "names.txt")[0]


def test_alias_columns_of_opensanctions() -> None:
    entry = read("name,alias,weakAlias,previousName\nAcme Guard,Acme PMC;Guard A,Redu,Lago Ltd\n", "mine.csv")[
        "acme-guard"
    ]
    assert {alias.name: alias.weight for alias in entry.aliases} == {
        "Acme Guard": 1, "Acme PMC": 1, "Guard A": 1, "Lago Ltd": 1, "Redu": 0.4,
    }  # fmt: skip


def test_names_of_states_are_also_read_in_the_order_of_texts() -> None:
    text = 'name\n"Korea, Republic of"\nIran (Islamic Republic of)\n"Congo, Democratic Republic of the"\n'
    found = [names(entry)[1] for entry in read(text, "mine.csv").values()]
    assert found == ["Republic of Korea", "Islamic Republic of Iran", "Democratic Republic of the Congo"]


@pytest.mark.parametrize(
    "text",
    [
        "itemAltLabel,itemLabel,item\nRio Example,Example River,http://www.wikidata.org/entity/Q42\n",
        "riverLabel,riverAltLabel,river\nExample River,Rio Example,wd:Q42\n",
        "item,name,aliases\nQ42,Example River,Rio Example\n",
        "item,officialName,aliases\nQ42,Example River,Rio Example\n",
    ],
)
def test_wikidata_results_in_any_order_of_columns(text: str) -> None:
    assert names(read(text, "query.csv")["Q42"]) == ["Example River", "Rio Example"]


def test_wikidata_items_without_a_label_are_left_out_and_reported() -> None:
    text = "item,itemLabel\nwd:Q1,Q1\nwd:Q42,Example River\n"
    assert set(read(text, "query.csv")) == {"Q42"}
    assert warnings(text.encode(), "query.csv") == [
        "query.csv:2: name: Q1 has no label, so nothing to look for; left out"
    ]


def test_excels_separator_line() -> None:
    found = read("sep=;\r\nname;tags\r\nAcme Robotics;a|b\r\n", "mine.csv")
    assert found["acme-robotics"].tags == ("a", "b")


def test_rows_with_one_id_are_merged_and_reported() -> None:
    text = "name,id,tags\nAlpha One,1,x\nGamma,2,\nBeta One,1,y\n"
    found = read(text, "mine.csv")
    assert (names(found["1"]), found["1"].tags) == (["Alpha One", "Beta One"], ("x", "y"))
    assert warnings(text.encode(), "mine.csv") == [
        "mine.csv:4: id: '1' is in line 2 as well; the two are one entry now"
    ]


def test_nested_followthemoney() -> None:
    row = {"id": "Q1", "schema": "Person", "caption": "Ann Example", "datasets": ["x"],
           "properties": {"weakAlias": ["Ann"], "sanctions": [{"id": "s", "schema": "Sanction", "properties": {}}]}}  # fmt: skip
    assert names(read(json.dumps(row), "targets.nested.json")["Q1"]) == ["Ann Example", "Ann"]
    assert set(read(json.dumps([row, {"name": "Acme", "aliases": ["ACME Inc"]}], indent=1), "a.json")) == {"Q1", "acme"}


def test_a_column_without_a_header_is_a_list_of_names() -> None:
    assert set(read("Ann Example\nBob Example\n", "mine.csv")) == {"ann-example", "bob-example"}


def workbook(rows: list[list[str]]) -> bytes:
    """An xlsx file: strings shared, but for the second column, which is inline."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    shared: list[str] = []
    written = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, text in zip("ABCDE", row, strict=False):
            place = f'r="{column}{number}"'
            if column == "B":
                cells.append(f'<c {place} t="inlineStr"><is><t>{escape(text)}</t></is></c>')
            elif text:
                shared.append(f"<si><t>{escape(text)}</t></si>")
                cells.append(f'<c {place} t="s"><v>{len(shared) - 1}</v></c>')
        written.append(f'<row r="{number}">{"".join(cells)}</row>')
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", f'<workbook {main} {related}><sheets><sheet name="A" r:id="rId7"/></sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId7" Target="worksheets/s.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f"<sst {main}>{''.join(shared)}</sst>")
        archive.writestr(
            "xl/worksheets/s.xml", f"<worksheet {main}><sheetData>{''.join(written)}</sheetData></worksheet>"
        )
    return buffer.getvalue()


def test_workbook() -> None:
    data = workbook(
        [["name", "kind", "", "tags"], ["Acme & Co", "organisation", "", "robots"], ["Björn Example", "person"]]
    )
    found = {entry.id: entry for entry in loader.parse(data, name="mine.xlsx").entries}
    assert (found["acme-co"].name, found["acme-co"].kind, found["acme-co"].tags) == (
        "Acme & Co",
        "organisation",
        ("robots",),
    )
    assert found["bjorn-example"].kind == "person"


@pytest.mark.parametrize("data", [b"PK\x03\x04", workbook([["name"], ["Alpha"]])[:-30], b"name\nAlpha\n"])
def test_a_broken_workbook_is_a_problem(data: bytes) -> None:
    with pytest.raises(WatchlistError, match=r"mine\.xlsx: .*save it as CSV"):
        loader.parse(data, name="mine.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED", 1000)
    with pytest.raises(WatchlistError, match="unpacked"):
        loader.parse(workbook([["name"], ["Alpha" * 400]]), name="mine.xlsx")


def test_an_unusable_alias_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("name,aliases\nAlpha Beta,A;Alphabeta\n")
    loaded = loader.load_watchlist([tmp_path / "mine.csv"])
    assert names(loaded.entries[0]) == ["Alpha Beta", "Alphabeta"]
    assert "'A' is one letter" in str(loaded.warnings[0])
