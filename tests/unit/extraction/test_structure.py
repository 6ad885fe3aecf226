"""Where on a page a story may stand, and what stands in it."""

from __future__ import annotations

import pytest

from tests.support.reading import STORY, article, page

P = "".join(f"<p>{p}</p>" for p in STORY)
H1 = "<h1>Ferry to the outer islands sails again</h1>"
COOKIES = (
    "<div class='cc'><p>We use cookies and similar technologies to make our website better for you, to show you advertisements that match your interests, and to learn how our visitors find us.</p>"
    "<p>By choosing Accept all you agree that we and our 312 partners store and read information on your device.</p></div>"
)


def whole(body: str, title: str = "Ferry to the outer islands sails again") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body><header><a href="/">Home</a> <a href="/w">World</a></header>{body}<footer><p>Imprint</p></footer></body></html>'


WHERE = [
    f"<aside>{H1}{P}</aside>",
    f"<aside class='main'><div>{H1}{P}</div></aside>{COOKIES}",
    f"<main><aside>{H1}{P}</aside></main>{COOKIES}",
    f"<details open><summary>Story</summary>{H1}{P}</details>",
    f"<form action='/x' method='post'>{H1}{P}<input type=hidden name=v></form>",
    f"<form id='aspnetForm'><div class='content'>{H1}{P}</div></form>{COOKIES}",
    f"<news-article>{H1}<article-body>{P}</article-body></news-article>",
    f"<app-root><story-page>{H1}{P}</story-page></app-root>{COOKIES}",
    f"<section>{H1}" + "".join(f"<div>{p}</div>" for p in STORY) + "</section>",
    f"<table><tr><td>{H1}{P}</td><td><a href='/x'>x</a></td></tr></table>",
    f"<div>{H1}" + "<br><br>".join(STORY) + "</div>",
    f"<main>{H1}" + "".join(f"<p><span>{p}</span></p>" for p in STORY) + "</main>",
    f"<div class='comments-page'><div class='story'>{H1}{P}</div></div>",
    f"<center><font size=2>{H1}{P}</font></center>",
    f"<dl><dt>{H1}</dt><dd>{P}</dd></dl>",
    f"<fieldset>{H1}{P}</fieldset>",
    f"<noscript><p>Please enable scripts.</p></noscript><dialog open>{H1}{P}</dialog>",
    f"<header>{H1}</header><x-body><x-p><p>{STORY[0]}</p></x-p><x-p><p>{STORY[1]}</p></x-p><x-p><p>{STORY[2]}</p></x-p></x-body>",
]


@pytest.mark.parametrize("body", WHERE)
def test_story_is_found_wherever_it_stands(body: str) -> None:
    assert article(whole(body)).text == "\n\n".join(STORY)


def test_q_keeps_its_marks() -> None:
    story = f"<p>The mayor called the ferry <q>our only road</q> on Friday, and the quarry called the fare <q>a tax on <em>stone</em></q>.</p><p>{STORY[1]}</p><p>{STORY[2]}</p>"
    first = article(page(story)).text.split("\n\n")[0]
    assert (
        first.replace("“", '"').replace("”", '"')
        == 'The mayor called the ferry "our only road" on Friday, and the quarry called the fare "a tax on stone".'
    )


@pytest.mark.parametrize(
    "inline",
    [
        "<abbr title='x'>HO</abbr>",
        "<cite>HO</cite>",
        "<dfn>HO</dfn>",
        "<kbd>HO</kbd>",
        "<mark>HO</mark>",
        "<samp>HO</samp>",
        "<var>HO</var>",
        "<time datetime='2026-01-01'>HO</time>",
        "<data value=1>HO</data>",
        "<ins>HO</ins>",
        "<u>HO</u>",
        "<bdi>HO</bdi>",
        "<my-term>HO</my-term>",
        "<wbr>HO",
        "<ruby>HO<rt>x</rt></ruby>",
        "<s>HO</s>",
        "<small>HO</small>",
        "<font color=red>HO</font>",
        "<code>HO</code>",
    ],
)
def test_what_stands_in_a_line_stays_in_it(inline: str) -> None:
    story = f"<p>{STORY[0]}</p><p>Nobody at the {inline} had expected the three engines to last another winter, said the engineer who took them out in June.</p><p>{STORY[2]}</p>"
    found = article(page(story)).text.split("\n\n")
    assert len(found) == 3
    assert (
        found[1]
        .replace("HO(x)", "HO")
        .replace("HOx", "HO")
        .startswith("Nobody at the HO had expected the three engines")
    )


def test_a_second_long_heading_of_the_story_keeps_it_whole() -> None:
    story = f"<p>{STORY[0]}</p><p>{STORY[1]}</p><h1>What the islanders now expect of the new winter timetable</h1><p>{STORY[2]}</p>"
    assert STORY[2] in article(page(story)).text


def test_a_second_story_ends_the_first() -> None:
    other = "<article><h1>Quarry wins a prize for its tidy heaps of granite</h1><p>The quarry on the islands has won a prize for the tidiest heaps of granite in the whole of the north, its owners said on Tuesday.</p><p>The jury praised the colour of the heaps, and the way in which they were named after aunts of the founder.</p></article>"
    found = article(page(tuple(STORY * 1), after=other)).text
    assert found == "\n\n".join(STORY)


def test_the_same_story_twice_is_read_once() -> None:
    body = f"<div class='desktop'>{H1}{P}</div><div class='mobile'>{H1}{P}</div>"
    assert article(whole(body)).text == "\n\n".join(STORY)


def test_readers_comments_are_not_the_story() -> None:
    after = (
        "<div class='discussion'><h3>3 comments</h3>"
        + "".join(
            f"<div class='msg'><b>user{n}</b><p>I have waited for this ferry since the summer, and I think that the office should have told us much earlier what it was doing.</p></div>"
            for n in range(3)
        )
        + "</div>"
    )
    assert article(page(after=after)).text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        (f"{STORY[0]} <a href='/x'>Read also: The quarry that pays for everything</a>", STORY[0]),
        (f"{STORY[0]} <b>Read more:</b> <a href='/x'>The quarry that pays for everything</a>", STORY[0]),
        (f"{STORY[0]} (<a href='/x'>See also: quarry</a>)", STORY[0]),
        (f"{STORY[0]}<br><a href='/x'>Lesen Sie auch: Der Steinbruch</a>", STORY[0]),
    ],
)
def test_read_also_takes_its_link_and_not_the_paragraph(inside: str, left: str) -> None:
    found = article(page(f"<p>{inside}</p><p>{STORY[1]}</p><p>{STORY[2]}</p>")).text.split("\n\n")
    assert found == [left, *STORY[1:]]


def test_a_page_that_is_mostly_a_table_is_its_table() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>Island {n}</td><td>{n * 7} lorries of stone</td><td>{n * 3} sailings in November</td></tr>"
        for n in range(1, 15)
    )
    found = article(
        whole(
            f"<article><h1>Sailings by island</h1><table><tr><th>No</th><th>Island</th><th>Stone</th><th>Sailings</th></tr>{rows}</table></article>",
            "Sailings by island",
        )
    )
    assert "Island 13" in found.text
    assert "91 lorries of stone" in found.text
