"""The source `afp`: the Core API over the network; files of NewsML, API answers and plain copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

from rasad import Capture, Item
from rasad.articles import Parsed
from rasad.errors import ParseError
from rasad.formats import newsml1, plain
from rasad.stages import Fetch, SourceConfig, SourceState
from rasad_afp import api, documents, wire


class Afp:
    """Agence France-Presse."""

    id: ClassVar[str] = "afp"
    version: ClassVar[str] = "1"
    Config: ClassVar[type[SourceConfig]] = api.AfpConfig

    def __init__(self, config: api.AfpConfig) -> None:
        self.config = config

    @property
    def hosts(self) -> tuple[str, ...]:
        """The API's."""
        return (urlsplit(self.config.api).hostname or "",)

    def discover(self, fetch: Fetch, state: SourceState) -> Iterator[Item]:
        """Pages of the API's search, newest first."""
        return api.pages(self.config, fetch, state)

    def parse(self, capture: Capture) -> Iterator[Parsed]:
        """Articles of a NewsML file, an API answer or plain copy: told apart by content."""
        if newsml1.recognise(capture):
            yield from wire.read(capture)
        elif documents.recognise(capture):
            yield from documents.read(capture)
        elif plain.recognise(capture):
            yield from plain.read(capture)
        else:
            raise ParseError("neither AFP NewsML, nor an answer of its API, nor plain copy", url=capture.url)
