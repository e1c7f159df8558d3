"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from rasad.durations import Duration

ADAPTER = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("written", "hours"), [("2h", 2), ("90m", 1.5), ("1d12h", 36), ("1d 12h", 36), ("2w", 336), ("PT2H", 2)]
)
def test_reads(written: str, hours: float) -> None:
    assert ADAPTER.validate_python(written) == timedelta(hours=hours)


@pytest.mark.parametrize("written", ["soon", "2 fortnights", "h2", "", "2h later"])
def test_refuses(written: str) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(written)
