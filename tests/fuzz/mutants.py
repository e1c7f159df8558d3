"""Damaged inputs: real shapes of every format, broken by a fixed seed. Knows nothing of what reads them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
CASES = ("plugins/afp/cases", "plugins/shafaq/cases", "tests/formats/cases", "tests/formats/feed_cases")
INSERTS = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"&#0;",
    b"&#xD800;",
    b"&nosuch;",
    b'<!DOCTYPE a [<!ENTITY e "eeee">]>',
    b"<item>",
    b"</item>",
    b"<p>" * 40,
    b"{" * 40,
    b'"',
    b"\xd8\xb5" * 50,
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"9" * 300,
    b"1e999",
    b"Thu, 99 Foo 99999 99:99:99 +9999",
)


def seeds(more: Sequence[Path] = ()) -> list[bytes]:
    """The bytes of every case of this checkout, and of the files below `more`."""
    places = [CHECKOUT / place for place in CASES]
    files = [f for place in places for f in place.rglob("*") if f.name.startswith("raw.") or f.suffix == ".xml"]
    files += [f for place in more for f in place.rglob("*") if f.is_file()]
    return [file.read_bytes() for file in sorted(set(files))]


def mutants(originals: Sequence[bytes], count: int, seed: int = 1) -> Iterator[bytes]:
    """`count` damaged copies; the same seed gives the same bytes."""
    generator = random.Random(seed)
    for _ in range(count):
        body = bytearray(generator.choice(originals)[:200_000])
        for _ in range(generator.randint(1, 8)):
            _damage(body, generator, originals)
        yield bytes(body)


def _damage(body: bytearray, generator: random.Random, originals: Sequence[bytes]) -> None:
    at = generator.randrange(len(body) + 1)
    match generator.randrange(6):
        case 0 if at < len(body):
            body[at] ^= 1 << generator.randrange(8)
        case 1:
            del body[at : at + generator.randint(1, 200)]
        case 2:
            body[at:at] = generator.choice(INSERTS)
        case 3:
            del body[at:]
        case 4:
            piece = body[at : at + generator.randint(1, 400)]
            body[at:at] = piece * generator.randint(1, 5)
        case _:
            other = generator.choice(originals)
            start = generator.randrange(len(other) + 1)
            body[at:at] = other[start : start + generator.randint(1, 400)]
