"""Every case of the plugin `feeds`: bytes in, articles, skips and flaws out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad.testing import cases
from rasad_feeds.feed import Feed, FeedConfig

CASES = cases.folders(Path(__file__).parents[3] / "plugins" / "feeds" / "cases")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    assert cases.outcome(Feed(FeedConfig(type="feeds")).parse, folder) == cases.expected(folder)
