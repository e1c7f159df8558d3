"""What Prefect costs over the bare pipeline: CPU for 1,000 articles, task runs, and locks with 20 sources at once.

Loopback, a real server, one newsroom a run. The bare pipeline is `rasad ingest`; the flow is a run of the same source's
deployment, started over the API. Bars: at most 10 % more CPU beyond the server's start, 50 task runs, no lock.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rasad.testing.feedlab import FeedLab

TESTS = Path(__file__).parents[1] / "tests" / "flows"
ARTICLES, SENTENCES, SOURCES, IDLE = 1000, 12, 20, 10
SPEAKERS = ("مسؤول محلي", "شاهد عيان", "مصدر طبي", "المتحدث باسم الفصيل")
EVENTS = (
    "غارة جوية استهدفت بلدة الصفصاف",
    "مقتل {n} أشخاص وإصابة {n} آخرين في قصف على حي الربوة",
    "التوصل إلى هدنة في الوادي",
    "انفجار عبوة ناسفة في السوق القديم",
    "حركة السير في الشارع الرئيسي عادت إلى طبيعتها",
    "أسعار الخضار ارتفعت في الأسواق",
)


def module(name: str) -> Any:
    """A module of the tests of flows, which are no package."""
    spec = importlib.util.spec_from_file_location(name, TESTS / f"{name}.py")
    assert spec and spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def newsroom(folder: Path, lab: FeedLab, *sources: str, articles: int) -> Any:
    """Sources that list so many invented Arabic reports each."""
    folder.mkdir()
    room = module("conftest").Newsroom(folder, lab)
    plugin = folder / "plugins" / "gazette.py"
    plugin.write_text(plugin.read_text("utf-8").replace('LANG = "qaa"', 'LANG = "ar"'), "utf-8")
    room.sources(*sources)
    for source in sources:
        room.publish(source, **{f"p{number}": report(number) for number in range(articles)})
    return room


def report(number: int) -> str:
    """One report; the same number gives the same words."""
    chance = random.Random(number)
    lines = (
        f"قال {chance.choice(SPEAKERS)} الخميس إن {chance.choice(EVENTS).format(n=chance.randint(2, 60))}."
        for _ in range(SENTENCES)
    )
    return "\n".join(lines)


def bare(room: Any) -> float:
    """CPU-seconds of `rasad ingest`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rasad", "ingest", "gazette"], cwd=room.folder, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"the bare run ended with {status}"
    return usage.ru_utime + usage.ru_stime


def spent(pid: int, *, children: bool) -> float:
    """CPU-seconds of a process, or of those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = fields[13:15] if children else fields[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def server_of(serve: int) -> int:
    """The process of Prefect's server that `rasad serve` has started."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and b"rasad_flows.server" in _command(entry):
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == serve:
                return int(entry.name)
    raise SystemExit("Prefect's server is not among the processes")


def _command(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""


def through_prefect(room: Any) -> dict[str, float]:
    """CPU-seconds of the flow's process, of the server while it ran and while idle, and the number of task runs."""
    served = module("served").Served(room.folder)
    try:
        runner, server = served.process.pid, server_of(served.process.pid)
        time.sleep(IDLE)  # what starting leaves to do
        begun, idle = time.monotonic(), spent(server, children=False)
        time.sleep(IDLE)
        idle = (spent(server, children=False) - idle) / (time.monotonic() - begun)
        begun, flow, own = time.monotonic(), spent(runner, children=True), spent(server, children=False)
        run = served.start("ingest/gazette")
        state = served.ended(run, 600)
        assert state["type"] == "COMPLETED", state
        took = time.monotonic() - begun
        served.wait_for(lambda: not served.flow_processes(), 30)
        time.sleep(1)
        body = {"flow_runs": {"id": {"any_": [run]}}}
        return {
            "flow": spent(runner, children=True) - flow,
            "server": spent(server, children=False) - own - idle * took,
            "tasks": served.call("/task_runs/count", body),
        }
    finally:
        served.stop()


def locks(room: Any, sources: list[str]) -> tuple[int, int]:
    """Runs of all sources at once: how many were completed, and lines that tell of a locked database."""
    served = module("served").Served(room.folder)
    try:
        runs = [served.start(f"ingest/{source}") for source in sources]
        completed = sum(served.ended(run, 600)["type"] == "COMPLETED" for run in runs)
    finally:
        served.stop()
    logs = [room.folder / "serve.log", room.folder / ".prefect" / "server.log"]
    return completed, sum(log.read_text("utf-8", "replace").count("database is locked") for log in logs)


def main() -> None:
    with tempfile.TemporaryDirectory() as place, FeedLab() as lab:
        folder = Path(place)
        alone = bare(newsroom(folder / "bare", lab, "gazette", articles=ARTICLES))
        room = newsroom(folder / "flow", lab, "gazette", articles=ARTICLES)
        found = through_prefect(room)
        claims = room.rows("SELECT count(*) FROM claim")[0][0]
        extra = (found["flow"] + found["server"]) / alone - 1
        print(f"{ARTICLES} articles, {claims} claims: bare pipeline {alone:.1f} CPU-s")
        print(f"flow process {found['flow'] / alone:.2f}x, server {found['server'] / alone:.2f}x of it: {extra:+.0%}")
        print(f"task runs {found['tasks']:.0f}")
        names = [f"source{number}" for number in range(SOURCES)]
        completed, locked = locks(newsroom(folder / "many", lab, *names, articles=20), names)
        print(f"{SOURCES} sources at once: {completed} completed, {locked} times 'database is locked'")
        print(json.dumps({"over": round(extra, 3), "tasks": found["tasks"], "locked": locked}))


if __name__ == "__main__":
    main()
