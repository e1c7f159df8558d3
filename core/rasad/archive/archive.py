"""WARC files in a folder or at any fsspec address. One writer, one file of its own: runs never collide.

A record is found again by (file, offset, length), without reading its neighbours.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rasad.archive import records
from rasad.archive.places import Place, Sink, place
from rasad.batches import Location
from rasad.captures import Capture
from rasad.errors import LoadError

SUFFIX = ".warc.gz"
# How every gzip member of ours begins: no name, no time, so that one can be found behind a damaged one.
MAGIC = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"

logger = logging.getLogger("rasad.archive")


class Archive:
    """All captures kept at `url`: a folder, `file:`, or what fsspec knows (`s3:`, `memory:`, …)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._place: Place = place(url)

    def writer(self, source: str) -> ArchiveWriter:
        """A new file for one run of `source`; it is made at the first write."""
        return ArchiveWriter(self._place, source)

    def read(self, location: Location) -> Capture:
        """The capture at `location`, equal to what was written.

        Raises `LoadError` where file or record is missing, torn or changed.
        """
        where = f"{location.file} at {location.offset}"
        try:
            capture = records.read(self._place.read(location.file, location.offset, location.length))
        except LoadError as error:
            raise LoadError(f"archive {where}: {error}") from error
        except OSError as error:
            raise LoadError(f"archive {where}: cannot be read: {error.strerror or error}") from error
        if capture is None:
            raise LoadError(f"archive {where}: no capture lies there")
        return capture

    def scan(self) -> Iterator[tuple[Location, Capture]]:
        """Every whole capture, file by file. A torn or damaged record is logged and passed over."""
        for file in self._place.files(SUFFIX):
            with self._place.whole(file) as data:
                yield from _members(file, data)


class ArchiveWriter:
    """Appends captures to one file. Nothing counts as kept before `flush` returns."""

    def __init__(self, where: Place, source: str) -> None:
        self._place, self._name = where, _unique(source)
        self._sink: Sink | None = None

    def write(self, capture: Capture) -> Location:
        """Append a capture; where its record will lie."""
        record = records.write(capture)
        if self._sink is None:
            from rasad import __version__

            self._sink = self._place.create(self._name, SUFFIX)
            self._sink.append(records.info(self._name + SUFFIX, f"rasad {__version__}"))
        file, offset = self._sink.append(record)
        return Location(file, offset, len(record))

    def flush(self) -> None:
        """Return only when everything written so far is on disk (or in the object store)."""
        if self._sink:
            self._sink.flush()

    def close(self) -> None:
        """Flush, and let go of the file."""
        if self._sink:
            self._sink.close()
            self._sink = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _unique(source: str) -> str:
    """`source/2026-11/source-20261125T201500Z-4711-9f86d081`: no two writers share it, whatever the clock."""
    name = re.sub(r"[^\w.-]+", "_", source).strip(".") or "source"
    now = datetime.now(UTC)
    return f"{name}/{now:%Y-%m}/{name}-{now:%Y%m%dT%H%M%SZ}-{os.getpid()}-{secrets.token_hex(4)}"


def _members(file: str, data: memoryview) -> Iterator[tuple[Location, Capture]]:
    """Whole captures of one file. Behind damage, reading goes on at the next gzip member."""
    start, size = 0, len(data)
    while start < size:
        length = records.length(data[start:])
        try:
            if length is None:
                raise LoadError("the WARC record is torn")
            capture = records.read(bytes(data[start : start + length]))
        except LoadError as error:
            logger.warning("archive %s at %d: %s", file, start, error)
            start = _next(data, start + 1)
            continue
        if capture is not None:
            yield Location(file, start, length), capture
        start += length


def _next(data: memoryview, start: int) -> int:
    """Where the next gzip member begins, or the end. Looks through a window at a time."""
    step = 1 << 20
    while start < len(data):
        found = bytes(data[start : start + step + len(MAGIC)]).find(MAGIC)
        if found >= 0:
            return start + found
        start += step
    return len(data)
