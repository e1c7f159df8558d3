"""`rasad query`: read-only SQL."""

from __future__ import annotations

import csv
import sys
from typing import Annotated

import typer

from rasad.cli import options, output

app = typer.Typer()


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT over tables and views.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 1000,
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """Run one read-only query. Views for people: claims, disputes, tolls, source_health.

    Examples:

        rasad query "select * from disputes"

        rasad query "select speaker, quote from claims where type = 'ceasefire'" --csv
    """
    from rasad.store.query import run

    columns, rows = run(options.settings(config, db).database, sql, limit=limit)
    if as_json:
        output.print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows(rows)
    else:
        output.print_table(columns, rows)
