"""Several processes take in one growing feed at the same time, round after round.

    python tests/crash/together.py [--processes 8] [--rounds 100] [--postgres]

Every round the publisher lists a few pages more, and all processes start on it at once. In the end every row
must be there exactly once, and no run may have failed: nobody is told that the database was locked.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import crash_workload as workload
from crash_databases import PostgreSQL, SQLite
from crash_dump import dump
from crash_workload import Place, Publisher

from rasad.registry import Registry
from rasad.store.check import check

PAGES_A_ROUND = 5
FORK = multiprocessing.get_context("fork")


def worker(place: Place, found: Registry, listed: Any, rounds: int, start: Any, faults: Any) -> None:
    """One process: a run a round, beginning together with all others."""
    for number in range(1, rounds + 1):
        if start.wait(300) == 0:
            listed.value = number * PAGES_A_ROUND
        start.wait(300)
        try:
            run = workload.ingest(place, found)
            if str(run.report.outcome) not in ("ok", "partial", "not_modified", "undated", "empty"):
                faults.put(f"outcome {run.report.outcome}")
        except Exception:  # noqa: BLE001 - whatever is surfaced is what is counted
            faults.put(traceback.format_exc())


def rounds_of(databases: SQLite | PostgreSQL, found: Registry, processes: int, rounds: int) -> dict[str, Any]:
    """Let them run; what was found."""
    listed, start, faults = FORK.Value("i", 0), FORK.Barrier(processes), FORK.SimpleQueue()
    with Publisher(rounds * PAGES_A_ROUND, listed) as listing:
        place = databases.fresh(listing)
        crowd = [
            FORK.Process(target=worker, args=(place, found, listed, rounds, start, faults)) for _ in range(processes)
        ]
        began = time.monotonic()
        for child in crowd:
            child.start()
        told = []
        while any(child.is_alive() for child in crowd):
            while not faults.empty():
                told.append(faults.get())
            time.sleep(0.05)
        seconds = time.monotonic() - began
        alone = databases.fresh(listing)
        for number in range(1, rounds + 1):
            listed.value = number * PAGES_A_ROUND
            workload.ingest(alone, found)
    tables, wanted = dump(place.database), dump(alone.database)
    violations = [f"{v.promise}: {v.place} {v.reason}" for v in check(place.database, str(place.archive))]
    return {
        "runs": processes * rounds,
        "seconds": round(seconds, 1),
        "rows": sum(tables.values()),
        "too_much": _shown(tables - wanted),
        "missing": _shown(wanted - tables),
        "locked": sum("locked" in fault for fault in told),
        "faults": told[:3] + violations[:3],
    }


def _shown(facts: Counter[Any]) -> list[str]:
    return [repr(fact)[:200] for fact in facts][:5]


def main(arguments: list[str] | None = None) -> int:
    """Run it and print what was found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", DeprecationWarning)
    with tempfile.TemporaryDirectory(prefix="rasad-together-") as name:
        folder = Path(name)
        databases = PostgreSQL(folder) if options.postgres else SQLite(folder)
        try:
            told = rounds_of(databases, workload.plugins(folder), options.processes, options.rounds)
        finally:
            databases.close()
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return int(bool(told["too_much"] or told["missing"] or told["faults"]))


if __name__ == "__main__":
    sys.exit(main())
