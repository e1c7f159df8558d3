"""A real Prefect server for the tests of flows, started once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A server of the tests' own, in a folder of its own."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings for a source of files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "a.txt").write_text(
        "هدنة في البلدة\nتوصل الطرفان إلى وقف لإطلاق النار في البلدة.", "utf-8"
    )
    (tmp_path / "rasad.toml").write_text(
        'database = "sqlite:///news.db"\n[sources.drop]\ntype = "files"\n', "utf-8"
    )
    return tmp_path
