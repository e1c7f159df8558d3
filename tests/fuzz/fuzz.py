"""Feeds damaged inputs to every reader: each ends as articles or as a rejection, soon, in little memory.

Example: python tests/fuzz/fuzz.py --mutants 100000
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.progress import track
from tests.fuzz.mutants import mutants, seeds

from rasad import intake
from rasad.batches import Entry
from rasad.captures import Capture
from rasad.stages import Source
from rasad_afp.api import AfpConfig
from rasad_afp.source import Afp
from rasad_feeds.drop import Files, FilesConfig
from rasad_shafaq.source import Shafaq, ShafaqConfig

LONGEST = 5.0  # seconds that one input may take
LARGEST = 512  # MB that the process may grow to
WHEN = datetime(2025, 3, 6, tzinfo=UTC)


@dataclass
class Verdict:
    """What became of the inputs. `faults` are inputs that broke a promise, with what broke."""

    inputs: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def sources() -> list[Source]:
    """Every parser that is installed."""
    return [Files(FilesConfig(type="files")), Afp(AfpConfig(type="afp")), Shafaq(ShafaqConfig(type="shafaq"))]


def run(bodies: Iterable[bytes], readers: list[Source]) -> Verdict:
    """Every body through one reader after another in turn."""
    verdict = Verdict()
    for number, body in enumerate(bodies):
        source = readers[number % len(readers)]
        capture = Capture(f"https://fuzz.example/{number}", body, WHEN, 200, {})
        begun = time.perf_counter()
        found = list(intake.parse(source, source.id, capture))
        took = time.perf_counter() - begun
        verdict.inputs += 1
        verdict.slowest = max(verdict.slowest, took)
        reasons = ["article" if isinstance(entry, Entry) else str(entry.stage) for entry in found]
        verdict.ended.update(reasons or ["nothing"])
        verdict.faults += [f"{number} {source.id}: {fault}" for fault in _faults(found, took)]
    return verdict


def _faults(found: list[object], took: float) -> list[str]:
    faults = [] if found else ["ended as nothing"]
    if took > LONGEST:
        faults.append(f"took {took:.1f} s")
    for entry in found:
        reason = getattr(entry, "reason", None)
        if reason and reason.startswith("parser failed"):
            faults.append(reason)
        if reason == "":
            faults.append("a rejection without a reason")
    return faults


def main() -> int:
    """Exit code 1 where an input broke a promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="folders of further originals")
    options = parser.parse_args()
    originals = seeds(options.more)
    bodies = track(mutants(originals, options.mutants, options.seed), "mutants", total=options.mutants)
    verdict = run(bodies, sources())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if grown > LARGEST:
        verdict.faults.append(f"the process grew to {grown} MB")
    row = {"inputs": verdict.inputs, "ended": dict(verdict.ended), "slowest": round(verdict.slowest, 2)}
    print(json.dumps({**row, "largest_mb": grown, "faults": len(verdict.faults)}))
    for fault in verdict.faults[:20]:
        print(fault)
    return bool(verdict.faults)


if __name__ == "__main__":
    sys.exit(main())
