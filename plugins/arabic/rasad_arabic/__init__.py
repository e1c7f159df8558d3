"""Claims from Arabic reports. The only importer of camel-tools."""

from __future__ import annotations

from collections.abc import Callable

from rasad import hookimpl
from rasad.stages import Extractor


@hookimpl
def rasad_register_extractors(register: Callable[[Extractor], None]) -> None:
    """`arabic`. Lexicons are read at the first text."""
    from rasad_arabic.extractor import ArabicExtractor

    register(ArabicExtractor())
