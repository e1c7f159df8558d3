"""Every case of the plugin `afp`: bytes in, articles, skips and flaws out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad.testing import cases
from rasad_afp.api import AfpConfig
from rasad_afp.source import Afp

CASES = cases.folders(Path(__file__).parents[3] / "plugins" / "afp" / "cases")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    assert cases.outcome(Afp(AfpConfig(type="afp")).parse, folder) == cases.expected(folder)
