"""Tables that belong to a story, and those that do not; what kind each block is."""

from __future__ import annotations

import pytest

from tests.support.reading import STORY, article, page

TEAMS = ("Aldmere", "Vellmark", "Ostrand")
ROWS = "".join(f"<tr><td>{team}</td><td>12</td><td>{30 - n}</td></tr>" for n, team in enumerate(TEAMS))
TABLE = f"<table><thead><tr><th>Team</th><th>Played</th><th>Points</th></tr></thead><tbody>{ROWS}</tbody></table>"
LINES = ["Team | Played | Points", *(f"{team} | 12 | {30 - n}" for n, team in enumerate(TEAMS))]
P = "".join(f"<p>{p}</p>" for p in STORY)


def blocks(body: str, after: str = "") -> list[str]:
    return article(page(body, after=after)).text.split("\n\n")


@pytest.mark.parametrize(
    "around", ["{}", "<div>{}</div>", "<figure>{}</figure>", "<div class='table-wrapper'><div>{}</div></div>"]
)
def test_the_table_of_a_story(around: str) -> None:
    assert blocks(P + around.format(TABLE)) == [*STORY, *LINES]


def test_a_table_between_two_paragraphs() -> None:
    assert blocks(f"<p>{STORY[0]}</p>{TABLE}<p>{STORY[1]}</p><p>{STORY[2]}</p>") == [STORY[0], *LINES, *STORY[1:]]


@pytest.mark.parametrize(
    "other",
    [
        f"<aside>{TABLE}</aside>",
        f"<div class='sidebar'>{TABLE}</div>",
        f"<div class='related-table'>{TABLE}</div>",
        f"<form>{TABLE}</form>",
    ],
)
def test_the_table_of_something_else(other: str) -> None:
    assert blocks(P, after=other) == list(STORY)
    assert blocks(P + other) == list(STORY) or "<aside>" not in other


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>Mo</td><td>Tu</td><td>We</td></tr><tr><td></td><td></td><td>1</td></tr><tr><td></td><td></td><td></td></tr></table>",
        "<table role=presentation><tr><td>Aldmere</td><td>30</td></tr><tr><td>Vellmark</td><td>29</td></tr></table>",
        "<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>",
        "<table><tr><td><a href=/1>Storm closes schools</a></td><td><a href=/2>Quarry sues</a></td></tr><tr><td><a href=/3>Ferry late</a></td><td><a href=/4>Ice comes</a></td></tr></table>",
        "<table><tr><td>Name</td><td><input></td></tr><tr><td>Mail</td><td><input></td></tr></table>",
    ],
)
def test_what_is_no_data(table: str) -> None:
    assert blocks(P + table) == list(STORY)


def test_a_table_far_below_the_story() -> None:
    assert blocks(P, after=f"<div><div><div>{TABLE}</div></div></div>") == list(STORY)


def test_a_page_that_is_its_table() -> None:
    many = "".join(f"<tr><td>Team {n} of the northern coast</td><td>12</td><td>{30 - n}</td></tr>" for n in range(20))
    found = blocks(f"<p>The standings after the twelfth round of the league.</p><table>{many}</table>")
    assert found[0] == "The standings after the twelfth round of the league."
    assert found[1:] == [f"Team {n} of the northern coast | 12 | {30 - n}" for n in range(20)]


def test_a_layout_table_is_taken_apart() -> None:
    assert blocks(f"<table><tr><td><a href=/1>News</a></td><td>{P}</td></tr></table>") == list(STORY)


def test_the_kind_of_each_block() -> None:
    found = article(
        page(
            f"<p class='standfirst'>The islands have their ship back, but the quarry pays</p><p>{STORY[0]}</p><h2>The price of stone</h2>"
            f"<p>{STORY[1]}</p><ul><li>Lorries pay a third more</li></ul><blockquote><p>It is a tax on stone, and nothing else will come of it.</p></blockquote>"
            f"<p><strong>What comes next</strong></p><p>{STORY[2]}</p>{TABLE}"
        )
    )
    assert len(found.blocks) == found.text.count("\n\n") + 1
    kinds = dict(zip(found.text.split("\n\n"), found.blocks, strict=True))
    assert {kinds[one] for one in STORY} == {"paragraph"}
    assert kinds["The islands have their ship back, but the quarry pays"] == "standfirst"
    assert (kinds["The price of stone"], kinds["What comes next"]) == ("heading", "heading")
    assert kinds["- Lorries pay a third more"] == "item"
    assert kinds["It is a tax on stone, and nothing else will come of it."] == "quote"
    assert {kinds[line] for line in LINES} == {"row"}


def test_kinds_without_markup() -> None:
    found = article("\n\n".join([STORY[0], "- Lorries pay a third more", "What comes next", STORY[1], STORY[2]]))
    kinds = dict(zip(found.text.split("\n\n"), found.blocks, strict=True))
    assert {kinds[one] for one in STORY} == {"paragraph"}
    assert kinds.get("What comes next", "heading") == "heading"


def test_a_story_of_one_line_is_a_paragraph() -> None:
    assert article(page((STORY[0].rstrip("."),))).blocks == ["paragraph"]


def test_a_page_that_is_nothing_but_its_table() -> None:
    many = "".join(f"<tr><td>Team {n} of the coast</td><td>12</td><td>{30 - n}</td></tr>" for n in range(20))
    shell = f"<html><head><title>Standings</title></head><body><a href=/>Home</a><h1>Standings of the league</h1><div><table>{many}</table></div></body></html>"
    assert article(shell).text.split("\n\n") == [f"Team {n} of the coast | 12 | {30 - n}" for n in range(20)]
