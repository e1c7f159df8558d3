"""A real Prefect server for the tests of flows, started once, and newsrooms with a loopback publisher."""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rasad.testing.feedlab import FeedLab, Response

GAZETTE = Path(__file__).with_name("gazette.py.txt")
PAGE = "أعلن العمدة هدنة في الوادي. نفى القائد الهدنة. أسفر الهجوم عن مقتل 7 أشخاص."


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A server of the tests' own, in a folder of its own."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL"] = "0.1"  # events are readable at once
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(autouse=True)
def sockets_are_closed_here() -> Iterator[None]:
    """Prefect leaves sockets to the garbage collector: let it come while their warnings are ignored."""
    yield
    gc.collect()


class Newsroom:
    """A folder with settings, the drop-in plugin, and so many sources of one publisher."""

    def __init__(self, folder: Path, lab: FeedLab, database: str = "") -> None:
        self.folder, self.lab = folder, lab
        self.database = database or f"sqlite:///{folder}/news.db"
        (folder / "plugins").mkdir()
        (folder / "plugins" / "gazette.py").write_text(GAZETTE.read_text("utf-8"), "utf-8")
        self.sources("gazette")

    def sources(self, *names: str, more: str = "") -> None:
        """Configure these sources."""
        head = f'database = "{self.database}"\narchive = "{self.folder}/archive"\n'
        head += f'plugins_dir = "{self.folder}/plugins"\n'
        body = "".join(
            f'[sources.{name}]\ntype = "gazette"\nurl = "{self.lab.url(f"/{name}/list")}"\n'
            f"allow_private_addresses = true\n{more}"
            for name in names
        )
        (self.folder / "rasad.toml").write_text(head + body, "utf-8")

    def configure(self, more: str) -> None:
        """Add these lines to the settings."""
        with (self.folder / "rasad.toml").open("a", encoding="utf-8") as settings:
            settings.write(more)

    def publish(self, source: str = "gazette", **pages: str) -> None:
        """List these pages, and only these. A fingerprint is a page's length."""
        self.lab[f"/{source}/list"] = Response(json.dumps({n: str(len(t)) for n, t in pages.items()}))
        for name, text in pages.items():
            self.lab[f"/{source}/{name}"] = Response(text)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with sqlite3.connect(self.folder / "news.db") as database:
            rows = database.execute(sql).fetchall()
        database.close()
        return rows


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """One source named `gazette`; the working folder is the newsroom's."""
    monkeypatch.chdir(tmp_path)
    with FeedLab() as lab:
        yield Newsroom(tmp_path, lab)


def _beside(name: str) -> Any:
    """A module of this folder: tests are not a package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def serve() -> Any:
    """`rasad serve` in a folder: call it with the folder, and a port to have the same again."""
    return _beside("served").Served


@pytest.fixture(scope="session")
def newsrooms() -> type[Newsroom]:
    """Makes newsrooms for tests that share one."""
    return Newsroom
