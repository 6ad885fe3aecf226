"""What each function weighs and how long its imports take, beside the others.

Usage: python benchmarks/functions.py [--runs N].

Builds the template for this machine first. The imports are those of the
built handler, in a fresh interpreter each time, with nothing on the path but its layers and, as on Lambda, boto3.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3

from emulator import build
from sizes import LIMIT, functions

CODE = """
import sys, time, json
started = time.perf_counter()
import app
seconds = time.perf_counter() - started
print(json.dumps([seconds, sorted(m for m in sys.modules if "." not in m)]))
"""
ENVIRON = {
    "STORE_BUCKET": "store",
    "ARTICLES_QUEUE_URL": "http://127.0.0.1:1/articles",
    "HITS_QUEUE_URL": "http://127.0.0.1:1/hits",
    "DEAD_LETTERS_URL": "http://127.0.0.1:1/letters",
    "TABLE": "table",
    "ALERTS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:alerts",
    "RETENTION_DAYS": "30",
    "WATCHLIST_PREFIX": "watchlists/",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "bench",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1",
}
HEAVY = ("trafilatura", "lxml", "marisa_trie", "ctranslate2", "tokenizers", "numpy")


def runtime_packages(folder: Path) -> Path:
    """A folder with what the Lambda runtime itself brings: boto3 and its parts."""
    site = Path(boto3.__file__).parent.parent
    for name in ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six.py", "urllib3"):
        (folder / name).symlink_to(site / name)
    return folder


def imported(layers: list[Path], runtime: Path) -> tuple[float, set[str]]:
    """Seconds that the handler's imports took, and the packages that they loaded."""
    path = os.pathsep.join(str(p) for p in [layers[0], *(layer / "python" for layer in layers[1:]), runtime])
    done = subprocess.run(
        [sys.executable, "-S", "-c", CODE],
        env={**ENVIRON, "PYTHONPATH": path, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{layers[0].name} cannot be imported:\n{done.stderr}")
    seconds, modules = json.loads(done.stdout.splitlines()[-1])
    return seconds, set(modules)


def main() -> int:
    """Print the table; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    promises = {"ReadArticle": {"ctranslate2", "tokenizers"}, "SendAlert": {"trafilatura", "lxml", "marisa_trie"}}
    broken = []
    print(f"{'function':<15}{'MB':>7}{'import ms, median (min-max)':>32}   heavy packages loaded   n={runs}")
    with tempfile.TemporaryDirectory() as folder:
        runtime = runtime_packages(Path(folder))
        for built in functions(build()):
            folders = list(built.folders)
            measured = [imported(folders, runtime) for _ in range(runs + 1)][1:]
            times = [seconds * 1000 for seconds, _ in measured]
            modules = measured[0][1]
            spread = f"{statistics.median(times):.0f} ({min(times):.0f}-{max(times):.0f})"
            heavy = ", ".join(name for name in HEAVY if name in modules) or "none"
            print(f"{built.name:<15}{built.size / 1e6:>7.1f}{spread:>32}   {heavy}")
            broken += [f"{built.name} loads {name}" for name in promises.get(built.name, set()) & modules]
            if built.size >= LIMIT:
                broken.append(f"{built.name} weighs more than Lambda takes")
    print(f"functions: {'; '.join(broken) if broken else 'every promise kept'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
