"""Prefect's server as `rasad serve` runs it: its writers wait their turn."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from prefect.server.database.configurations import AioSqliteConfiguration
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from rasad_flows.server import in_turn

LATER = 0.5  # seconds in which a writer that need not wait is long done


async def one_reads_then_writes_while_another_writes(config: Any) -> int:
    """How many rows there are once both are done."""
    engine = await config.engine()
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE state (name TEXT)"))

    async def other() -> None:
        session = await config.session(engine)
        async with session, config.begin_transaction(session):
            await session.execute(text("INSERT INTO state VALUES ('other')"))

    session = await config.session(engine)
    async with session:
        async with config.begin_transaction(session):
            await session.execute(text("SELECT count(*) FROM state"))
            writer = asyncio.create_task(other())
            await asyncio.wait([writer], timeout=LATER)
            await session.execute(text("INSERT INTO state VALUES ('one')"))
        await writer
        return int((await session.execute(text("SELECT count(*) FROM state"))).scalar_one())


def test_a_reader_that_writes_behind_another_writer_is_not_refused(tmp_path: Path) -> None:
    config = in_turn(f"sqlite+aiosqlite:///{tmp_path}/ours.db")

    assert asyncio.run(one_reads_then_writes_while_another_writes(config)) == 2


def test_prefects_own_way_would_be_refused(tmp_path: Path) -> None:
    config = AioSqliteConfiguration(connection_url=f"sqlite+aiosqlite:///{tmp_path}/theirs.db")

    with pytest.raises(OperationalError, match="database is locked"):
        asyncio.run(one_reads_then_writes_while_another_writes(config))
