"""Guards that are taken out of a build, one at a time, to show that the fault test notices."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

GUARDS = {
    # What SQS refuses takes its batch with it, and strings that SNS refuses are refused for ever.
    "bounds": (
        "records.py",
        "                setattr(self, name, storable(value, limit))\n",
        "                pass\n",
    ),
    # Articles of a run are reported as processed and never written.
    "archive": ("services/article_processing.py", "        yield\n        self._archive.flush()\n", "        yield\n"),
    # A run that finds another's intent publishes too.
    "intents": ("alerting/delivery_ledger.py", "        if held not in {ours, _VOID}:\n", "        if False:\n"),
    # A batch that another article was put into is woken by nobody.
    "wakes": (
        "alerting/sender.py",
        "                if self._ledger.wakes(delivery.key, slot):\n",
        "                if False:\n",
    ),
    # An outlet that is down is given up at once.
    "retries": (
        "services/article_processing.py",
        "        except (InputRejectedError, ObjectUnavailableError) as problem:\n            yield self._reject(item, problem)\n",
        "        except (InputRejectedError, ObjectUnavailableError, TemporaryFetchError):\n            return\n",
    ),
    # Digests of runs that overlap are published by each.
    "digests": (
        "services/digest_publishing.py",
        "        if self._claim(name, end):\n",
        "        if self._claim(name, end) or True:\n",
    ),
}
"""By name: a module of the library, what is taken out of it, and what stands there then."""


@contextlib.contextmanager
def without(build: Path, guard: str | None) -> Iterator[Path]:
    """A copy of a build without one of the guards; the build itself where none is to be taken out.

    Raises:
        SystemExit: the code that is to be taken out is not there.
    """
    if guard is None:
        yield build
        return
    name, guarded, bare = GUARDS[guard]
    # Builds whose names begin so are not taken for one that was kept.
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=build.parent) as folder:
        copy = Path(folder) / "build"
        shutil.copytree(build, copy, copy_function=os.link, symlinks=True)
        changed = 0
        for file in copy.rglob(name):
            text = file.read_text()
            if guarded in text:
                file.unlink()  # it is the build's own
                file.write_text(text.replace(guarded, bare))
                changed += 1
        if not changed:
            raise SystemExit(f"{name} has no code for {guard!r} any more; change tests/system/fault_mutations.py")
        yield copy
