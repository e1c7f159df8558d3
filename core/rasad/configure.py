"""From a name on the command line to a source ready to run."""

from __future__ import annotations

from pydantic import ValidationError

from rasad.errors import ConfigError
from rasad.registry import Registry
from rasad.settings import Settings, one_line
from rasad.stages import Source, SourceConfig


def configured(name: str, settings: Settings, registry: Registry) -> tuple[Source, SourceConfig]:
    """The source `[sources.NAME]` describes. A name that is itself a source type needs no section.

    Raises `ConfigError` where the name, its type or a key of its section is wrong.
    """
    section = settings.sources.get(name)
    if section is None and name in registry.sources:
        section = {"type": name}
    if section is None:
        known = sorted({*settings.sources, *registry.sources})
        raise ConfigError(f"no source {name!r}: add [sources.{name}] to rasad.toml, or take one of {', '.join(known)}")
    if "type" not in section:
        raise ConfigError(f'sources.{name} needs a type, e.g. type = "feed" (see: rasad plugins)')
    cls = registry.source_type(str(section["type"]))
    try:
        config = cls.Config.model_validate(section)
    except ValidationError as error:
        raise ConfigError(f"sources.{name}: {one_line(error)}") from error
    return cls(config), config
