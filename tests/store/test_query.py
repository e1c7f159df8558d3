"""What people type into `rasad query` can look at anything and change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rasad.errors import ConfigError, RasadError
from rasad.store.loader import SqlLoader
from rasad.store.query import run


def answer(url: str, sql: str, **options: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    columns, rows = run(url, sql, **options)
    return columns, list(rows)


def test_columns_and_rows_come_as_asked(loader: SqlLoader, database_url: str, make: Any) -> None:
    loader.load(make.batch(make.entry()))

    assert answer(database_url, "SELECT type, stance FROM claim ORDER BY number;") == (
        ["type", "stance"],
        [("ceasefire", "asserted"), ("ceasefire", "denied"), ("toll", "asserted")],
    )


def test_times_and_days_read_the_same_on_both_databases(loader: SqlLoader, database_url: str, make: Any) -> None:
    loader.load(make.batch(make.entry()))

    _, rows = answer(database_url, "SELECT published_at, date_from FROM claims ORDER BY id LIMIT 1")
    assert rows == [("2025-03-04T12:00:00Z", "2025-02-27")]


def test_no_more_rows_than_the_limit(loader: SqlLoader, database_url: str, make: Any) -> None:
    loader.load(make.batch(*(make.entry(n) for n in range(5))))

    assert len(answer(database_url, "SELECT id FROM claim", limit=4)[1]) == 4


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM capture",
        "UPDATE version SET text = ''",
        "INSERT INTO source_state VALUES ('a', 'b', 'c', 'd')",
        "DROP TABLE claim",
        "DROP VIEW claims",
        "CREATE TABLE x (y int)",
        "CREATE TEMP TABLE x (y int)",
        "SELECT 1; DELETE FROM source_state",
        "SELECT 1; COMMIT; DELETE FROM source_state",
        "COMMIT; DELETE FROM source_state",
        "WITH gone AS (DELETE FROM source_state RETURNING *) SELECT * FROM gone",
        "BEGIN",
        "ROLLBACK",
        "VACUUM",
        "PRAGMA query_only = OFF",
        "PRAGMA user_version = 7",
        "PRAGMA writable_schema = ON",
        "ATTACH DATABASE '/tmp/rasad-attached.db' AS other",
        "SELECT load_extension('x')",
        "SET default_transaction_read_only = off",
        "COPY source_state TO PROGRAM 'cat'",
        "SELECT lo_from_bytea(0, 'x')",
        "EXPLAIN ANALYZE DELETE FROM source_state",
        "SELECT * FROM nowhere",
        "SELEC 1",
        "",
        ";",
        "-- nothing",
    ],
)
def test_anything_but_one_select_is_refused_in_one_line(
    loader: SqlLoader, database_url: str, make: Any, rows: Any, sql: str
) -> None:
    loader.load(make.batch(make.entry()))
    before = rows.digest()

    with pytest.raises(RasadError) as error:
        answer(database_url, sql)

    assert "\n" not in str(error.value)
    assert rows.digest() == before
    assert not Path("/tmp/rasad-attached.db").exists()


def test_an_endless_query_is_stopped(loader: SqlLoader, database_url: str) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    with pytest.raises(RasadError, match="took longer than"):
        answer(database_url, endless, seconds=0.3)


def test_an_endless_query_may_still_give_its_first_rows(loader: SqlLoader, database_url: str) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 100000000"

    if database_url.startswith("sqlite"):
        assert answer(database_url, endless, limit=3)[1] == [(1,), (2,), (3,)]


def test_a_percent_sign_is_a_letter_like_others(loader: SqlLoader, database_url: str) -> None:
    assert answer(database_url, "SELECT 'a' LIKE '%s' AS x, '%(y)s'")[1] == [(False, "%(y)s")]


def test_views_and_common_table_expressions_can_be_read(loader: SqlLoader, database_url: str) -> None:
    for view in ("claims", "disputes", "tolls", "events", "source_health"):
        columns, found = answer(database_url, f"WITH x AS (SELECT * FROM {view}) SELECT * FROM x")
        assert columns
        assert found == []


def test_a_query_sees_what_was_just_committed_while_others_write(
    loader: SqlLoader, database_url: str, make: Any
) -> None:
    from rasad.store.engines import writing

    loader.load(make.batch(make.entry()))
    with writing(loader.engine) as connection:
        connection.exec_driver_sql("DELETE FROM mention")
        assert answer(database_url, "SELECT count(*) FROM mention")[1] == [(3,)]


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no database .*x\.db"):
        answer(f"sqlite:///{tmp_path}/x.db", "SELECT 1")

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("hello" * 1000)

    with pytest.raises(RasadError, match="not a database") as error:
        answer(f"sqlite:///{tmp_path}/x.db", "SELECT * FROM claim")
    assert "\n" not in str(error.value)


def test_a_server_that_is_not_there_is_an_error_without_the_password() -> None:
    with pytest.raises(RasadError) as error:
        answer("postgresql://someone:hunter2@127.0.0.1:1/none", "SELECT 1")

    assert "hunter2" not in str(error.value)
    assert "\n" not in str(error.value)
