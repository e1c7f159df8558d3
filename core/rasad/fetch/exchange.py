"""One request and its answer, within limits. Follows nothing, repeats nothing, decides nothing.

aiohttp is used directly: httpx's own share of a request is more than all of aiohttp's (bench/bench_fetch.py).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
import certifi
from yarl import URL

from rasad.fetch.addresses import LEADS_TO, open_socket
from rasad.fetch.body import BodyError, Limits, read
from rasad.fetch.policy import Policy

REPEATABLE = frozenset({"GET", "HEAD"})
_LEFT_OUT = frozenset({"set-cookie", "set-cookie2"})  # cookies are off, and a session's cookie is a secret
_BODILESS = frozenset({204, 304})
_SMALL = Limits(64_000, 64_000, truncate=True)  # bodies of errors and redirects: read to keep the connection


class ExchangeError(Exception):
    """No usable answer. `again` where another try may help."""

    def __init__(self, reason: str, outcome: str = "http_error", *, again: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.outcome, self.again = reason, outcome, again


@dataclass(frozen=True, slots=True)
class Call:
    """What goes over the wire in one exchange."""

    url: URL
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are lower case; repeated headers are joined by a comma."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """Connections of one source. Made, used and closed inside one event loop."""

    def __init__(self, policy: Policy, allow_private: bool) -> None:
        self.policy = policy
        connector = aiohttp.TCPConnector(
            limit=0,  # turns are taken per host, before a connection is asked for
            ttl_dns_cache=30,
            keepalive_timeout=30,
            socket_factory=partial(open_socket, allow_private=allow_private),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=policy.connect),
            auto_decompress=False,
            trust_env=False,
            headers={"User-Agent": policy.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"},
        )
        self._tls: ssl.SSLContext | None = None

    async def close(self) -> None:
        """Drop all connections."""
        await self._session.close()

    async def exchange(self, call: Call, limits: Limits, seconds: float) -> Answer:
        """Send, and read the answer in full. Raises `ExchangeError`, also when `seconds` are over."""
        loop = asyncio.get_running_loop()
        last = loop.time() + seconds
        clock = asyncio.timeout_at(last)
        try:
            async with clock:
                return await self._exchange(call, limits, clock, last)
        except TimeoutError:
            slow = clock.expired() and loop.time() < last
            reason = f"body slower than {self.policy.min_rate:g} bytes/s" if slow else "no whole answer in time"
            failure = ExchangeError(reason, "timeout", again=not clock.expired())
        except BodyError as error:
            failure = ExchangeError(str(error))
        except (aiohttp.ClientError, ssl.SSLError, OSError, ValueError) as error:
            failure = _failure(error, call)
        raise failure  # outside the handlers: causes may print whole addresses

    async def _exchange(self, call: Call, limits: Limits, clock: asyncio.Timeout, last: float) -> Answer:
        loop, policy = asyncio.get_running_loop(), self.policy
        async with self._session.request(
            call.method,
            call.url,
            headers=call.headers,
            json=call.json,
            data=call.form,
            allow_redirects=False,
            ssl=self._trust() if call.url.scheme == "https" else True,
        ) as response:
            headers = _plain(response.headers)
            if response.status in _BODILESS:
                return Answer(response.status, headers, b"")
            free_until = loop.time() + policy.grace

            def progress(size: int) -> None:
                clock.reschedule(min(last, free_until + size / policy.min_rate))

            if policy.min_rate:
                progress(0)
            page = response.status < 300
            body = b""
            with nullcontext() if page else suppress(BodyError):
                body = await read(
                    response.content.iter_any(),
                    headers.get("content-encoding", ""),
                    limits if page else _SMALL,
                    progress if policy.min_rate else _nothing,
                )
            return Answer(response.status, headers, body)

    def _trust(self) -> ssl.SSLContext:
        """The system's certificates and certifi's: slim containers have none of their own."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.load_verify_locations(certifi.where())
        return self._tls


def _nothing(_: int) -> None:
    return None


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    plain: dict[str, str] = {}
    for name, value in headers.items():
        name = name.lower()
        if name in _LEFT_OUT:
            continue
        if not value.isascii():  # aiohttp keeps undecodable bytes as lone surrogates
            value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        plain[name] = f"{plain[name]}, {value}" if name in plain else value
    return plain


def _failure(error: Exception, call: Call) -> ExchangeError:
    """The error in our words: aiohttp's may hold whole addresses."""
    idempotent = call.method in REPEATABLE
    match error:
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLError() | aiohttp.ClientSSLError():
            return ExchangeError("TLS: no trusted connection")
        case aiohttp.ClientConnectorDNSError():
            return ExchangeError("the host's name leads nowhere", again=True)
        case aiohttp.ClientConnectorError() if LEADS_TO in str(error.os_error):
            return ExchangeError(str(error.os_error), "blocked")
        case aiohttp.ClientConnectorError():
            return ExchangeError(f"no connection: {error.os_error.strerror or 'failed'}", again=True)
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError():
            return ExchangeError("the server hung up", again=idempotent)
        case aiohttp.ClientPayloadError():
            return ExchangeError("the body ended early or is broken", again=idempotent)
        case aiohttp.InvalidURL():
            return ExchangeError("an address that is not connected to", "blocked")
        case _:
            return ExchangeError(f"not HTTP as it should be ({type(error).__name__})")
