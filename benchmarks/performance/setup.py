"""From a fresh clone to an alert: how long ``make setup``, ``make demo`` and ``make demo`` again take.

Usage: python -m benchmarks.performance.setup [--runs 3] [--steps setup demo again check]. Each run has an empty cache of packages. What is downloaded is
timed too, so that figures depend on the network. ``busy`` is the processor time of all commands, in seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEPS = {"setup": "make setup", "demo": "make demo", "again": "make demo", "check": "make check"}


def once(folder: Path, steps: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Seconds by the clock and of the processor for each step, in a clone of what is committed."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
    environ = {**os.environ, "UV_CACHE_DIR": str(folder / "cache"), "PIP_NO_CACHE_DIR": "1"}
    for name in ("VIRTUAL_ENV", "WIREWATCH_UV", "WIREWATCH_LAYER_CACHE", "MAKEFLAGS", "MAKELEVEL", "PYTHONPATH"):
        environ.pop(name, None)
    taken = {}
    for name in steps:
        command = STEPS[name]
        begun, busy = time.monotonic(), _busy()
        done = subprocess.run(
            command.split(), cwd=folder / "clone", env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{command} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        taken[name] = time.monotonic() - begun, _busy() - busy
        print(f"  {name} {taken[name][0]:.0f} s ({taken[name][1]:.0f} busy)", flush=True)
    return taken


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run it, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS))
    options = parser.parse_args()
    runs = []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory(prefix="wirewatch-setup-") as folder:
            runs.append(once(Path(folder), options.steps))
    for name in options.steps:
        clocks, busy = zip(*(run[name] for run in runs), strict=True)
        print(
            f"{name:6} median {statistics.median(clocks):5.0f} s ({min(clocks):.0f} to {max(clocks):.0f}), busy {statistics.median(busy):.0f} s"
        )


if __name__ == "__main__":
    main()
