"""One capture as one WARC record in one gzip member, and back. Knows nothing of files.

WARC 1.1 (ISO 28500:2017): a `response` record holds the HTTP message, a `resource` record the bytes of a
file. What WARC has no field for (hints, redirects) stands in the extension field `Rasad-Capture` as JSON, so
that a capture can be made again from its record alone.
"""

from __future__ import annotations

import json
import re
import zlib
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from rasad.captures import Capture
from rasad.errors import LoadError

# Level 1 costs a fifth of warcio's level 9 and keeps 13.9 KB of a 50 KB page where that keeps 12.3.
LEVEL = 1
GZIP = 16 + zlib.MAX_WBITS
WINDOW = 1 << 16
EXTENSION = "Rasad-Capture"
# Bodies are kept as readers get them, without transfer coding and content coding. A tool would undo these
# codings a second time, so their headers go under the prefix that other archiving tools use for it.
PREFIX = "x-archive-orig-"
CODINGS = ("content-encoding", "transfer-encoding", "content-length")
PLAIN_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")
PLAIN_VALUE = re.compile(r"(?:[!-~](?:[ -~]*[!-~])?)?")


class Writer(WARCWriter):  # type: ignore[misc]
    """warcio's writer without its two SHA-1 digests: the payload's SHA-256 is known already."""

    def ensure_digest(self, record: Any, block: bool = True, payload: bool = True) -> None:
        """Add none."""


def write(capture: Capture) -> bytes:
    """The record of a capture as one gzip member. Raises `LoadError` for a time without a zone."""
    out = BytesIO()
    writer = Writer(out, gzip=False, warc_version="1.1")
    fields = {
        "WARC-Date": _date(capture.fetched_at),
        "WARC-Payload-Digest": f"sha256:{capture.sha256}",
        EXTENSION: json.dumps(_extension(capture)),
    }
    http = None
    if _is_http(capture):
        http = StatusAndHeaders(_status_line(capture.status or 0), _http_headers(capture), protocol="HTTP/1.1")
    record = writer.create_warc_record(
        _address(capture.url),
        "resource" if http is None else "response",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        warc_content_type=_resource_type(capture) if http is None else "",
        warc_headers_dict=fields,
        http_headers=http,
    )
    writer.write_record(record)
    return compress(out.getvalue())


def info(file: str, software: str) -> bytes:
    """The `warcinfo` record that opens a file, as one gzip member."""
    out = BytesIO()
    writer = Writer(out, gzip=False, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(file, {"software": software, "format": "WARC File Format 1.1"}))
    return compress(out.getvalue())


def compress(data: bytes) -> bytes:
    """`data` as one gzip member."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return packer.compress(data) + packer.flush()


def length(data: memoryview) -> int | None:
    """How many bytes the gzip member at the start of `data` has; None where it does not end, or is none."""
    unpacker, size = zlib.decompressobj(GZIP), len(data)
    for start in range(0, size, WINDOW):
        chunk = data[start : start + WINDOW]
        try:
            unpacker.decompress(chunk)
        except zlib.error:
            return None
        if unpacker.eof:
            return start + len(chunk) - len(unpacker.unused_data)
    return None


def read(member: bytes) -> Capture | None:
    """The capture in one gzip member; None for a record of another kind, such as `warcinfo`.

    Raises `LoadError` where the member is torn, is no WARC record, or its body has another digest.
    """
    unpacker = zlib.decompressobj(GZIP)
    try:
        data = unpacker.decompress(member)
        record = next(iter(ArchiveIterator(BytesIO(data))), None)
    except (zlib.error, ArchiveLoadFailed) as error:
        raise LoadError(f"no WARC record: {' '.join(str(error).split())}") from error
    if not unpacker.eof or record is None:
        raise LoadError("the WARC record is torn")
    if record.rec_type not in ("response", "resource"):
        return None
    capture = _capture(record)
    if record.rec_headers.get_header("WARC-Payload-Digest") != f"sha256:{capture.sha256}":
        raise LoadError("the body of the WARC record has another SHA-256 than the record says")
    return capture


def _capture(record: Any) -> Capture:
    fields = record.rec_headers
    more = json.loads(fields.get_header(EXTENSION) or "{}")
    http = record.http_headers
    sent = {name: value for name, value in http.headers if name != "content-length"} if http else {}
    return Capture(
        url=more.get("url", fields.get_header("WARC-Target-URI")),
        body=record.raw_stream.read(),
        fetched_at=datetime.fromisoformat(fields.get_header("WARC-Date")),
        status=int(http.get_statuscode()) if http else more.get("status"),
        headers=more.get("headers", {name.removeprefix(PREFIX): value for name, value in sent.items()}),
        redirects=tuple(more.get("redirects", ())),
        hints=more.get("hints", {}),
    )


def _extension(capture: Capture) -> dict[str, Any]:
    """What the fields of the standard cannot say, or could not say letter for letter."""
    more: dict[str, Any] = {}
    if capture.redirects:
        more["redirects"] = list(capture.redirects)
    if capture.hints:
        more["hints"] = dict(capture.hints)
    if _address(capture.url) != capture.url:
        more["url"] = capture.url
    if not _is_http(capture) and capture.status is not None:
        more["status"] = capture.status
    if capture.headers and not (_is_http(capture) and all(map(_plain, capture.headers.items()))):
        more["headers"] = dict(capture.headers)
    return more


def _is_http(capture: Capture) -> bool:
    """Whether a `response` record fits: tools look for an HTTP message behind web addresses alone."""
    return capture.status is not None and capture.url.startswith(("http://", "https://"))


def _address(url: str) -> str:
    """The address in the letters that a URI may have."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="backslashreplace")


def _plain(header: tuple[str, str]) -> bool:
    return bool(PLAIN_NAME.fullmatch(header[0]) and PLAIN_VALUE.fullmatch(header[1]))


def _http_headers(capture: Capture) -> list[tuple[str, str]]:
    hidden = (*CODINGS, PREFIX)
    named = [
        (PREFIX + name if name.startswith(hidden) else name, value)
        for name, value in capture.headers.items()
        if _plain((name, value))
    ]
    return [*named, ("content-length", str(len(capture.body)))]


def _resource_type(capture: Capture) -> str:
    kind = capture.headers.get("content-type", "")
    return kind if PLAIN_VALUE.fullmatch(kind) and kind else "application/octet-stream"


@cache
def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _date(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise LoadError(f"a capture was fetched at {moment}, which has no zone")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
