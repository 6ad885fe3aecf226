"""For hatchling: compile the default watchlist into the wheel, so that the first page is read as fast as the others."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledWatchlist(BuildHookInterface[Any]):
    """Adds the index of the packs that are watched by default; an editable install compiles it when it is first used."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the files for the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "layers"))
        from wirewatch.watchlists import compiled

        self._folder = tempfile.TemporaryDirectory(prefix="wirewatch-index-")
        for file in compiled.compile_default(Path(self._folder.name)):
            build_data["force_include"][str(file)] = f"wirewatch/watchlists/{compiled.SHIPPED.name}/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled; it is in the wheel."""
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            self._folder.cleanup()
