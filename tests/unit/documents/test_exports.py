"""What people keep of their news, as other programs export it."""

from __future__ import annotations

import json

import pytest

from tests.support.reading import STORY, articles
from wirewatch.errors import InputRejectedError

TEXT = "\n\n".join(STORY)
HTML = "".join(f"<p>{p}</p>" for p in STORY)
URL, TITLE, SITE = "https://aldmere.example/a1", "Ferry sails again", "Aldmere Post"

EXPORTS = {
    "greader": {
        "id": "user/-/state/com.google/starred",
        "items": [
            {
                "id": "tag:google.com,2005:reader/item/1",
                "title": TITLE,
                "published": 1795166100,
                "canonical": [{"href": URL}],
                "alternate": [{"href": URL}],
                "origin": {"streamId": "feed/x", "title": SITE, "htmlUrl": "https://aldmere.example/"},
                "summary": {"content": HTML},
                "author": "Ana Ruiz",
            }
        ],
    },
    "freshrss": {
        "items": [
            {
                "frss:id": "1",
                "id": "tag:1",
                "title": TITLE,
                "published": 1795166100,
                "canonical": [{"href": URL}],
                "alternate": [{"href": URL}],
                "origin": {"title": SITE},
                "content": {"content": HTML},
                "author": "Ana Ruiz",
            }
        ]
    },
    "feedly": {
        "items": [
            {
                "id": "a",
                "originId": URL,
                "title": TITLE,
                "published": 1795166100000,
                "alternate": [{"href": URL, "type": "text/html"}],
                "origin": {"title": SITE},
                "content": {"content": HTML, "direction": "ltr"},
                "author": "Ana Ruiz",
            }
        ]
    },
    "feedly list": [
        {
            "id": "a",
            "title": TITLE,
            "published": 1795166100000,
            "canonicalUrl": URL,
            "origin": {"title": SITE},
            "fullContent": HTML,
            "author": "Ana Ruiz",
        }
    ],
    "guardian": {
        "response": {
            "status": "ok",
            "results": [
                {
                    "id": "world/2026/nov/20/x",
                    "webTitle": TITLE,
                    "webUrl": URL,
                    "webPublicationDate": "2026-11-20T09:15:00Z",
                    "fields": {
                        "headline": TITLE,
                        "byline": "Ana Ruiz",
                        "body": HTML,
                        "bodyText": TEXT,
                        "publication": SITE,
                    },
                }
            ],
        }
    },
    "guardian one": {
        "response": {
            "content": {
                "webTitle": TITLE,
                "webUrl": URL,
                "webPublicationDate": "2026-11-20T09:15:00Z",
                "fields": {"byline": "Ana Ruiz", "bodyText": TEXT, "publication": SITE},
            }
        }
    },
    "event registry": {
        "articles": {
            "results": [
                {
                    "uri": "1",
                    "lang": "eng",
                    "url": URL,
                    "title": TITLE,
                    "body": TEXT,
                    "dateTime": "2026-11-20T09:15:00Z",
                    "date": "2026-11-20",
                    "time": "09:15:00",
                    "source": {"uri": "aldmere.example", "title": SITE},
                    "authors": [{"name": "Ana Ruiz"}],
                }
            ],
            "totalResults": 1,
        }
    },
    "newsapi": {
        "status": "ok",
        "articles": [
            {
                "source": {"id": None, "name": SITE},
                "author": "Ana Ruiz",
                "title": TITLE,
                "url": URL,
                "publishedAt": "2026-11-20T09:15:00Z",
                "content": TEXT,
                "description": "A teaser",
            }
        ],
    },
    "mediastack": {
        "pagination": {"limit": 25},
        "data": [
            {
                "author": "Ana Ruiz",
                "title": TITLE,
                "description": TEXT,
                "url": URL,
                "source": SITE,
                "category": "general",
                "language": "en",
                "published_at": "2026-11-20T09:15:00+00:00",
            }
        ],
    },
    "pocket": {
        "list": {
            "229279689": {
                "item_id": "229279689",
                "resolved_url": URL,
                "given_url": URL + "?utm_source=x",
                "resolved_title": TITLE,
                "article": HTML,
                "time_added": "1795166100",
                "authors": {"1": {"author_id": "1", "name": "Ana Ruiz"}},
                "domain_metadata": {"name": SITE},
            }
        }
    },
    "plaintext": {
        "title": TITLE,
        "url": URL,
        "plaintext": TEXT,
        "date": "2026-11-20T09:15:00Z",
        "author": "Ana Ruiz",
        "site": SITE,
    },
    "plain_text": {
        "title": TITLE,
        "link": URL,
        "plain_text": TEXT,
        "pub_date": "2026-11-20T09:15:00Z",
        "author": "Ana Ruiz",
        "source": SITE,
    },
    "body": {
        "headline": TITLE,
        "link": URL,
        "body": HTML,
        "published_date": "2026-11-20T09:15:00Z",
        "byline": "By Ana Ruiz",
        "publisher": SITE,
    },
    "wallabag": [
        {
            "title": TITLE,
            "url": URL,
            "content": HTML,
            "published_at": "2026-11-20T09:15:00+0000",
            "published_by": ["Ana Ruiz"],
            "domain_name": SITE,
        }
    ],
    "wordpress": [
        {
            "id": 1,
            "date_gmt": "2026-11-20T09:15:00",
            "link": URL,
            "title": {"rendered": TITLE},
            "content": {"rendered": HTML, "protected": False},
            "excerpt": {"rendered": "A teaser"},
        }
    ],
    "miniflux": {
        "total": 1,
        "entries": [
            {
                "id": 1,
                "title": TITLE,
                "url": URL,
                "published_at": "2026-11-20T09:15:00Z",
                "content": HTML,
                "author": "Ana Ruiz",
                "feed": {"title": SITE, "site_url": "https://aldmere.example"},
            }
        ],
    },
    "instapaper": {"bookmarks": [{"title": TITLE, "url": URL, "text": TEXT, "time": 1795166100}]},
    "readability": {
        "title": TITLE,
        "byline": "Ana Ruiz",
        "content": HTML,
        "textContent": TEXT,
        "siteName": SITE,
        "publishedTime": "2026-11-20T09:15:00Z",
        "url": URL,
    },
    "nyt": {
        "response": {
            "docs": [
                {
                    "web_url": URL,
                    "headline": {"main": TITLE},
                    "pub_date": "2026-11-20T09:15:00+0000",
                    "byline": {"original": "By Ana Ruiz"},
                    "source": SITE,
                    "body": TEXT,
                }
            ]
        }
    },
    "gnews": {
        "totalArticles": 1,
        "articles": [
            {
                "title": TITLE,
                "description": "d",
                "content": TEXT,
                "url": URL,
                "publishedAt": "2026-11-20T09:15:00Z",
                "source": {"name": SITE, "url": "https://aldmere.example"},
            }
        ],
    },
    "newsdata": {
        "status": "success",
        "results": [
            {
                "article_id": "x",
                "title": TITLE,
                "link": URL,
                "creator": ["Ana Ruiz"],
                "content": TEXT,
                "pubDate": "2026-11-20 09:15:00",
                "source_name": SITE,
                "language": "english",
            }
        ],
    },
    "elastic": {
        "hits": {
            "hits": [
                {"_id": "1", "_source": {"title": TITLE, "url": URL, "text": TEXT, "published": "2026-11-20T09:15:00Z"}}
            ]
        }
    },
    "graphql": {
        "data": {
            "articles": {
                "edges": [{"node": {"title": TITLE, "url": URL, "body": TEXT, "publishedAt": "2026-11-20T09:15:00Z"}}]
            }
        }
    },
}


@pytest.mark.parametrize("name", EXPORTS)
def test_export(name: str) -> None:
    found = articles(json.dumps(EXPORTS[name]).encode())
    assert len(found) == 1
    a = found[0]
    assert not isinstance(a, InputRejectedError), str(a)
    assert a.text == TEXT
    assert (a.title, a.url) == (TITLE, URL)
    assert a.language == "en"
    whole = json.dumps(EXPORTS[name])
    if "Ana Ruiz" in whole:
        assert a.authors == ["Ana Ruiz"]
    if SITE in whole:
        assert a.site == SITE
    if name != "pocket":
        assert (a.published or "")[:16] == "2026-11-20T09:15"


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"a": 1},
        {"items": []},
        {"list": {}},
        [1, 2],
        {"title": "x"},
        {"settings": {"theme": "dark", "text": 12}},
    ],
)
def test_no_article(value: object) -> None:
    try:
        found = articles(json.dumps(value).encode())
    except InputRejectedError:
        return
    assert all(isinstance(a, InputRejectedError) for a in found)


def test_a_bookmark_without_text_says_where_it_is() -> None:
    found = articles(
        json.dumps({"list": {"1": {"resolved_url": URL, "resolved_title": TITLE, "excerpt": ""}}}).encode()
    )
    assert isinstance(found[0], InputRejectedError)
    assert URL in str(found[0])
