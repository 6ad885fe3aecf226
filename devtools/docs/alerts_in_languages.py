"""Print the subjects, and with --mails the e-mails, of stories in ten scripts, for a person to read.

    python -m devtools.docs.alerts_in_languages [--mails]

The stories are invented. An alert's subject is ASCII, as SNS wants it; the e-mail is as the article is written.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wirewatch.alerting.builder import build_alert
from wirewatch.alerting.rendering import email, subject
from wirewatch.matching.matcher import alertable_matches, match
from wirewatch.records import Alert, Article, MatchedArticle
from wirewatch.summaries.summariser import Summariser
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.loader import load_watchlist

STORIES: Final = Path(__file__).with_name("stories.jsonl")


def alerts() -> Iterator[Alert]:
    """The alert of each story, as it would be sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        write(load_watchlist(["countries", "officials"]), path)
        index, summaries = WatchlistIndex.open(path), Summariser()
        for number, line in enumerate(STORIES.read_text("utf-8").splitlines()):
            story = json.loads(line)
            article = Article(
                id=str(number), url=f"https://news.example/{number}", published="2026-10-21T16:40:00Z", **story
            )
            matches = match(article, index)
            summary = summaries.summarise(article, alertable_matches(matches, index))
            yield build_alert(MatchedArticle(article=article, matches=matches), summary)


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", action="store_true")
    arguments = parser.parse_args()
    for alert in alerts():
        print(f"{alert.article.language}  {subject(alert)}")
        if arguments.mails:
            print(f"\n{email(alert)}\n{'=' * 80}")


if __name__ == "__main__":
    main()
