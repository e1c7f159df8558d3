"""The newspaper of these tests, running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.peers.newspaper import Paper

from rasad import registry
from rasad.registry import Registry
from rasad.testing.feedlab import FeedLab


@pytest.fixture(scope="session")
def plugins() -> Registry:
    """Every installed plugin, but no extractor: these tests are about articles."""
    found = registry.load()
    found.extractors = {}
    return found


@pytest.fixture
def paper(tmp_path: Path, plugins: Registry) -> Iterator[Paper]:
    """A newspaper and the newsroom that takes it in."""
    with FeedLab() as lab:
        yield Paper(tmp_path, lab, plugins)
