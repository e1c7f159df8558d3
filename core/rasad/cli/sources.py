"""`rasad sources`: what is configured, and what could be."""

from __future__ import annotations

import typer

from rasad.cli import options, output
from rasad.configure import configured
from rasad.errors import ConfigError

app = typer.Typer()


@app.command()
def sources(config: options.Config = None, db: options.Database = None, as_json: options.AsJson = False) -> None:
    """List the sources of rasad.toml, and source types that can be used without a section.

    Example: rasad sources --config newsroom.toml
    """
    session = options.session(config, db)
    rows = []
    for name in sorted({*session.settings.sources, *session.registry.sources}):
        section = session.settings.sources.get(name)
        kind = str(section.get("type", "")) if section else name
        try:
            _, settings = configured(name, session.settings, session.registry)
            state, schedule = "configured" if section else "type only", settings.schedule
        except ConfigError as error:
            state, schedule = str(error), None
        rows.append((name, kind, schedule, state))
    columns = ("source", "type", "schedule", "state")
    if as_json:
        output.print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    output.print_table(columns, rows)
