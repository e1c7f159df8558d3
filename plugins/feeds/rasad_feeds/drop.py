"""The source `files`: a folder into which others drop files of any known format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rasad import Capture, Flaw, Item, files
from rasad.articles import Parsed
from rasad.errors import ConfigError, FetchError
from rasad.formats import known
from rasad.stages import Fetch, SourceConfig, SourceState


class FilesConfig(SourceConfig):
    """`[sources.NAME]` of type `files`."""

    folder: Path | None = Field(default=None, description="The folder, with all folders below it")


class Files:
    """A drop folder. Formats are told apart by content."""

    id: ClassVar[str] = "files"
    version: ClassVar[str] = "1"
    Config: ClassVar[type[SourceConfig]] = FilesConfig
    hosts: tuple[str, ...] = ()

    def __init__(self, config: FilesConfig) -> None:
        self.config = config

    def discover(self, fetch: Fetch, state: SourceState) -> Iterator[Item | Flaw]:
        """Every file; one whose bytes changed is due again, one that cannot be read costs itself alone."""
        folder = self.config.folder
        if folder is None:
            raise ConfigError('a source of type "files" needs a folder in rasad.toml, or --from PATH')
        for path in files.walk([folder]):
            name = path.relative_to(folder).as_posix()
            try:
                item = files.read(path)
            except FetchError as error:
                yield Flaw(error.reason, name)
                continue
            assert item.capture
            yield replace(item, id=name, fingerprint=item.capture.sha256)

    def parse(self, capture: Capture) -> Iterator[Parsed]:
        """Articles of a file in any known format."""
        return known.read(capture)
