"""Good inputs of every parser that fuzz.py tries; what it tries is made from them."""

from __future__ import annotations

import json

RSS = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    b"<channel><title>Post</title><link>https://a.example/</link><ttl>30</ttl><item><title>Bridge opens</title><link>"
    b"/1</link><guid isPermaLink='false'>1</guid><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate><content:encoded>"
    b"<![CDATA[<p>The bridge was opened.</p>]]></content:encoded></item></channel></rss>"
)
ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">P &amp;amp; Q</title><id>urn:1</id><updated>2026-03-02T'
    b'10:00:00Z</updated><entry><id>urn:2</id><title>Rain</title><link rel="alternate" href="https://a.example/2"/>'
    b'<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Wet.</div></summary></entry></feed>'
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "items": [
            {
                "id": "1",
                "url": "https://a.example/1",
                "title": "Rain",
                "content_html": "<p>Wet.</p>",
                "date_published": "2026-03-02T10:00:00Z",
                "authors": [{"name": "A"}],
            }
        ],
    }
).encode()
SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    b"<url><loc>https://a.example/1</loc><lastmod>2026-03-02</lastmod><n:news><n:title>Rain</n:title><n:publication_date>"
    b"2026-03-02</n:publication_date></n:news></url></urlset>"
)
OPML = (
    b'<opml version="2.0"><head><title>x</title></head><body><outline text="World"><outline type="rss" text="Post" xmlUrl='
    b'"https://a.example/feed" category="a,b"/></outline></body></opml>'
)
FEED_LIST = (
    b"feeds:\n  - url: https://a.example/feed\n    tags: [a]\n    every: 10m\n    language: en\n    text: full\n"
)
YAML = (
    b"include:\n  - pack: countries\n    only: [EE]\nentries:\n  - id: a\n    name: Alpha Beta\n    kind: topic\n    aliases:"
    b"\n      - {name: AB, case: exact}\n    needs: {together_with: [ship], within_words: 20}\n    priority: high\n"
)
CSV = b"id,name,aliases,kind,priority\na,Alpha Beta,AB;Alfa,topic,high\nb,Gamma,,person,low\n"
FTM = (
    b'{"id":"Q1","schema":"Person","caption":"Ann Example","properties":{"name":["Ann Example"],"alias":["A. Example"],'
    b'"country":["ee"]}}\n'
)
GROUPS = b'[{"name": "desk", "countries": ["EE"], "weekly": true}, {"name": "b", "entries": ["x"]}]'
S3_EVENT = json.dumps(
    {
        "Records": [
            {
                "eventName": "ObjectCreated:Put",
                "s3": {"bucket": {"name": "b"}, "object": {"key": "inbox/a+b%20c", "size": 1}},
            }
        ]
    }
).encode()
TEST_EVENT = b'{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}'
PLACE = b'{"bucket": "b", "key": "inbox/a", "offset": 12, "index": 3, "alone": true}'
LINK = json.dumps(
    {
        "url": "https://a.example/1",
        "feed": "https://a.example/feed",
        "title": "Rain",
        "tags": ["a"],
        "watchlist": "ours.yaml",
        "article": {"id": "a", "text": "Wet.", "title": "Rain", "authors": ["A"]},
    }
).encode()
POINTER = b'{"key": "articles/a.json", "story": "s", "entries": ["EE"], "correlation_id": "0"}'
DUE = b'{"batch": "fold s 1", "due": 1772445600}'
ALERT = json.dumps(
    {
        "version": "1",
        "id": "a",
        "article": {"id": "a", "text": "", "title": "Rain in Estonia"},
        "matches": [
            {
                "entry": "EE",
                "kind": "country",
                "name": "Estonia",
                "salience": 1.0,
                "mentions": [{"start": 8, "end": 15, "where": "title"}],
            }
        ],
        "summary": {"text": "Wet.", "sentences": ["Wet."], "kind": "extractive"},
    }
).encode()
SNS = json.dumps(
    {
        "Type": "Notification",
        "Message": ALERT.decode(),
        "Timestamp": "2026-03-02T10:00:00.000Z",
        "MessageAttributes": {
            "message_id": {"Type": "String", "Value": "0a" * 16},
            "correlation_ids": {"Type": "String.Array", "Value": '["0"]'},
        },
    }
).encode()
WRITER = json.dumps({"name": "x", "kind": "seq2seq", "languages": ["en"], "files": {}, "window": 512}).encode()
ENVIRON = b'{"fetch_allow": "10.0.0.0/8", "fetch_ports": "80,443"}'
URLS = (
    b"https://www.Example.com:443/a/../b;c?utm_source=x&b=2&a=1#f",
    b"http://[::1]/a",
    "https://bücher.example/ä?q=%E4".encode(),
    b"https://www.google.com/amp/s/a.example/b.html",
)
