"""The models that one process summarises with: the one that ships, and in front of it one of the user's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from wirewatch.records import Article, Match, Summary
from wirewatch.summaries.abstractive import SETTINGS, AbstractiveModel, summarise_abstractive
from wirewatch.summaries.extractive import SentenceEncoder, lead_summary, summarise_extractive
from wirewatch.summaries.model_files import ModelError

AGAIN = 300.0
"""Seconds after which a model of the user's own that could not be had is asked for again."""

Download = Callable[[str, Path], None]
"""Writes a file of the model, by its name, to a path; raises what it likes where it cannot."""


class _Files(msgspec.Struct):
    files: dict[str, str]


class Summariser:
    """Summarises with what there is, and never fails because of a model.

    Attributes:
        problem: why the model that ships could not be opened; empty where it was.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the models of this machine: ``folder`` is one that ships or one of the user's own (``writer.json``)."""
        self.problem = ""
        self._model: SentenceEncoder | None = None
        self._writer: AbstractiveModel | None = None
        self._writer_note = ""
        self._download: Download | None = None
        self._kept = Path()
        self._asked = float("-inf")
        own = folder is not None and (folder / SETTINGS).is_file()
        if own and folder is not None:
            self._writer = AbstractiveModel(folder)
        try:
            self._model = SentenceEncoder(None if own else folder)
        except ModelError as error:
            if folder is not None and not own:
                raise
            self.problem = str(error)

    def fetch_own(self, download: Download, folder: Path) -> None:
        """Have a model of the user's own fetched to ``folder`` when the first summary is due."""
        self._download, self._kept = download, folder

    def summarise(self, article: Article, matches: Sequence[Match]) -> Summary:
        """The best summary that can be had; its ``kind`` and ``note`` say which and why."""
        self._fetch()
        note = "the summary model could not be loaded" if self.problem else ""
        if self._writer is None and not self._writer_note:
            return summarise_extractive(article, matches, self._model, note)
        return summarise_abstractive(article, matches, self._writer, self._model, self._writer_note)

    def is_fallback(self, summary: Summary) -> bool:
        """Whether a summary is not by the model that was asked for."""
        asked = "abstractive" if self._download or self._writer else "extractive"
        return summary.kind != asked

    def lead_summary(self, article: Article, matches: Sequence[Match], note: str) -> Summary:
        """The lead, no model asked."""
        return lead_summary(article, matches, note)

    def _fetch(self) -> None:
        if self._download is None or self._writer is not None or time.monotonic() - self._asked < AGAIN:
            return
        self._asked = time.monotonic()
        try:
            self._writer = _fetched(self._download, self._kept)
            self._writer_note = ""
        except Exception as error:
            self._writer_note = f"the model of your own could not be had ({type(error).__name__}: {error})"[:300]


def _fetched(download: Download, folder: Path) -> AbstractiveModel:
    """Every file that ``writer.json`` names, streamed to ``folder``, checked by its hash, opened."""
    folder.mkdir(parents=True, exist_ok=True)
    download(SETTINGS, folder / SETTINGS)
    for name in msgspec.json.decode((folder / SETTINGS).read_bytes(), type=_Files).files:
        if Path(name).name != name:
            raise ModelError(f"{SETTINGS}: {name!r} is not a file of the model's folder")
        download(name, folder / name)
    return AbstractiveModel(folder)
