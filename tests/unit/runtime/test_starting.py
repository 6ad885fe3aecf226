"""Starting: work is done before the first event, and nothing is kept that starts from one snapshot must not share."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest

from wirewatch.aws import clients
from wirewatch.aws.clients import create_clients


def no_socket(*_: Any, **__: Any) -> None:
    raise AssertionError("a connection was opened")


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What is to be done after a start from a snapshot, as Lambda's runtime would be told."""
    registered: list[Callable[[], object]] = []
    module = types.ModuleType("snapshot_restore_py")
    module.register_after_restore = registered.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", module)
    monkeypatch.setattr(socket.socket, "connect", no_socket)
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "us-east-1")
    clients.made.cache_clear()
    return registered


def test_clients_are_made_and_no_connection_is_opened(hooks: list[Callable[[], object]]) -> None:
    create_clients("s3", "dynamodb")
    assert clients.made.cache_info().currsize == 2
    clients.client("s3")
    assert clients.made.cache_info().hits == 1


def test_starts_from_one_snapshot_do_not_share_random_numbers(hooks: list[Callable[[], object]]) -> None:
    create_clients()
    snapshot = random.getstate()
    drawn = set()
    for _ in range(2):
        random.setstate(snapshot)
        for hook in hooks:
            hook()
        drawn.add(random.random())
    assert len(drawn) == 2


def test_without_snapshots_nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", None)
    create_clients()


def test_the_first_page_finds_everything_loaded() -> None:
    code = (
        "import sys\n"
        "from wirewatch.extraction.html import WARM_UP, extract_html, warm_up\n"
        "warm_up()\n"
        "before = set(sys.modules)\n"
        "assert not [name for name in before if name.startswith('dateparser.data.date_translation')]  # they take seconds\n"
        "page = WARM_UP.replace(b'harbour', b'railway').replace(b'Example Paper 1', b'Another Paper 2')\n"
        "assert extract_html(page).language == 'en'\n"
        "print(sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
