"""The hooks. pluggy finds plugins through them; what they register are ordinary classes (rasad.stages)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from rasad.batches import Rejection, RunReport
    from rasad.stages import Extractor, Loader, Source

PROJECT = "rasad"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """Every hook a plugin may implement. An implementation may take fewer arguments, by the same names."""

    @hookspec
    def rasad_register_sources(self, register: Callable[[type[Source]], None]) -> None:
        """Call `register(SourceClass)` for each kind of publisher this plugin knows."""

    @hookspec
    def rasad_register_extractors(self, register: Callable[[Extractor], None]) -> None:
        """Call `register(extractor)` with an instance. Make it cheap: load models at the first `extract`."""

    @hookspec
    def rasad_register_loaders(self, register: Callable[[type[Loader]], None]) -> None:
        """Call `register(LoaderClass)` for each kind of destination."""

    @hookspec(firstresult=True)
    def rasad_get_secret(self, source: str, name: str) -> str | None:
        """The credential `name` of the configured source `source`, or None to let others answer."""

    @hookspec
    def rasad_quarantined(self, rejection: Rejection) -> None:
        """Told of each rejection after it was stored."""

    @hookspec
    def rasad_run_finished(self, report: RunReport) -> None:
        """Told of each run after it ended."""
