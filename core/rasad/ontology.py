"""Event types and their codes, read from data. Knows no words of any language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from rasad.errors import ConfigError


@dataclass(frozen=True, slots=True)
class EventType:
    """One row: `acled` is (event type, sub-event type), `plover` (type, mode); null where there is none."""

    name: str
    means: str
    acled: tuple[str, str] | None
    plover: tuple[str, str] | None


def read(text: str) -> dict[str, EventType]:
    """Event types of one TOML file, by name. Raises `ConfigError` on a row without its three fields."""
    rows = {}
    for name, row in tomllib.loads(text).items():
        try:
            rows[name] = EventType(name, row["means"], _code(row["acled"]), _code(row["plover"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"event type {name!r} needs means, acled and plover: {error}") from error
    return rows


def _code(pair: list[str]) -> tuple[str, str] | None:
    if not pair:
        return None
    kind, mode = pair
    return str(kind), str(mode)


@cache
def builtin() -> dict[str, EventType]:
    """The event types that come with Rasad."""
    return read(files("rasad").joinpath("ontology.toml").read_text("utf-8"))


def with_file(path: Path) -> dict[str, EventType]:
    """The built-in types with the rows of one more file added or replaced."""
    return {**builtin(), **read(path.read_text("utf-8"))}
