"""Registers the built-in loader, on the road that any other loader takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rasad.hookspecs import hookimpl

if TYPE_CHECKING:
    from rasad.stages import Loader


@hookimpl
def rasad_register_loaders(register: Callable[[type[Loader]], None]) -> None:
    """SQLite and PostgreSQL."""
    from rasad.store.loader import SqlLoader

    register(SqlLoader)
