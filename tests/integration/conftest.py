"""The emulator, with nothing deployed on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emulator import Emulator, emulator


@pytest.fixture(scope="module")
def aws() -> Iterator[Emulator]:
    """An emulator that boto3 finds by itself, as a function on Lambda finds AWS."""
    from wirewatch.store import clients

    with emulator() as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environ.items():
            patch.setenv(name, value)
        clients.made.cache_clear()
        yield running
    clients.made.cache_clear()
