"""Options that every command takes, and what they open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from rasad import registry as plugins
from rasad import settings as configuration
from rasad.registry import Registry
from rasad.settings import Settings

Config = Annotated[Path | None, typer.Option("--config", help="Configuration file [default: ./rasad.toml]")]
Database = Annotated[
    str | None, typer.Option("--db", metavar="URL", help="Database, e.g. sqlite:///rasad.db", envvar=None)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with."""

    settings: Settings
    registry: Registry


def settings(config: Path | None, db: str | None = None, **changes: Any) -> Settings:
    """Settings of the file and environment, with the command line's word above both.

    An archive that the settings do not name lies beside a SQLite file named by `--db`.
    """
    found = configuration.read(config)
    if db:
        changes["database"] = db
        if "archive" not in found.model_fields_set and db.startswith("sqlite:///"):
            changes["archive"] = str(Path(db.removeprefix("sqlite:///")).parent / found.archive)
    return found.model_copy(update=changes)


def session(config: Path | None, db: str | None = None) -> Session:
    """Settings, and the plugins they allow."""
    found = settings(config, db)
    return Session(found, plugins.load(found.plugins_dir, strict=found.strict_plugins))
