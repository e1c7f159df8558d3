"""Fixtures for every test: where the real inputs lie, and an environment without the developer's own settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs beside the checkout; the test is skipped where it is absent."""
    folder = Path(os.environ.get("RASAD_SHARED", CHECKOUT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no real inputs beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `RASAD_…` variable of the developer's reaches a test."""
    for name in [n for n in os.environ if n.startswith("RASAD_") and n != "RASAD_SHARED"]:
        monkeypatch.delenv(name)
