"""A newsroom in a process of its own that takes in hostile sources, so that its memory is what is measured.

Reads names of behaviours from standard input, and answers each with a line of JSON: how the run ended, how long
it took, how much memory has grown. Everything that is logged, down to DEBUG, goes to the folder's `log`. With the
word `careless` it hides no secret: the control, which must be found out.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from tests.hostile.servers import CANARY

from rasad import registry
from rasad.fetch import Policy
from rasad.fetch.redaction import Redactor
from rasad.pipeline import Ingest
from rasad.settings import Settings


class Hasty(Ingest):
    """An ingest that waits for nobody long."""

    policy = Policy(deadline=float(sys.argv[1]), grace=0.4, min_rate=500, retries=0, robots=False)


def megabytes(field: str) -> float:
    """What this process holds (`VmRSS`), or has held at most since `forget` (`VmHWM`)."""
    found = re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def forget() -> None:
    """Begin to note the most memory anew (Linux, proc(5): clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def settings_for(source: str, folder: Path, url: str) -> Settings:
    """One source at this address."""
    section = {"type": "feed", "url": url, "allow_private_addresses": True}
    return Settings(database=f"sqlite:///{folder}/news.db", archive=str(folder / "archive"), sources={source: section})


def run(name: str, folder: Path, site: str, plugins: registry.Registry) -> dict[str, Any]:
    """One run of a source whose address holds the secret twice, as its password and in its query."""
    source = name.replace("/", "-")
    login = site.replace("://", f"://editor:{CANARY.replace('/', '%2F')}@")
    settings = settings_for(source, folder, f"{login}/{name}?api_key={CANARY}")
    began = time.monotonic()
    with Hasty(source, settings, plugins) as ingest:
        for chunk in ingest.chunks():
            ingest.take(chunk)
    seconds, report = time.monotonic() - began, ingest.report
    return {"name": name, "outcome": report.outcome, "reason": reasons(source, folder), "seconds": seconds}


def reasons(source: str, folder: Path) -> str:
    """Why the source's inputs were turned away."""
    with sqlite3.connect(folder / "news.db") as database:
        found = database.execute("SELECT reason FROM rejection WHERE source = ?", (source,)).fetchall()
    database.close()
    return "; ".join(reason for (reason,) in found)


def main() -> None:
    """Answer until standard input ends."""
    folder, site = Path(sys.argv[2]), sys.argv[3]
    logging.basicConfig(filename=folder / "log", level=logging.DEBUG)
    if "careless" in sys.argv:
        Redactor.clean = lambda redactor, text: text
    plugins = registry.load()
    run("listing-of/fine", folder, site, plugins)  # everything that a good run loads is there now
    idle = megabytes("VmRSS")
    for line in sys.stdin:
        forget()
        row = run(line.strip(), folder, site, plugins)
        print(json.dumps({**row, "grown": megabytes("VmHWM") - idle}), flush=True)


if __name__ == "__main__":
    main()
