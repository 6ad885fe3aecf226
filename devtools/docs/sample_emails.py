"""Write docs/reference/sample-emails.md: e-mails and text messages as they arrive, for the pages in events/ and for generated ones.

python -m devtools.docs.sample_emails
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.support.pages import dump
from wirewatch.alerting import builder, rendering, sns_message
from wirewatch.alerting.rendering import list_email
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.matching.matcher import match
from wirewatch.records import MatchedArticle
from wirewatch.summaries.summariser import Summariser
from wirewatch.watchlists import loader
from wirewatch.watchlists.index import WatchlistIndex, write

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "reference" / "sample-emails.md"
NAMES = (
    ["Belarus"],
    ["Russia", "Ukraine"],
    ["Vladimir Putin"],
    ["Côte d'Ivoire", "Ghana"],
    ["Japan", "China", "Vietnam", "Thailand"],
    ["Türkiye"],
    ["Estonia", "Latvia", "Lithuania"],
    ["Brazil", "Peru"],
    ["South Sudan", "Papua New Guinea"],
)


def samples() -> str:
    """The page."""
    pages = [(name, (ROOT / "events" / name).read_bytes()) for name in ("page.txt", "page.html")]
    pages += [(f"generated-{seed}.txt", dump(seed, names)) for seed, names in enumerate(NAMES, 1)]
    introduction = (
        "# Sample e-mails\n\nFor readers who want to see what arrives: e-mails and text messages for sample pages. "
        "`python -m devtools.docs.sample_emails`\nwrites this page; a test compares it with the code."
    )
    blocks = [introduction]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        write(loader.load_watchlist(("countries", "officials")), path)
        index, models = WatchlistIndex.open(path), Summariser()
        for name, data in pages:
            for document in open_documents(data, source=name):
                article = extract_article(document)
                hit = MatchedArticle(article=article, matches=match(article, index))
                alert = builder.build_alert(hit, models.summarise(article, hit.matches))
                mail = rendering.email(alert, "UTC")
                blocks.append(f"## {name}\n\n```text\nSubject: {rendering.subject(alert)}\n\n{mail}```")
                blocks.append(f"SMS: `{rendering.sms(alert)}`")
        listed = [
            builder.build_alert(
                MatchedArticle(article=article, matches=hit.matches), models.lead_summary(article, [], "")
            )
        ] * 3
        message = sns_message.build_batch_message(listed)
        blocks.append(
            f"## A batch of deferred alerts\n\n```text\nSubject: {message.subject}\n\n{list_email(listed)}```"
        )
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    OUT.write_text(samples())
