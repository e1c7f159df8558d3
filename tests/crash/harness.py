"""Kills an ingest with SIGKILL at random points after it is ready, and looks whether anything is lost.

    python tests/crash/harness.py --kills 1000 [--postgres] [--control] [--seed N]

Each kill falls into a real run (loopback publisher, archive, database) that has printed READY. After it the
database is reopened, every promise checked, and the run repeated: up to three kills hit one database before
a run may finish, whose tables must then equal those of an undisturbed run. Exits 1 where anything was found;
with `--control`, a loader that must fail, exits 1 where nothing was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import statistics
import sys
import tempfile
import time
import warnings
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import crash_workload as workload
from crash_control import careless
from crash_databases import PostgreSQL, SQLite
from crash_dump import dump, scalar
from crash_workload import NAME, Place, Publisher

from rasad import batching, pipeline
from rasad.registry import Registry
from rasad.store.check import check

PAGES = 56
CHUNK = 4  # pages a transaction
KILLS_PER_LIFE = 3
FORK = multiprocessing.get_context("fork")


@dataclass
class Findings:
    """What was seen. `faults` counts kinds of broken promises; `examples` shows a few."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def fault(self, kind: str, what: object) -> None:
        self.faults[kind] += 1
        if len(self.examples) < 10:
            self.examples.append(f"{kind}: {what}"[:300])

    def to_json(self) -> dict[str, Any]:
        return {**self.counts, "faults": dict(self.faults), "examples": self.examples}


def preload() -> None:
    """Import everything a run needs, so that a forked child begins to work at once."""
    import rasad.fetch.backstage
    import rasad.fetch.engine

    pipeline.CHUNK, batching.BATCH = CHUNK, 250
    assert rasad.fetch.backstage and rasad.fetch.engine


class Harness:
    """One series of kills over one kind of database."""

    def __init__(self, databases: SQLite | PostgreSQL, listing: str, found: Registry, seed: int) -> None:
        self.databases, self.listing, self.registry = databases, listing, found
        self.random = random.Random(seed)
        self.findings = Findings()
        self.usual, self.reference = self._undisturbed()

    def series(self, kills: int) -> Findings:
        """Go on until so many kills have hit a run that was ready."""
        while self.findings.counts["kills"] < kills:
            place = self.databases.fresh(self.listing)
            for _ in range(min(KILLS_PER_LIFE, kills - self.findings.counts["kills"])):
                if not self._disturb(place):
                    break
                self._look(place)
            self._finish(place)
            self.databases.drop(place)
        return self.findings

    def _undisturbed(self) -> tuple[float, Counter[Any]]:
        """Seconds that a run usually takes once it is ready, and the tables it leaves."""
        seconds = []
        for _ in range(3):
            place = self.databases.fresh(self.listing)
            seconds.append(self._run(place))
            tables = dump(place.database)
            self.databases.drop(place)
        return statistics.median(seconds), tables

    def _start(self, place: Place) -> tuple[Any, Any]:
        receiver, sender = FORK.Pipe(duplex=False)
        child = FORK.Process(target=self._child, args=(place, sender))
        child.start()
        sender.close()
        with suppress(EOFError):
            assert receiver.recv() == "READY"
        return child, receiver

    def _child(self, place: Place, sender: Any) -> None:
        run = workload.ingest(place, self.registry, lambda: sender.send("READY"))
        # Straight out: what the interpreter would tidy up is no part of the run.
        os._exit(0 if str(run.report.outcome) in ("ok", "partial", "not_modified", "undated") else 3)

    def _run(self, place: Place) -> float:
        child, _ = self._start(place)
        began = time.monotonic()
        child.join(120)
        if child.exitcode != 0:
            self.findings.fault("run failed", child.exitcode)
        return time.monotonic() - began

    def _disturb(self, place: Place) -> bool:
        """Kill a run at a random point; False where it was faster."""
        child, _ = self._start(place)
        child.join(self.random.uniform(0, self.usual))
        if child.exitcode is None:
            os.kill(child.pid, signal.SIGKILL)
        child.join()
        if child.exitcode != -signal.SIGKILL:
            self.findings.counts["finished_before_the_kill"] += 1
            return False
        self.findings.counts["kills"] += 1
        self.findings.counts[self.databases.trace] += self.databases.after_kill(place)
        return True

    def _look(self, place: Place) -> None:
        """Every promise, right after a kill."""
        for violation in check(place.database, str(place.archive)):
            self.findings.fault(violation.promise, f"{violation.place} {violation.reason}")
        seen = set(scalar(place.database, "SELECT key FROM source_state WHERE kind IN ('seen', 'pending')"))
        for acked in place.noted("acked"):
            if not seen.issuperset(acked):
                self.findings.fault("lost acked", sorted(set(acked) - seen))
        for names in place.begun():
            begun = set(names) - workload.UNREADABLE
            if 0 < len(seen.intersection(begun)) < len(begun):
                self.findings.fault("partial batch", names)
        self._look_at_rows(place, seen)
        acked_names = set(chain.from_iterable(place.noted("acked")))
        self.findings.counts["committed_but_not_acked"] += not seen <= acked_names

    def _look_at_rows(self, place: Place, seen: set[str]) -> None:
        """The rows of an item are there exactly where it counts as seen."""
        pages = [number for number in range(PAGES) if workload.item(number) in seen]
        wanted = Counter(key for number in pages for key, _ in workload.articles(number))
        stored = Counter(
            scalar(place.database, "SELECT a.key FROM version AS v JOIN article AS a ON a.id = v.article_id")
        )
        if stored != wanted:
            lost, extra = wanted - stored, stored - wanted
            self.findings.fault("lost" if lost else "ahead of its state", dict(lost or extra))
        claims = scalar(place.database, "SELECT count(*) FROM claim_link")[0]
        if claims != stored.total():
            self.findings.fault("version without its claims", f"{stored.total()} versions, {claims} denials")

    def _finish(self, place: Place) -> None:
        """Run again to the end; then the tables are those of an undisturbed run."""
        self._run(place)
        tables = dump(place.database)
        for fact in tables - self.reference:
            self.findings.fault("too much in the end", fact)
        for fact in self.reference - tables:
            self.findings.fault("missing in the end", fact)
        for violation in check(place.database, str(place.archive)):
            self.findings.fault(violation.promise, f"{violation.place} {violation.reason}")
        self.findings.counts["compared_with_an_undisturbed_run"] += 1


def main(arguments: list[str] | None = None) -> int:
    """Run the series and print what was seen as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL in place of SQLite")
    parser.add_argument("--control", action="store_true", help="the loader that must be seen to fail")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", DeprecationWarning)
    preload()
    with tempfile.TemporaryDirectory(prefix="rasad-crash-") as name, Publisher(PAGES) as listing:
        folder = Path(name)
        found = workload.plugins(folder)
        databases = PostgreSQL(folder) if options.postgres else SQLite(folder)
        began = time.monotonic()
        try:
            harness = Harness(databases, listing, careless(found) if options.control else found, options.seed)
            findings = harness.series(options.kills)
        finally:
            databases.close()
    told = {"source": NAME, "seconds": round(time.monotonic() - began, 1), "a_run": round(harness.usual, 3)}
    print(json.dumps(told | findings.to_json(), ensure_ascii=False, indent=1))
    return int(bool(findings.faults) != options.control)


if __name__ == "__main__":
    sys.exit(main())
