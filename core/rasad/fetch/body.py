"""Reads a body within bounds: on the wire, after decompression, and in time. Trusts no header about its size.

Clients that decompress on their own hand over a gigabyte before anyone can object; here zlib is told how
much it may give. Only gzip and deflate are asked for and taken, once, never nested.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass
from typing import Any

_MAX_MEMBERS = 64  # gzip allows many members in one stream; each costs a new decompressor
_PLAIN = ("", "identity")


class BodyError(Exception):
    """A body that is not taken. The message is the reason."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes on the wire and after decompression. `truncate`: keep what fits instead of refusing the rest."""

    wire: int
    body: int
    truncate: bool = False


class Decompressor:
    """The plain bytes of one body, never more than `cap` + 1 of them."""

    def __init__(self, coding: str, cap: int) -> None:
        """`coding` is a `Content-Encoding` header; empty or `identity` passes bytes through."""
        self.coding = coding.strip().lower().removeprefix("x-")
        self.cap, self.size, self._members = cap, 0, 1
        self._first = b""  # what a deflate stream began with, until it proves to be one
        if self.coding not in (*_PLAIN, "gzip", "deflate"):
            raise BodyError(f"content encoding {self.coding[:40]!r} was not asked for")
        self._begun = False
        self._stream: Any = None if self.coding in _PLAIN else zlib.decompressobj(_window(self.coding))

    @property
    def full(self) -> bool:
        """True once there was more than `cap`."""
        return self.size > self.cap

    def feed(self, chunk: bytes) -> bytes:
        """What this chunk decompresses to. Raises `BodyError` where it does not."""
        room = self.cap + 1 - self.size
        self._begun = self._begun or (self._stream is not None and bool(chunk))
        out = chunk[:room] if self._stream is None else self._inflate(chunk, room)
        self.size += len(out)
        return out

    def finish(self) -> None:
        """Raise `BodyError` where the stream stops in the middle."""
        if self._begun and not self._stream.eof:
            raise BodyError(f"{self.coding} stream is cut short")

    def _inflate(self, chunk: bytes, room: int) -> bytes:
        parts: list[bytes] = []
        while chunk and room > 0:
            if self._stream.eof:
                chunk = chunk.lstrip(b"\0")
                if not self._next_member(chunk):
                    break
            part = self._decompress(chunk, room)
            parts.append(part)
            room -= len(part)
            chunk = self._stream.unused_data
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _decompress(self, chunk: bytes, room: int) -> bytes:
        if self.coding == "deflate" and not self.size:
            self._first += chunk
        try:
            return self._stream.decompress(chunk, room)  # type: ignore[no-any-return]
        except zlib.error:
            if self.coding == "gzip" or self.size:
                raise BodyError(f"broken {self.coding} stream") from None
        # "deflate" means zlib (RFC 9110), but many servers send the bare stream.
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            return self._stream.decompress(self._first, room)  # type: ignore[no-any-return]
        except zlib.error:
            raise BodyError("broken deflate stream") from None

    def _next_member(self, rest: bytes) -> bool:
        """Go on with another gzip member; anything else behind the end is padding."""
        if self.coding != "gzip" or not rest.startswith(b"\x1f"):
            return False
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise BodyError(f"more than {_MAX_MEMBERS} gzip members")
        self._stream = zlib.decompressobj(_window(self.coding))
        return True


async def read(chunks: AsyncIterable[bytes], coding: str, limits: Limits, progress: Callable[[int], None]) -> bytes:
    """The body, decompressed. `progress` hears after every chunk how much has come on the wire so far."""
    decompressor = Decompressor(coding, limits.body)
    parts: list[bytes] = []
    wire = 0
    async for chunk in chunks:
        wire += len(chunk)
        parts.append(decompressor.feed(chunk))
        if wire > limits.wire or decompressor.full:
            if limits.truncate:
                return b"".join(parts)[: limits.body]
            kind, most = ("decompressed", limits.body) if decompressor.full else ("on the wire", limits.wire)
            raise BodyError(f"body over {most} bytes {kind}")
        progress(wire)
    decompressor.finish()
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _window(coding: str) -> int:
    return 16 + zlib.MAX_WBITS if coding == "gzip" else zlib.MAX_WBITS
