"""`rasad serve`: Prefect's server, a deployment of every configured source, and a runner, until stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from rasad.cli import options, output
from rasad.errors import ConfigError

app = typer.Typer()
START_SECONDS = 180  # the first start migrates Prefect's database: 10 to 30 s on a busy machine
STOP_SECONDS = 15


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; others than this machine: see docs.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the UI and the API.")] = 4200,
    home: Annotated[
        Path | None, typer.Option(help="Prefect's own folder [default: .prefect beside rasad.toml]")
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="Runs at the same time.")] = 4,
    config: options.Config = None,
) -> None:
    """Start the control room: the Prefect UI with every source of rasad.toml, its schedule and its form.

    Example: rasad serve --port 4200
    """
    environment(host, port, home, config)
    from rasad_flows.configuration import newsroom

    room = newsroom()
    with server(host, port):
        from rasad_flows.runner import run

        asyncio.run(run(room, at_once, f"http://{_shown(host)}:{port}"))
    output.console().print("Stopped. Schedules stay on; runs that fall due meanwhile become one.")


def environment(host: str, port: int, home: Path | None, config: Path | None) -> None:
    """What server, runner and flow processes go by. Settings that the user has made win, but for the address.

    Raises `ConfigError` where the configuration is missing or the port is taken.
    """
    file = (config or Path("rasad.toml")).absolute()
    if not file.is_file():
        raise ConfigError(f"no configuration file {file}; make one, or give another with --config")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(f"{host}:{port} cannot be used: {error.strerror}; give another --port") from error
    api = f"http://{_shown(host)}:{port}/api"
    os.environ.update(RASAD_CONFIG=str(file), PREFECT_API_URL=api, PREFECT_UI_API_URL=api)
    folder = str((home or file.parent / ".prefect").absolute())
    for name, value in {"PREFECT_HOME": folder, **QUIET}.items():
        os.environ.setdefault(name, value)
    os.chdir(file.parent)


QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    # In memory, a server that dies would take every lease with it, and no slot that was held would come free again.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "NO_PROXY": "127.0.0.1,localhost",
}


@contextmanager
def server(host: str, port: int) -> Iterator[None]:
    """Prefect's server in a session of its own: Ctrl-C reaches the runner first, which needs the server."""
    api = os.environ["PREFECT_API_URL"]
    folder = Path(os.environ["PREFECT_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "rasad_flows.server", host, str(port), api]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            _await(process, f"{api}/health", folder / "server.log")
            yield
        finally:
            _end(process)


def _await(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ConfigError(f"Prefect's server ended with code {process.returncode}; see {log}")
        try:
            with opener.open(address, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise ConfigError(f"Prefect's server did not answer within {START_SECONDS} s; see {log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
