"""``make deploy MODEL=…``: a model's folder is checked and uploaded once, and the stack's parameters are printed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.build.deploy_model import parameters
from devtools.testbed.emulator import Emulator


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights" * 1000)
    digest = hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()
    (folder / "writer.json").write_text(json.dumps({"name": "mine", "files": {"model.bin": digest}}))
    return folder


def deploy_model(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "devtools.build.deploy_model", *arguments]
    return subprocess.run(command, cwd=root, env=os.environ, capture_output=True, text=True, check=False)


def test_the_files_are_uploaded_once_and_named_by_a_parameter(aws: Emulator, root: Path, model: Path) -> None:
    first = deploy_model(root, str(model), "--set", "SendAlertMemoryMb=2048")
    assert first.returncode == 0, first.stderr
    said = dict(part.split("=", 1) for part in first.stdout.split())
    assert set(said) == {"SummaryModelUri", "SendAlertStorageMb"}
    bucket, _, prefix = said["SummaryModelUri"].removeprefix("s3://").partition("/")
    assert prefix.startswith("my-model-")
    assert prefix.endswith("/")
    found = aws.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
    assert sorted(one["Key"].removeprefix(prefix) for one in found) == ["model.bin", "writer.json"]
    assert "uploading" in first.stderr
    again = deploy_model(root, str(model))
    assert said["SummaryModelUri"] in again.stdout
    assert "uploading" not in again.stderr


def test_a_damaged_model_is_not_uploaded(aws: Emulator, root: Path, model: Path) -> None:
    (model / "model.bin").write_bytes(b"other weights")
    done = deploy_model(root, str(model))
    assert done.returncode == 1
    assert "is damaged" in done.stderr
    assert done.stdout == ""


def test_memory_and_storage_follow_from_the_size(model: Path) -> None:
    said = parameters(model, "s3://models/mine/", [])
    assert said == ["SummaryModelUri=s3://models/mine/", "SendAlertMemoryMb=3008", "SendAlertStorageMb=513"]
