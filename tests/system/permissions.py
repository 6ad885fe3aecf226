"""Rights: what each deployed function may do, beside what it was seen to do in the tests of the whole deployment.

    python -m tests.system.permissions

Deploys the template on the emulator, runs every test of tests/e2e, and prints for each function each action and
resource that its role allows, how often it was used, and of what is never seen why it is granted. Ends non-zero when a
function did what it has no right to, or may do what it never does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the tests and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "rights.txt"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/e2e", "--ignore", "tests/e2e/test_build.py"],
            cwd=ROOT,
            env={**os.environ, "RIGHTS_TABLE": str(place)},
            capture_output=True,
            text=True,
            check=False,
        )
        if not place.exists():
            print(done.stdout[-4000:])
            return 1
        table = place.read_text()
    print(table)
    rows = [line for line in table.splitlines()[1:] if line]
    notes = Counter("no right" if "NO RIGHT" in row else "never used" if "NEVER USED" in row else "" for row in rows)
    explained = sum(row.split()[3] == "0" for row in rows) - notes["never used"]
    print(
        f"\nrights: {len(rows) - notes['no right']} granted, {explained} of them explained and not seen, "
        f"{notes['never used']} never used; {notes['no right']} calls without a right"
    )
    return 1 if notes["no right"] or notes["never used"] or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
