"""The guard of the fetcher: every form of a closed address, and tricks to get there over names and redirects.

    python -m tests.robustness.network_guard

Checked: nothing but a refusal for each address, and no request that reaches a closed one. All on loopback: 127.0.0.2
stands for the open web, 127.0.0.1 for what must not be reached.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from wirewatch.errors import InputRejectedError, TemporaryFetchError
from wirewatch.fetching.fetcher import fetch

LISTED = r"""
http://127.0.0.1/ http://127.255.255.254/ http://localhost/ http://2130706433/ http://0x7f000001/
http://0x7f.1/ http://0177.0.0.1/ http://017700000001/ http://127.1/ http://0/ http://0.0.0.0/
http://127。0。0。1/ http://①②⑦.0.0.1/ http://10.0.0.1/ http://172.16.0.1/ http://172.31.255.255/
http://192.168.0.1/ http://100.64.0.1/ http://100.100.100.200/ http://169.254.169.254/latest/meta-data/
http://2852039166/ http://0xa9fea9fe/ http://0xA9.0xFE.0xA9.0xFE/ http://169.254.170.2/v2/credentials
http://168.63.129.16/ http://192.0.0.192/ http://198.18.0.1/ http://192.0.2.1/ http://224.0.0.1/
http://240.0.0.1/ http://255.255.255.255/ http://[::]/ http://[::1]/ http://[::127.0.0.1]/
http://[::ffff:127.0.0.1]/ http://[::ffff:a9fe:a9fe]/ http://[::ffff:0:7f00:1]/ http://[64:ff9b::127.0.0.1]/
http://[64:ff9b::a9fe:a9fe]/ http://[64:ff9b:1::a00:1]/ http://[2002:7f00:1::]/ http://[2001:0:7f00:1::]/
http://[fc00::1]/ http://[fd00:ec2::254]/ http://[fe80::1]/ http://[fe80::1%25lo]/ http://[fec0::1]/
http://[ff02::1]/ http://[100::1]/ http://[2001:db8::1]/ http://user@127.0.0.1/ http://8.8.8.8@127.0.0.1/
http://127.0.0.1:80\@8.8.8.8/ http://8.8.8.8:22/ http://8.8.8.8:6379/ ftp://8.8.8.8/ file:///etc/passwd
gopher://8.8.8.8/ unix:///var/run/docker.sock dict://8.8.8.8/ data:text/html,x http:///x
"""
ADDRESSES = LISTED.split()


class Inside(BaseHTTPRequestHandler):
    """The secret and, on the other address, the pages that try to lead to it."""

    asked: list[str] = []
    port = 0

    def do_GET(self) -> None:
        """Answer; the secret's address writes down that it was asked."""
        if self.connection.getsockname()[0] == "127.0.0.1":
            self.asked.append(self.path)
            self._send(200, b"secret", None)
            return
        where = {
            "/hop": "/hop2",
            "/hop2": f"http://127.0.0.1:{self.port}/",
            "/decimal": f"http://2130706433:{self.port}/",
            "/mapped": f"http://[::ffff:127.0.0.1]:{self.port}/",
            "/relative": f"//127.0.0.1:{self.port}/",
            "/name": f"http://inside.example:{self.port}/",
            "/again": f"http://changing.example:{self.port}/x",
            "/file": "file:///etc/passwd",
            "/user": f"http://127.0.0.2@127.0.0.1:{self.port}/",
        }.get(self.path)
        self._send(302 if where else 200, b"<p>public", where)

    def _send(self, status: int, body: bytes, location: str | None) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


def guard() -> list[str]:
    """Print both tables; return the checks that fail."""
    broken = []
    print(f"\n{'address':44}outcome")
    for url in ADDRESSES:
        try:
            fetch(url, retries=0, seconds=5)
            outcome = "FETCHED"
        except InputRejectedError as refused:
            outcome = f"refused: {refused.reason}  ({str(refused).rsplit(': ', 1)[-1][:70]})"
        except TemporaryFetchError as error:
            outcome = f"TRIED: {error.reason}"
        if not outcome.startswith("refused"):
            broken.append(f"{url} {outcome}")
        print(f"{url:44}{outcome}")
    outside = ThreadingHTTPServer(("127.0.0.2", 0), Inside)
    Inside.port = port = outside.server_address[1]
    inside = ThreadingHTTPServer(("127.0.0.1", port), Inside)
    for server in (outside, inside):
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    print(f"\n{'trick, on loopback (127.0.0.2 open, 127.0.0.1 not)':60}outcome")
    tricks = [
        "/hop",
        "/decimal",
        "/mapped",
        "/relative",
        "/name",
        "/again",
        "/file",
        "/user",
        "/plain",
        "inside",
        "mixed",
    ]
    for trick in tricks:
        answers = {
            "open.example": [["127.0.0.2"]],
            "inside.example": [["127.0.0.1"]],
            "changing.example": [["127.0.0.2"], ["127.0.0.1"]],
            "mixed.example": [["127.0.0.2", "127.0.0.1"]],
        }

        async def resolver(host: str, _port: int, answers: dict[str, list[list[str]]] = answers) -> list[str]:
            await asyncio.sleep(0)
            return answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]

        hosts = {"inside": "inside", "mixed": "mixed", "/again": "changing", "/plain": "changing"}
        host = f"{hosts.get(trick, 'open')}.example"
        path = trick if trick.startswith("/") else "/"
        try:
            got = fetch(
                f"http://{host}:{port}{path}",
                allow=["127.0.0.2/32"],
                ports=[port],
                resolver=resolver,
                retries=0,
                interval=0,
            )
            outcome = f"fetched {got.data.decode()!r}"
        except (InputRejectedError, TemporaryFetchError) as error:
            outcome = f"refused: {error.reason}"
        print(f"{host + path:60}{outcome}")
    print(f"requests that reached 127.0.0.1: {len(Inside.asked)}")
    if Inside.asked:
        broken.append(f"{len(Inside.asked)} requests reached the closed address")
    for server in (outside, inside):
        server.shutdown()
        server.server_close()
    return broken


def main() -> int:
    """Print the tables and the summary; 1 where a check fails."""
    broken = guard()
    print(f"\nguard: {len(ADDRESSES)} addresses; {'BROKEN: ' + '; '.join(broken) if broken else 'every check passed'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
