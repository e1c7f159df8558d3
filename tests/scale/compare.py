"""Backfills the same pages twice: one process and SQLite, two Dask workers and PostgreSQL. Rows must be equal.

    python tests/scale/compare.py 20000            # so many pages of our own making
    python tests/scale/compare.py path/to/pages    # or a folder of pages

Prefect's own database is PostgreSQL too, where the system has one. Prints both throughputs and their ratio.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import postgres
from sqlalchemy import create_engine, text

SETTINGS = 'database = "{database}"\narchive = "{archive}"\n[sources.pages]\ntype = "files"\n'
RUN = """
import sys
from rasad_flows.{module} import {flow} as flow
from rasad_flows.parameters import BackfillParameters
if __name__ == "__main__":
    state = flow(BackfillParameters(source="pages", paths=[sys.argv[1]]), return_state=True)
    print(state.message)
    sys.exit(not state.message)
"""
ROWS = {
    "versions": "SELECT a.key, v.number, v.title, v.text, v.lang, v.published_raw, v.parser FROM version v "
    "JOIN article a ON a.id = v.article_id",
    "claims": "SELECT a.key, c.extractor, c.number, c.type, c.stance, c.quote, c.quote_start, c.when_text "
    "FROM claim c JOIN version v ON v.id = c.version_id JOIN article a ON a.id = v.article_id",
    "captures": "SELECT url, sha256, size FROM capture",
    "rejections": "SELECT stage, reason, item, url FROM rejection",
    "casualties": "SELECT a.key, c.number, t.ordinal, t.kind, t.min, t.max, t.text FROM casualty t "
    "JOIN claim c ON c.id = t.claim_id JOIN version v ON v.id = c.version_id JOIN article a ON a.id = v.article_id",
}
OPENINGS = ("أعلن مسؤول محلي", "قال شاهد عيان", "أفادت مصادر طبية", "ذكر المتحدث باسم اللواء")
EVENTS = (
    "التوصل إلى وقف لإطلاق النار في بلدة الزهور",
    "مقتل {n} أشخاص في قصف على حي الربوة",
    "إصابة {n} مدنيين بانفجار عبوة ناسفة",
    "انتشار قوات الأمن في السوق القديم",
)


def pages(folder: Path, count: int) -> Path:
    """Invented pages, a thousand a folder, always the same."""
    chance = random.Random(7)
    for number in range(count):
        place = folder / f"{number // 1000:03d}" / f"{number}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        paragraphs = "".join(f"<p>{_sentence(chance)}</p>" for _ in range(5))
        title = f"خبر رقم {number}"
        place.write_text(
            f'<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="article:published_time" content="2024-05-{1 + number % 28:02d}T10:00:00+03:00">'
            f"</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>",
            "utf-8",
        )
    return folder


def _sentence(chance: random.Random) -> str:
    event = chance.choice(EVENTS).format(n=chance.randint(3, 90))
    return f"{chance.choice(OPENINGS)} اليوم الخميس عن {event}، وأضاف أن الوضع في المنطقة ما زال تحت المتابعة."


def prefect(folder: Path, database: str | None, stack: ExitStack) -> dict[str, str]:
    """A Prefect server; the environment that leads to it."""
    import socket
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "RASAD_"))}
    environment = {
        **mine,
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    if database:
        environment["PREFECT_API_DATABASE_CONNECTION_URL"] = database
    log = stack.enter_context((folder / "server.log").open("wb"))
    command = [sys.executable, "-m", "rasad_flows.server", "127.0.0.1", str(port), api]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    stack.callback(server.wait)
    stack.callback(server.terminate)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 120
    while True:
        try:
            opener.open(f"{api}/health", timeout=2).close()
            return environment
        except OSError:
            assert server.poll() is None and time.monotonic() < deadline, (folder / "server.log").read_text()
            time.sleep(0.2)


def backfill(folder: Path, database: str, given: Path, environment: dict[str, str], *where: str) -> float:
    """Seconds that the flow took."""
    folder.mkdir()
    settings = SETTINGS.format(database=database, archive=folder / "archive")
    (folder / "rasad.toml").write_text(settings, "utf-8")
    (folder / "run.py").write_text(RUN.format(module=where[0], flow=where[1]), "utf-8")
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "run.py", str(given)],
        cwd=folder,
        env={**environment, "RASAD_CONFIG": str(folder / "rasad.toml"), "RASAD_DASK_WORKERS": "2"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    print(f"  {where[1]}: {done.stdout.strip().splitlines()[-1]}", flush=True)
    return time.monotonic() - began


def rows(url: str) -> dict[str, list[Any]]:
    """What lies in a database, without numbers, which hang on the order of arrival."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: sorted(map(repr, connection.execute(text(sql)))) for name, sql in ROWS.items()}
    engine.dispose()
    return found


def main(given: str) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rasad-scale-")))
        source = pages(folder / "pages", int(given)) if given.isdigit() else Path(given).absolute()
        theirs = postgres.for_prefect(folder / "theirs", stack)
        print(f"Prefect's database: {'PostgreSQL' if theirs else 'SQLite (no PostgreSQL with pg_trgm here)'}")
        environment = prefect(folder, theirs, stack)
        one, many = f"sqlite:///{folder}/one/rasad.db", postgres.for_rasad(folder / "ours", stack)
        alone = backfill(folder / "one", one, source, environment, "backfill", "backfill")
        spread = backfill(folder / "many", many, source, environment, "scale", "backfill_on_dask")
        left, right = rows(one), rows(many)
        counts = {name: len(found) for name, found in left.items()}
        print(json.dumps(counts))
        assert counts["versions"], "nothing was taken in"
        for name, found in left.items():
            assert found == right[name], f"{name} differ"
        total = counts["captures"]
        print(f"one process, SQLite:          {alone:7.1f} s  {total / alone:7.1f} pages/s")
        print(f"two Dask workers, PostgreSQL: {spread:7.1f} s  {total / spread:7.1f} pages/s")
        print(f"ratio: {alone / spread:.2f}; rows are equal")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "2000")
