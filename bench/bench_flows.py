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

from rasad.testing.feedlab import FeedLab, Response

TESTS = Path(__file__).parents[1] / "tests" / "flows"
ARTICLES, SENTENCES, LINKS, SOURCES, IDLE = 1000, 12, 150, 20, 10
WAIT = 2.0  # seconds between looks at a run: looking costs the server
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
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


def newsroom(folder: Path, lab: FeedLab, *sources: str, articles: int) -> Path:
    """A folder with settings: sources whose feeds list so many pages each."""
    folder.mkdir()
    settings = f'database = "sqlite:///{folder}/news.db"\narchive = "{folder}/archive"\n'
    for source in sources:
        settings += f'[sources.{source}]\ntype = "feed"\nurl = "{lab.url(f"/{source}/feed")}"\n'
        settings += "allow_private_addresses = true\n"
        links = [f"<item><guid>{n}</guid><link>{lab.url(f'/{source}/{n}')}</link></item>" for n in range(articles)]
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(links)}</channel></rss>'
        lab[f"/{source}/feed"] = Response(feed, headers={"content-type": "application/rss+xml"})
        for number in range(articles):
            lab[f"/{source}/{number}"] = Response(page(number), headers={"content-type": "text/html; charset=utf-8"})
    (folder / "rasad.toml").write_text(settings, "utf-8")
    return folder


def page(number: int) -> str:
    """One page of about 40 kB, menus and links around a report; the same number gives the same words."""
    chance = random.Random(number)
    lines = (
        f"<p>قال {chance.choice(SPEAKERS)} الخميس إن {chance.choice(EVENTS).format(n=chance.randint(2, 60))}.</p>"
        for _ in range(SENTENCES)
    )
    link = '<li class="menu__item"><a class="menu__link" href="/section/{n}">قسم الأخبار رقم {n}</a></li>'
    menu = "".join(link.format(n=n) for n in range(LINKS))
    return (
        f'<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>خبر {number}</title>'
        '<meta property="article:published_time" content="2024-05-14T10:00:00+03:00"></head><body>'
        f"<nav><ul>{menu}</ul></nav><article><h1>خبر {number}</h1>{''.join(lines)}</article>"
        f"<aside><ul>{menu}</ul></aside></body></html>"
    )


def bare(room: Path) -> float:
    """CPU-seconds of `rasad ingest`."""
    process = subprocess.Popen([sys.executable, "-m", "rasad", "ingest", "site"], cwd=room, stdout=subprocess.DEVNULL)
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


def through_prefect(room: Path) -> dict[str, float]:
    """CPU-seconds of the flow's process, of the server while it ran and while idle, and the number of task runs."""
    served = module("served").Served(room)
    try:
        runner, server = served.process.pid, server_of(served.process.pid)
        time.sleep(IDLE)  # what starting leaves to do
        begun, idle = time.monotonic(), spent(server, children=False)
        time.sleep(IDLE)
        idle = (spent(server, children=False) - idle) / (time.monotonic() - begun)
        begun, flow, own = time.monotonic(), spent(runner, children=True), spent(server, children=False)
        run = served.start("ingest/site")
        while served.run(run)["state"]["type"] not in ENDED:
            time.sleep(WAIT)
        assert served.run(run)["state"]["type"] == "COMPLETED", served.run(run)["state"]
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


def locks(room: Path, sources: list[str]) -> tuple[int, int]:
    """Runs of all sources at once: how many were completed, and lines that tell of a locked database."""
    served = module("served").Served(room)
    try:
        runs = [served.start(f"ingest/{source}") for source in sources]
        completed = sum(served.ended(run, 600)["type"] == "COMPLETED" for run in runs)
    finally:
        served.stop()
    logs = [room / "serve.log", room / ".prefect" / "server.log"]
    return completed, sum(log.read_text("utf-8", "replace").count("database is locked") for log in logs)


def main() -> None:
    with tempfile.TemporaryDirectory() as place, FeedLab() as lab:
        folder = Path(place)
        alone = bare(newsroom(folder / "bare", lab, "site", articles=ARTICLES))
        room = newsroom(folder / "flow", lab, "site", articles=ARTICLES)
        found = through_prefect(room)
        extra = (found["flow"] + found["server"]) / alone - 1
        print(f"{ARTICLES} articles: bare pipeline {alone:.1f} CPU-s")
        print(f"flow process {found['flow'] / alone:.2f}x, server {found['server'] / alone:.2f}x of it: {extra:+.0%}")
        print(f"task runs {found['tasks']:.0f}")
        names = [f"source{number}" for number in range(SOURCES)]
        completed, locked = locks(newsroom(folder / "many", lab, *names, articles=20), names)
        print(f"{SOURCES} sources at once: {completed} completed, {locked} times 'database is locked'")
        print(json.dumps({"over": round(extra, 3), "tasks": found["tasks"], "locked": locked}))


if __name__ == "__main__":
    main()
