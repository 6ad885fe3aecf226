"""Which addresses are open, in every form that one can be written in."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

import pytest

from wirewatch.errors import InputRejectedError
from wirewatch.fetching.network_guard import GuardedNetworkBackend, non_public_reason, parse_ip_literal

CLOSED = [
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("0.0.0.0", "this network"),
    ("10.1.2.3", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.1.1", "private"),
    ("169.254.169.254", "metadata"),
    ("169.254.170.2", "link-local"),
    ("100.64.0.1", "NAT"),
    ("100.100.100.200", "NAT"),
    ("100.127.255.255", "NAT"),
    ("192.0.0.192", "protocol"),
    ("192.0.2.1", "documentation"),
    ("198.18.0.1", "benchmarking"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "reserved"),
    ("::", "IPv4-compatible"),
    ("::1", "loopback"),
    ("::7f00:1", "IPv4-compatible"),
    ("::ffff:127.0.0.1", "IPv4-mapped"),
    ("::ffff:169.254.169.254", "IPv4-mapped"),
    ("::ffff:0:127.0.0.1", "IPv4-translated"),
    ("64:ff9b::7f00:1", "NAT64 of loopback"),
    ("64:ff9b::a9fe:a9fe", "NAT64 of cloud metadata"),
    ("64:ff9b:1::7f00:1", "local NAT64"),
    ("2002:7f00:1::", "6to4"),
    ("2001:0:7f00:1::", "Teredo"),
    ("2001:db8::1", "documentation"),
    ("fd00:ec2::254", "metadata"),
    ("fc00::1", "unique local"),
    ("fe80::1", "link-local"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
    ("100::1", "discard"),
    ("4000::1", "not global"),
]
OPEN = [
    "8.8.8.8",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700::1",
    "64:ff9b::808:808",
]
FORMS = [
    ("2130706433", "127.0.0.1"),
    ("0x7f000001", "127.0.0.1"),
    ("0x7f.0.0.1", "127.0.0.1"),
    ("0177.0.0.1", "127.0.0.1"),
    ("017700000001", "127.0.0.1"),
    ("127.1", "127.0.0.1"),
    ("127.0.1", "127.0.0.1"),
    ("0", "0.0.0.0"),
    ("0xA9.0xFE.0xA9.0xFE", "169.254.169.254"),
    ("2852039166", "169.254.169.254"),
    ("fe80::1%eth0", "fe80::1"),
]


@pytest.mark.parametrize(("address", "reason"), CLOSED)
def test_closed(address: str, reason: str) -> None:
    assert reason in (non_public_reason(ip_address(address)) or "open")


@pytest.mark.parametrize("address", OPEN)
def test_open(address: str) -> None:
    assert non_public_reason(ip_address(address)) is None


@pytest.mark.parametrize(("form", "address"), FORMS)
def test_forms(form: str, address: str) -> None:
    assert parse_ip_literal(form) == ip_address(address)


@pytest.mark.parametrize("name", ["example.com", "face", "dead.beef", "a.b.c.d", "1.example.com", "256.1.1.1", ""])
def test_names_are_no_addresses(name: str) -> None:
    assert parse_ip_literal(name) is None


def refusal(host: str, answers: list[str] | None = None, port: int = 443) -> str:
    async def resolver(_host: str, _port: int) -> list[str]:
        if answers is None:
            raise AssertionError("a literal is not resolved")
        return answers

    with pytest.raises(InputRejectedError) as refused:
        asyncio.run(GuardedNetworkBackend(resolver=resolver).connect_tcp(host, port))
    return refused.value.reason


@pytest.mark.parametrize(("form", "_address"), FORMS)
def test_a_closed_literal_is_refused_without_asking_anyone(form: str, _address: str) -> None:
    assert refusal(form) == "address"


def test_one_closed_address_among_open_ones_is_enough() -> None:
    assert refusal("trick.example", ["8.8.8.8", "10.0.0.1"]) == "address"
    assert refusal("trick.example", ["2606:4700::1", "::ffff:10.0.0.1"]) == "address"


def test_other_ports_are_refused() -> None:
    assert refusal("example.com", ["8.8.8.8"], port=22) == "port"


def test_a_unix_socket_is_refused() -> None:
    with pytest.raises(InputRejectedError):
        asyncio.run(GuardedNetworkBackend().connect_unix_socket("/var/run/x.sock"))
