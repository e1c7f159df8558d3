"""Tables from migrations are the declared ones, and opening a database that is ready costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import rasad.store
from rasad.batches import Batch, Kept, Rejection, Stage
from rasad.errors import ConfigError
from rasad.store import claimrows, schema
from rasad.store.database import connect, upgrade
from rasad.store.loader import SqlLoader
from rasad.store.statements import Insert
from rasad.store.tables import metadata

CONTRACT = {
    "capture": {"sha256"},
    "article": set(),
    "version": {"text", "title", "published_at"},
    "claim": {"type", "stance", "version_id"},
    "mention": set(),
    "participant": set(),
    "place": set(),
    "casualty": set(),
    "attribution": set(),
    "claim_link": set(),
    "event": set(),
    "rejection": {"stage", "reason"},
    "run": {"outcome"},
    "source_state": set(),
    "review": set(),
}


def test_migrations_make_exactly_the_declared_tables(loader: SqlLoader) -> None:
    with loader.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, metadata)

    assert difference == []


def test_a_missing_column_would_be_noticed(loader: SqlLoader, rows: Any) -> None:
    for view in ("origins", "reprints", "tolls", "disputes", "events", "claims", "all_claims", "source_health"):
        rows.change(f"DROP VIEW {view}")
    rows.change("ALTER TABLE run DROP COLUMN error")

    with loader.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) != []


def test_checks_and_foreign_keys_are_in_the_database(loader: SqlLoader) -> None:
    inspector = inspect(loader.engine)

    for table in metadata.sorted_tables:
        declared = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert {c["name"] for c in inspector.get_check_constraints(table.name)} == declared
        assert len(inspector.get_foreign_keys(table.name)) == len(table.foreign_keys)


def test_names_that_others_build_on_are_there(loader: SqlLoader) -> None:
    inspector = inspect(loader.engine)

    for table, columns in CONTRACT.items():
        assert columns <= {column["name"] for column in inspector.get_columns(table)}
    assert set(inspector.get_view_names()) == {
        "claims",
        "disputes",
        "tolls",
        "events",
        "origins",
        "reprints",
        "all_claims",
        "source_health",
    }


def test_head_is_the_last_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(rasad.store.__path__[0]) / "migrations"))

    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_inserts_name_columns_that_exist_and_leave_out_none_that_must_be_given() -> None:
    from rasad.store import articles, captures, extractions, rejections, runs, state

    modules = (articles, captures, extractions, rejections, runs, state)
    inserts = [v for m in modules for v in vars(m).values() if isinstance(v, Insert)]
    for insert in [*inserts, *claimrows.INSERTS.values()]:
        table = metadata.tables[insert.table]
        assert set(insert.columns) <= set(table.columns.keys())
        needed = {c.name for c in table.columns if not c.nullable}
        assert needed <= set(insert.columns), insert.table


def test_upgrading_twice_changes_nothing(loader: SqlLoader, make: Any, rows: Any) -> None:
    loader.load(make.batch(make.entry()))
    before = rows.digest()

    assert upgrade(loader.engine) == schema.HEAD
    assert rows.digest() == before


def test_views_of_an_older_rasad_are_made_anew(loader: SqlLoader, rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    older = {**schema.view_sql(), "source_health": "SELECT 1 AS old"}
    with monkeypatch.context() as patch:
        patch.setattr(schema, "view_sql", lambda: older)
        patch.setattr(schema, "_mark", lambda: 4711)
        upgrade(loader.engine)
        assert rows("SELECT old FROM source_health") == [(1,)]

    upgrade(loader.engine)

    assert rows("SELECT outcome FROM source_health") == []


def test_a_database_of_before_captures_knew_their_items_learns_them(loader: SqlLoader, make: Any, rows: Any) -> None:
    listing = make.capture(9, url="https://news.example/list", body=b"<rss/>")
    entry = make.entry()
    rejected = Rejection("star", Stage.PARSE, "torn", "a", None, make.capture(2))
    kept = [Kept(listing, None), Kept(entry.capture, None, "a")]
    loader.load(Batch("star", "feed", captures=kept, entries=[entry], rejections=[rejected]))
    for view in reversed(schema.view_sql()):
        rows.change(f"DROP VIEW {view}")
    rows.change("ALTER TABLE capture DROP COLUMN item")
    rows.change("UPDATE alembic_version SET version_num = '0002'")

    assert upgrade(loader.engine) == schema.HEAD

    assert dict(rows("SELECT url, item FROM capture")) == {
        listing.url: None,
        entry.capture.url: "",
        make.capture(2).url: "",
    }


def test_a_ready_database_is_opened_without_alembic(database_url: str) -> None:
    ready = SqlLoader()
    ready.open(database_url)
    ready.close()
    code = (
        "import sys; from rasad.store.loader import SqlLoader; SqlLoader().open(sys.argv[1]); "
        "print('alembic' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code, database_url], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_database_of_a_newer_rasad_is_refused_in_one_line(loader: SqlLoader, rows: Any) -> None:
    rows.change("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(ConfigError, match="not one of this Rasad") as error:
        upgrade(loader.engine)
    assert "\n" not in str(error.value)
    assert len(rows("SELECT * FROM claims")) == 0


def test_times_are_text_in_sqlite_and_moments_in_postgresql(
    loader: SqlLoader, make: Any, rows: Any, database_url: str
) -> None:
    loader.load(make.batch(make.entry()))

    kind = "text" if database_url.startswith("sqlite") else "timestamp with time zone"
    function = "typeof" if kind == "text" else "pg_typeof"
    assert rows(f"SELECT CAST({function}(published_at) AS TEXT) FROM version") == [(kind,)]


def test_sqlite_is_set_up_as_documented(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/a.db")
    with engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    engine.dispose()

    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 60_000}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("rasad.db", "is no database address"),
        ("", "is no database address"),
        ("mysql://a/b", "no 'mysql' databases"),
        ("nosuch://a/b", "no 'nosuch' databases"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
        ("sqlite:////nowhere/at/all/rasad.db", "no folder /nowhere/at/all"),
        ("sqlite:////", "is a folder"),
        ("postgresql://someone:hunter2@127.0.0.1:1/none", "cannot be used"),
        ("postgresql+psycopg://someone:hunter2@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_config_error_in_one_line(url: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as error:
        connect(url)

    assert "\n" not in str(error.value)
    assert "hunter2" not in str(error.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("hello " * 1000)

    with pytest.raises(ConfigError, match="not a database"):
        connect(f"sqlite:///{tmp_path}/a.db")


def test_a_closed_loader_says_so(database_url: str) -> None:
    from rasad.errors import LoadError

    loader = SqlLoader()
    with pytest.raises(LoadError, match="not open"):
        loader.seen("star", [])
    loader.open(database_url)
    loader.close()
    loader.close()
    with pytest.raises(LoadError, match="not open"):
        loader.seen("star", [])


def test_the_loader_has_the_shape_that_the_registry_asks_for() -> None:
    from rasad.stages import Loader
    from rasad.store import plugin

    taken: list[type[Loader]] = []
    plugin.rasad_register_loaders(taken.append)

    assert taken == [SqlLoader]
    assert isinstance(SqlLoader(), Loader)
