"""What each stage costs in one process on one core: seconds by the wall clock and of the processor, and memory."""

from __future__ import annotations

import multiprocessing
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from benchmarks.corpus import Page


class Stage(msgspec.Struct):
    """Seconds of each article that went through a stage, and of the processor's time for all of them."""

    wall: list[float] = []
    core: float = 0.0

    @property
    def rate(self) -> float:
        """Articles a second of one core."""
        return len(self.wall) / self.core if self.core else 0.0


class Ran(msgspec.Struct):
    """One run: its stages by name (``all`` is end to end), the peak of its memory in MB, and pages that took too long."""

    stages: dict[str, Stage]
    peak: float
    refused: int


def peak() -> float:
    """The most memory that this process had resident, in MB."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which the share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def run(pages: list[Page], index_path: str) -> Ran:
    """All stages for each page, as the functions do them; nothing is sent anywhere."""
    from wirewatch.alerting.builder import build_alert
    from wirewatch.alerting.sns_message import build_sns_message
    from wirewatch.documents.reader import extract_article, open_documents
    from wirewatch.errors import InputRejectedError
    from wirewatch.matching.matcher import alertable_matches, match
    from wirewatch.records import MatchedArticle
    from wirewatch.storage import key_value
    from wirewatch.stories import tracker
    from wirewatch.summaries.summariser import Summariser
    from wirewatch.watchlists.index import WatchlistIndex

    index, models, known = WatchlistIndex.open(Path(index_path)), Summariser(), key_value.MemoryKeyValueStore()
    stages: dict[str, Stage] = defaultdict(Stage)
    refused = 0

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        wall, core = time.perf_counter(), time.process_time()
        yield
        stages[name].wall.append(time.perf_counter() - wall)
        stages[name].core += time.process_time() - core

    def way(page: Page) -> None:
        with timed("read html" if page.name.endswith("html") else "read dump"):
            (article,) = [extract_article(document) for document in open_documents(page.body, source=page.name)]
        with timed("match"):
            matches = match(article, index)
            entries = [found.entry for found in alertable_matches(matches, index)]
        if not entries:
            return
        with timed("same story?"):
            story = tracker.assign_story(article.id, article.text, known, tracker.article_event(article)).story
            due = tracker.reserve_entries(story, article.id, entries, known)
            tracker.mark_requested(story, article.id, due, known)
        if not due:
            return
        with timed("summarise"):
            summary = models.summarise(article, matches)
        with timed("compose"):
            build_sns_message(build_alert(MatchedArticle(article=article, matches=matches, story=story), summary))

    for page in pages[:20]:
        with suppress(InputRejectedError):
            way(page)  # what is loaded on first use is loaded
    stages.clear()
    known = key_value.MemoryKeyValueStore()
    for page in pages:
        try:
            with timed("all"):
                way(page)
        except InputRejectedError:
            refused += 1  # on a busy machine one may run out of its seconds
    return Ran(stages=dict(stages), peak=peak(), refused=refused)


def alone(pages: list[Page], index_path: Path) -> Ran:
    """The same in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, pages, str(index_path)).result()


def report(ran: dict[float, Ran]) -> None:
    """Print the table: stages over all runs together, end to end for each share of hits."""
    print(f"{'':<24}{'n':>6}{'articles/s/core':>17}{'p50 ms':>9}{'p95 ms':>9}{'peak MB':>9}")
    for name in ("read html", "read dump", "match", "same story?", "summarise", "compose"):
        parts = [one.stages[name] for one in ran.values() if name in one.stages]
        row(name, Stage(wall=[second for part in parts for second in part.wall], core=sum(part.core for part in parts)))
    for share, one in ran.items():
        row(f"end to end, {share:.0%} hits", one.stages["all"], one.peak)
    if refused := sum(one.refused for one in ran.values()):
        print(f"{refused} pages ran out of the seconds that one may take")


def row(name: str, stage: Stage, memory: float | None = None) -> None:
    """One line of it."""
    held = f"{memory:>9.0f}" if memory is not None else f"{'':>9}"
    p50, p95 = (1000 * percentile(stage.wall, share) for share in (0.5, 0.95))
    print(f"{name:<24}{len(stage.wall):>6}{stage.rate:>17.1f}{p50:>9.1f}{p95:>9.1f}{held}")
