"""`rasad db`: migrations and promises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rasad.cli import options, output

app = typer.Typer(help="Migrations, integrity, spans, orphans.", no_args_is_help=True)


@app.command()
def upgrade(config: options.Config = None, db: options.Database = None) -> None:
    """Bring the database to today's tables and views; make it where there is none.

    Example: rasad db upgrade --db sqlite:///rasad.db
    """
    from rasad.store.database import connect, upgrade

    url = options.settings(config, db).database
    engine = connect(url)
    try:
        output.console().print(f"{url} is at revision {upgrade(engine)}")
    finally:
        engine.dispose()


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="File to make; it must not be there yet.")],
    config: options.Config = None,
    db: options.Database = None,
) -> None:
    """Copy a SQLite database as of one moment, while others write to it. The archive is a folder: copy it after.

    Example: rasad db backup monday.db
    """
    from rasad.store.backup import backup

    url = options.settings(config, db).database
    backup(url, target)
    output.console().print(f"{url} is copied to {target}, {target.stat().st_size:,} bytes")


@app.command()
def check(config: options.Config = None, db: options.Database = None, as_json: options.AsJson = False) -> None:
    """Check integrity, spans, hashes, orphans, and the archive behind the rows. Exit 1 on a violation.

    Example: rasad db check --db sqlite:///rasad.db
    """
    from rasad.store.check import check

    settings = options.settings(config, db)
    found = list(check(settings.database, settings.archive))
    if as_json:
        output.print_json([violation.to_json() for violation in found])
    elif found:
        output.print_table(("promise", "row", "what is wrong"), [v.row() for v in found])
    else:
        output.console().print("every promise holds")
    if found:
        raise typer.Exit(1)
