"""The straightforward pipeline that wirewatch is measured beside, in an environment of its own.

    python -m benchmarks.baselines.naive_pipeline PAGES NAMES [--count 40] [--beams 1]

Each page is read with trafilatura, searched with one regular expression for each name, and summarised, whether it matched
or not, by a model of DistilBART's shape (6 + 6 layers, 1,024 wide, BART's vocabulary) with chance weights: at most 650
tokens read, 60 written, one thread. The tokens are not those of the text: a tokenizer is left out, in its favour.

PAGES is a folder of files, NAMES a file with one name a line. Prints one line of JSON: seconds of each page by stage,
each as the wall and as the processor saw it, matches, and the peak of its memory in MB.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

READ, WRITTEN = 650, 60


def summariser(beams: int) -> Callable[[str], Any]:
    """A function that writes 60 tokens about a text."""
    import torch
    import transformers

    torch.set_num_threads(1)
    torch.manual_seed(7)
    config = transformers.BartConfig(encoder_layers=6, decoder_layers=6, vocab_size=50264)
    model = transformers.BartForConditionalGeneration(config).eval()

    def run(text: str) -> Any:
        # Four tokens for three words, as BART's tokenizer makes of English news.
        length = min(READ, max(16, len(text.split()) * 4 // 3))
        ids = torch.randint(4, config.vocab_size, (1, length))
        with torch.inference_mode():
            return model.generate(ids, num_beams=beams, min_new_tokens=WRITTEN, max_new_tokens=WRITTEN)

    return run


def main() -> int:
    """Measure; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("names", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--beams", type=int, default=1)
    asked = parser.parse_args()
    import trafilatura

    begun = time.perf_counter()
    summarise = summariser(asked.beams)
    terms = [re.compile(rf"\b{re.escape(name)}\b") for name in asked.names.read_text().splitlines()]
    loading = time.perf_counter() - begun
    summarise("warm up")
    rows = []
    for path in sorted(asked.pages.iterdir())[: asked.count]:
        raw = path.read_bytes()
        marks = [(time.perf_counter(), time.process_time())]
        text = trafilatura.extract(raw) or "" if path.suffix == ".html" else raw.decode("utf-8", "replace")
        marks.append((time.perf_counter(), time.process_time()))
        found = sum(1 for term in terms if term.search(text))
        marks.append((time.perf_counter(), time.process_time()))
        summarise(text)
        marks.append((time.perf_counter(), time.process_time()))
        wall = [marks[n + 1][0] - marks[n][0] for n in range(3)]
        core = [marks[n + 1][1] - marks[n][1] for n in range(3)]
        rows.append({"wall": wall, "core": core, "matches": found})
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"rows": rows, "peak": peak, "loading": loading, "terms": len(terms)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
