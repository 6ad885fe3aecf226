"""Make a summary model ready for a deployment: convert it, upload it, print the stack's parameters for it.

Usage: python -m devtools.build.deploy_model MODEL [--python PYTHON] [--set NAME=VALUE …]

MODEL is a folder with a ``writer.json``, or what ``wirewatch model convert`` takes: a folder or a name on the Hugging Face
hub. The files go to a private bucket of this account and region, ``wirewatch-models-ACCOUNT-REGION``, below a name that
changes with them: functions that still run keep the model that they have.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from wirewatch.summaries.model_files import WRITER_SETTINGS, ModelError, checked

ROOT = Path(__file__).resolve().parents[2]
CONVERTED = ROOT / ".tools" / "converted"
MB = 1 << 20
LEAST_MEMORY = 3008
"""MB of memory: with them a function has 1.7 processors, and a summary of distilbart takes seconds, not tens of them."""


class Settings(msgspec.Struct):
    """What a ``writer.json`` says of its folder."""

    files: dict[str, str] = {}
    engine: str = ""


def converted(model: str, python: str) -> Path:
    """The folder of a model that can be deployed; what was fetched from the hub and converted is kept.

    Raises:
        SystemExit: it cannot be converted; the converter has said why.
    """
    if (Path(model) / WRITER_SETTINGS).is_file():
        return Path(model)
    folder = CONVERTED / re.sub(r"[^A-Za-z0-9._-]+", "--", model).strip("-")
    # A name on the hub stays what it is; a folder may have changed.
    if Path(model).exists() or not (folder / WRITER_SETTINGS).is_file():
        print(f"converting {model} …", file=sys.stderr)
        wirewatch = str(Path(python).with_name("wirewatch"))
        command = [wirewatch, "model", "convert", model, "--to", str(folder)]
        if done := subprocess.run(command, stdout=sys.stderr, check=False).returncode:
            raise SystemExit(done)
    return folder


def bucket_for_models() -> str:
    """The name of the account's bucket for models in this region; it is made where there is none."""
    account = boto3.client("sts").get_caller_identity()["Account"]
    s3: Any = boto3.client("s3")
    region = s3.meta.region_name
    name = f"wirewatch-models-{account}-{region}"
    try:
        s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
            raise
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **where)  # private and encrypted, as every new bucket is
    return name


def upload(folder: Path) -> str:
    """Upload a model's files, ``writer.json`` last, and nothing where they are there; their address.

    Raises:
        ModelError: a file is missing or damaged.
    """
    settings = checked(folder, WRITER_SETTINGS, Settings)
    digest = hashlib.sha256((folder / WRITER_SETTINGS).read_bytes()).hexdigest()[:12]
    bucket = bucket_for_models()
    prefix = f"{re.sub(r'[^A-Za-z0-9._-]+', '-', folder.resolve().name)}-{digest}/"
    s3: Any = boto3.client("s3")
    there = s3.list_objects_v2(Bucket=bucket, Prefix=prefix + WRITER_SETTINGS).get("KeyCount", 0)
    for name in () if there else (*settings.files, WRITER_SETTINGS):
        print(f"uploading {name} ({(folder / name).stat().st_size / MB:,.1f} MB) …", file=sys.stderr)
        s3.upload_file(str(folder / name), bucket, prefix + name)
    return f"s3://{bucket}/{prefix}"


def parameters(folder: Path, uri: str, given: list[str]) -> list[str]:
    """The stack's parameters for a model, those left out that are set by hand: room in /tmp, and memory for weights."""
    size = sum(path.stat().st_size for path in folder.iterdir()) // MB + 1
    wanted = {
        "SummaryModelUri": uri,
        "SendAlertMemoryMb": str(min(10240, max(LEAST_MEMORY, 1024 + 2 * size))),
        "SendAlertStorageMb": str(min(10240, 512 + size)),
    }
    named = {one.partition("=")[0] for one in given}
    return [f"{name}={value}" for name, value in wanted.items() if name not in named]


def main() -> None:
    """Convert, upload, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--python", default=sys.executable, help="one with torch and transformers, for the conversion")
    parser.add_argument("--set", nargs="*", default=[], help="parameters that are set already")
    options = parser.parse_args()
    folder = converted(options.model, options.python)
    try:
        print(*parameters(folder, upload(folder), options.set))
    except (ModelError, ClientError, BotoCoreError) as problem:
        raise SystemExit(f"{options.model}: {problem}") from problem


if __name__ == "__main__":
    main()
