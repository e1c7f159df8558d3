"""Looks for the secret in everything a newsroom leaves behind: log, database, archive, and what it was told."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from tests.hostile.servers import CANARY


def spellings() -> list[bytes]:
    """The secret as it stands, as addresses write it, and as HTTP Basic does."""
    basic = [base64.b64encode(f"editor:{CANARY}".encode()).decode()]
    return [word.encode() for word in {CANARY, quote(CANARY, safe=""), quote(CANARY), CANARY[:9], *basic}]


def found(folder: Path, told: Mapping[str, str]) -> list[str]:
    """Names of the files, and of the texts in `told`, that hold the secret in any spelling."""
    return [name for name, content in _everything(folder, told) if any(word in content for word in spellings())]


def _everything(folder: Path, told: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.relative_to(folder).as_posix(), content
            if path.suffix == ".gz":
                yield f"{path.name} unpacked", gzip.decompress(content)
    for name, text in told.items():
        yield name, text.encode()
