"""Write docs/reference/cli.md, the reference of the command line, from the command line itself.

python -m devtools.docs.cli_reference
"""

from __future__ import annotations

import sys
from pathlib import Path

from wirewatch.cli.main import app

OUT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"
INTRODUCTION = """\
# Commands

For everyone who uses the command line. It lists every command with its options. `python -m devtools.docs.cli_reference` writes this page; a
test compares it with the code.

Commands that read standard input take one JSON record a line ([records](records.md)). They print records to standard output and problems to standard
error. They exit with 1 if something could not be processed, and with 2 if the command line is wrong. Every command takes `-q` (errors only) and
`-v` (says what is done). `wirewatch --install-completion` sets up completion for your shell.
"""


def reference() -> str:
    """The page, as Markdown."""
    called, sys.argv = sys.argv, ["wirewatch"]  # cyclopts writes the usage of some commands as this process was called
    try:
        text = app.generate_docs(output_format="markdown", recursive=True, heading_level=2)
    finally:
        sys.argv = called
    # An option that is a command by itself has a link of another spelling than its heading's.
    text = text.replace("(#wirewatch-install-completion)", "(#wirewatch---install-completion)")
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return INTRODUCTION + "\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    OUT.write_text(reference())
