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


NOTICE = "<div class=cookie><p>We use cookies to give you the best experience on our website. You can find out more about which cookies we are using or switch them off in settings.</p></div>"


@pytest.mark.parametrize("tag", ["aside", "footer", "nav", "form"])
@pytest.mark.parametrize("notice", ["", NOTICE])
def test_a_story_below_its_heading_in_an_element_for_other_things(tag: str, notice: str) -> None:
    assert article(whole(f"{H1}<{tag}>{P}</{tag}>{notice}")).text.split("\n\n") == list(STORY)


def test_an_aside_that_tells_something_else_is_no_story() -> None:
    bio = (
        "Ana Ruiz has written about ships and coasts for thirty years. She lives with two dogs in a lighthouse, and her last book, on fog, won a prize in the north. "
        * 3
    )
    found = article(whole(f"<article>{H1}{P}</article><aside><p>{bio}</p></aside>")).text
    assert "lighthouse" not in found


def test_single_line_breaks_between_sentences_part_paragraphs() -> None:
    assert article(whole(f"{H1}<div>" + "<br>".join(STORY) + "</div>")).text.split("\n\n") == list(STORY)


def test_quotations_in_quotations() -> None:
    inner = (
        "The man said <q>it is <q>fine</q> now</q> on Monday evening, and went back to the boat that he had come with."
    )
    found = article(whole(f"<article>{H1}<p>{inner}</p><p>{STORY[0]}</p></article>")).text
    assert "The man said \"it is 'fine' now\" on Monday" in found


@pytest.mark.parametrize("label", ["Comments (2)", "2 comments", "2 Kommentare", "Commentaires (12)", "评论(3)"])
def test_what_readers_wrote_ends_the_story(label: str) -> None:
    readers = "".join(
        f"<div><b>{name}:</b><p>What a ship it is, and how long we have waited for her to come back to {name}.</p></div>"
        for name in ("Tom", "Ann")
    )
    found = article(whole(f"<article>{H1}{P}<h3>{label}</h3>{readers}</article>")).text.split("\n\n")
    assert found == list(STORY)


def test_comments_are_a_word_in_a_story_as_well() -> None:
    story = f"<p>{STORY[0]}</p><h3>Comments on the new prices</h3><p>{STORY[1]}</p><p>{STORY[2]}</p>"
    assert article(whole(f"<article>{H1}{story}</article>")).text.endswith(STORY[2])


@pytest.mark.parametrize(
    "first",
    [
        f"{STORY[0]} [Related: <a href=/x>Storm closes schools</a>]",
        f"<a href=/x>Read also: Storm closes schools</a> {STORY[0]}",
        f"{STORY[0]} (Read also: <a href=/x>Storm closes schools</a>)",
    ],
)
def test_a_link_at_the_border_of_a_paragraph(first: str) -> None:
    found = article(whole(f"<article>{H1}<p>{first}</p><p>{STORY[1]}</p><p>{STORY[2]}</p></article>")).text
    assert found.split("\n\n") == list(STORY)


def test_a_box_that_asks_to_sign_up() -> None:
    box = "<div class=nl-box><h4>Sign up for our newsletter</h4><p>Get the news of the coast in your inbox each morning. Sign up here.</p></div>"
    found = article(whole(f"<article>{H1}<p>{STORY[0]}</p>{box}<p>{STORY[1]}</p><p>{STORY[2]}</p></article>")).text
    assert found.split("\n\n") == list(STORY)


CHINESE = (
    "外岛渡轮将于星期一恢复通航，港务局星期三表示，岛民在过去十一个星期里只能依靠两艘渔船往来。",
    "四台发动机中的三台经汽车甲板取出，船体自从北方船厂买来以后第一次在水线以下重新油漆。",
    "港务局说，票价与夏天相同，但货车要多付三分之一，岛上唯一采石场的业主称之为石头税。",
)


def test_a_short_chinese_story_keeps_its_paragraphs() -> None:
    link = "<p><a href=/x>相关阅读：风暴导致学校停课</a></p>"
    story = f"<p>{CHINESE[0]}</p>{link}<p>{CHINESE[1]}</p><p>{CHINESE[2]}</p>"
    assert article(page(story, lang="zh", title="渡轮恢复通航")).text.split("\n\n") == list(CHINESE)


def test_a_chinese_stamp_is_no_line_of_the_story() -> None:
    dump = (
        "首页\n新闻\n登录\n渡轮恢复通航\n2026年11月24日 7時15分\n"
        + "\n".join(CHINESE)
        + "\n相关新闻\n风暴导致学校停课\n"
    )
    assert article(dump).text.split("\n\n") == list(CHINESE)


def test_a_story_that_only_the_json_ld_holds() -> None:
    body = "\\n\\n".join(STORY)
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Ferry","articleBody":"{body}"}}</script>'
    shell = f"<html><head><title>Ferry</title>{head}</head><body><div id=root><p>Loading the newest stories of the coast for you.</p></div></body></html>"
    assert article(shell).text.split("\n\n") == list(STORY)


def test_the_page_goes_before_its_json_ld() -> None:
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{" ".join(STORY)} Subscribe now!"}}</script>'
    assert article(page(head=head)).text.split("\n\n") == list(STORY)
