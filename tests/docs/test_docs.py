"""The documents say what is: links lead somewhere, names exist, generated pages are current, sentences are short."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from devtools.docs import cli_reference, record_schema
from devtools.docs.sample_emails import samples
from tests.docs import code, markdown
from tests.docs.markdown import anchors, codes_in_first_column, links, section, sentences
from tests.unit.test_layers import LAYERS
from wirewatch import limits, records
from wirewatch.alerting.filter_policies import ATTRIBUTES
from wirewatch.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
MOST_WORDS = 35
CONFIGURATION = (DOCS / "reference" / "configuration.md").read_text()


# --- How it is written ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_sentence_is_long(page: Path) -> None:
    long = [one for one in sentences(page.read_text()) if len(one.split()) > MOST_WORDS]
    assert not long, f"more than {MOST_WORDS} words"


def test_long_sentences_are_found() -> None:
    text = f"# Title\n\nShort one. {'word ' * 36}\n\n| a | {'cell ' * 40} |\n\n- {'item ' * 36}\n\n```\n{'code ' * 50}\n```\n"
    assert [len(one.split()) for one in sentences(text)] == [1, 2, 36, 1, 40, 36]


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_a_page_begins_with_what_it_is_for(page: Path) -> None:
    title, _, rest = page.read_text().partition("\n\n")
    assert title.startswith("# ")
    if "decisions/0" not in str(page):
        assert rest.startswith(("For ", "This page ")), "the first paragraph says who needs the page and what for"


# --- Links and names --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in links(page.read_text()):
        file = page.parent / target if target else page
        assert file.exists(), f"no {target}"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text()), f"{target} has no #{anchor}"


def test_every_page_is_linked_from_the_index() -> None:
    index = (DOCS / "index.md").read_text()
    linked = {(DOCS / target).resolve() for target, _ in links(index)}
    missing = [page for page in DOCS.rglob("*.md") if page not in linked and page.name != "index.md"]
    assert [page for page in missing if page.parent.name != "decisions"] == []


def test_every_decision_is_listed() -> None:
    folder = DOCS / "development" / "decisions"
    listed = {target for target, _ in links((folder / "README.md").read_text())}
    assert listed == {page.name for page in folder.glob("0*.md")}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_files_modules_and_targets_that_are_named_exist(page: Path) -> None:
    text = page.read_text()
    tops = "layers|functions|tests|devtools|benchmarks|events|watchlists|docs|requirements"
    for path in re.findall(rf"`((?:{tops})/[\w./-]*\w/?)`", text):
        # The data bucket has a folder of that name too.
        assert (ROOT / path).exists() or path == "watchlists/mine.yaml", f"no {path}"
    for module in re.findall(r"python -m ((?:devtools|benchmarks|tests)[\w.]+)", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists(), f"no module {module}"
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in markdown.code(text):
        for target in re.findall(r"^make ([a-z][a-z-]*)", line):
            assert target in targets, f"no make {target}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_that_are_named_exist(page: Path) -> None:
    for line in markdown.code(page.read_text()):
        for words in re.findall(r"(?:^|\| |\$ |/bin/)wirewatch ([a-z][a-z -]*)", line):
            first, *rest = words.split()
            assert first in app, f"no wirewatch {first}"
            if rest and first in {"watchlist", "feeds", "model"}:
                assert rest[0] in app[first], f"no wirewatch {words}"


def test_log_lines_that_the_runbook_names_are_written() -> None:
    table = section((DOCS / "operations" / "runbook.md").read_text(), "Finding one article in the logs")
    lines = re.findall(r"`([a-z]+ [a-z ]+)`", table)
    assert lines
    assert not set(lines) - code.strings("functions", "layers/wirewatch/services", "layers/wirewatch/runtime")


# --- Reference pages --------------------------------------------------------------------------------------------------
def test_the_reference_of_commands_is_current() -> None:
    page = (DOCS / "reference" / "cli.md").read_text()
    assert page == cli_reference.reference(), "run python -m devtools.docs.cli_reference"


def test_the_published_schema_is_the_structures() -> None:
    published = (DOCS / "reference" / "records.schema.json").read_text()
    assert published == record_schema.schema(), "run python -m devtools.docs.record_schema"


@pytest.mark.parametrize("record", ["Article", "Match", "Summary", "MatchedArticle", "Alert", "AlertBatch"])
def test_every_field_is_described(record: str) -> None:
    named = set(re.findall(r"`(\w+)`", section((DOCS / "reference" / "records.md").read_text(), record)))
    assert not {field.name for field in msgspec.structs.fields(getattr(records, record))} - named


def test_the_sample_emails_are_what_the_code_makes() -> None:
    page = (DOCS / "reference" / "sample-emails.md").read_text()
    assert page == samples(), "run python -m devtools.docs.sample_emails"


def test_every_message_attribute_is_described() -> None:
    page = (DOCS / "reference" / "records.md").read_text()
    assert codes_in_first_column(page, "attribute") == {*ATTRIBUTES, "message_id", "correlation_ids", "group"}


def test_packages_are_listed_in_their_order() -> None:
    part = section((DOCS / "concepts" / "architecture.md").read_text(), "The code")
    table = part[part.index("| package |") :].split("\n\n")[0]
    shown = [
        name.removesuffix(".py")
        for name in re.findall(r"`([\w]+(?:/|\.py))`", "".join(re.findall(r"^\| `[^|]*\|", table, re.M)))
    ]
    assert [name.rstrip("/") for name in shown] == list(LAYERS)


def test_every_row_of_the_state_table_is_described() -> None:
    rows = code.state_table_rows()
    assert len(rows) > 10
    shown = codes_in_first_column((DOCS / "concepts" / "architecture.md").read_text(), "key")
    missing = [row for row in rows if not any(key.startswith(row) for key in shown)]
    assert not missing


def test_every_parameter_is_listed() -> None:
    assert codes_in_first_column(CONFIGURATION, "parameter") == code.template_parameters()


def test_defaults_of_parameters_are_the_templates() -> None:
    for name, default in code.template_defaults().items():
        assert re.search(rf"^\| `{name}` \| `?{re.escape(default or 'none')}`? \|", CONFIGURATION, re.MULTILINE), name


def test_every_setting_is_listed() -> None:
    part = section(CONFIGURATION, "Settings of functions")
    assert set(re.findall(r"`([A-Z][A-Z_]+[A-Z])`", part)) == code.settings() | code.template_variables()


def test_every_metric_is_listed() -> None:
    assert codes_in_first_column(CONFIGURATION, "metric") == code.metrics()
    assert code.template_metrics() <= code.metrics()


def test_every_alarm_is_listed_and_has_its_section_in_the_runbook() -> None:
    runbook = (DOCS / "operations" / "runbook.md").read_text()
    headings = " ".join(line for line in runbook.splitlines() if line.startswith("## "))
    assert set(re.findall(r"\w+Alarm\b", headings)) == code.template_alarms()
    assert codes_in_first_column(CONFIGURATION, "alarm") == code.template_alarms()


def test_every_rejection_reason_is_listed() -> None:
    page = (DOCS / "reference" / "rejection-reasons.md").read_text()
    assert codes_in_first_column(page, "reason") == code.rejection_reasons()


def test_every_input_limit_is_documented_with_its_number() -> None:
    constants = {name: value for name, value in vars(limits).items() if name.isupper() and name != "MB"}
    rows = [line for line in (DOCS / "reference" / "limits.md").read_text().splitlines() if line.startswith("|")]
    for name, value in constants.items():
        (row,) = [row for row in rows if f"`{name}`" in row]
        shown = f"{value // limits.MB} MB" if name.endswith("_BYTES") else f"{value:,.0f} "
        assert shown in row, row
