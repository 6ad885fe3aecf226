"""What a stack costs: a million articles, a month in which a thousand feeds bring nothing, and reading a year again.

    python -m benchmarks.cost --data DIR [--articles 300]

DIR holds what ``benchmarks/corpus.py`` names. Pages are dropped into the deployed template on the emulator, and calls, rows,
log and processor seconds are counted; polls and replays run in this process. Ends non-zero where a limit is broken: 12
dollars for a million articles of which 5 % alert, 5 for the month besides alarms, or counts further than a tenth from what
the cost is worked out from.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.corpus import SHARES, Page, judged, sample
from benchmarks.cost import model, quiet_feeds
from benchmarks.cost.pricing import Pricing, standing
from benchmarks.report import PACKS, check_counts, heading, in_the_stack, show_bill
from tests.support.memory_ports import MemoryObjects
from wirewatch.cli.replay import replay
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.matching.matcher import match
from wirewatch.records import MatchedArticle
from wirewatch.services.article_archive import ArticleArchive, read_batch
from wirewatch.watchlists.index import WatchlistIndex, write
from wirewatch.watchlists.loader import load_watchlist

MOST_MILLION, MOST_MONTH = 12.0, 5.0
YEAR = 100_000_000
"""Articles of a year that are read again."""
REPLAY_MEMORY = 1769


def replayed(found: list[Page], index: WatchlistIndex) -> tuple[float, float]:
    """Core seconds for reading an article again out of its batch, and bytes of one there."""
    objects = MemoryObjects()
    archive = ArticleArchive(objects)
    count = 0
    for page in found[:400]:
        with suppress(InputRejectedError):  # too slow, where the machine is busy
            for document in open_documents(page.body, source=page.name):
                article = extract_article(document)
                archive.add(MatchedArticle(article=article, matches=match(article, index)))
                count += 1
        if count % model.BATCH == 0:
            archive.flush()
    archive.flush()
    times = []
    for _ in range(3):
        before = time.process_time()
        read = len([replay(kept, index) for data in objects.objects.values() for kept in read_batch(data)])
        times.append((time.process_time() - before) / read)
    return statistics.median(times), sum(map(len, objects.objects.values())) / count


def show_replay(core: float, size: float) -> None:
    """Print what reading a year's articles again takes: on a laptop, and on Lambda by a distributed map."""
    table = model.prices()
    print(f"an article: {1000 * core:.2f} core ms, {size:,.0f} bytes in its batch")
    print(f"a week of a million articles a day on one core: {7e6 * core / 3600:.1f} h")
    work = model.Work(core, {"s3 get": 1 / model.BATCH})
    batches = YEAR / model.BATCH
    usage = {
        "lambda gb-second arm64": YEAR * model.gigabyte_seconds(work, REPLAY_MEMORY),
        "lambda request": batches / 1000,
        "s3 get": batches,
        # The map lists its objects, a thousand a request; each run of it is a step.
        "s3 put": batches / 1000,
        "state transition": 3 * batches / 1000,
    }
    bill = model.cost(usage, table)
    hours = YEAR * model.seconds(work, REPLAY_MEMORY) / 1000 / 3600
    print(
        f"{YEAR:,} articles in {batches:,.0f} batches by a distributed map, a thousand batches a run, a thousand runs at once "
        f"(worked out): {sum(bill.values()):,.2f} dollars, {hours:.1f} h: "
        + ", ".join(f"{name} {dollars:,.2f}" for name, dollars in bill.items())
    )


def main() -> int:
    """Measure; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=300, help="of each counted run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "packs.index"
        write(load_watchlist(PACKS), path)
        index = WatchlistIndex.open(path)
        found = judged(asked.data, index)
        heading("Reading a year's articles again")
        show_replay(*replayed(sample(found, 0.05, 400, seed=6), index))
        runs, memory = in_the_stack(found, index, asked.articles, times=False)
    heading("Calls counted in the deployed stack, and what the cost is worked out from")
    broken = check_counts(runs)
    most = runs[SHARES[-1]].counts
    pricing = Pricing(runs, memory, most.get("held bytes", 0) / 1024 / max(most.get("held", 0), 1) or 1.2)
    heading("Cost of a million articles that come in one day (list prices: benchmarks/cost/prices.yaml)")
    sums = show_bill({f"{share:.0%} hits": pricing.day(share).usage for share in runs})
    heading("A month in which nothing comes")
    month = sum(standing(quiet_feeds.measure(memory["PollFeeds"])).values())
    million = sums["5% hits"]
    if million > MOST_MILLION:
        broken.append(f"a million articles cost {million:.2f}, more than {MOST_MILLION:.0f}")
    if month > MOST_MONTH:
        broken.append(f"a quiet month costs {month:.2f}, more than {MOST_MONTH:.0f}")
    print(
        f"\ncost: {million:.2f} dollars for a million articles at 5 % hits, {month:.2f} for a quiet month besides alarms; "
        + (f"BROKEN: {'; '.join(broken)}" if broken else "every check passed")
    )
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
