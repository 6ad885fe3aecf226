"""Write docs/alert.png: the alert for events/page.txt as an e-mail program shows it.

    python -m devtools.docs.alert_screenshot

Needs Debian's chromium.
"""

from __future__ import annotations

import html
import subprocess
import tempfile
from pathlib import Path

from devtools.docs.board_screenshots import DOCS, FLAGS
from devtools.docs.sample_emails import samples

SIZE = "1000,760"
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #fff; color: #1b1f24; font: 21px/1.45 "DejaVu Sans", sans-serif }}
header {{ padding: 30px 36px 22px; background: #f3f5f7; border-bottom: 2px solid #d0d7de }}
h1 {{ margin: 0 0 10px; font-size: 25px; line-height: 1.3 }}
p {{ margin: 0; color: #57606a; font-size: 18px }}
pre {{ margin: 0; padding: 30px 36px; font: inherit; white-space: pre-wrap }}
</style><header><h1>{subject}</h1><p>From: wirewatch &lt;no-reply@sns.amazonaws.com&gt;</p></header><pre>{text}</pre>"""


def main() -> None:
    """Make it."""
    subject, _, text = samples().split("```text\nSubject: ")[1].split("```")[0].partition("\n\n")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "alert.html"
        page.write_text(PAGE.format(subject=html.escape(subject), text=html.escape(text.strip())))
        subprocess.run(
            ["chromium", *FLAGS.split(), f"--user-data-dir={folder}/user", f"--window-size={SIZE}",
             f"--screenshot={DOCS / 'alert.png'}", page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
