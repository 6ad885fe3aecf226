"""The emulator, with nothing deployed on it, and web servers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devtools.testbed.emulator import Emulator, emulator
from devtools.testbed.strict import Limits, strict
from tests.support.fake_web import INSIDE, WEB, Server


@pytest.fixture(scope="module")
def aws() -> Iterator[Emulator]:
    """An emulator that boto3 finds by itself, as a function on Lambda finds AWS."""
    from wirewatch.aws import clients

    limits = Limits(share=0.1)
    with (
        emulator() as running,
        strict(running.endpoint, limits) as endpoint,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in running.environ.items():
            patch.setenv(name, value)
        patch.setenv("AWS_ENDPOINT_URL", endpoint)  # what wirewatch sends is judged as AWS does
        clients.made.cache_clear()
        yield running
    clients.made.cache_clear()


@pytest.fixture
def web() -> Iterator[Server]:
    server = Server(WEB)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def port(web: Server) -> int:
    return int(web.server_address[1])


@pytest.fixture
def inside(port: int) -> Iterator[Server]:
    """On the same port as the web server, so that only the address keeps it out."""
    server = Server(INSIDE, port)
    server.table["/secret"] = lambda h: h.answer(body=b"the secret")
    yield server
    server.shutdown()
    server.server_close()
