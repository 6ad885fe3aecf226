"""Put a layer's dependencies together: installed from its lock file for Lambda, slimmed, compiled.

Usage: python dependencies.py LAYER TARGET, or --compile FOLDER, or --extensions TARGET. ``WIREWATCH_LAYER_CACHE`` names a folder that keeps what
was put together once for a lock file; nothing is kept without it. With ``WIREWATCH_LAYER_LINK`` the layer only names that
folder, for functions that run on this machine: nothing is copied, packed or unpacked. The Makefile beside this file documents the other settings.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from slim import slim

HERE = Path(__file__).parent
GLIBC = ("2_17", "2_26", "2_27", "2_28", "2_31", "2_34")
"""Amazon Linux 2023, which python3.12 and later run on, has glibc 2.34."""
RUNTIME = "python3.13"
KEEP = 4
"""How many builds of a layer are kept: for this machine, for both architectures, and one more."""
KEY_LENGTH = 20
MODEL = "summary-model"
LINK = "WIREWATCH_LAYER_LINK"
MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}


def install_command(target: Path, lock: Path, runtime: str, machine: str, uv: str | None) -> list[str]:
    """The command that installs ``lock`` into ``target``, by uv where there is one and by this Python's pip elsewhere.

    Args:
        target: folder to install into.
        lock: a requirements file with hashes.
        runtime: as ``python3.13``, or ``local`` for this machine and this Python.
        machine: ``aarch64`` or ``x86_64``.
        uv: path of a uv.
    """
    common = ["--quiet", "--no-deps", "--require-hashes", "--target", str(target), "-r", str(lock)]
    version = runtime.removeprefix("python")
    if uv:
        # Copies: slimming would change the files that uv's cache links to.
        command = [uv, "pip", "install", *common, "--link-mode", "copy", "--python", sys.executable]
        foreign = ["--only-binary", ":all:", "--python-version", version]
        foreign += ["--python-platform", f"{machine}-manylinux_{GLIBC[-1]}"]
    else:
        command = [sys.executable, "-m", "pip", "install", *common, "--disable-pip-version-check", "--no-compile"]
        foreign = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", version]
        foreign += ["--platform", f"manylinux2014_{machine}"]
        for glibc in GLIBC:
            foreign += ["--platform", f"manylinux_{glibc}_{machine}"]
    return command if runtime == "local" else command + foreign


def compiler(runtime: str) -> str | None:
    """A Python that compiles for ``runtime``: this one or one on the PATH; none where neither is of that version."""
    ours = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if runtime in ("local", ours):
        return sys.executable
    found = shutil.which(runtime)
    # A version manager's stand-in may be on the PATH for a version that is not there.
    works = found and not subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode
    return found if works else None


def compile_all(folder: Path, runtime: str) -> None:
    """Compile what is below ``folder``: /opt cannot be written to, so that every cold start would do it again."""
    python = compiler(runtime)
    if python is None:
        print(f"no {runtime} here: it compiles when it starts", file=sys.stderr)
        return
    options = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([python, "-m", "compileall", *options, str(folder)], check=True)


def put_together(layer: Path, root: Path, runtime: str, machine: str) -> None:
    """Install, slim and compile a layer's dependencies into ``root/python``; the model's layer is its files."""
    target = root / "python"
    if layer.name == MODEL:
        shutil.copytree(layer, target / MODEL, dirs_exist_ok=True)
        return
    command = install_command(target, layer / "requirements.txt", runtime, machine, _uv())
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} failed:\n{done.stdout}")
    # uv's own notes, which hold times and paths of this machine.
    for note in (target / ".lock", *target.glob("*.dist-info/uv_cache.json")):
        note.unlink(missing_ok=True)
    slim(root)
    if not os.environ.get(LINK):  # a linked folder can be written to: Python keeps there what it has compiled
        compile_all(target, runtime)


def add_extensions(target: Path, packages: list[str]) -> None:
    """Install packages that extend wirewatch into ``target``, without what they depend on: name that as well."""
    command = [_uv() or "", "pip"] if _uv() else [sys.executable, "-m", "pip"]
    command += ["install", "--quiet", "--no-deps", "--target", str(target)]
    command += ["--python", sys.executable, "--link-mode", "copy"] if _uv() else ["--no-compile"]
    # A relative path is one of the folder in which make was called.
    base = Path(os.environ.get("WIREWATCH_EXTENSIONS_BASE") or ".")
    wanted = [str((base / name).resolve()) if (base / name).exists() else name for name in packages]
    done = subprocess.run([*command, *wanted], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the extensions {' '.join(packages)} cannot be installed:\n{done.stdout}")


def cache_key(layer: Path, runtime: str, machine: str) -> str:
    """The name under which a layer's dependencies are kept: it changes with whatever they are made from."""
    key = hashlib.sha256()
    made_from = layer / ("manifest.json" if layer.name == MODEL else "requirements.txt")
    for path in (made_from, HERE / "slim.py", HERE / "dependencies.py"):
        key.update(path.read_bytes())
    made_for = [sys.version, platform.platform()] if runtime == "local" else [runtime, machine, str(compiler(runtime))]
    made_for.append(os.environ.get(LINK, ""))
    key.update("\n".join(made_for).encode())
    return f"{layer.name}-{key.hexdigest()[:KEY_LENGTH]}"


def older_builds(layer: str, kept: Path) -> list[Path]:
    """The kept builds of a layer beyond the newest ``KEEP``; another layer's name may begin with this one's."""
    builds = kept.glob(f"{layer}-{'[0-9a-f]' * KEY_LENGTH}")
    return sorted(builds, key=lambda folder: folder.stat().st_mtime)[:-KEEP]


def _uv() -> str | None:
    return os.environ.get("WIREWATCH_UV") or shutil.which("uv")


def main(layer: Path, target: Path) -> None:
    """Make ``target`` hold the layer's dependencies, kept ones where there are any."""
    runtime = os.environ.get("WIREWATCH_RUNTIME") or RUNTIME
    machine = MACHINES[os.environ.get("WIREWATCH_ARCHITECTURE") or "arm64"]
    kept = os.environ.get("WIREWATCH_LAYER_CACHE")
    if not kept:
        put_together(layer, target.parent, runtime, machine)
        return
    home = Path(kept) / cache_key(layer, runtime, machine)
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="unfinished-", dir=kept) as folder:
            put_together(layer, Path(folder) / "layer", runtime, machine)
            try:
                (Path(folder) / "layer").rename(home)
            except OSError:
                if not home.exists():  # else another build was faster
                    raise
    os.utime(home)
    for older in older_builds(layer.name, Path(kept)):
        shutil.rmtree(older, ignore_errors=True)
    if os.environ.get(LINK):
        link(home / "python", target, layer.name)
    else:
        shutil.copytree(home / "python", target, dirs_exist_ok=True)


def link(kept: Path, target: Path, name: str) -> None:
    """Make a layer that names a folder for the import path; Python reads such a file in a layer's ``site-packages``."""
    site = target / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    site.mkdir(parents=True)
    (site / f"wirewatch-{name}.pth").write_text(f"import sys; sys.path.insert(0, {str(kept.resolve())!r})\n")


if __name__ == "__main__":
    first, second = sys.argv[1:3]
    if first == "--compile":
        compile_all(Path(second), os.environ.get("WIREWATCH_RUNTIME") or RUNTIME)
    elif first == "--extensions":
        add_extensions(Path(second), os.environ.get("WIREWATCH_EXTENSIONS", "").split())
    else:
        main(HERE / first, Path(second))
