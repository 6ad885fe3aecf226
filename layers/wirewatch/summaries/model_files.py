"""A model's folder: a JSON file that says what the model is, and the files that it names, each checked by its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal, Protocol, TypeVar

import msgspec

from wirewatch.errors import MALFORMED, WirewatchError

WRITER_SETTINGS = "writer.json"
"""The file in a folder that says what writes summaries there."""
Quantization = Literal["int8", "int8_float32", "int16", "float16", "bfloat16", "float32"]
"""How weights are kept, as CTranslate2 names it."""


class ModelError(WirewatchError):
    """The model's folder cannot be used; the message names what is wrong and how to fix it."""


class Named(Protocol):
    """A record with the SHA-256 of every file that is needed, by name."""

    files: dict[str, str]


Record = TypeVar("Record", bound=Named)


def checked(folder: Path, name: str, record: type[Record]) -> Record:
    """What ``folder/name`` says, once every file that it lists is there and is what it was.

    Raises:
        ModelError: a file is missing or damaged, or the record is not of its type.
    """
    try:
        found = msgspec.json.decode((folder / name).read_bytes(), type=record)
    except OSError as error:
        raise ModelError(
            f"{folder} is no model's folder: {name}: {error.strerror or error}; name one with it"
        ) from error
    except MALFORMED as error:
        raise ModelError(f"{folder / name}: {error}; deploy the model again") from error
    for file, digest in found.files.items():
        if Path(file).name != file:
            raise ModelError(f"{folder / name}: {file!r} is not a file of this folder; deploy the model again")
        try:
            if sha256(folder / file) != digest:
                raise ModelError(
                    f"{folder / file} is damaged: its SHA-256 is not that in {name}; deploy the model again"
                )
        except OSError as error:
            raise ModelError(
                f"{folder / file} cannot be read: {error.strerror or error}; deploy the model again"
            ) from error
    return found


def sha256(path: Path) -> str:
    """A file's SHA-256 in hexadecimal, read piece by piece: weights are large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
