"""Several processes on one database, and a process that is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from rasad.store.loader import SqlLoader

FORK = multiprocessing.get_context("spawn")


def load_all(url: str, make: Any, start: Any, answers: Any, order: int) -> None:
    """One of several processes: every batch, each in an order of its own."""
    try:
        loader = SqlLoader()
        start.wait(60)
        loader.open(url)
        batches = [make.batch(*(make.entry(n) for n in range(b * 20, b * 20 + 20))) for b in range(10)]
        for batch in batches[order:] + batches[:order]:
            loader.load(batch)
            loader.seen("star", ["key-1"])
        loader.finish_run(loader.start_run("star", "ingest"), "ok", {}, None)
        answers.put("fine")
        loader.close()
    except BaseException as error:  # noqa: BLE001 - told to the test
        answers.put(repr(error))


def test_four_processes_that_load_the_same_leave_each_row_once(database_url: str, make: Any, tmp_path: Path) -> None:
    """They start on an empty database, so they also race for making its tables."""
    start, answers = FORK.Barrier(4), FORK.Queue()
    children = [FORK.Process(target=load_all, args=(database_url, make, start, answers, 3 * n)) for n in range(4)]
    for child in children:
        child.start()
    told = [answers.get(timeout=120) for _ in children]
    for child in children:
        child.join(30)

    assert told == ["fine"] * 4
    loader = SqlLoader()
    loader.open(database_url)
    with loader.engine.connect() as connection:
        counts = {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            for table in (
                "capture",
                "article",
                "version",
                "extraction",
                "claim",
                "mention",
                "claim_link",
                "run",
            )
        }
    loader.close()
    assert counts == {
        "capture": 200,
        "article": 200,
        "version": 200,
        "extraction": 200,
        "claim": 600,
        "mention": 600,
        "claim_link": 200,
        "run": 4,
    }


def load_until_killed(url: str, make: Any, ready: Any) -> None:
    loader = SqlLoader()
    loader.open(url)
    ready.set()
    for b in range(1000):
        loader.load(make.batch(*(make.entry(n) for n in range(b * 10, b * 10 + 10))))


@pytest.mark.parametrize("milliseconds", [3, 17, 40, 90])
def test_a_kill_leaves_whole_batches_only(database_url: str, make: Any, milliseconds: int) -> None:
    loader = SqlLoader()
    loader.open(database_url)
    loader.close()
    ready = FORK.Event()
    child = FORK.Process(target=load_until_killed, args=(database_url, make, ready))
    child.start()
    assert ready.wait(60)
    child.join(milliseconds / 1000)
    assert child.pid
    os.kill(child.pid, signal.SIGKILL)
    child.join(30)

    loader = SqlLoader()
    loader.open(database_url)
    count = "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM claim), (SELECT count(*) FROM mention), "
    count += "(SELECT count(*) FROM source_state), (SELECT count(DISTINCT article_id) FROM version)"
    with loader.engine.connect() as connection:
        articles, claims, mentions, seen, versions = connection.execute(text(count)).one()
    assert articles % 10 == 0
    assert (claims, mentions, seen, versions) == (3 * articles, 3 * articles, articles, articles)

    for b in range(articles // 10 + 1):
        loader.load(make.batch(*(make.entry(n) for n in range(b * 10, b * 10 + 10))))
    with loader.engine.connect() as connection:
        found = connection.execute(text(count)).one()
    assert tuple(found) == (articles + 10, 3 * articles + 30, 3 * articles + 30, articles + 10, articles + 10)
    loader.close()


def test_a_fault_in_the_middle_of_a_batch_leaves_nothing_of_it(loader: SqlLoader, make: Any, rows: Any) -> None:
    from rasad.errors import LoadError

    loader.load(make.batch(make.entry(1)))
    before = rows.digest()

    with pytest.raises(LoadError, match="nothing was stored") as error:
        loader.load(make.batch(make.entry(2), run_id=99, rejections=[_rejection()]))
    assert "\n" not in str(error.value)
    assert rows.digest() == before


def _rejection() -> Any:
    from rasad.batches import Rejection, Stage

    return Rejection("star", Stage.PARSE, "the run of this one does not exist")
