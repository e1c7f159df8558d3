"""`rasad sources`: what is configured, and what could be."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from rasad.batches import Outcome
from rasad.cli import options, output
from rasad.cli.options import Session
from rasad.configure import configured
from rasad.errors import ConfigError

app = typer.Typer()


@app.command()
def sources(
    health: Annotated[bool, typer.Option("--health", help="How their last runs went, and what is amiss.")] = False,
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """List the sources of rasad.toml, and source types that can be used without a section.

    With --health: exit 1 where a source is silent, below its floor, or its last run was not green.

    Examples:

        rasad sources --config newsroom.toml

        rasad sources --health
    """
    session = options.session(config, db)
    if health:
        _health(session, as_json=as_json)
        return
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


def _health(session: Session, *, as_json: bool) -> None:
    from rasad import health
    from rasad.kept import opened

    with opened(session.settings, session.registry) as store:
        rows = health.rows(session.settings.database)
        amiss = list(health.findings(session.settings, session.registry, store, datetime.now(UTC)))
    if as_json:
        shown = [{name: row[name] for name in health.COLUMNS} for row in rows.values()]
        output.print_json({"sources": shown, "amiss": [asdict(finding) for finding in amiss]})
    else:
        output.print_table(health.COLUMNS, [[row[name] for name in health.COLUMNS] for row in rows.values()])
        for finding in amiss:
            output.console().print(f"{finding.source} is {finding.kind}: {finding.reason}", style="red")
    ended = [Outcome(row["outcome"]) for row in rows.values() if row["outcome"]]
    if amiss or not all(outcome.green for outcome in ended):
        raise typer.Exit(1)
