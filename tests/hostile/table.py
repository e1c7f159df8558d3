"""Sends a newsroom to every hostile server there is, and prints what it cost.

    python -m tests.hostile.table

Each behaviour is met in the place of the listing, whose address holds a secret, and in the place of a listed page.
At the end: waits beyond the deadline, the largest growth of memory, connections to forbidden addresses, and where
the secret was found. Exit code 1 where one of them is more than is allowed, or an outcome is not the expected one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from tests.hostile import canary
from tests.hostile.servers import ARABIC, BEHAVIOURS, ECHO, PAGE, Behaviour
from tests.hostile.visits import PUBLIC, WAYS

from rasad.testing import FeedLab, Received, Response

DEADLINE = 1.5  # seconds a fetch; a run may take one more
GROWTH = 64  # MB over an idle newsroom, with bodies of 10 MB at most
LISTS = "listing-of/"


@dataclass
class Findings:
    """What was seen, and which bars it misses."""

    late: list[str] = field(default_factory=list)
    grown: float = 0
    unexpected: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """True where every bar is met."""
        return not (self.late or self.unexpected or self.forbidden or self.leaks) and self.grown <= GROWTH

    def note(self, behaviour: Behaviour, row: Mapping[str, Any]) -> None:
        """Take in one run."""
        if row["seconds"] > DEADLINE + 1:
            self.late.append(row["name"])
        self.grown = max(self.grown, row["grown"])
        if not as_expected(behaviour, row):
            self.unexpected.append(f"{row['name']}: {row['outcome']} {row['reason']}")

    def lines(self) -> Iterator[str]:
        """One line a bar."""
        yield f"waits beyond {DEADLINE} s + 1 s: {len(self.late)} {' '.join(self.late)}"
        yield f"largest growth: {self.grown:.0f} MB (at most {GROWTH})"
        yield f"connections to forbidden addresses: {len(self.forbidden)} {' '.join(self.forbidden)}"
        yield f"secret found in: {', '.join(self.leaks) or 'nothing'}"
        yield from (f"unexpected: {each}" for each in self.unexpected)


def as_expected(behaviour: Behaviour, row: Mapping[str, Any]) -> bool:
    """Whether a run ended as it must. Bytes that came in are no feed; as a page they are one, or cannot be read."""
    if behaviour.outcome == "ok":
        return row["outcome"] in ("parse_error", "undated", "ok")
    return row["outcome"] == behaviour.outcome and (row["name"].startswith(LISTS) or behaviour.reason in row["reason"])


def publisher(lab: FeedLab, behaviours: Mapping[str, Behaviour]) -> None:
    """Every behaviour under its name, whatever is asked for there; and a listing of one page that does it."""
    scripts = {f"/{name}": behaviour.script for name, behaviour in behaviours.items()}

    def answer(received: Received) -> Response:
        path = received.path.partition("?")[0]
        if path.startswith(f"/{LISTS}"):
            return Response(feed(lab.url("/" + path.removeprefix(f"/{LISTS}"))), headers=ECHO)
        script = scripts.get(path, Response(PAGE, headers=ECHO))
        return script(received) if callable(script) else script

    lab.otherwise = answer


def feed(page: str) -> str:
    """A feed that lists this page alone."""
    entry = f"<item><title>هدنة</title><link>{escape(page)}</link><description>{ARABIC}</description></item>"
    return f"<rss version='2.0'><channel><title>x</title>{entry}</channel></rss>"


def runs(folder: Path, behaviours: Mapping[str, Behaviour], *words: str) -> Iterator[dict[str, Any]]:
    """One run a behaviour and place, in one process of their own that is told these `words`."""
    with FeedLab() as lab:
        publisher(lab, behaviours)
        names = [f"{place}{name}" for name in behaviours for place in ("", LISTS)]
        yield from _lines("intake", [str(DEADLINE), str(folder), lab.url(""), *words], names)


def visits() -> tuple[list[dict[str, Any]], list[str]]:
    """What became of every spelling and way, and whom the trap's servers saw."""
    with FeedLab(("127.0.0.1", "127.0.0.2", PUBLIC)) as lab:

        def answer(received: Received) -> Response:
            path, _, host = received.path.partition("?")
            there = f"http://{host}:{lab.port}/secret"
            return Response.redirect(there) if path == "/to" else Response("page", headers={"connection": "close"})

        lab.otherwise = answer
        rows = list(_lines("visits", [str(lab.port)], []))
        return rows, [host for host in lab.connections if host != PUBLIC]


def _lines(module: str, arguments: Sequence[str], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", f"tests.hostile.{module}", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write("".join(f"{name}\n" for name in names))
        child.stdin.close()
        yield from map(json.loads, child.stdout)
    if child.returncode:
        raise SystemExit(f"tests.hostile.{module} ended with {child.returncode}")


def judge_visits(rows: Sequence[Mapping[str, Any]], trapped: Sequence[str], findings: Findings) -> None:
    """Take in the visits to forbidden addresses."""
    findings.forbidden += [f"{row['way']}:{row['host']}" for row in rows if row["connected"]] + list(trapped)
    for row in rows:
        if row["outcome"] != "blocked" and "leads nowhere" not in row["reason"]:
            findings.unexpected.append(f"{row['way']} to {row['host']}: {row['outcome']} {row['reason']}")


def print_visits(rows: Sequence[Mapping[str, Any]]) -> None:
    """One line a way."""
    for way in WAYS:
        mine = [row for row in rows if row["way"] == way]
        blocked = sum(row["outcome"] == "blocked" for row in mine)
        connected = sum(bool(row["connected"]) for row in mine)
        longest = max(row["seconds"] for row in mine)
        print(
            f"forbidden addresses, {way:9}  {len(mine)} spellings, {blocked} blocked,"
            f" {len(mine) - blocked} lead nowhere, {connected} connected, longest {longest:.1f} s"
        )


def main() -> int:
    """Exit code 1 where a bar is missed."""
    findings, told = Findings(), {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'behaviour':36} {'seconds':>7} {'MB':>5}  outcome")
        for row in runs(folder, BEHAVIOURS):
            behaviour = BEHAVIOURS[row["name"].removeprefix(LISTS)]
            findings.note(behaviour, row)
            told[row["name"]] = json.dumps(row, ensure_ascii=False)
            print(f"{row['name']:36} {row['seconds']:7.2f} {row['grown']:5.0f}  {row['outcome']}  {row['reason'][:70]}")
        findings.leaks = canary.found(folder, told)
    rows, trapped = visits()
    print_visits(rows)
    judge_visits(rows, trapped, findings)
    print(*findings.lines(), sep="\n")
    return not findings.good


if __name__ == "__main__":
    sys.exit(main())
