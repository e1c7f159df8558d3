"""A publisher on the loopback interface whose every response is scripted, down to single bytes a second.

    def test_item_behind_a_slow_page_is_taken_in() -> None:
        with FeedLab() as lab:
            lab["/rss.xml"] = Response(RSS, etag='"1"')                 # answers 304 to If-None-Match: "1"
            lab["/slow"] = Response(PAGE, rate=100)                     # bytes a second
            lab["/busy"] = [Response(status=503), Response(PAGE)]       # one after the other; the last stays
            lab["/old"] = Response.redirect("/new")
            lab["/echo"] = lambda received: Response(received.body)
            ...                                                         # fetch lab.url("/rss.xml")
            assert [r.path for r in lab.received] == ["/rss.xml", "/slow"]

As a pytest fixture named `feedlab`: `pytest_plugins = ["rasad.testing.feedlab"]` in the top conftest.py, or
import it there. Its addresses are private: sources under test need `allow_private_addresses = true`.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, ClassVar, Self

TICK = 0.05  # seconds between the pieces of a slow response


@dataclass(frozen=True)
class Received:
    """One request as it came. Header names are lower case; `at` and `answered_at` are `time.monotonic`."""

    method: str
    path: str
    host: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    times: list[float] = field(default_factory=list, repr=False, compare=False)

    @property
    def answered_at(self) -> float | None:
        """When the last byte of the answer was handed over; None while it is under way."""
        return self.times[0] if self.times else None


@dataclass(frozen=True)
class Response:
    """One scripted answer.

    `encoding` (`gzip`, `deflate`) compresses `body` and says so; to lie, set the header yourself. `etag` and
    `last_modified` are sent, and a request that holds them gets a 304. `delay`: seconds before the first
    byte. `rate`: bytes a second of the body; `header_rate` of the head. `endless` repeats the body for ever.
    `chunked` sends no length. `raw`: exactly these bytes in place of everything, then the connection closes.
    A `content-length` among `headers` is sent as it is, true or not.
    """

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] | Sequence[tuple[str, str]] = ()
    encoding: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    delay: float = 0
    rate: float | None = None
    header_rate: float | None = None
    endless: bool = False
    chunked: bool = False
    raw: bytes | None = None

    REASONS: ClassVar[dict[int, str]] = {200: "OK", 302: "Found", 304: "Not Modified", 404: "Not Found"}

    @classmethod
    def redirect(cls, location: str, status: int = 302) -> Self:
        """A redirect to `location`."""
        return cls(status=status, headers={"location": location})

    def matches(self, received: Received) -> bool:
        """True where the request says that it has this content already."""
        asked = received.headers
        if self.etag and "if-none-match" in asked:
            return self.etag in asked["if-none-match"]
        return bool(self.last_modified) and asked.get("if-modified-since") == self.last_modified

    @property
    def payload(self) -> bytes:
        """The body as it goes over the wire."""
        body = self.body.encode() if isinstance(self.body, str) else self.body
        if self.encoding == "gzip":
            return gzip.compress(body, mtime=0)
        return zlib.compress(body) if self.encoding == "deflate" else body

    def head(self, status: int, length: int | None) -> bytes:
        """Status line and headers; without a length the body is chunked."""
        sent = {"connection": "keep-alive", "date": "Tue, 14 May 2024 16:00:00 GMT"}
        optional = {
            "etag": self.etag,
            "last-modified": self.last_modified,
            "content-encoding": self.encoding,
        }
        sent |= {name: value for name, value in optional.items() if value}
        sent |= {"content-length": str(length)} if length is not None else {"transfer-encoding": "chunked"}
        given = list(self.headers.items() if isinstance(self.headers, Mapping) else self.headers)
        names = {name.lower() for name, _ in given}
        lines = [(name, value) for name, value in sent.items() if name not in names] + given
        text = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return f"HTTP/1.1 {status} {self.REASONS.get(status, 'Scripted')}\r\n{text}\r\n".encode()


Script = Response | Sequence[Response] | Callable[[Received], Response]
NOT_FOUND = Response(b"nothing here", 404)


class FeedLab:
    """The publisher. `lab[path]` scripts all hosts, `lab["127.0.0.2/path"]` one; a path includes its query.

    `hosts` are loopback addresses, all on one `port`. What is not scripted answers `otherwise`: 404. `received`
    lists requests in the order of arrival, `connections` the hosts that were connected to.
    """

    def __init__(self, hosts: Sequence[str] = ("127.0.0.1",), tls: ssl.SSLContext | None = None) -> None:
        self.hosts, self.tls = tuple(hosts), tls
        self.received: list[Received] = []
        self.connections: list[str] = []
        self.port = 0
        self.otherwise: Script = NOT_FOUND
        self._scripts: dict[str, Script] = {}
        self._turns: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="feedlab", daemon=True)
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __setitem__(self, path: str, script: Script) -> None:
        """What `path` answers from now on."""
        self._turns.pop(path, None)
        self._scripts[path] = script

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The whole address of a path."""
        return f"{'https' if self.tls else 'http'}://{host or self.hosts[0]}:{self.port}{path}"

    def asked(self, path: str) -> list[Received]:
        """The requests for one path."""
        return [received for received in self.received if received.path == path]

    def most_at_once(self, host: str | None = None) -> int:
        """How many requests (to one host) were open at the same time at most."""
        chosen = [r for r in self.received if host in (None, r.host)]
        return max((sum(_overlap(other, one.at) for other in chosen) for one in chosen), default=0)

    def gaps(self, host: str | None = None) -> list[float]:
        """Seconds between the arrivals of successive requests (to one host)."""
        times = [received.at for received in self.received if host in (None, received.host)]
        return [later - earlier for earlier, later in itertools.pairwise(times)]

    def _script(self, received: Received) -> Response:
        key = received.host + received.path
        script = self._scripts.get(key)
        if script is None:
            key = received.path
            script = self._scripts.get(key, self.otherwise)
        if isinstance(script, Response):
            return script
        if callable(script):
            return script(received)
        turn = self._turns.get(key, 0)
        self._turns[key] = turn + 1
        return script[min(turn, len(script) - 1)]

    async def _listen(self) -> None:
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[Any]] = set()
        for host in self.hosts:
            server = await asyncio.start_server(self._serve, host, self.port, ssl=self.tls, backlog=1024)
            self.port = server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await asyncio.sleep(TICK)  # closing a connection takes another turn or two of the loop

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        host = writer.get_extra_info("sockname")[0]
        self.connections.append(host)
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):
                while received := await _receive(reader, host):
                    self.received.append(received)
                    await _Reply(writer, received, self._script(received)).send()
        finally:
            self._open.discard(task)
            writer.close()


class _Reply:
    """Sends one response."""

    def __init__(self, writer: asyncio.StreamWriter, received: Received, response: Response) -> None:
        self.writer, self.received, self.response = writer, received, response

    async def send(self) -> None:
        response = self.response
        await asyncio.sleep(response.delay)
        try:
            if response.raw is not None:
                await self._write(response.raw, response.rate)
                raise ConnectionAbortedError
            await self._whole()
        finally:
            self.received.times.append(time.monotonic())

    async def _whole(self) -> None:
        response = self.response
        same = response.status == 200 and response.matches(self.received)
        payload = b"" if same or self.received.method == "HEAD" else response.payload
        open_ended = response.endless or response.chunked
        head = response.head(304 if same else response.status, None if open_ended else len(payload))
        if not (response.header_rate or response.rate or open_ended):
            self.writer.write(head + payload)
            return await self.writer.drain()
        await self._write(head, response.header_rate)
        while True:
            await self._write(payload, response.rate, chunked=open_ended)
            if not response.endless:
                break
        if open_ended:
            self.writer.write(b"0\r\n\r\n")
        return await self.writer.drain()

    async def _write(self, content: bytes, rate: float | None, *, chunked: bool = False) -> None:
        """In pieces that add up to the rate; at once without one."""
        step = max(1, int((rate or len(content)) * (TICK if rate else 1)))
        for start in range(0, len(content), step):
            piece = content[start : start + step]
            self.writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            await self.writer.drain()
            if rate:
                await asyncio.sleep(len(piece) / rate)


async def _receive(reader: asyncio.StreamReader, host: str) -> Received | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    method, path, _ = first.split(" ", 2)
    at = time.monotonic()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(method, path, host, headers, body, at)


def _overlap(received: Received, at: float) -> bool:
    return received.at <= at and (received.answered_at is None or at < received.answered_at)


try:
    import pytest
except ImportError:  # without pytest the class is still of use
    pass
else:

    @pytest.fixture
    def feedlab() -> Iterator[FeedLab]:
        """A running publisher at 127.0.0.1, 127.0.0.2 and 127.0.0.3."""
        with FeedLab(("127.0.0.1", "127.0.0.2", "127.0.0.3")) as lab:
            yield lab
