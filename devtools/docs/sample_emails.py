"""Write docs/reference/sample-emails.md: alerts as they arrive, for the pages in events/ and the thirty of tests/data/pages.

python -m devtools.docs.sample_emails
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.sample_pages import html, sample_pages
from wirewatch.alerting import builder, rendering, sns_message
from wirewatch.alerting.chat_forms import Style, chat_messages
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.records import Alert, AlertBatch, Article, MatchedArticle
from wirewatch.summaries.summariser import Summariser
from wirewatch.watchlists import loader
from wirewatch.watchlists.index import WatchlistIndex, write

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "reference" / "sample-emails.md"
STYLES: tuple[tuple[str, Style, int], ...] = (
    ("Slack, before apprise writes its marks", "slack", 3000),
    ("Discord, Mattermost", "markdown", 1800),
    ("Teams", "teams", 800),
    ("Telegram, Matrix, mail over SMTP", "html", 4000),
    ("ntfy, webhooks", "text", 4000),
)


def articles() -> Iterator[tuple[str, Article]]:
    """The pages, read, each with its name and kind."""
    for name in ("page.txt", "page.html"):
        for document in open_documents((ROOT / "events" / name).read_bytes(), source=name):
            yield f"events/{name}", extract_article(document)
    for page in sample_pages():
        for document in open_documents(html(page), source=f"{page.id}.html"):
            yield f"{page.id} ({page.kind}, {page.language})", extract_article(document)


def samples() -> str:
    """The page."""
    introduction = (
        "# Sample e-mails\n\nFor readers who want to see what arrives: e-mails, text messages and chats for sample pages.\n\n"
        "`python -m devtools.docs.sample_emails` writes this page; a test compares it with the code. The packs `countries`\n"
        "and `officials` are watched; times are those of Europe/Berlin."
    )
    blocks = [introduction]
    alerts: list[Alert] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        write(loader.load_watchlist(("countries", "officials")), path)
        index, models = WatchlistIndex.open(path), Summariser()
        for name, article in articles():
            due = alertable_matches(match(article, index), index)
            summary = models.summarise(article, due)
            if not due:
                blocks.append(f"## {name}\n\nNothing here alerts. The summary would be:\n\n> {summary.text}")
                continue
            alert = builder.build_alert(MatchedArticle(article=article, matches=due), summary)
            alerts.append(alert)
            mail = rendering.email(alert, "Europe/Berlin")
            blocks.append(f"## {name}\n\n```text\nSubject: {rendering.subject(alert)}\n\n{mail}```")
            blocks.append(f"SMS: `{rendering.sms(alert)}`")
    some = alerts[:3]
    message = sns_message.build_batch_message(some)
    blocks.append(
        f"## A list of what waited\n\n```text\nSubject: {message.subject}\n\n{rendering.list_email(some, 'Europe/Berlin')}```"
    )
    for title, style, limit in STYLES:
        shown = [
            found.body(titled=style == "text")
            for sent in (alerts[0], AlertBatch(alerts=some))
            for found in chat_messages(sent, style, limit, "Europe/Berlin")
        ]
        blocks.append(f"## {title}\n\n" + "\n\n".join(f"```text\n{text}\n```" for text in shown))
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    OUT.write_text(samples())
