"""The models that one process summarises with: the one that ships, and in front of it one of the user's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wirewatch import extensions
from wirewatch.records import Article, Match, Summary
from wirewatch.summaries.extractive import SentenceEncoder, lead_summary, summarise_extractive
from wirewatch.summaries.model_files import WRITER_SETTINGS, ModelError

if TYPE_CHECKING:
    from wirewatch.summaries.abstractive import Writer

AGAIN = 300.0
"""Seconds after which a model of the user's own that could not be had is asked for again."""

Download = Callable[[str, Path], None]
"""Writes a file of the model, by its name, to a path; raises what it likes where it cannot."""


class _Files(msgspec.Struct):
    files: dict[str, str] = {}


class Summariser:
    """Summarises with what there is, and never fails because of a model.

    Attributes:
        problem: why the model that ships could not be opened; empty where it was.
    """

    def __init__(self, folder: Path | None = None, *, engine: str = "", threads: int = 2, warm: bool = True) -> None:
        """Open the models of this machine.

        Args:
            folder: one that ships, or one of the user's own (``writer.json``).
            engine: name of an engine that a package adds, in place of a folder.
            threads, warm: of the model that ships, see ``SentenceEncoder``.
        """
        self.problem = ""
        self._model: SentenceEncoder | None = None
        self._writer: Writer | None = None
        self._writer_note = ""
        self._download: Download | None = None
        self._kept = Path()
        self._asked = float("-inf")
        own = folder is not None and (folder / WRITER_SETTINGS).is_file()
        if engine or own:
            from wirewatch.summaries.engines import AddedWriter, open_writer

            self._writer = AddedWriter(engine) if engine or folder is None else open_writer(folder)
        try:
            self._model = SentenceEncoder(None if own else folder, threads=threads, warm=warm)
        except ModelError as error:
            if folder is not None and not own:
                raise
            self.problem = str(error)

    @classmethod
    def named(cls, model: str | None, *, threads: int = 2, warm: bool = True) -> Summariser:
        """A summariser by what a person says: a folder, the name of an added engine, or nothing for the model that ships.

        Raises:
            ModelError: the model cannot be used.
            ExtensionError: the package of the engine cannot be used.
        """
        folder = None if model is None else Path(model)
        if folder is not None and not folder.exists() and model in extensions.names("wirewatch.summary_engines"):
            return cls(engine=str(model), threads=threads, warm=warm)
        return cls(folder, threads=threads, warm=warm)

    def fetch_own(self, download: Download, folder: Path) -> None:
        """Have a model of the user's own fetched to ``folder`` when the first summary is due."""
        self._download, self._kept = download, folder

    def summarise(self, article: Article, matches: Sequence[Match]) -> Summary:
        """The best summary that can be had; its ``kind`` and ``note`` say which and why."""
        self._fetch()
        note = "the summary model could not be loaded" if self.problem else ""
        if self._writer is None and not self._writer_note:
            return summarise_extractive(article, matches, self._model, note)
        from wirewatch.summaries.abstractive import summarise_abstractive

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


def _fetched(download: Download, folder: Path) -> Writer:
    """Every file that ``writer.json`` names, streamed to ``folder``, checked by its hash, opened."""
    from wirewatch.summaries.engines import open_writer

    folder.mkdir(parents=True, exist_ok=True)
    download(WRITER_SETTINGS, folder / WRITER_SETTINGS)
    for name in msgspec.json.decode((folder / WRITER_SETTINGS).read_bytes(), type=_Files).files:
        if Path(name).name != name:
            raise ModelError(f"{WRITER_SETTINGS}: {name!r} is not a file of the model's folder")
        download(name, folder / name)
    return open_writer(folder)
