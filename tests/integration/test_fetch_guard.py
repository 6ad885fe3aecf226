"""The guard against real servers: what lies inside is not reached, by whatever trick."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_web import INSIDE, OTHER, WEB, NameServer, Server, get, refused
from wirewatch.errors import InputRejectedError, TemporaryFetchError
from wirewatch.fetching.fetcher import fetch


class TestGuard:
    def test_a_page_of_the_open_web_is_fetched(self, web: Server, port: int) -> None:
        page = get(port)
        assert (page.status, page.data, page.content_type) == (200, b"<p>fine", "text/html")

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "127.1", "localhost", "127。0。0。1"]
    )
    def test_no_form_of_a_closed_address_gets_through(self, inside: Server, port: int, host: str) -> None:
        assert refused(port, "/secret", host).reason == "address"
        assert inside.asked == []

    @pytest.mark.parametrize(
        "target",
        [
            "http://127.0.0.1:{port}/secret",
            "http://2130706433:{port}/secret",
            "http://0x7f000001:{port}/secret",
            "http://[::ffff:127.0.0.1]:{port}/secret",
            "//127.0.0.1:{port}/secret",
            "\\\\127.0.0.1:{port}\\secret",
            "http://127.0.0.2@127.0.0.1:{port}/secret",
            "http://127.0.0.1:{port}\\@127.0.0.2/secret",
            "file:///etc/passwd",
            "gopher://127.0.0.1:{port}/_GET",
            "http://127.0.0.2:22/",
        ],
    )
    def test_no_redirect_leads_inside(self, web: Server, inside: Server, port: int, target: str) -> None:
        web.table["/start"] = lambda h: h.answer(302, Location="/next")
        web.table["/next"] = lambda h: h.answer(307, Location=target.format(port=port))
        with pytest.raises((InputRejectedError, TemporaryFetchError)):
            get(port, "/start")
        assert inside.asked == []

    def test_a_name_that_points_inside_is_refused(self, inside: Server, port: int) -> None:
        names = NameServer({"inside.example": [INSIDE]})
        assert refused(port, "/secret", "inside.example", resolver=names.resolve).reason == "address"
        assert inside.asked == []

    def test_a_name_that_changes_between_check_and_connection_is_asked_once(
        self, web: Server, inside: Server, port: int
    ) -> None:
        names = NameServer({"rebind.example": [WEB, INSIDE]})
        web.table["/secret"] = lambda h: h.answer(body=b"nothing to hide")
        assert get(port, "/secret", "rebind.example", resolver=names.resolve).data == b"nothing to hide"
        assert names.asked == ["rebind.example"]
        assert inside.asked == []

    def test_a_name_that_changes_behind_a_redirect_to_itself_is_refused(
        self, web: Server, inside: Server, port: int
    ) -> None:
        names = NameServer({"rebind.example": [WEB, INSIDE]})
        web.table["/start"] = lambda h: h.answer(302, Location="/secret", Connection="close")
        assert refused(port, "/start", "rebind.example", resolver=names.resolve).reason == "address"
        assert inside.asked == []

    def test_a_chain_over_names_is_checked_at_every_link(self, web: Server, inside: Server, port: int) -> None:
        names = NameServer({"a.example": [WEB], "b.example": [OTHER], "c.example": [INSIDE]})
        other = Server(OTHER, port)
        web.table["/start"] = lambda h: h.answer(301, Location=f"http://b.example:{port}/next")
        other.table["/next"] = lambda h: h.answer(302, Location=f"http://c.example:{port}/secret")
        assert refused(port, "/start", "a.example", resolver=names.resolve).reason == "address"
        assert names.asked == ["a.example", "b.example", "c.example"]
        assert inside.asked == []
        other.shutdown()
        other.server_close()

    def test_the_environments_proxy_is_not_asked(
        self, web: Server, inside: Server, port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{INSIDE}:{port}")
        assert get(port).data == b"<p>fine"
        assert inside.asked == []


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate, and is not here")
def test_the_certificate_is_checked_against_the_name_although_the_address_is_dialled(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    server = Server(WEB)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    names = NameServer({"news.example": [WEB], "other.example": [WEB]})
    trusting = ssl.create_default_context(cafile=str(certificate))
    port = server.server_address[1]

    def ask(host: str, tls: ssl.SSLContext | None) -> bytes:
        options: dict[str, Any] = {"allow": [f"{WEB}/32"], "ports": [port], "resolver": names.resolve, "retries": 0}
        return fetch(f"https://{host}:{port}/ok", tls=tls, **options).data

    assert ask("news.example", trusting) == b"<p>fine"
    for host, tls in (("other.example", trusting), ("news.example", None)):
        with pytest.raises(TemporaryFetchError) as error:
            ask(host, tls)
        assert error.value.reason == "tls"
    server.shutdown()
    server.server_close()
