"""The control room as a process: schedules, refusals, alerts, kills, restarts. Waits are for conditions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rasad.testing.feedlab import FeedLab, Response

pytestmark = pytest.mark.slow
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
PAGE = "أعلن العمدة هدنة في الوادي. نفى القائد الهدنة. أسفر الهجوم عن مقتل 7 أشخاص."
PAGES = {f"p{n}": f"{PAGE} {n}" for n in range(3)}
ROWS = "SELECT a.source, a.key, v.text, count(c.id) FROM article a JOIN version v ON v.article_id = a.id "
ROWS += "LEFT JOIN claim c ON c.version_id = v.id GROUP BY v.id ORDER BY a.key, v.number"


class Room:
    """A newsroom of one folder for all tests of this file, and what serves it."""

    def __init__(self, newsroom: Any, serve: Any) -> None:
        self.newsroom, self._serve = newsroom, serve
        self.control = serve(newsroom.folder)

    def restart(self) -> None:
        self.control = self._serve(self.newsroom.folder, self.control.port)

    def slow_source(self, name: str) -> None:
        """Its last page answers after a long while, once; then at once."""
        self.newsroom.publish(name, **PAGES)
        self.newsroom.lab[f"/{name}/p2"] = [Response(PAGES["p2"], delay=40), Response(PAGES["p2"])]

    def running(self, name: str) -> str:
        """A run of a slow source that waits in the middle of its work."""
        asked = f"/{name}/p2"
        number = str(self.control.start(f"ingest/{name}"))
        self.control.wait_for(lambda: asked in [r.path for r in self.newsroom.lab.received], 60)
        return number

    def rows(self, source: str) -> list[tuple[Any, ...]]:
        return [row[1:] for row in self.newsroom.rows(ROWS) if row[0] == source]


EXPECTED = [(name, text, 3) for name, text in PAGES.items()]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, serve: Any, newsrooms: Any) -> Iterator[Room]:
    with FeedLab() as lab:
        newsroom = newsrooms(tmp_path_factory.mktemp("served"), lab)
        newsroom.sources("gazette", "flow", "both", "runner", "cancelled", "twice")
        newsroom.configure(
            '[sources.clock]\ntype = "gazette"\nschedule = "*/10 * * * *"\nexpected_every = "1s"\n'
            f'url = "{lab.url("/clock/list")}"\nallow_private_addresses = true\n'
        )
        newsroom.publish("gazette", **PAGES)
        newsroom.publish("clock", **PAGES)
        room = Room(newsroom, serve)
        yield room
        if room.control.process.poll() is None:
            assert room.control.stop() == 0


def test_a_schedule_creates_runs(room: Room) -> None:
    clock = room.control.deployment("ingest/clock")

    def scheduled() -> Any:
        asked = {
            "deployments": {"id": {"any_": [clock["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        return room.control.call("/flow_runs/count", asked)

    room.control.wait_for(lambda: scheduled() > 0, 60)


def test_a_run_of_a_deployment_shows_the_lines_of_the_plugin(room: Room) -> None:
    number = room.control.start("ingest/gazette")

    state = room.control.ended(number)

    assert state["type"] == "COMPLETED", state
    assert state["message"].startswith("ok: ")
    asked = {"logs": {"flow_run_id": {"any_": [number]}}}
    lines = lambda: "\n".join(line["message"] for line in room.control.call("/logs/filter", asked))  # noqa: E731
    room.control.wait_for(lambda: "the gazette is read" in lines(), 20)
    assert lines().count("the gazette is read") == 1
    assert room.rows("gazette") == EXPECTED


@pytest.mark.parametrize(
    "wrong", [{"source": "bbc"}, {"source": "gazette", "limit": 0}, {"source": "gazette", "sauce": 1}, {}]
)
def test_the_api_refuses_a_bad_value(room: Room, wrong: dict[str, Any]) -> None:
    number = room.control.deployment("ingest/gazette")["id"]

    reason = room.control.refused(f"/deployments/{number}/create_flow_run", {"parameters": {"parameters": wrong}})

    assert "Validation failed" in reason


def test_the_command_line_refuses_a_bad_value(room: Room) -> None:
    given = "parameters=" + json.dumps({"source": "bbc"})
    command = [sys.executable, "-m", "prefect", "deployment", "run", "ingest/gazette", "-p", given]
    environment = {
        **os.environ,
        "PREFECT_API_URL": room.control.api,
        "PREFECT_HOME": str(room.newsroom.folder / "x"),
    }

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode != 0
    assert "bbc" in done.stdout + done.stderr


def test_an_alert_reaches_the_receiver_as_the_document_shows_it(room: Room) -> None:
    document = (Path(__file__).parents[2] / "docs" / "control-room.md").read_text("utf-8")
    example = document.split("```python\n")[1].split("```")[0]
    room.newsroom.lab["/alerts"] = Response("thanks")
    example = example.replace("https://chat.example/hooks/newsroom", room.newsroom.lab.url("/alerts"))
    folder = room.newsroom.folder
    environment = {**os.environ, "PREFECT_API_URL": room.control.api, "PREFECT_HOME": str(folder / "x")}
    subprocess.run([sys.executable, "-c", example], env=environment, check=True, timeout=120)
    room.newsroom.publish("gazette", **PAGES, more=PAGE + " أخرى")

    def told() -> str:
        bodies = [json.loads(r.body) for r in room.newsroom.lab.received if r.path == "/alerts"]
        return json.dumps(bodies, ensure_ascii=False)

    room.control.ended(room.control.start("ingest/gazette"))
    room.control.wait_for(lambda: "نفى القائد الهدنة" in told(), 60)
    room.control.ended(room.control.start("ingest/clock"))
    assert room.control.ended(room.control.start("health/every-source"))["type"] == "FAILED"
    room.control.wait_for(lambda: "nothing new since" in told(), 60)


def test_a_second_run_of_a_source_waits_or_is_refused(room: Room) -> None:
    room.slow_source("twice")
    room.newsroom.lab["/twice/p2"] = [Response(PAGES["p2"], delay=8), Response(PAGES["p2"])]
    first = room.running("twice")

    second = room.control.start("ingest/twice")
    elsewhere = room.control.start("ingest/gazette", source="twice")

    assert room.control.ended(second, 30)["type"] == "CANCELLED"
    assert room.control.run(first)["state"]["type"] == "RUNNING"
    assert room.control.ended(first, 60)["type"] == "COMPLETED"
    assert room.control.ended(elsewhere, 90)["message"].startswith("not_modified")
    assert room.rows("twice") == EXPECTED


def test_a_killed_flow_is_crashed_and_the_next_run_completes_its_work(room: Room) -> None:
    room.slow_source("flow")
    number = room.running("flow")
    for process in room.control.flow_processes():
        os.kill(process, signal.SIGKILL)

    assert room.control.ended(number, 120)["type"] == "CRASHED"

    assert room.control.ended(room.control.start("ingest/flow"), 300)["type"] == "COMPLETED"
    assert room.rows("flow") == EXPECTED


def test_a_cancelled_run_leaves_the_database_whole(room: Room) -> None:
    room.slow_source("cancelled")
    number = room.running("cancelled")
    room.control.call(f"/flow_runs/{number}/set_state", {"state": {"type": "CANCELLING"}})

    assert room.control.ended(number, 60)["type"] == "CANCELLED"

    room.newsroom.rows("SELECT 1")
    command = [sys.executable, "-m", "rasad", "db", "check"]
    subprocess.run(command, cwd=room.newsroom.folder, check=True, timeout=60, capture_output=True)
    assert room.control.ended(room.control.start("ingest/cancelled"), 300)["type"] == "COMPLETED"
    assert room.rows("cancelled") == EXPECTED


def test_a_killed_runner_leaves_its_flow_to_end_and_the_next_run_has_exact_rows(room: Room) -> None:
    room.slow_source("runner")
    number = room.running("runner")
    room.control.process.send_signal(signal.SIGKILL)
    room.control.process.wait()
    room.control.output.close()

    assert ended_without_runner(room, number, 120) in ("COMPLETED", "CRASHED")

    end_server(room)
    room.restart()
    assert room.control.ended(room.control.start("ingest/runner"), 300)["type"] == "COMPLETED"
    assert room.rows("runner") == EXPECTED


def test_runner_and_flow_killed_together_end_crashed_and_late_runs_become_one(room: Room) -> None:
    room.slow_source("both")
    number = room.running("both")
    clock = room.control.deployment("ingest/clock")["id"]
    before = late_states(room, clock).count("CANCELLED")
    processes = room.control.flow_processes()
    room.control.process.send_signal(signal.SIGKILL)
    for process in processes:
        os.kill(process, signal.SIGKILL)
    room.control.process.wait()
    room.control.output.close()
    end_server(room)
    overdue(room, clock, 5)

    room.restart()

    assert room.control.deployment("ingest/clock")["schedules"][0]["active"]
    assert not room.control.deployment("ingest/clock")["paused"]
    states = late_states(room, clock)
    assert states.count("CANCELLED") - before in (4, 5), states  # 5: the clock's own turn came meanwhile
    assert room.control.ended(number, 120)["type"] == "CRASHED"
    assert room.control.ended(room.control.start("ingest/both"), 300)["type"] == "COMPLETED"
    assert room.rows("both") == EXPECTED


def test_it_stops_cleanly_on_sigterm_and_leaves_nothing_behind(room: Room) -> None:
    room.control.process.send_signal(signal.SIGTERM)

    assert room.control.process.wait(60) == 0
    room.control.output.close()
    assert not room.control.flow_processes()


def ended_without_runner(room: Room, number: str, seconds: float) -> str:
    """The run's last state, asked of a server whose runner is gone."""
    deadline = time.monotonic() + seconds
    while (state := str(room.control.run(number)["state"]["type"])) not in ENDED:
        assert time.monotonic() < deadline, f"{state} for {seconds} s"
        time.sleep(0.5)
    return state


def end_server(room: Room) -> None:
    """The server outlives a killed `rasad serve`: it has a session of its own."""
    needle = f"rasad_flows.server\x00127.0.0.1\x00{room.control.port}\x00".encode()
    for entry in Path("/proc").iterdir():
        try:
            found = needle in (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if found:
            os.kill(int(entry.name), signal.SIGTERM)
            while entry.exists() and b"\x00" in (entry / "cmdline").read_bytes():
                pass


def overdue(room: Room, deployment: str, count: int) -> None:
    """Move scheduled runs of this deployment into the past, as a long night would."""
    import sqlite3

    with sqlite3.connect(room.newsroom.folder / ".prefect" / "prefect.db") as database:
        database.execute(
            "UPDATE flow_run SET expected_start_time = datetime('now', '-1 hours'), "
            "next_scheduled_start_time = datetime('now', '-1 hours') WHERE id IN (SELECT id FROM flow_run "
            "WHERE deployment_id = ? AND state_type = 'SCHEDULED' ORDER BY expected_start_time LIMIT ?)",
            (deployment, count),
        )
    database.close()


def late_states(room: Room, deployment: str) -> list[str]:
    asked = {
        "deployments": {"id": {"any_": [deployment]}},
        "flow_runs": {"state": {"type": {"any_": ["CANCELLED", "COMPLETED", "RUNNING"]}}},
    }
    return [run["state"]["type"] for run in room.control.call("/flow_runs/filter", asked)]
