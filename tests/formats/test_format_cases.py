"""Every wire format, page and text, told apart by content: bytes in, articles, skips and flaws out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad.formats import known
from rasad.testing import cases

CASES = cases.folders(Path(__file__).parent / "cases")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    assert cases.outcome(known.read, folder) == cases.expected(folder)
