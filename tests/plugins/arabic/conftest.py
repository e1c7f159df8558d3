"""Every test of the Arabic plugin reads words through the light stemmer, whatever the machine has installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rasad_arabic import morphology


@pytest.fixture(autouse=True)
def light(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RASAD_MORPHOLOGY", "light")
    morphology.reset()
    yield
    morphology.reset()
