"""Guarded HTTP: one page from the web, or a clear word on why not.

Only http and https, only public addresses (``dialler``), bounded in bytes, seconds and redirects; one request at a
time to a host, with a pause between two; tried again only where that helps. ``Fetcher`` is the one core, asynchronous,
for hundreds of hosts at once; ``fetch`` is the same for one page in plain code.
"""

from __future__ import annotations

import asyncio
import random
import re
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from types import TracebackType
from typing import Any

import httpcore
import httpx

from wirewatch import __version__
from wirewatch.errors import (
    AccessRestrictedError,
    InputRejectedError,
    ResourceGoneError,
    TemporaryFetchError,
)
from wirewatch.fetching import encoding as charsets
from wirewatch.fetching.decompression import BoundedDecompressor
from wirewatch.fetching.network_guard import GuardedNetworkBackend, Resolver, resolve
from wirewatch.limits import PAGE_BYTES

USER_AGENT = f"wirewatch/{__version__} (reads news articles and feeds; one request at a time per host)"
_ACCEPT = "text/html,application/xhtml+xml,application/feed+json,application/atom+xml,application/rss+xml,*/*;q=0.5"
_HOST = re.compile(r"(?=.{1,254}$)(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?")
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRANSIENT = {408: "timeout", 425: "busy", 429: "busy", 503: "busy"}
_AGAIN = frozenset({"connect", "disconnected", "busy", "gateway"})


@dataclass(frozen=True)
class FetchedPage:
    """What a server answered, with 200 or 304 (or another 2xx).

    Attributes:
        url: as requested.
        final_url: behind all redirects.
        permanent_url: behind the permanent redirects (301, 308) that come before any other: what to ask for from now
            on.
        status: 304 only where ``etag`` or ``last_modified`` was given.
        data: the body, decompressed; empty for 304.
        content_type: as sent, with its parameters.
        charset: Python codec to read ``data`` with, by byte order mark, header, meta and content.
        etag, last_modified: to be given back the next time.
        arrived: ISO 8601, UTC.
        headers: all of them, names in lower case.
    """

    url: str
    final_url: str
    permanent_url: str
    status: int
    data: bytes = field(repr=False)
    content_type: str
    charset: str
    etag: str | None
    last_modified: str | None
    arrived: str
    headers: Mapping[str, str] = field(repr=False)

    @property
    def not_modified(self) -> bool:
        """Whether the server said that nothing has changed."""
        return self.status == 304


@dataclass
class _Turn:
    """Whose turn it is at one host."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    free_at: float = 0.0


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)  # 20 ms: once a process


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport on our dialler; proxies and other settings of the environment do not apply."""

    def __init__(self, dialler: GuardedNetworkBackend, connections: int, tls: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=connections,
            max_keepalive_connections=connections // 4,
            keepalive_expiry=15.0,
            network_backend=dialler,
        )


class Fetcher:
    """Fetches pages, many at once; an async context manager, for one event loop.

    Args:
        limit: bytes of a page, as sent and after decompression.
        seconds: for one page, with its redirects, retries and their pauses, but without waiting for the host's turn.
        redirects: that are followed.
        retries: after failures that pass: a connection that failed, 429, 502, 503, 504.
        interval: seconds between the end of a request to a host and the next to it.
        connections: open at once, to all hosts.
        user_agent: says who asks; put an address in it where you can be reached.
        allow, ports, resolver: see ``GuardedNetworkBackend``.
        tls: for a certificate authority of your own.
        sleep: for tests.
    """

    def __init__(
        self,
        *,
        limit: int = PAGE_BYTES,
        seconds: float = 30.0,
        redirects: int = 8,
        retries: int = 2,
        interval: float = 1.0,
        connections: int = 200,
        user_agent: str = USER_AGENT,
        allow: Iterable[str] = (),
        ports: Iterable[int] = (80, 443),
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._redirects = redirects
        self._retries = retries
        self._interval = interval
        self._user_agent = user_agent
        self._sleep = sleep
        self._transport = _Transport(GuardedNetworkBackend(allow, ports, resolver), connections, tls or _tls())
        self._turns: dict[str, _Turn] = {}

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.aclose()

    async def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> FetchedPage:
        """The page at ``url``; with ``etag`` or ``last_modified``, status 304 where it has not changed.

        Raises:
            ResourceGoneError: 404, 410, 451.
            AccessRestrictedError: 401, 402, 403.
            InputRejectedError: for good: ``address``, ``scheme``, ``port``, ``redirects``, ``too-large``, ``bomb``, ``broken``,
                ``encoding``, ``http-error`` (another 4xx).
            TemporaryFetchError: for now.
        """
        spent = 0.0
        for attempt in range(self._retries + 1):
            clock = _Clock(self._seconds - spent)
            try:
                return await self._follow(url, etag, last_modified, clock)
            except TemporaryFetchError as failed:
                spent += clock.spent
                # Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
                pause = failed.retry_after or random.uniform(0.1, 0.5 * 2**attempt)  # noqa: S311 (no secret)
                if failed.reason not in _AGAIN or attempt == self._retries or spent + pause >= self._seconds:
                    raise
                spent += pause
                await self._sleep(pause)
        raise AssertionError  # the loop returns or raises

    async def _follow(self, url: str, etag: str | None, last_modified: str | None, clock: _Clock) -> FetchedPage:
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value and value.isprintable()}
        here, permanent, still_permanent = _checked(url, url), url, True
        cookies = httpx.Cookies()  # of this page only: consent and paywall redirects loop without
        for _ in range(self._redirects + 1):
            request = httpx.Request(
                "GET",
                here,
                headers={
                    "User-Agent": self._user_agent,
                    "Accept": _ACCEPT,
                    "Accept-Encoding": "gzip, deflate, br",
                    "Accept-Language": "*",
                    **headers,
                },
                cookies=cookies,
                extensions={"timeout": {"connect": 10.0, "read": 15.0, "write": 10.0, "pool": None}},
            )
            async with self._turn(here.host), clock.running(url), _translated(url):
                response = await self._transport.handle_async_request(request)
                try:
                    if response.status_code not in _REDIRECTS or "location" not in response.headers:
                        return await self._answer(url, str(here), permanent, response)
                finally:
                    await response.aclose()
            response.request = request
            cookies.extract_cookies(response)
            still_permanent = still_permanent and response.status_code in _PERMANENT
            here = _checked(url, response.headers["location"], here)
            permanent = str(here) if still_permanent else permanent
        raise InputRejectedError("redirects", f"more than {self._redirects} redirects", url)

    async def _answer(self, url: str, final: str, permanent: str, response: httpx.Response) -> FetchedPage:
        headers = {name.lower(): value for name, value in response.headers.items()}
        status = response.status_code
        if status != 304:
            _check_status(url, status, headers)
        data = await self._body(url, response) if status != 304 else b""
        content_type = headers.get("content-type", "")[:500]
        return FetchedPage(
            url=url,
            final_url=final,
            permanent_url=permanent,
            status=status,
            data=data,
            content_type=content_type,
            charset=charsets.detect(data, content_type),
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            arrived=datetime.now(UTC).isoformat(timespec="seconds"),
            headers=headers,
        )

    async def _body(self, url: str, response: httpx.Response) -> bytes:
        too_large = InputRejectedError("too-large", f"larger than {self._limit:,} bytes", url)
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length[:20]) > self._limit:
            raise too_large
        names = [name.strip().lower() for name in response.headers.get("content-encoding", "").split(",")]
        codings = [name for name in names if name not in ("", "identity")]
        if len(codings) > 2:
            raise InputRejectedError("encoding", "more than two content codings", url)
        inflaters = [BoundedDecompressor(coding, self._limit) for coding in reversed(codings)]
        pieces: list[bytes] = []
        size = 0
        async for chunk in response.stream:  # type: ignore[union-attr]  # asynchronous, from our transport
            size += len(chunk)
            if size > self._limit:
                raise too_large
            pieces.extend(_inflated(chunk, inflaters))
        return b"".join(pieces)

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        turn = self._turns.setdefault(host, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                if (wait := turn.free_at - time.monotonic()) > 0:
                    await self._sleep(wait)
                try:
                    yield
                finally:
                    turn.free_at = time.monotonic() + self._interval
        finally:
            turn.users -= 1
            if len(self._turns) > 1000:
                now = time.monotonic()
                self._turns = {h: t for h, t in self._turns.items() if t.users or t.free_at > now}


def fetch(url: str, *, etag: str | None = None, last_modified: str | None = None, **options: Any) -> FetchedPage:
    """``Fetcher.fetch`` for one page in plain code; ``options`` are ``Fetcher``'s."""

    async def once() -> FetchedPage:
        async with Fetcher(**options) as fetcher:
            return await fetcher.fetch(url, etag=etag, last_modified=last_modified)

    return asyncio.run(once())


class _Clock:
    """Counts the seconds of the requests for one page, and ends the one in which they run out."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.spent = 0.0

    @asynccontextmanager
    async def running(self, url: str) -> AsyncIterator[None]:
        started = time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, self._seconds - self.spent)):
                yield
        except TimeoutError:
            raise TemporaryFetchError("timeout", f"not answered within {self._seconds:.3g} s", url) from None
        finally:
            self.spent += time.monotonic() - started


def _inflated(chunk: bytes, inflaters: list[BoundedDecompressor]) -> Iterable[bytes]:
    if not inflaters:
        return [chunk]
    first, rest = inflaters[0], inflaters[1:]
    return (piece for outer in first.feed(chunk) for piece in _inflated(outer, rest))


def _checked(asked: str, target: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = base.join(target) if base else httpx.URL(target.strip())
        if url.fragment:
            url = url.copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise InputRejectedError("address", f"not an address: {error}", asked[:200]) from None
    if url.scheme not in ("http", "https"):
        raise InputRejectedError(
            "scheme", f"{url.scheme or 'no scheme'} is not fetched; http and https are", asked[:200]
        )
    host = url.raw_host.decode("ascii")
    if ":" not in host and not _HOST.fullmatch(host):
        raise InputRejectedError("address", "not an address: no host name", asked[:200])
    if url.userinfo:
        bare = url.copy_with(userinfo=b"")  # a password is not for the log
        raise InputRejectedError("address", "an address with a user name is not fetched", str(bare)[:200])
    return url


def _check_status(url: str, status: int, headers: Mapping[str, str]) -> None:
    if 200 <= status < 300:
        return
    if status in (404, 410, 451):
        raise ResourceGoneError(
            {404: "not-found", 410: "gone", 451: "legal"}[status], f"the server answered {status}", url
        )
    if status in (401, 402, 403):
        raise AccessRestrictedError(
            {401: "login", 402: "paywall", 403: "denied"}[status], f"the server answered {status}", url
        )
    message = f"the server answered {status}"
    if status in _TRANSIENT:
        wait = retry_after(headers.get("retry-after"))
        raise TemporaryFetchError(_TRANSIENT[status], message, url, status, wait)
    if status in (502, 504):
        raise TemporaryFetchError("gateway", message, url, status)
    if status >= 500:
        raise TemporaryFetchError("server-error", message, url, status, retry_after(headers.get("retry-after")))
    raise InputRejectedError("http-error", message, url)


def retry_after(value: str | None) -> float | None:
    """Seconds (a day at most) that a Retry-After header asks for, in seconds or by date; None where it says nothing."""
    if not value:
        return None
    value = value.strip()[:60]
    if value.isascii() and value.isdigit():
        return min(float(value), 86400.0)
    try:
        moment = parsedate_to_datetime(value)
        wait = (moment - datetime.now(UTC)).total_seconds() if moment.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(wait, 0.0), 86400.0) if wait is not None else None


@asynccontextmanager
async def _translated(url: str) -> AsyncIterator[None]:
    """Our own errors for the libraries'."""
    try:
        yield
    except InputRejectedError as error:
        if error.source:
            raise
        raise InputRejectedError(error.reason, str(error), url) from None
    except httpx.TimeoutException:
        raise TemporaryFetchError("timeout", "the server did not answer in time", url) from None
    except httpx.ConnectError as error:
        tls = "SSL" in str(error) or "CERTIFICATE" in str(error).upper()
        raise TemporaryFetchError("tls" if tls else "connect", f"no connection: {error}", url) from None
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, httpx.CloseError) as error:
        disconnected = not isinstance(error, httpx.RemoteProtocolError) or "disconnected" in str(error)
        raise TemporaryFetchError(
            "disconnected" if disconnected else "protocol", f"broken answer: {error}", url
        ) from None
    except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise InputRejectedError("address", f"not an address: {error}", url) from None
    except httpx.TransportError as error:
        raise TemporaryFetchError("protocol", f"broken answer: {error}", url) from None
    except OSError as error:  # from the resolver
        raise TemporaryFetchError("dns", f"the name cannot be resolved: {error}", url) from None
