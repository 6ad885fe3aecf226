"""What each built function weighs with its layers, and whether it is built for the processor that it names.

Usage: python -m devtools.build.package_sizes BUILD_FOLDER [ARCHITECTURE]. Exits with 1 when a function is over Lambda's limit, or when
a compiled module is for another processor.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LIMIT = 262_144_000
"""Bytes that a zip function may weigh unzipped, layers included (AWS Lambda quotas)."""
MACHINES = {62: "x86_64", 183: "arm64"}
"""ELF e_machine numbers."""


@dataclass(frozen=True)
class Built:
    """A function as built: its name, and the folders that make it up with their sizes in bytes."""

    name: str
    folders: dict[Path, int]

    @property
    def size(self) -> int:
        """Bytes, layers included."""
        return sum(self.folders.values())


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms; of ``!Ref X`` only the name X is wanted here."""


def _tag(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return loader.construct_mapping(node) if isinstance(node, yaml.MappingNode) else None


_Loader.add_multi_constructor("!", _tag)


def functions(build: Path) -> list[Built]:
    """Every function of a built template.

    Raises:
        SystemExit: there is no built template.
    """
    template = build / "template.yaml"
    if not template.exists():
        raise SystemExit(f"{template} is not there; run `make build` first")
    resources = yaml.load(template.read_text(), Loader=_Loader)["Resources"]
    found = []
    for name, resource in resources.items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        layers = [_name(layer) for layer in resource["Properties"].get("Layers", [])]
        folders = [build / name, *(build / layer for layer in layers)]
        found.append(Built(name, {folder: _size(folder) for folder in folders}))
    return found


def _name(reference: Any) -> str:
    return str(reference["Ref"] if isinstance(reference, dict) else reference)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def foreign(build: Path, architecture: str) -> list[Path]:
    """Compiled modules below ``build`` that are not for ``architecture``."""
    found = []
    for path in build.rglob("*.so*"):
        with path.open("rb") as file:
            head = file.read(20)
        if head[:4] == b"\x7fELF" and MACHINES.get(struct.unpack_from("<H", head, 18)[0]) != architecture:
            found.append(path)
    return found


def main(build: Path, architecture: str | None) -> int:
    """Print the table; the exit status."""
    failed = False
    for built in functions(build):
        parts = "  ".join(f"{folder.name} {size / 1e6:.1f}" for folder, size in built.folders.items())
        verdict = "ok" if built.size < LIMIT else "TOO LARGE"
        failed |= built.size >= LIMIT
        print(f"{built.name:<14} {built.size / 1e6:6.1f} of {LIMIT / 1e6:.1f} MB  {verdict}   {parts}")
    for path in foreign(build, architecture) if architecture else ():
        failed = True
        print(f"not for {architecture}: {path}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
