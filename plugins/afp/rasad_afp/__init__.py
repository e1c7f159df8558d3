"""AFP: wire NewsML, online journal, Core API, plain copy."""

from __future__ import annotations

from collections.abc import Callable

from rasad import hookimpl
from rasad.stages import Source
from rasad_afp.source import Afp


@hookimpl
def rasad_register_sources(register: Callable[[type[Source]], None]) -> None:
    """`afp`."""
    register(Afp)
