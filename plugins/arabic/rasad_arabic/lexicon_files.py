"""Loads the lexicons: YAML files of this package, and of extra folders a user or plugin adds. Knows no content."""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from rasad.errors import ConfigError

_added: list[Path] = []


def add_folder(folder: Path) -> None:
    """Read lexicons of `folder` too: lists of a same-named file are joined, other values replaced."""
    if folder not in _added:
        _added.append(folder)
        load.cache_clear()


def folders() -> list[Path]:
    """The extra folders, in the order they are laid over the package's own: $RASAD_LEXICONS (one or several), added."""
    named = [Path(p) for p in os.environ.get("RASAD_LEXICONS", "").split(os.pathsep) if p]
    return named + _added


@cache
def load(name: str) -> Any:
    """The parsed lexicon `name` (without `.yaml`), extra folders laid over. The result is shared: do not change it.

    Raises `ConfigError` where a file is not YAML, or its shape differs from the package's own.
    """
    own = resources.files("rasad_arabic").joinpath("lexicons", f"{name}.yaml")
    content = _parse(own.read_bytes(), name) if own.is_file() else None
    for folder in folders():
        path = folder / f"{name}.yaml"
        if path.is_file():
            content = _lay_over(content, _parse(path.read_bytes(), str(path)), str(path))
    if content is None:
        raise ConfigError(f"no lexicon named {name}")
    return content


def _parse(raw: bytes, where: str) -> Any:
    import yaml

    try:
        return yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ConfigError(f"lexicon {where} is not YAML: {str(error).splitlines()[0]}") from error


def _lay_over(under: Any, over: Any, where: str) -> Any:
    if under is None or over is None:
        return under if over is None else over
    if isinstance(under, dict) and isinstance(over, dict):
        return {**under, **{key: _lay_over(under.get(key), value, where) for key, value in over.items()}}
    if isinstance(under, list) and isinstance(over, list):
        return [*under, *(entry for entry in over if entry not in under)]
    if isinstance(under, (dict, list)) or isinstance(over, (dict, list)):
        raise ConfigError(f"lexicon {where} has another shape than the one it adds to")
    return over
