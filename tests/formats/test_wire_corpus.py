"""Real agency files: none raises, each ends as articles or as rejections with reasons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rasad import Article, Capture, Flaw, ParseError, Skip
from rasad.formats import known

pytestmark = pytest.mark.corpus
FOLDERS = ["agency-newsml-nitf", "newsml-g2", "ninjs", "afp-other-lang", "afp-wire-ar", "afp-online-ar"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_ends_as_articles_or_with_reasons(shared: Path, folder: str) -> None:
    counts: Counter[str] = Counter()
    for path in sorted((shared / "data" / folder).rglob("*")):
        if not path.is_file():
            continue
        try:
            found = list(known.read(Capture.from_file(path)))
        except ParseError as error:
            found = []
            assert error.reason
            counts["rejected"] += 1
            print(f"{path.name}: {error.reason}")
        for parsed in found:
            counts[type(parsed).__name__] += 1
            if isinstance(parsed, Skip | Flaw):
                assert parsed.reason
                print(f"{path.name}: {parsed.reason}")
            elif isinstance(parsed, Article):
                assert parsed.key
                assert parsed.text.strip() or parsed.withdrawn
    print(folder, dict(counts))
    assert counts["Article"] > 0
