"""Article × focus → Summary: up to three of the article's own sentences, word for word.

What may stand in a summary is judged by ``sentence_filter``, what says most by ``sentence_ranking``. The transformer
says how close each sentence is to the whole, in the languages that it knows; elsewhere the words alone do. Where it
cannot be used the article's first sentences stand in.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wirewatch.records import Article, Match, Mention, Summary, SummaryKind
from wirewatch.summaries.genre import detect_genre
from wirewatch.summaries.model_files import ModelError, checked
from wirewatch.summaries.sentence_filter import Sentence, candidate_sentences
from wirewatch.summaries.sentence_ranking import ADDITION_WEIGHTS, LEAD_WEIGHTS, SentenceSet
from wirewatch.text.words import join_sentences

if TYPE_CHECKING:
    import numpy as np

FOLDER = "summary-model"
MIN_SALIENCE = 0.3
"""A match below it is named in passing, and no sentence is chosen for its sake."""


class Manifest(msgspec.Struct):
    """What a model's folder says of itself.

    Attributes:
        name: the model's.
        languages: ISO 639-1 codes that it was made for.
        files: name → SHA-256 of every file that is needed.
    """

    name: str
    languages: list[str]
    files: dict[str, str]


def find_model() -> Path:
    """The folder of the model that ships: in the installed package, or beside an entry of the import path (a layer).

    Raises:
        ModelError: there is none.
    """
    for folder in (Path(__file__).parents[1] / FOLDER, *(Path(entry or ".") / FOLDER for entry in sys.path)):
        if (folder / "manifest.json").is_file():
            return folder
    raise ModelError(f"no folder {FOLDER} with a manifest.json on the import path; deploy the model layer, or name one")


class SentenceEncoder:
    """An opened model. Opening takes about 0.1 s; one may serve any number of articles, one after another."""

    def __init__(self, folder: Path | None = None, *, threads: int = 2, warm: bool = True) -> None:
        """Open a model.

        Args:
            folder: of the model; the one that ships by default.
            threads: that it computes with. Two wait for each other in vain where there is one article.
            warm: load all that the first summary would wait for.

        Raises:
            ModelError: a file is missing, damaged or not what the manifest says.
        """
        folder = folder or find_model()
        self.manifest = checked(folder, "manifest.json", Manifest)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import ctranslate2
            from tokenizers import Tokenizer

            self._encoder = ctranslate2.Encoder(str(folder), device="cpu", intra_threads=threads)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.enable_truncation(128)
            self._tokenizer.no_padding()
            if warm:
                self.vectors(["It runs."])  # and loads numpy
        except Exception as error:
            raise ModelError(f"{folder} cannot be opened as a model: {error}; deploy it again") from error

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """One unit vector a text, float32, shape (len(texts), 384): mean of the token states."""
        import numpy as np

        encoded = self._tokenizer.encode_batch(list(texts))
        output = self._encoder.forward_batch([one.ids for one in encoded])
        states = np.array(output.last_hidden_state)
        mask = np.zeros(states.shape[:2], dtype=np.float32)
        for row, one in enumerate(encoded):
            mask[row, : len(one.ids)] = 1
        summed = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        vectors: np.ndarray = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return vectors


def summarise_extractive(
    article: Article, matches: Sequence[Match] = (), model: SentenceEncoder | None = None, note: str = ""
) -> Summary:
    """What happened, and what adds most, in two or three of the article's own sentences, in its order.

    Never fails because of the model: whatever goes wrong, the lead stands in and ``note`` says why.
    """
    if model is None:
        return lead_summary(article, matches, note or "no summary model is loaded")
    try:
        return _summary(article, matches, "extractive", model=model)
    except Exception as error:
        return lead_summary(article, matches, f"the summary model failed ({type(error).__name__})")


def lead_summary(article: Article, matches: Sequence[Match] = (), note: str = "") -> Summary:
    """The sentence that says what happened and those behind it; one that names a match takes the last one's place."""
    return _summary(article, matches, "lead", note=note)


def _summary(
    article: Article,
    matches: Sequence[Match],
    kind: SummaryKind,
    note: str = "",
    model: SentenceEncoder | None = None,
) -> Summary:
    genre = detect_genre(article)
    candidates = candidate_sentences(article, genre)
    texts = [article.text[one.start : one.end] for one in candidates]
    known = model is not None and article.language in (None, *model.manifest.languages)
    if model is not None and not known:
        note = (
            note
            or f"the summary model does not know the language {article.language}; the words alone chose the sentences"
        )
    seen = SentenceSet(
        texts,
        candidates,
        title=article.title,
        language=article.language,
        genre=genre,
        vectors=model.vectors(texts) if model is not None and known and len(texts) > 1 else None,
        salience=[_salience(matches, one) for one in candidates],
        names={word for match in matches for m in match.mentions for word in _written(article, m).split()},
    )
    chosen = [texts[place] for place in seen.select(LEAD_WEIGHTS if kind == "lead" else ADDITION_WEIGHTS)]
    text = join_sentences(" ".join(sentence.split()) for sentence in chosen)
    return Summary(text=text, sentences=chosen, kind=kind, note=note, genre=genre)


def _written(article: Article, mention: Mention) -> str:
    return article.text[mention.start : mention.end] if mention.where == "text" else ""


def _salience(matches: Sequence[Match], sentence: Sentence) -> dict[str, float]:
    """The entries that a sentence names and that the article is about, each with its salience."""
    return {
        match.entry: match.salience
        for match in matches
        if match.salience >= MIN_SALIENCE
        and any(m.where == "text" and sentence.start <= m.start < sentence.end for m in match.mentions)
    }
