"""Shafaq News: RSS and article pages in Arabic, English and Kurdish."""

from __future__ import annotations

from collections.abc import Callable

from rasad import hookimpl
from rasad.stages import Source
from rasad_shafaq.source import Shafaq


@hookimpl
def rasad_register_sources(register: Callable[[type[Source]], None]) -> None:
    """`shafaq`."""
    register(Shafaq)
