"""The error tree. Catch `RasadError` for anything this project raises on purpose.

RasadError
├── ConfigError           rasad.toml, the environment or a command line that cannot be followed
├── PluginError           a plugin that is broken, misspelt, empty or a double
├── SourceError           a publisher, or what it sent
│   ├── FetchError        no usable response; `outcome` says which kind
│   └── ParseError        bytes that are not what the source's parser expects
├── ExtractionError       an extractor that failed on a version
└── LoadError             rows that the database must not take
    └── SpanError         a span whose words do not stand at its offsets
"""

from __future__ import annotations


class RasadError(Exception):
    """Root of the tree. The message is one line and says what to do where that is known."""


class ConfigError(RasadError):
    """Settings that cannot be followed."""


class PluginError(RasadError):
    """A plugin that cannot be used."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(f"plugin {plugin}: {reason}")
        self.plugin, self.reason = plugin, reason


class SourceError(RasadError):
    """Something is wrong with a publisher or with what it sent."""

    def __init__(self, reason: str, *, source: str | None = None, url: str | None = None) -> None:
        super().__init__(f"{reason} ({url})" if url else reason)
        self.reason, self.source, self.url = reason, source, url


class FetchError(SourceError):
    """No usable response came. `outcome` is `http_error`, `timeout` or `blocked`; `status` is HTTP's."""

    def __init__(
        self,
        reason: str,
        *,
        outcome: str = "http_error",
        source: str | None = None,
        url: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(reason, source=source, url=url)
        self.outcome, self.status = outcome, status


class ParseError(SourceError):
    """Bytes that cannot be read as what they should be. The only error a parser lets out."""


class ExtractionError(RasadError):
    """An extractor failed on a version."""


class LoadError(RasadError):
    """The database must not, or could not, take these rows."""


class SpanError(LoadError):
    """`text[start:end]` is not the stored text."""

    def __init__(self, text: str, start: int, end: int, found: str) -> None:
        super().__init__(f"span {start}:{end} should read {text!r} but the version has {found!r} there")
        self.text, self.start, self.end, self.found = text, start, end, found
