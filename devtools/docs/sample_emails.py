"""Write docs/samples.md: mails and text messages as they arrive, for the pages in events/ and for generated ones.

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
OUT = ROOT / "docs" / "samples.md"
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
    blocks = [
        "# Mails as they arrive\n\nWritten by `devtools/docs/sample_emails.py`; a test holds them to what the code makes."
    ]
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
        blocks.append(f"## A list of what waited\n\n```text\nSubject: {message.subject}\n\n{list_email(listed)}```")
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    OUT.write_text(samples())
