"""Install the pinned uv into a folder, and write down which package index pip is set to use.

Usage: python fetch_uv.py FOLDER LOCK. Called by ``requirements/uv``; needs Python 3.11 or later and nothing else.
"""

from __future__ import annotations

import ast
import os
import shlex
import shutil
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)
# pip's setting, and the variable by which uv takes the same. uv does not read pip's files.
SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def pip_settings(listing: str) -> dict[str, str]:
    """The variables for uv that say what ``pip config list`` says; the last section that names a setting wins."""
    found = {}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        variable = SETTINGS.get(key.rpartition(".")[2])
        if variable and value:
            found[variable] = (" " if variable != "UV_FIND_LINKS" else ",").join(str(ast.literal_eval(value)).split())
    if "UV_INDEX" in found:
        # As pip does, take a version from whichever index has it. Every file is checked by its hash.
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return found


def _run(command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environ}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def main(folder: Path, lock: Path) -> None:
    """Install uv into ``folder``."""
    version = sys.version.split()[0]
    if sys.version_info < OLDEST:
        raise SystemExit(f"wirewatch needs Python 3.11 or later; {sys.executable} is {version}. Name another: PYTHON=")
    pip = [sys.executable, "-m", "pip"]
    if _run([*pip, "--version"]).returncode:
        venv.create(folder / "pip", with_pip=True)
        pip = [str(folder / "pip" / "bin" / "python"), "-m", "pip"]
    options = ["--quiet", "--no-deps", "--require-hashes", "--target", str(folder)]
    done = _run([*pip, "install", *options, "-r", str(lock)], PIP_USER="0", PIP_ROOT_USER_ACTION="ignore")
    if done.returncode:
        raise SystemExit(f"uv could not be installed:\n{done.stdout}{done.stderr}")
    settings = pip_settings(_run([*pip, "config", "list"]).stdout)
    lines = [f'[ -n "${{{name}+set}}" ] || export {name}={shlex.quote(value)}\n' for name, value in settings.items()]
    (folder / "settings").write_text("".join(lines))
    shutil.rmtree(folder / "pip", ignore_errors=True)
    shutil.copy(lock, folder / "uv.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
