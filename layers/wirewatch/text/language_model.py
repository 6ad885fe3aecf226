"""The classifier of languages (py3langid), opened from a folder that keeps its model unpacked, where there is one.

The model is 68 MB, kept in a file that takes 0.4 s of a processor to unpack: the longest step of reading one page.
A program that reads a page now and then, as the command line does, keeps it unpacked and maps it into memory.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_ARRAYS = ("ptc", "pc", "classes", "nextmove", "row", "output")


class _Kept:
    folder: Path | None = None


def keep_unpacked(folder: Path) -> None:
    """Keep the model unpacked below ``folder`` from now on; one that cannot be written to changes nothing."""
    _Kept.folder = folder


def classify(text: str) -> str:
    """The language that a text is most likely in, as py3langid names it."""
    return str(_identifier().classify(text)[0])


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid import langid

    packed = langid.MODEL_DIR / langid.MODEL_FILE
    if _Kept.folder is not None:
        stat = packed.stat()
        unpacked = _Kept.folder / f"language-model-{stat.st_size}-{stat.st_mtime_ns}"
        # A folder that cannot be written to, or holds something else, only costs time.
        with suppress(OSError, ValueError):
            if not unpacked.is_dir():
                _unpack(packed, unpacked)
            return _mapped(unpacked)
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)


def _unpack(packed: Path, folder: Path) -> None:
    """Write the model's arrays, one a file; the folder appears when all are there, and those of other models go."""
    import numpy as np
    from py3langid import modelio

    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=".language-model-", dir=folder.parent))
    try:
        for name, values in zip(_ARRAYS, modelio.load_model(str(packed)), strict=True):
            np.save(made / f"{name}.npy", np.asarray(values), allow_pickle=False)
        for older in folder.parent.glob("language-model-*"):
            shutil.rmtree(older, ignore_errors=True)
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _mapped(folder: Path) -> LanguageIdentifier:
    """The classifier on the arrays of a folder. Only what a text needs of them is read.

    Raises:
        OSError, ValueError: they are not what was written.
    """
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    arrays: dict[str, Any] = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS
    }
    return LanguageIdentifier(
        arrays["ptc"],
        np.asarray(arrays["pc"]),
        arrays["classes"].tolist(),
        memoryview(arrays["nextmove"]),
        arrays["output"].tolist(),
        tk_row=arrays["row"].tolist(),
    )
