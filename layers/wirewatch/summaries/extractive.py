"""Article × focus → Summary: up to three of the article's own sentences.

The transformer reads each sentence; where it stands and how near it is to the whole decide which ones tell the story.
Nothing is written anew, so nothing can be invented. The first sentences of news are hard to beat (docs/models.md), so
they are what the choice starts from, and what stands in when the model cannot be used.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wirewatch.records import Article, Match, Summary
from wirewatch.summaries.model_files import ModelError, checked
from wirewatch.summaries.sentence_filter import candidate_sentences
from wirewatch.summaries.sentence_ranking import MOST_SENTENCES, RankingWeights, SentenceSet

if TYPE_CHECKING:
    import numpy as np

MOST_WORDS = 75
"""Words after which no further sentence is added; the first sentence is always taken whole."""
FOLDER = "summary-model"


class Manifest(msgspec.Struct):
    """What a model's folder says of itself.

    Attributes:
        name: the model's.
        languages: ISO 639-1 codes that it was made for.
        files: name → SHA-256 of every file that is needed.
        ranking: how sentences are chosen; learnt by devtools/training/sentence_ranking.py.
    """

    name: str
    languages: list[str]
    files: dict[str, str]
    ranking: RankingWeights


def find_model() -> Path:
    """The folder of the model that ships: beside any entry of the import path (a layer, or the repository).

    Raises:
        ModelError: there is none.
    """
    for entry in sys.path:
        folder = Path(entry or ".") / FOLDER
        if (folder / "manifest.json").is_file():
            return folder
    raise ModelError(f"no folder {FOLDER} with a manifest.json on the import path; deploy the model layer, or name one")


class SentenceEncoder:
    """An opened model. Opening takes about 0.1 s; one may serve any number of articles, one after another."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open a model.

        Raises:
            ModelError: a file is missing, damaged or not what the manifest says.
        """
        folder = folder or find_model()
        self.manifest = checked(folder, "manifest.json", Manifest)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import ctranslate2
            from tokenizers import Tokenizer

            self._encoder = ctranslate2.Encoder(str(folder), device="cpu", intra_threads=2)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.enable_truncation(128)
            self._tokenizer.no_padding()
            self.vectors(["It runs."])  # and loads numpy, which the first summary would wait for
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
    """The article in up to three of its own sentences, in its order, one of them about what matched.

    Never fails because of the model: whatever goes wrong, the lead stands in and ``note`` says why.
    """
    if model is None:
        return lead_summary(article, matches, note or "no summary model is loaded")
    if article.language not in (None, *model.manifest.languages):
        return lead_summary(article, matches, f"the summary model does not know the language {article.language}")
    try:
        return _extractive(article, matches, model)
    except Exception as error:
        return lead_summary(article, matches, f"the summary model failed ({type(error).__name__})")


def lead_summary(article: Article, matches: Sequence[Match] = (), note: str = "") -> Summary:
    """The article's first sentences; the last of them gives way to the first one that names a match where none does."""
    spans = candidate_sentences(article)
    order = [float(-place) for place in range(len(spans))]
    chosen = _choose(article, spans, order, matches)
    return _summary(article, chosen, "lead", note)


def _extractive(article: Article, matches: Sequence[Match], model: SentenceEncoder) -> Summary:
    spans = candidate_sentences(article)
    if len(spans) <= 1:
        return _summary(article, spans, "extractive")
    texts = [article.text[start:end] for start, end in spans]
    naming = [
        places
        for match in sorted(matches, key=lambda match: -match.salience)[: MOST_SENTENCES - 1]
        if (places := [place for place, span in enumerate(spans) if _names(match, span)])
    ]
    chosen = SentenceSet(texts, model.vectors(texts)).select(
        model.manifest.ranking,
        MOST_WORDS,
        [place for places in naming for place in places[:3]],
        lambda some: sum(not set(some).isdisjoint(places) for places in naming),
    )
    return _summary(article, [spans[place] for place in chosen], "extractive")


def _choose(
    article: Article, spans: Sequence[tuple[int, int]], scores: Sequence[float], matches: Sequence[Match]
) -> list[tuple[int, int]]:
    """The best sentences within the bounds; the most salient matches are named where a sentence names them."""
    by_score = sorted(range(len(spans)), key=lambda place: -scores[place])
    chosen = _filled(article, spans, by_score, [])
    wanted = [
        naming
        for match in sorted(matches, key=lambda match: -match.salience)[: MOST_SENTENCES - 1]
        if (naming := [place for place in by_score if _names(match, spans[place])])
    ]
    if any(not set(naming) & set(chosen) for naming in wanted):
        # The best sentence, then the best that names each match, then others as far as there is room.
        chosen = chosen[:1]
        for naming in wanted:
            if not set(naming) & set(chosen):
                chosen.append(naming[0])
        chosen = _filled(article, spans, by_score, chosen)
    return [spans[place] for place in sorted(chosen)]


def _filled(
    article: Article, spans: Sequence[tuple[int, int]], by_score: Sequence[int], chosen: Sequence[int]
) -> list[int]:
    """The places chosen and, best first, as many more as fit."""
    filled = list(chosen)
    for place in by_score:
        if len(filled) < MOST_SENTENCES and place not in filled and _fits(article, spans, filled, place):
            filled.append(place)
    return filled


def _fits(article: Article, spans: Sequence[tuple[int, int]], chosen: Sequence[int], place: int) -> bool:
    """Whether a sentence may join those chosen: within the words, and not saying the same again."""
    words = [set(re.findall(r"\w+", article.text[start:end].lower())) for start, end in (spans[n] for n in chosen)]
    mine = set(re.findall(r"\w+", article.text[slice(*spans[place])].lower()))
    if any(len(mine & other) > 0.7 * min(len(mine), len(other)) for other in words if other and mine):
        return False
    total = sum(len(article.text[start:end].split()) for start, end in (spans[n] for n in (*chosen, place)))
    return not chosen or total <= MOST_WORDS


def _names(match: Match, span: tuple[int, int]) -> bool:
    return any(m.where == "text" and span[0] <= m.start < span[1] for m in match.mentions)


def _summary(article: Article, spans: Sequence[tuple[int, int]], kind: Any, note: str = "") -> Summary:
    texts = [article.text[start:end] for start, end in spans]
    return Summary(text=" ".join(" ".join(text.split()) for text in texts), sentences=texts, kind=kind, note=note)
