"""Cuts a stream of batches into tasks: one each at first, then more and more, so that a run stays small.

A task run costs the server about 50 ms whatever it does, and a page of hundreds of them nobody reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")
STEADY = 10  # portions of one size before the size doubles: 45 of them hold 230 batches, 23,000 items


def portions(batches: Iterable[T], steady: int = STEADY) -> Iterator[Iterator[T]]:
    """Portions in order, each to be used up before the next is asked for. Sizes: 1 ×10, 2 ×10, 4 ×10, …"""
    stream = iter(batches)
    for number, first in enumerate(stream):
        yield chain([first], islice(stream, 2 ** (number // steady) - 1))
