"""Article → Summary written anew, by a model of the user's own, and never trusted: every sentence is checked against the article.

A folder made by ``wirewatch model convert`` holds a sequence-to-sequence model (BART, T5, Pegasus …) or a decoder
(Llama-shaped) for CTranslate2, its tokenizer, and ``writer.json``: how to ask it. Whatever goes wrong, the extractive
summary stands in, or the lead, and says so.
"""

from __future__ import annotations

import os
import re
import time
import weakref
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

from wirewatch.errors import WirewatchError
from wirewatch.records import Article, Match, Summary
from wirewatch.summaries import factuality
from wirewatch.summaries.extractive import SentenceEncoder, summarise_extractive
from wirewatch.summaries.model_files import WRITER_SETTINGS, ModelError, checked
from wirewatch.summaries.sentence_ranking import MAX_SENTENCES, MAX_WORDS
from wirewatch.text import sentences

SETTINGS = WRITER_SETTINGS
FEWEST_WORDS = 8
"""Words that must be left of a summary after the check; with fewer the extractive summary is sent."""
MOST_WINDOWS = 12
"""Windows of an article that are read; a note says so where it has more."""
WHOLE = re.compile(r"""[.!?…。！？।؟]["'”’»)\]]{0,3}$""")
"""How a whole sentence ends: what a model wrote when its tokens ran out does not."""


class GenerationConfig(msgspec.Struct, kw_only=True):
    """``writer.json``: what the model is and how to ask it. Made by conversion, meant to be edited.

    Attributes:
        name: the model's.
        kind: ``seq2seq`` (encoder and decoder) or ``decoder``.
        languages: ISO 639-1 codes that it was made for.
        files: name → SHA-256 of every file that is needed.
        before: put before the article: T5's ``summarize: ``, or a decoder's prompt, special tokens allowed.
        after: put behind the article: the end of a decoder's prompt.
        start: tokens that every answer begins with, e.g. a forced first token.
        end: tokens that end a decoder's answer.
        window: tokens that the model reads at once, prompt and special tokens included.
        most_tokens: of the answer to one window.
        least_tokens: of the answer to one window.
        beams: 1 is greedy, and the only way that can be stopped when time is up.
        length_penalty: of the beam search.
        no_repeat: tokens in a row that the answer may not say twice; 0 for no such bound.
        seconds: after which a greedy answer is given up.
    """

    name: str
    kind: Literal["seq2seq", "decoder"]
    languages: list[str]
    files: dict[str, str]
    before: str = ""
    after: str = ""
    start: list[str] = []
    end: list[str] = []
    window: int
    most_tokens: int = 96
    least_tokens: int = 0
    beams: int = 1
    length_penalty: float = 1.0
    no_repeat: int = 3
    seconds: float = 20.0


class GenerationTimeoutError(WirewatchError):
    """The model did not answer in its time."""


class GeneratedSummary(msgspec.Struct):
    """What a model wrote.

    Attributes:
        text: as written, unchecked.
        windows: how many parts the article was read in.
        whole: whether all of the article was read.
    """

    text: str
    windows: int
    whole: bool


class AbstractiveModel:
    """An opened model that writes. One may serve any number of articles, one after another."""

    def __init__(self, folder: Path) -> None:
        """Open a folder made by ``wirewatch model convert``.

        Raises:
            ModelError: a file is missing, damaged or not what ``writer.json`` says.
        """
        self.settings = checked(folder, SETTINGS, GenerationConfig)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import ctranslate2
            from tokenizers import Tokenizer

            engine = ctranslate2.Translator if self.settings.kind == "seq2seq" else ctranslate2.Generator
            self._engine: Any = engine(str(folder), device="cpu", intra_threads=2)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(f"{folder} cannot be opened as a model: {error}; convert it again") from error
        # An engine that was asked with a callback must be let go before the interpreter is taken apart: later its threads
        # find no interpreter to give the callback back to, and abort the process.
        weakref.finalize(self, self.__dict__.pop, "_engine", None)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._room = self.settings.window - len(self.tokens(""))
        if self.settings.kind == "decoder":
            self._room -= self.settings.most_tokens
        if self._room < 8:
            raise ModelError(
                f"{folder / SETTINGS}: window {self.settings.window} leaves {max(0, self._room)} tokens for the "
                "article; raise window, or shorten before, after or most_tokens"
            )

    def tokens(self, text: str) -> list[str]:
        """What the model is given for a part of an article. Special tokens that the article spells out stay plain text."""
        settings = self.settings
        if settings.kind == "seq2seq":
            pieces = self._ids(settings.before + text + settings.after, plain=True, special=True)
        else:
            # The prompt's own special tokens count; those in the article are a stranger's and must not.
            pieces = [*self._ids(settings.before), *self._ids(text, plain=True), *self._ids(settings.after)]
        return [str(self._tokenizer.id_to_token(piece)) for piece in pieces]

    def _ids(self, text: str, *, plain: bool = False, special: bool = False) -> list[int]:
        self._tokenizer.encode_special_tokens = plain
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=special).ids
        return ids

    def windows(self, text: str, language: str | None = None) -> list[str]:
        """The text in parts that the model can read, each as many whole sentences as fit; nothing is left out.

        A sentence that does not fit is parted between words.
        """
        parts: list[str] = []
        begin = end = room = 0
        for start, stop in self._pieces(text, language):
            size = self._size(text[start:stop])
            if size > room and end > begin:
                parts.append(text[begin:end])
                begin = start
                room = self._room
            elif end == begin:
                begin, room = start, self._room
            room, end = room - size, stop
        if end > begin:
            parts.append(text[begin:end])
        return parts

    def _size(self, text: str) -> int:
        return len(self._ids(text, plain=True)) + 2  # what joins one sentence to the next

    def _pieces(self, text: str, language: str | None) -> list[tuple[int, int]]:
        """Sentences, those that do not fit in parts that do."""
        pieces: list[tuple[int, int]] = []
        for start, end in sentences.spans(text, language):
            while start < end:
                stop = end
                while self._size(text[start:stop]) > self._room and stop - start > 1:
                    half = start + (stop - start) // 2
                    space = text.rfind(" ", start + 1, half)
                    stop = space if space > start else half
                pieces.append((start, stop))
                start = stop
        return pieces

    def answer(self, text: str, until: float) -> list[str]:
        """The tokens that the model answers to one window with; ``until`` is of ``time.monotonic``.

        Raises:
            GenerationTimeoutError: the time was up before the answer was whole.
        """
        settings = self.settings
        late = False

        def stop(_: Any) -> bool:
            nonlocal late
            late = late or time.monotonic() > until
            return late

        asked: dict[str, Any] = {
            "beam_size": settings.beams,
            "length_penalty": settings.length_penalty,
            "no_repeat_ngram_size": settings.no_repeat,
            "callback": stop if settings.beams == 1 else None,
        }
        if settings.kind == "seq2seq":
            result = self._engine.translate_batch(
                [self.tokens(text)],
                target_prefix=[settings.start] if settings.start else None,
                max_decoding_length=settings.most_tokens,
                min_decoding_length=settings.least_tokens,
                max_input_length=0,  # by default anything over 1,024 tokens would be cut in silence
                **asked,
            )[0].hypotheses[0]
        else:
            result = self._engine.generate_batch(
                [self.tokens(text) + settings.start],
                max_length=settings.most_tokens,
                min_length=settings.least_tokens,
                include_prompt_in_result=False,
                end_token=settings.end or None,
                **asked,
            )[0].sequences[0]
        if late or time.monotonic() > until:
            raise GenerationTimeoutError(f"{settings.name} had {settings.seconds:g} s")
        return list(result)

    def plain(self, tokens: Sequence[str]) -> str:
        """Tokens as text, special ones left out."""
        ids = [self._tokenizer.token_to_id(token) for token in tokens]
        return " ".join(self._tokenizer.decode([i for i in ids if i is not None], skip_special_tokens=True).split())

    def summarise(self, article: Article, matches: Sequence[Match]) -> GeneratedSummary:
        """What the model makes of an article, whatever matched; see ``write``."""
        del matches
        return self.write(article.text, article.language)

    def write(self, text: str, language: str | None = None) -> GeneratedSummary:
        """What the model makes of an article. A long one is read in windows, and their summaries are summarised again.

        Raises:
            GenerationTimeoutError: the settings' seconds were up.
        """
        until = time.monotonic() + self.settings.seconds
        windows = self.windows(text, language)
        read, whole = windows[:MOST_WINDOWS], len(windows) <= MOST_WINDOWS
        answers = [self.plain(self.answer(window, until)) for window in read]
        if len(answers) > 1:
            again = self.windows(" ".join(answers), language)
            # What does not even fit in one window when shortened would only be shortened into nothing.
            answers = [self.plain(self.answer(again[0], until))] if len(again) == 1 else answers
        return GeneratedSummary(text=" ".join(answers), windows=len(windows), whole=whole)


class WriterSettings(Protocol):
    """What is asked of a writer before it is asked to write: its name, and the languages that it knows (none: all)."""

    @property
    def name(self) -> str:
        """For notes."""

    @property
    def languages(self) -> Collection[str]:
        """ISO 639-1."""


class Writer(Protocol):
    """What writes summaries: a converted model, or an engine that a package adds."""

    @property
    def settings(self) -> WriterSettings:
        """What it is."""

    def summarise(self, article: Article, matches: Sequence[Match]) -> GeneratedSummary:
        """What it makes of an article; raises GenerationTimeoutError where its time was up."""


def summarise_abstractive(
    article: Article,
    matches: Sequence[Match],
    writer: Writer | None,
    model: SentenceEncoder | None,
    note: str = "",
) -> Summary:
    """What ``writer`` writes of the article, as far as the check finds it in the article; else the extractive summary.

    Never fails because of a model. ``note`` says why no writer is there, where one was asked for.
    """

    def instead(why: str) -> Summary:
        found = summarise_extractive(article, matches, model)
        found.note = "; ".join(part for part in (why, found.note) if part)
        return found

    if writer is None:
        return instead(note)
    if writer.settings.languages and article.language not in (None, *writer.settings.languages):
        return instead(f"{writer.settings.name} does not know the language {article.language}")
    try:
        written = writer.summarise(article, matches)
        verdict = factuality.check_factuality(article.text, written.text)
    except GenerationTimeoutError:
        return instead(f"{writer.settings.name} was too slow")
    except Exception as error:
        return instead(f"{writer.settings.name} failed ({type(error).__name__})")
    kept = _within_bounds([sentence for sentence in verdict.kept if WHOLE.search(sentence)])
    if sum(len(sentence.split()) for sentence in kept) < FEWEST_WORDS:
        return instead(f"what {writer.settings.name} wrote is not in the article")
    if matches and not _names_one(article, matches, kept):
        return instead(f"what {writer.settings.name} wrote names nothing that matched")
    notes = [] if written.whole else [f"only the first {MOST_WINDOWS} of {written.windows} parts were read"]
    if verdict.dropped:
        were = "sentence was" if verdict.dropped == 1 else "sentences were"
        notes.append(f"{verdict.dropped} unsupported {were} dropped")
    return Summary(text=" ".join(kept), sentences=kept, kind="abstractive", note="; ".join(notes))


def _within_bounds(kept: Sequence[str]) -> list[str]:
    chosen: list[str] = []
    for sentence in kept:
        total = sum(len(other.split()) for other in (*chosen, sentence))
        if sentence not in chosen and len(chosen) < MAX_SENTENCES and (not chosen or total <= MAX_WORDS):
            chosen.append(sentence)
    return chosen


def _names_one(article: Article, matches: Sequence[Match], kept: Sequence[str]) -> bool:
    """Whether a mention is in the summary as the article writes it; matches of the title alone ask for nothing."""
    written = {article.text[m.start : m.end] for match in matches for m in match.mentions if m.where == "text"}
    return not written or any(name in sentence for name in written for sentence in kept)
