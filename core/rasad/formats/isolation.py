"""Reads the items of one document so that a bad one costs its neighbours nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rasad.articles import Flaw, Parsed
from rasad.errors import ParseError

T = TypeVar("T")


def each_alone(
    items: Iterable[T], read: Callable[[T], Iterable[Parsed]], name: Callable[[T], str] = lambda _: ""
) -> Iterator[Parsed]:
    """What `read` makes of each item; a `Flaw` with the item's name and the reason for one that fails."""
    for item in items:
        try:
            found = list(read(item))
        except ParseError as error:
            found = [Flaw(error.reason, name(item))]
        except Exception as error:  # noqa: BLE001 - whatever a hostile item triggers must stay its own loss
            found = [Flaw(f"item failed: {type(error).__name__}: {error}", name(item))]
        yield from found
