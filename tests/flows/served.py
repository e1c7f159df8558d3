"""`rasad serve` as a process, and its API as a reader of the documents would use it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class Served:
    """One `rasad serve` over a newsroom's folder."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder, self.port = folder, port or free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "RASAD_"))}
        command = [sys.executable, "-m", "rasad", "serve", "--port", str(self.port)]
        (folder / "serve.log").unlink(missing_ok=True)
        self.output = (folder / "serve.log").open("ab")
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=self.output, stderr=self.output)
        self.wait_for(lambda: b"Control room" in (folder / "serve.log").read_bytes(), 120)

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it as a person would; its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        self.output.close()
        return code

    def call(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """The API's answer."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self.api + path, data, headers, method=method)
        for pause in (1, 2, 4, None):  # a server that is busy asks to come back, as Prefect's own client does
            try:
                with _opener().open(request, timeout=20) as answer:
                    text = answer.read()
            except urllib.error.HTTPError as error:
                if error.code != 503 or pause is None:
                    raise
                time.sleep(pause)
            else:
                break
        return json.loads(text) if text else None

    def refused(self, path: str, body: Any) -> str:
        """Why the API did not take it."""
        try:
            self.call(path, body)
        except urllib.error.HTTPError as error:
            return error.read().decode()
        raise AssertionError(f"{path} was taken")

    def deployment(self, name: str) -> Any:
        """The deployment `flow/name`."""
        return self.call(f"/deployments/name/{name}")

    def start(self, name: str, **parameters: Any) -> str:
        """The number of a new run of `flow/name`."""
        body = {"parameters": {"parameters": parameters}} if parameters else {}
        return str(self.call(f"/deployments/{self.deployment(name)['id']}/create_flow_run", body)["id"])

    def run(self, number: str) -> Any:
        return self.call(f"/flow_runs/{number}")

    def ended(self, number: str, seconds: float = 60) -> Any:
        """The run's last state."""
        self.wait_for(lambda: self.run(number)["state"]["type"] in ENDED, seconds)
        return self.run(number)["state"]

    def wait_for(self, condition: Any, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, (self.folder / "serve.log").read_text()
            assert time.monotonic() < deadline, f"not within {seconds} s"
            time.sleep(0.2)

    def flow_processes(self) -> list[int]:
        """Processes that run flows, of the runner or of one that is gone."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                command = (entry / "cmdline").read_bytes()
                room = (entry / "environ").read_bytes()
            except OSError:
                continue
            if b"prefect" in command and b"PREFECT__FLOW_RUN_ID" in room and str(self.folder).encode() in room:
                found.append(int(entry.name))
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _opener() -> Any:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
