"""Every case of the plugin `shafaq`: bytes in, articles, skips and flaws out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad.testing import cases
from rasad_shafaq.source import Shafaq, ShafaqConfig

CASES = cases.folders(Path(__file__).parents[3] / "plugins" / "shafaq" / "cases")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    assert cases.outcome(Shafaq(ShafaqConfig(type="shafaq")).parse, folder) == cases.expected(folder)
