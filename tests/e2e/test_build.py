"""The deployment as it is built for AWS: sizes and processors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.build import package_sizes
from devtools.testbed.emulator import BUILDING, ROOT, TOOLS


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_every_function_fits_lambda(architecture: str, tmp_path: Path) -> None:
    sam = str(TOOLS / "sam" / "bin" / "sam")
    done = subprocess.run(
        [sam, "build", "--build-dir", str(tmp_path), "--parameter-overrides", f"Architecture={architecture}"],
        cwd=ROOT,
        env={
            **os.environ,
            "SAM_CLI_TELEMETRY": "0",
            "AWS_DEFAULT_REGION": "us-east-1",
            "WIREWATCH_PYTHON": sys.executable,
            **BUILDING,
            "WIREWATCH_ARCHITECTURE": architecture,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    built = package_sizes.functions(tmp_path)
    assert {function.name for function in built} == {
        "PollFeeds",
        "ProcessArticle",
        "SendAlert",
        "ArchiveAlert",
        "NotifyChat",
        "SendDigest",
        "CompileWatchlist",
    }
    for function in built:
        assert 0 < function.size < package_sizes.LIMIT
    assert not package_sizes.foreign(tmp_path, architecture)
    assert package_sizes.foreign(tmp_path, "x86_64" if architecture == "arm64" else "arm64")
