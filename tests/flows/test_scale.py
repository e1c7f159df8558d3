"""Backfill on Dask and PostgreSQL equals one process and SQLite. `make test-scale` does it at full size."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rasad_flows.portions import portions

SCRIPT = Path(__file__).parents[1] / "scale" / "compare.py"


@pytest.mark.slow
def test_dask_and_postgresql_hold_the_rows_of_one_process_and_sqlite() -> None:
    pytest.importorskip("prefect_dask")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "1100"], capture_output=True, text=True, timeout=240, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "rows are equal" in done.stdout


def test_a_run_of_any_size_has_few_portions_and_loses_no_batch() -> None:
    for total in (0, 1, 10, 11, 37, 230, 500):
        taken = [list(portion) for portion in portions(range(total))]

        assert [number for portion in taken for number in portion] == list(range(total))
        assert len(taken) <= 56
    assert len([list(p) for p in portions(range(230))]) <= 45


def test_batches_grow_rather_than_become_many() -> None:
    from rasad_flows.backfill import TASKS, batched

    paths = [Path(str(number)) for number in range(20_001)]

    assert [len(b) for b in batched(paths[:3], 2)] == [2, 1]
    assert len(batched(paths, 100)) <= TASKS
    assert [path for batch in batched(paths, 100) for path in batch] == paths


def test_a_backfill_takes_warc_files_within_its_window_once(newsroom: Any, prefect_server: None) -> None:
    """The archive that a run wrote is itself a set of WARC files; another source takes it in."""
    from rasad_flows.backfill import backfill
    from rasad_flows.ingest import ingest
    from rasad_flows.parameters import BackfillParameters, IngestParameters

    newsroom.sources("gazette", "again")
    newsroom.publish(a="أسفر عن مقتل 7 أشخاص", b="خبر")
    ingest(IngestParameters(source="gazette"))
    archive = newsroom.folder / "archive" / "gazette"

    def again(**window: Any) -> str:
        state = backfill(BackfillParameters(source="again", paths=[archive], **window), return_state=True)
        return str(state.message)

    assert again(until=datetime.now(UTC) - timedelta(days=1)).startswith("empty")
    assert again(since=datetime.now(UTC) - timedelta(days=1)).startswith("ok")
    before = newsroom.rows("SELECT source, count(*) FROM article GROUP BY source ORDER BY source")
    assert before == [("again", 3), ("gazette", 2)]  # the listing is a page like any other to this parser
    again()
    assert newsroom.rows("SELECT source, count(*) FROM article GROUP BY source ORDER BY source") == before
