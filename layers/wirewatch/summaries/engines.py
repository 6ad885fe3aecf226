"""Summary engines that other packages add: what they write is checked against the article as a model's is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from wirewatch import extensions
from wirewatch.errors import MALFORMED, InputRejectedError
from wirewatch.parsing.time_limit import time_limit
from wirewatch.records import Article, Match
from wirewatch.summaries.abstractive import AbstractiveModel, GeneratedSummary, GenerationTimeoutError
from wirewatch.summaries.model_files import WRITER_SETTINGS, ModelError

SECONDS = 20.0
"""That an engine has for an article."""


class SummaryEngine(Protocol):
    """What writes summaries. Register the class in ``wirewatch.summary_engines`` by the engine's name.

    Attributes:
        languages: ISO 639-1 codes of what it can summarise; empty for every language.
    """

    languages: Collection[str]

    def __init__(self, folder: Path | None, /) -> None:
        """Open the engine; ``folder`` holds its ``writer.json`` and its files, and is None where only its name was given.

        Raise ModelError where it cannot be used.
        """

    def write(self, article: Article, matches: Sequence[Match], /) -> str:
        """A summary of the article; ``matches`` is what it should be about.

        Unsupported sentences are dropped, and where too little is left the chosen sentences go out instead. Whatever is
        raised has the same effect, and so has more than 20 s.
        """
        raise NotImplementedError


class _EngineFile(msgspec.Struct):
    """What every ``writer.json`` may say."""

    engine: str = ""


class _Settings(msgspec.Struct):
    name: str
    languages: Collection[str]


class AddedWriter:
    """An added engine in the place of a model that writes."""

    def __init__(self, name: str, folder: Path | None = None) -> None:
        """Open the engine of that name.

        Raises:
            ModelError: no package adds it, or it cannot be used.
        """
        try:
            made = extensions.find("wirewatch.summary_engines", name)
            if made is None:
                raise ModelError(f"no installed package adds the summary engine {name!r}; install the one that does")
            self._engine: SummaryEngine = made(folder)
            self.settings = _Settings(name, self._engine.languages)
        except (ModelError, extensions.ExtensionError):
            raise
        except Exception as error:
            raise ModelError(
                f"the summary engine {name!r} cannot be opened ({type(error).__name__}: {error})"
            ) from error

    def summarise(self, article: Article, matches: Sequence[Match]) -> GeneratedSummary:
        """What the engine writes of an article.

        Raises:
            GenerationTimeoutError: its time was up.
        """
        try:
            with time_limit(SECONDS, self.settings.name):
                text = self._engine.write(article, matches)
        except InputRejectedError as late:
            raise GenerationTimeoutError(str(late)) from late
        return GeneratedSummary(text=text, windows=1, whole=True)


def open_writer(folder: Path) -> AbstractiveModel | AddedWriter:
    """What a folder with a ``writer.json`` holds: a converted model, or the settings of an added engine.

    Raises:
        ModelError: it cannot be used.
    """
    try:
        named = msgspec.json.decode((folder / WRITER_SETTINGS).read_bytes(), type=_EngineFile).engine
    except (OSError, *MALFORMED) as error:
        raise ModelError(f"{folder / WRITER_SETTINGS}: {error}; convert the model again") from error
    return AddedWriter(named, folder) if named else AbstractiveModel(folder)
