"""Any RSS or Atom feed, or drop folder, by `rasad.toml` alone."""

from __future__ import annotations

from collections.abc import Callable

from rasad import hookimpl
from rasad.stages import Source
from rasad_feeds.drop import Files
from rasad_feeds.feed import Feed


@hookimpl
def rasad_register_sources(register: Callable[[type[Source]], None]) -> None:
    """`feed` and `files`."""
    register(Feed)
    register(Files)
