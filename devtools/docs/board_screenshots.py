"""Write docs/board-light.png, board-dark.png and board-phone.png from the sample day of the tests.

    python -m devtools.docs.board_screenshots

Needs Debian's chromium.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.support.sample_digest import sample
from wirewatch.digests import board

DOCS = Path(__file__).resolve().parents[2] / "docs"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
)
SHOTS = {"light": "1400,1300", "dark": "1400,1300", "phone": "500,1300"}


def main() -> None:
    """Make all three."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "board.html"
        page.write_text(board.page(sample(), "Europe/Oslo", previous="2026-03-01.html"))
        for name, size in SHOTS.items():
            dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if name == "dark" else []
            subprocess.run(
                ["chromium", *FLAGS.split(), *dark, f"--user-data-dir={folder}/{name}", f"--window-size={size}",
                 f"--screenshot={DOCS / f'board-{name}.png'}", page.as_uri()],
                check=True, capture_output=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
