"""Which `rasad.toml` flows work by: the one `RASAD_CONFIG` names, else that of the working folder.

A flow run is a process of its own, so the environment carries the choice; no form offers files of the server.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rasad import registry, settings
from rasad.errors import ConfigError
from rasad.registry import Registry
from rasad.settings import Settings

VARIABLE = "RASAD_CONFIG"


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Settings, and the plugins they allow."""

    settings: Settings
    registry: Registry


def read_settings() -> Settings:
    """Settings of the chosen file. Raises `ConfigError`."""
    named = os.environ.get(VARIABLE)
    return settings.read(Path(named) if named else None)


def newsroom() -> Newsroom:
    """What a run works with. Raises `ConfigError` or, where plugins are strict, `PluginError`."""
    found = read_settings()
    return Newsroom(found, registry.load(found.plugins_dir, strict=found.strict_plugins))


def configured_sources() -> list[str]:
    """Names of the `[sources.NAME]` sections; none where the file cannot be read."""
    try:
        return sorted(read_settings().sources)
    except ConfigError:
        return []
