"""Case folders for tests of parsers: `raw.*` goes in, `expected.json` should come out. Knows no test runner.

    CASES = cases.folders(Path(__file__).parent / "cases")

    @pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
    def test_case(folder):
        assert cases.outcome(Valley(Config(type="valley")).parse, folder) == cases.expected(folder)

Dropping a folder in adds a test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasad.articles import NO_TIME_IN_FORMAT, UNKNOWN_TIME, Article, Parsed, Timestamp
from rasad.captures import Capture
from rasad.errors import ParseError

KINDS = {".html": "text/html; charset=utf-8", ".xml": "text/xml", ".json": "application/json", ".txt": "text/plain"}
NEVER = datetime(2024, 5, 15, tzinfo=UTC)


def folders(root: Path) -> list[Path]:
    """Every case below `root`, in order of name."""
    return sorted(path for path in root.iterdir() if path.is_dir())


def expected(folder: Path) -> Any:
    """What a case should give."""
    return json.loads((folder / "expected.json").read_text("utf-8"))


def capture(folder: Path) -> Capture:
    """The raw file of a case, as if fetched."""
    raw = next(folder.glob("raw.*"))
    kind = KINDS.get(raw.suffix, "application/octet-stream")
    return Capture(f"https://cases.example/{raw.name}", raw.read_bytes(), NEVER, 200, {"content-type": kind})


def outcome(parse: Callable[[Capture], Iterable[Parsed]], folder: Path) -> list[dict[str, Any]]:
    """Everything a parser gives for a case, as JSON."""
    found = []
    try:
        for parsed in parse(capture(folder)):
            fields = _article(parsed) if isinstance(parsed, Article) else asdict(parsed)
            found.append({"is": type(parsed).__name__, **fields})
    except ParseError as error:
        found.append({"is": "ParseError", "reason": error.reason})
    return found


def _article(article: Article) -> dict[str, Any]:
    row = asdict(article)
    row["published"], row["modified"] = _time(article.published), _time(article.modified)
    return {name: value for name, value in row.items() if value not in (None, "", {}, False) or name == "text"}


def _time(stamp: Timestamp) -> str | None:
    if stamp == NO_TIME_IN_FORMAT:
        return "no time in this format"
    return None if stamp == UNKNOWN_TIME else stamp.at.isoformat() if stamp.at else f"unplaced: {stamp.raw}"
