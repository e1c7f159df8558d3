"""Bodies are decompressed once, within bounds, or refused with the reason."""

from __future__ import annotations

import asyncio
import gzip
import random
import zlib
from collections.abc import AsyncIterator

import pytest

from rasad.fetch.body import BodyError, Decompressor, Limits, read

PLAIN = "\n".join(f"سطر {n}" for n in range(20_000)).encode()
PACKED = {
    "gzip": gzip.compress(PLAIN),
    "x-gzip": gzip.compress(PLAIN),
    "GZIP": gzip.compress(PLAIN),
    "deflate": zlib.compress(PLAIN),
    "": PLAIN,
    "identity": PLAIN,
}


async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def take(body: bytes, coding: str, limits: Limits, size: int = 4096) -> bytes:
    return asyncio.run(read(pieces(body, size), coding, limits, lambda _: None))


ROOMY = Limits(10**7, 10**7)


@pytest.mark.parametrize("size", [1, 7, 4096, 10**6])
@pytest.mark.parametrize("coding", PACKED)
def test_body_comes_out_whole_however_it_is_cut(coding, size) -> None:
    assert take(PACKED[coding], coding, ROOMY, size) == PLAIN


@pytest.mark.parametrize("size", [1, 2, 4096])
def test_bare_deflate_stream_is_read_too(size) -> None:
    bare = zlib.compressobj(wbits=-15)
    assert take(bare.compress(PLAIN) + bare.flush(), "deflate", ROOMY, size) == PLAIN


def test_members_of_one_gzip_stream_are_joined() -> None:
    assert take(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", ROOMY, 5) == b"one two"


def test_padding_behind_a_gzip_stream_is_left_out() -> None:
    assert take(gzip.compress(b"one") + bytes(1000), "gzip", ROOMY, 5) == b"one"


def test_empty_body_needs_no_gzip_header() -> None:
    assert take(b"", "gzip", ROOMY) == b""


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "deflate,gzip", "x"])
def test_any_other_or_second_coding_is_refused(coding) -> None:
    with pytest.raises(BodyError, match="not asked for"):
        Decompressor(coding, 10)


@pytest.mark.parametrize("coding", ["gzip", "deflate", ""])
def test_body_of_exactly_the_cap_is_taken_and_one_byte_more_is_not(coding) -> None:
    packed = PACKED[coding]
    cap = len(PLAIN)

    assert take(packed, coding, Limits(10**7, cap)) == PLAIN
    with pytest.raises(BodyError, match="decompressed"):
        take(packed, coding, Limits(10**7, cap - 1))


def test_cap_on_the_wire_counts_what_was_transferred() -> None:
    packed = PACKED["gzip"]

    assert take(packed, "gzip", Limits(len(packed), 10**7)) == PLAIN
    with pytest.raises(BodyError, match="on the wire"):
        take(packed, "gzip", Limits(len(packed) - 1, 10**7))


def test_truncation_keeps_what_fits() -> None:
    assert take(PLAIN, "", Limits(1000, 1000, truncate=True)) == PLAIN[:1000]
    assert take(PACKED["gzip"], "gzip", Limits(10**7, 1000, truncate=True)) == PLAIN[:1000]


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_damaged_streams_end_as_a_reason_or_as_the_true_bytes(coding) -> None:
    draw = random.Random(11)
    for _ in range(300):
        damaged = bytearray(PACKED[coding])
        for _ in range(draw.randint(1, 4)):
            damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
        try:
            take(bytes(damaged[: draw.randint(1, len(damaged))]), coding, Limits(10**7, 10**6))
        except BodyError as error:
            assert str(error)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("end", [3, 50, -1])
def test_stream_that_stops_in_the_middle_is_no_body(coding, end) -> None:
    with pytest.raises(BodyError, match="cut short"):
        take(PACKED[coding][:end], coding, ROOMY)


def test_progress_hears_how_much_has_come() -> None:
    heard: list[int] = []
    asyncio.run(read(pieces(b"x" * 10, 4), "", ROOMY, heard.append))

    assert heard == [4, 8, 10]
