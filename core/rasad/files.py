"""Files in the place of a network: what `--from` takes. Knows no format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rasad.articles import Item
from rasad.captures import Capture
from rasad.errors import ConfigError, FetchError

SIZE_LIMIT = 256 * 1024 * 1024


def walk(paths: Iterable[Path]) -> list[Path]:
    """Every file of the given files and folders, in order of name; hidden ones are left out.

    Raises `ConfigError` where a path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ConfigError(f"no file or folder {path}")
        found += _below(path) if path.is_dir() else [path]
    return found


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def read(path: Path) -> Item:
    """The file as an item that already holds its capture. Raises `FetchError` where it cannot be read."""
    address = path.absolute().as_uri()
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise FetchError(f"file of {size} bytes; at most {SIZE_LIMIT} are read", url=address)
        return Item(address, address, Capture.from_file(path))
    except OSError as error:
        raise FetchError(f"cannot read file: {error.strerror}", url=address) from error
