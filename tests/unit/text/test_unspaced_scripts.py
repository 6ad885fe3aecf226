"""Chinese, Japanese, Korean and Thai: nothing counts words by the spaces between them."""

from __future__ import annotations

import json

import pytest

from tests.support.reading import JA, KO, TH, ZH, article, feed, page, rss
from wirewatch.feeds.parser import to_article

ALL: dict[str, tuple[str, ...]] = {"zh": ZH, "ja": JA, "ko": KO, "th": TH}
PAYWALL = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'


@pytest.mark.parametrize("language", ALL)
def test_page(language: str) -> None:
    story = ALL[language]
    found = article(page(story, title=story[0][:18], lang=language))
    assert found.text == "\n\n".join(story)
    assert found.language == language


@pytest.mark.parametrize("language", ALL)
def test_a_page_that_is_not_free_but_whole(language: str) -> None:
    story = ALL[language] * 2
    story = (
        tuple(p.replace("三", "五", n) for n, p in enumerate(story))
        if language != "ko"
        else tuple(p.replace("세", "네", n) for n, p in enumerate(story))
    )
    assert article(page(story, title=story[0][:18], lang=language, head=PAYWALL)).text.startswith(story[0])


@pytest.mark.parametrize("language", ALL)
def test_plain_text(language: str) -> None:
    story = ALL[language]
    assert article(story[0][:18] + "\n\n" + "\n\n".join(story)).text.endswith(story[-1])


@pytest.mark.parametrize("language", ALL)
def test_a_short_story(language: str) -> None:
    assert article(page(ALL[language][:1], title=ALL[language][0][:18], lang=language)).text == ALL[language][0]


@pytest.mark.parametrize("language", ALL)
def test_a_last_paragraph_that_has_no_spaces(language: str) -> None:
    end = {
        "zh": "港务局长对此没有回应",
        "ja": "港湾局はコメントを控えた",
        "ko": "항만청은답하지않았다",
        "th": "ท่าเรือไม่ตอบ",
    }[language]
    stop = {"zh": "。", "ja": "。", "ko": ".", "th": ""}[language]
    found = article(page((*ALL[language], end + stop), title=ALL[language][0][:18], lang=language)).text
    assert found.split("\n\n")[-1] == end + stop


@pytest.mark.parametrize("language", ALL)
def test_json(language: str) -> None:
    data = json.dumps(
        {"title": ALL[language][0][:15], "content": "\n\n".join(ALL[language]), "url": "https://a.example/1"},
        ensure_ascii=False,
    )
    found = article(data)
    assert found.language == language


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_nothing_is_a_teaser_for_want_of_spaces(language: str) -> None:
    story = ALL[language] * 4
    body = "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in story)
    data = rss(
        f"<title>{story[0][:12]}</title><link>https://a.example/1</link><content:encoded>{body}</content:encoded>"
    ).replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
    found = feed(data)
    assert to_article(found.entries[0], found, "https://a.example/rss") is not None
