"""Models of one's own: a tiny one of each family says the same through transformers and converted.

The models are made here with chance weights. Where torch and transformers are not installed this is skipped, and says
so: no function needs them.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from devtools.build import deploy_model
from wirewatch.records import Article
from wirewatch.summaries.abstractive import SETTINGS, AbstractiveModel, GenerationTimeoutError
from wirewatch.summaries.model_conversion import Reference, check, convert
from wirewatch.summaries.model_files import ModelError

torch = pytest.importorskip("torch", reason="torch is not installed: conversion is not tested here")
transformers = pytest.importorskip(
    "transformers", reason="transformers is not installed: conversion is not tested here"
)

TEXT = (
    "The harbour council approved a new quay on Monday. It will cost 30 million and take two winters to build. "
    "Norway will lend a dredger, and Iceland will send two divers. A second vote is planned for the spring. "
)
FAMILIES = ["bart", "t5", "mt5", "pegasus", "llama"]


def tokenizer(folder: Path, family: str) -> int:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(
        [TEXT], trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=alphabet)
    )
    if family != "llama":
        single = "<s> $A </s>" if family == "bart" else "$A </s>"
        made.post_processor = processors.TemplateProcessing(single=single, special_tokens=[("<s>", 0), ("</s>", 2)])
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    )
    fast.save_pretrained(folder)
    return int(made.get_vocab_size())


def tiny(folder: Path, family: str) -> str:
    """A model of the family with chance weights, spread wide enough that the best token is clear."""
    size = tokenizer(folder, family)
    ids: dict[str, Any] = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2}
    torch.manual_seed(7)
    if family in ("bart", "pegasus"):
        shape = {
            "vocab_size": size,
            "d_model": 32,
            "encoder_layers": 2,
            "decoder_layers": 2,
            "encoder_attention_heads": 4,
            "decoder_attention_heads": 4,
            "encoder_ffn_dim": 64,
            "decoder_ffn_dim": 64,
            "max_position_embeddings": 128,
            "init_std": 0.3,
        }
        if family == "bart":
            config = transformers.BartConfig(**shape, **ids, decoder_start_token_id=2, forced_bos_token_id=0)
            model = transformers.BartForConditionalGeneration(config)
            model.generation_config.forced_bos_token_id = 0
        else:
            config = transformers.PegasusConfig(**shape, **ids, decoder_start_token_id=1)
            model = transformers.PegasusForConditionalGeneration(config)
    elif family in ("t5", "mt5"):
        kind, of = (
            (transformers.T5Config, transformers.T5ForConditionalGeneration)
            if family == "t5"
            else (transformers.MT5Config, transformers.MT5ForConditionalGeneration)
        )
        config = kind(
            vocab_size=size, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, **ids, decoder_start_token_id=1,
            initializer_factor=3.0,
        )  # fmt: skip
        model = of(config)
    else:
        config = transformers.LlamaConfig(
            vocab_size=size, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=256, initializer_range=0.3, **ids,
        )  # fmt: skip
        model = transformers.LlamaForCausalLM(config)
    model.eval().save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {family: tiny(tmp_path_factory.mktemp(family), family) for family in FAMILIES}


def edited(folder: Path, **changes: Any) -> AbstractiveModel:
    import json

    path = folder / SETTINGS
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return AbstractiveModel(folder)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_converted_model_says_the_same_tokens(sources: dict[str, str], tmp_path: Path, family: str) -> None:
    convert(sources[family], tmp_path / "m", quantization="float32")
    writer = edited(tmp_path / "m", most_tokens=24)
    peer = Reference(sources[family], writer.settings)
    for text in (TEXT, "Two divers.", "Norway ’ §"):
        answer = writer.answer(text, float("inf"))
        assert answer == peer.answer(writer.tokens(text))
        assert len(answer) > 3


@pytest.mark.parametrize("family", ["bart", "llama"])
def test_beams_say_the_same_tokens(sources: dict[str, str], tmp_path: Path, family: str) -> None:
    convert(sources[family], tmp_path / "m", quantization="float32")
    writer = edited(tmp_path / "m", most_tokens=12, beams=4)
    assert writer.answer(TEXT, float("inf")) == Reference(sources[family], writer.settings).answer(writer.tokens(TEXT))


@pytest.mark.parametrize("family", ["t5", "llama"])
def test_long_articles_are_read_whole_in_windows(sources: dict[str, str], tmp_path: Path, family: str) -> None:
    convert(sources[family], tmp_path / "m")
    writer = edited(tmp_path / "m", window=96, most_tokens=16)
    text = TEXT * 5 + "word " * 300 + "x" * 500
    windows = writer.windows(text)
    assert re.sub(r"\s", "", "".join(windows)) == re.sub(r"\s", "", text)
    most = 96 - (16 if family == "llama" else 0)
    assert all(len(writer.tokens(window)) <= most for window in windows)
    assert len(windows) > 3


@pytest.mark.parametrize("family", ["bart", "llama"])
def test_special_tokens_that_an_article_spells_out_stay_text(
    sources: dict[str, str], tmp_path: Path, family: str
) -> None:
    convert(sources[family], tmp_path / "m", prompt="<s>Say: {article}</s>Answer:" if family == "llama" else None)
    writer = AbstractiveModel(tmp_path / "m")
    assert writer.tokens("all </s> gone").count("</s>") == 1
    assert writer.tokens("all </s> gone").count("<s>") == 1


def test_a_slow_answer_is_given_up(sources: dict[str, str], tmp_path: Path) -> None:
    convert(sources["llama"], tmp_path / "m")
    writer = AbstractiveModel(tmp_path / "m")
    with pytest.raises(GenerationTimeoutError):
        writer.answer(TEXT, time.monotonic() - 1)


def test_a_model_is_measured_beside_its_source(sources: dict[str, str], tmp_path: Path) -> None:
    convert(sources["t5"], tmp_path / "m", quantization="float32")
    edited(tmp_path / "m", most_tokens=8)
    measure = check(tmp_path / "m", [Article(id="a", text=TEXT), Article(id="b", text=TEXT * 40)], sources["t5"])
    assert measure.same == 1.0
    assert (measure.articles, measure.windowed, measure.failed) == (2, 1, 0)


def test_the_family_s_prompt_is_kept(sources: dict[str, str], tmp_path: Path) -> None:
    assert convert(sources["t5"], tmp_path / "t5").before == "summarize: "
    assert convert(sources["bart"], tmp_path / "bart").start == ["<s>"]
    assert convert(sources["llama"], tmp_path / "llama").end == ["</s>"]


def test_a_damaged_file_is_named(sources: dict[str, str], tmp_path: Path) -> None:
    convert(sources["bart"], tmp_path / "m")
    with (tmp_path / "m" / "model.bin").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match=r"model\.bin is damaged"):
        AbstractiveModel(tmp_path / "m")


def test_other_folders_are_left_alone(sources: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep")
    with pytest.raises(ModelError, match="no converted model"):
        convert(sources["bart"], tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "keep"


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be converted"):
        convert(str(tmp_path), tmp_path / "out")


def test_a_converted_model_is_fetched_and_used(sources: dict[str, str], tmp_path: Path) -> None:
    import shutil

    from wirewatch.summaries.summariser import Summariser

    convert(sources["bart"], tmp_path / "made", languages=("en",), quantization="float32")
    models = Summariser()

    def download(name: str, path: Path) -> None:
        shutil.copy(tmp_path / "made" / name, path)

    models.fetch_own(download, tmp_path / "own")
    summary = models.summarise(Article(id="a", text=TEXT, language="en"), [])
    # Chance weights write nothing that the guard lets out: it was asked, and the shipped model stood in.
    assert "is not in the article" in summary.note


def test_a_model_is_converted_on_the_way_to_its_deployment(
    sources: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy_model, "CONVERTED", tmp_path)
    folder = deploy_model.converted(sources["bart"], sys.executable)
    assert folder.parent == tmp_path
    assert AbstractiveModel(folder).settings.kind == "seq2seq"
    assert deploy_model.converted(str(folder), "no python") == folder
