"""What a hostile server does, and what must come of it: bombs, floods, silences, lies, circles.

Every script answers any request; none of them needs more than a few megabytes to be made.
"""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rasad.testing import Received, Response

CANARY = "CANARY-7f/3a+b9"  # the secret of these tests: a server that is told it gives it away wherever it can
ARABIC = "خبر عاجل: أعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل."
PAGE = f"<!doctype html><html lang='ar'><title>هدنة</title><body><article><p>{ARABIC}</p></article></body></html>"

# 1 GiB of zeros in Brotli's own format: 809 bytes, packed once more to stand in a line.
_BROTLI_BOMB = (
    "eNo7//9/PYMKw6ONDkXv///8/5+/gcVBRqzh3V/7////M05g6DjMdGHv/+f//9szCDEURjDs+v7/z///7A5MCnzcDt"
    "//zQeqYvBgOJLI+OLe/8///8szcDZY6DDc/V3/7/9/ZgVGgXbWBdX/z0Mt2cBQMmrJqCVD0RJ7APFnrt4="
)
GIB = 1 << 30


@dataclass(frozen=True)
class Behaviour:
    """One way to be hostile. `outcome` and a part of `reason`: how fetching it must end."""

    script: Any
    outcome: str
    reason: str = ""


def zeros(megabytes: int, window: int) -> bytes:
    """A bomb of zeros, made without ever being large."""
    bomb, block = zlib.compressobj(9, zlib.DEFLATED, window), bytes(1_000_000)
    return b"".join([*(bomb.compress(block) for _ in range(megabytes)), bomb.flush()])


def brotli_bomb() -> bytes:
    """1 GiB of zeros as Brotli."""
    return zlib.decompress(base64.b64decode(_BROTLI_BOMB))


def zstandard_bomb(size: int = GIB) -> bytes:
    """Zeros as Zstandard: a frame of blocks that each say one byte, 128 KiB times (RFC 8878, 3.1.1)."""
    block = 128 * 1024
    header = b"\x28\xb5\x2f\xfd\x00\x58"  # no content size; a window of 2 MiB
    again, last = (((block << 3) | (1 << 1) | end).to_bytes(3, "little") + b"\0" for end in (0, 1))
    return header + again * (size // block - 1) + last


def encoded(coding: str, body: bytes) -> Response:
    """A body under a `Content-Encoding` that is true or not."""
    return Response(body, headers={"content-encoding": coding, "content-type": "text/html"})


def raw(*parts: bytes, rate: float | None = None) -> Response:
    """Exactly these bytes in place of an answer."""
    return Response(raw=b"".join(parts), rate=rate)


def next_hop(received: Received) -> Response:
    """A redirect to an address that redirects again, for ever."""
    path, _, query = received.path.partition("?")
    return Response.redirect(f"{path}?{query}x")


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP_BOMB = zeros(300, 31)
ECHO = {"x-echo": CANARY, "content-type": "text/html"}


def bombs() -> Iterator[tuple[str, Behaviour]]:
    """Small on the wire, large when opened."""
    too_large, unasked = "over 10000000 bytes decompressed", "not asked for"
    yield "gzip-bomb", Behaviour(encoded("gzip", GZIP_BOMB), "http_error", too_large)
    yield "deflate-bomb", Behaviour(encoded("deflate", zeros(300, 15)), "http_error", too_large)
    yield "raw-deflate-bomb", Behaviour(encoded("deflate", zeros(300, -15)), "http_error", too_large)
    yield "brotli-bomb", Behaviour(encoded("br", brotli_bomb()), "http_error", unasked)
    yield "zstandard-bomb", Behaviour(encoded("zstd", zstandard_bomb()), "http_error", unasked)
    yield "nested-gzip", Behaviour(encoded("gzip, gzip", gzip.compress(GZIP_BOMB)), "http_error", unasked)
    yield "gzip-of-many-members", Behaviour(encoded("gzip", gzip.compress(b"") * 50_000), "http_error", "members")
    refused = Response(GZIP_BOMB, 404, {**ECHO, "content-encoding": "gzip"})
    yield "bomb-behind-404", Behaviour(refused, "http_error", "HTTP 404")
    yield "gzip-cut-short", Behaviour(encoded("gzip", GZIP_BOMB[:5000]), "http_error", "cut short")
    yield "gzip-that-is-none", Behaviour(encoded("gzip", b"<html>plain"), "http_error", "broken gzip")


def floods() -> Iterator[tuple[str, Behaviour]]:
    """More than anyone can hold."""
    yield "endless-body", Behaviour(Response(bytes(60_000), endless=True), "http_error", "over 10000000 bytes")
    yield (
        "one-huge-header",
        Behaviour(raw(OK, b"X: ", b"x" * 50_000_000, b"\r\n\r\n"), "http_error", "not HTTP"),
    )
    yield (
        "million-headers",
        Behaviour(raw(OK, b"X: y\r\n" * 1_000_000, b"\r\n"), "http_error", "not HTTP"),
    )
    yield "endless-chunk-extension", Behaviour(raw(CHUNKED, b"5;", b"x" * 50_000_000), "http_error")
    yield "endless-trailers", Behaviour(raw(CHUNKED, b"0\r\n", b"X: y\r\n" * 5_000_000), "http_error")


def silences() -> Iterator[tuple[str, Behaviour]]:
    """Slower than anyone can wait."""
    yield "body-of-1-byte-a-second", Behaviour(Response(b"x" * 100, rate=1), "timeout", "body slower")
    yield "head-of-1-byte-a-second", Behaviour(Response(b"x", header_rate=1), "timeout", "no whole answer")
    yield "silence", Behaviour(Response(b"x", delay=60), "timeout", "no whole answer")
    yield "silence-after-the-head", Behaviour(Response(b"xx", rate=0.01, chunked=True), "timeout", "body slower")
    informational = raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000, rate=500_000)
    yield "informational-for-ever", Behaviour(informational, "timeout", "no whole answer")


def lies() -> Iterator[tuple[str, Behaviour]]:
    """What is said is not what is sent."""
    yield (
        "lying-charset",
        Behaviour(Response(PAGE.encode("cp1256"), headers={"content-type": "text/html; charset=utf-8"}), "ok"),
    )
    huge = Response(b"x", headers={"content-length": str(10**12)})
    yield "huge-length", Behaviour(huge, "timeout", "body slower")
    yield (
        "length-too-long",
        Behaviour(raw(OK, b"Content-Length: 100\r\n\r\nshort"), "http_error", "ended early"),
    )
    too_short = Response(b"longer than said", headers={"content-length": "6"})
    yield "length-too-short", Behaviour(too_short, "http_error", "not HTTP")
    yield "length-negative", Behaviour(raw(OK, b"Content-Length: -5\r\n\r\nx"), "http_error", "not HTTP")
    two = raw(OK, b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello")
    yield "two-lengths", Behaviour(two, "http_error", "not HTTP")
    yield "gzip-in-gzip-unsaid", Behaviour(encoded("gzip", gzip.compress(GZIP_BOMB)), "ok")
    yield "broken-chunks", Behaviour(raw(CHUNKED, b"zz\r\nhello\r\n"), "http_error")
    yield "not-http", Behaviour(raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), "http_error", "not HTTP")
    yield "empty-reply", Behaviour(raw(b""), "http_error", "hung up")
    yield "header-of-odd-bytes", Behaviour(raw(OK, b"X: \xff\xfe\r\nContent-Length: 2\r\n\r\nok"), "ok")
    yield "part-of-a-page", Behaviour(Response(b"half", 206, ECHO), "http_error", "HTTP 206")


def detours() -> Iterator[tuple[str, Behaviour]]:
    """Redirects to nowhere, to what nobody may see, and to those who collect secrets."""
    yield "redirect-loop", Behaviour(Response.redirect(""), "http_error", "circles")
    yield "redirects-without-end", Behaviour(next_hop, "http_error", "more than 5 redirects")
    yield "redirect-to-file", Behaviour(Response.redirect("file:///etc/passwd"), "blocked", "only http")
    metadata = Response.redirect(f"http://169.254.169.254/latest/meta-data/?token={CANARY}")
    yield "redirect-to-metadata", Behaviour(metadata, "blocked", "metadata")


BEHAVIOURS: dict[str, Behaviour] = {
    name: behaviour for kind in (bombs, floods, silences, lies, detours) for name, behaviour in kind()
}
