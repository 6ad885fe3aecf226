"""Connecting only to public addresses. The check is made on the very address that is then connected to.

A name is resolved once for a connection, every address it resolves to is checked, and the socket is opened to a
checked address, not to the name: DNS that answers differently a moment later is not resolved again. All connections of an
HTTP client go through here, those of redirects too.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore

from wirewatch.errors import InputRejectedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Name and port to addresses as text; raises OSError where there are none."""

# IANA special-purpose address registries (RFC 6890 and successors), and what clouds keep behind public numbers.
_CLOSED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), name)
    for network, name in (
        ("169.254.169.254/32", "cloud metadata"),
        ("fd00:ec2::/32", "cloud metadata"),
        ("168.63.129.16/32", "cloud metadata"),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("198.18.0.0/15", "benchmarking"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard"),
        ("2001::/23", "protocol assignments (Teredo among them)"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("2002::/16", "6to4"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_6 = IPv6Network("2000::/3")


def non_public_reason(address: Address) -> str | None:
    """Why an address is not one of the public internet; None where it is.

    The NAT64 prefix, by which a host without IPv4 reaches it, is judged by the IPv4 address inside.
    """
    for network, name in _CLOSED:
        if address.version == network.version and address in network:
            return name
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            inner = non_public_reason(IPv4Address(int(address) & 0xFFFFFFFF))
            return f"NAT64 of {inner}" if inner else None
        if address not in _GLOBAL_6:
            return "not global"
    return None if address.is_global or address.version == 6 else "not global"


def parse_ip_literal(host: str) -> Address | None:
    """The address that a host name is, in any form that a resolver takes for one; None for a name.

    Decimal, octal, hexadecimal and shortened IPv4 (``2130706433``, ``0177.0.0.1``, ``0x7f.1``, ``127.1``) are
    what inet_aton reads.
    """
    try:
        return ip_address(host.split("%")[0])
    except ValueError:
        pass
    if re.fullmatch(r"[0-9a-fA-FxX.]{1,50}", host):
        try:
            return IPv4Address(socket.inet_aton(host))
        except OSError:
            pass
    return None


# getaddrinfo blocks a thread, for seconds where a name server is down; hundreds of feeds must not queue behind six.
_THREADS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolve")


async def resolve(host: str, port: int) -> list[str]:
    """The system's resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_THREADS, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class GuardedNetworkBackend(httpcore.AsyncNetworkBackend):
    """httpcore's network, closed to everything but public addresses and web ports.

    Args:
        allow: networks that are open although not public; for tests, and for an intranet's own news.
        ports: that may be connected to.
        resolver: in place of the system's.

    ``connect_tcp`` raises ``InputRejectedError`` (``address``, ``port``), OSError from the resolver, and httpcore's errors.
    """

    def __init__(
        self, allow: Iterable[str] = (), ports: Iterable[int] = (80, 443), resolver: Resolver = resolve
    ) -> None:
        self._allow = [ip_network(network) for network in allow]
        self._ports = frozenset(ports)
        self._resolver = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """As in httpcore, but to a checked address only."""
        if port not in self._ports:
            allowed = ", ".join(str(one) for one in sorted(self._ports))
            raise InputRejectedError("port", f"port {port} of {host} is not one that may be asked ({allowed})")
        addresses = await self._checked(host, port)
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    async def connect_unix_socket(self, *_args: Any, **_options: Any) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise InputRejectedError("address", "a unix socket is not on the web")

    async def sleep(self, seconds: float) -> None:
        """As in httpcore."""
        await asyncio.sleep(seconds)

    async def _checked(self, host: str, port: int) -> list[Address]:
        itself = parse_ip_literal(host)
        found = [itself] if itself else [ip_address(text.split("%")[0]) for text in await self._resolver(host, port)]
        for address in found:
            open_ = any(address.version == network.version and address in network for network in self._allow)
            if not open_ and (reason := non_public_reason(address)):
                raise InputRejectedError("address", f"{host} is at {address}, which is not public ({reason})")
        return found[:4]
