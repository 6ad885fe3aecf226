"""A Hugging Face model made deployable, and measured: the only room that uses transformers, which no function needs."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from wirewatch.errors import MALFORMED
from wirewatch.records import Article
from wirewatch.summaries import factuality
from wirewatch.summaries.abstractive import SETTINGS, AbstractiveModel, GenerationConfig, GenerationTimeoutError
from wirewatch.summaries.model_files import ModelError, Quantization, sha256

NEEDED = "torch and transformers are needed for this: pip install 'wirewatch[models]'"
_HERE = "\ue000"  # stands for the article in a chat prompt while it is taken apart
_REQUEST = "Summarize the news article in two sentences. Use only what it says.\n\n"


def convert(
    source: str,
    folder: Path,
    *,
    languages: Sequence[str] = ("en",),
    quantization: Quantization = "int8",
    prompt: str | None = None,
) -> GenerationConfig:
    """Write ``source``, a folder or a name on the hub, to ``folder`` in the form that ``AbstractiveModel`` opens.

    ``prompt`` replaces the family's own; ``{article}`` in it stands for the article.

    Raises:
        ModelError: torch or transformers is missing, or the model cannot be loaded or converted.
    """
    if prompt is not None and prompt.count("{article}") != 1:
        raise ModelError("the prompt must hold {article} once, where the article is to stand")
    if folder.exists() and any(folder.iterdir()) and not (folder / SETTINGS).is_file():
        raise ModelError(f"{folder} holds something that is no converted model; name another folder, or empty it")
    try:
        import torch  # noqa: F401 - named here, so that its absence is noticed at once
        from transformers import AutoConfig, AutoTokenizer, GenerationConfig
    except ImportError as error:
        raise ModelError(NEEDED) from error
    try:
        config = AutoConfig.from_pretrained(source)
        tokenizer = AutoTokenizer.from_pretrained(source)
        backend = getattr(tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise ModelError(f"{source} has no fast tokenizer; one is needed to run it without transformers")
        try:
            wishes = GenerationConfig.from_pretrained(source)
        except OSError:
            wishes = GenerationConfig.from_model_config(config)
        with tempfile.TemporaryDirectory() as made:
            _converter(source).convert(made, quantization=quantization, force=True)
            backend.save(str(Path(made) / "tokenizer.json"))
            settings = _settings(source, config, tokenizer, wishes, languages, prompt)
            settings.files = {path.name: sha256(path) for path in sorted(Path(made).iterdir())}
            written = msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n"
            (Path(made) / SETTINGS).write_bytes(written)
            folder.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                path.unlink()
            for path in Path(made).iterdir():
                shutil.move(path, folder / path.name)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(f"{source} cannot be converted: {error}") from error
    return settings


def _converter(source: str) -> Any:
    """CTranslate2's converter, given what newer configurations leave out and it asks for."""
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, *arguments: Any, **named: Any) -> Any:
            model = super().load_model(*arguments, **named)
            # BART normalises behind each layer and its embeddings; Pegasus and mBART before each layer, Pegasus
            # its embeddings not at all.
            family = model.config.model_type
            for name, value in (
                ("normalize_before", family in {"pegasus", "mbart"}),
                ("normalize_embedding", family != "pegasus"),
            ):
                if family in {"bart", "mbart", "pegasus"} and not hasattr(model.config, name):
                    setattr(model.config, name, value)
            return model

    return Converter(source)


def _settings(
    source: str, config: Any, tokenizer: Any, wishes: Any, languages: Sequence[str], prompt: str | None
) -> GenerationConfig:
    seq2seq = bool(config.is_encoder_decoder)
    before, after = _prompt(config, tokenizer, seq2seq)
    if prompt is not None:
        before, after = prompt.split("{article}")
    start: list[str] = []
    if seq2seq and wishes.forced_bos_token_id is not None:
        start = [tokenizer.convert_ids_to_tokens(wishes.forced_bos_token_id)]
    return GenerationConfig(
        name=Path(source).name,
        kind="seq2seq" if seq2seq else "decoder",
        languages=list(languages),
        files={},
        before=before,
        after=after,
        start=start,
        end=[] if seq2seq else _ends(tokenizer, wishes),
        window=_window(config),
        no_repeat=wishes.no_repeat_ngram_size or 0,
        length_penalty=1.0 if wishes.length_penalty is None else wishes.length_penalty,
    )


def _window(config: Any) -> int:
    """Tokens that the model was made to read at once; T5 states them as ``n_positions``, if at all."""
    for name in ("max_position_embeddings", "n_positions"):
        if isinstance(found := getattr(config, name, None), int):
            return min(found, 4096)
    return 512


def _ends(tokenizer: Any, wishes: Any) -> list[str]:
    ids = wishes.eos_token_id if wishes.eos_token_id is not None else tokenizer.eos_token_id
    ids = ids if isinstance(ids, list) else [ids]
    return [tokenizer.convert_ids_to_tokens(one) for one in ids if one is not None]


def _prompt(config: Any, tokenizer: Any, seq2seq: bool) -> tuple[str, str]:
    """What stands before and behind the article, as the model's family was trained."""
    if seq2seq:
        tasks = getattr(config, "task_specific_params", None) or {}
        named = tasks.get("summarization", {}).get("prefix")
        return (named if named is not None else "summarize: " if config.model_type == "t5" else "", "")
    if getattr(tokenizer, "chat_template", None):
        talk = [{"role": "user", "content": _REQUEST + _HERE}]
        whole = tokenizer.apply_chat_template(talk, tokenize=False, add_generation_prompt=True)
        before, _, after = str(whole).partition(_HERE)
        return before, after
    return str(tokenizer.bos_token or ""), "\n\nTL;DR:"


class Measure(msgspec.Struct):
    """What ``check`` found.

    Attributes:
        name: the model's.
        articles: that it was given.
        milliseconds: an article, the median.
        slowest: an article, in milliseconds.
        failed: articles that it did not answer in time.
        windowed: articles that were read in more than one window.
        sentences: that it wrote.
        supported: of these, those that the consistency check found in the article.
        same: share of the answers that hold the same tokens as the reference's, greedy, unquantised; None where there
            is no reference.
    """

    name: str
    articles: int
    milliseconds: float
    slowest: float
    failed: int
    windowed: int
    sentences: int
    supported: int
    same: float | None = None


def check(folder: Path, articles: Sequence[Article], reference: str | None = None) -> Measure:
    """Open a converted model, have it write of ``articles``, check what it wrote, and lay it beside ``reference``.

    ``reference`` is what the model was converted from, run through transformers.

    Raises:
        ModelError: the folder cannot be used, there is no article, or transformers is missing.
    """
    if not articles:
        raise ModelError("no article to measure with; give some on standard input, one JSON record a line")
    writer = AbstractiveModel(folder)
    taken: list[float] = []
    failed = windowed = wrote = supported = 0
    for article in articles:
        started = time.perf_counter()
        try:
            written = writer.write(article.text, article.language)
        except GenerationTimeoutError:
            failed += 1
            continue
        finally:
            taken.append((time.perf_counter() - started) * 1000)
        verdict = factuality.check_factuality(article.text, written.text)
        windowed += written.windows > 1
        wrote += len(verdict.kept) + verdict.dropped
        supported += len(verdict.kept)
    return Measure(
        name=writer.settings.name,
        articles=len(articles),
        milliseconds=statistics.median(taken),
        slowest=max(taken),
        failed=failed,
        windowed=windowed,
        sentences=wrote,
        supported=supported,
        same=None if reference is None else _same(writer, articles, reference),
    )


def _same(writer: AbstractiveModel, articles: Sequence[Article], source: str) -> float:
    peer = Reference(source, writer.settings)
    same = total = 0
    for article in articles:
        for window in writer.windows(article.text, article.language):
            given = writer.tokens(window)
            same += writer.answer(window, float("inf")) == peer.answer(given)
            total += 1
    return same / total if total else 1.0


class Reference:
    """The same model through transformers, asked in the same way: what conversion is compared with."""

    def __init__(self, source: str, settings: GenerationConfig) -> None:
        """Load a folder or a name on the hub.

        Raises:
            ModelError: torch or transformers is missing.
        """
        try:
            import torch
            from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer
        except ImportError as error:
            raise ModelError(NEEDED) from error
        self.settings = settings
        self._torch = torch
        self._tokenizer = AutoTokenizer.from_pretrained(source)
        kind = AutoModelForSeq2SeqLM if settings.kind == "seq2seq" else AutoModelForCausalLM
        self._model = kind.from_pretrained(source, dtype=torch.float32).eval()

    def answer(self, tokens: Sequence[str]) -> list[str]:
        """The tokens that the model answers with, the start and the end excluded, as ``Writer.answer`` gives them."""
        settings, torch = self.settings, self._torch
        given = torch.tensor([self._tokenizer.convert_tokens_to_ids(list(tokens))])
        ends = [self._tokenizer.convert_tokens_to_ids(token) for token in settings.end]
        asked: dict[str, Any] = {
            # The start counts among an answer's tokens.
            "max_new_tokens": settings.most_tokens - (len(settings.start) if settings.kind == "seq2seq" else 0),
            "min_new_tokens": settings.least_tokens or None,
            "num_beams": settings.beams,
            "do_sample": False,
            "no_repeat_ngram_size": settings.no_repeat,
            "length_penalty": settings.length_penalty,
            "attention_mask": torch.ones_like(given),
            "pad_token_id": self._tokenizer.pad_token_id or 0,
            # Both are the settings' to say, and the bound of tokens is no end of a sentence.
            "forced_bos_token_id": None,
            "forced_eos_token_id": None,
        }
        with torch.no_grad():
            if settings.kind == "seq2seq":
                begin = self._model.config.decoder_start_token_id
                begin = self._model.generation_config.decoder_start_token_id if begin is None else begin
                first = [begin, *(self._tokenizer.convert_tokens_to_ids(token) for token in settings.start)]
                made = self._model.generate(given, decoder_input_ids=torch.tensor([first]), **asked)[0][len(first) :]
                ends = [self._tokenizer.eos_token_id]
            else:
                made = self._model.generate(given, eos_token_id=ends or None, **asked)[0][given.shape[1] :]
        found: list[str] = list(settings.start) if settings.kind == "seq2seq" else []
        for piece in made.tolist():
            if piece in ends:
                break
            found += self._tokenizer.convert_ids_to_tokens([piece])
        return found


def read_articles(lines: Sequence[bytes]) -> list[Article]:
    """Articles, one JSON record a line.

    Raises:
        ModelError: a line is no article; the message names it.
    """
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=Article))
            except MALFORMED as error:
                raise ModelError(f"line {number}: {error}; wanted is an article with at least id and text") from error
    return found
