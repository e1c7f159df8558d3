"""`rasad replay`: parse what is kept again, with the network off."""

from __future__ import annotations

from typing import Annotated

import typer

from rasad.batches import RunReport
from rasad.cli import ingest, options, output
from rasad.cli.options import Session
from rasad.errors import ConfigError

app = typer.Typer()
COLUMNS = ("listed", "articles", "versions", "unchanged", "claims", "skipped", "rejected", "closed")


@app.command()
def replay(
    rejected: Annotated[bool, typer.Option("--rejected", help="Only what was rejected and is open.")] = False,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """Parse kept captures again with today's parsers, out of the archive. Exit 1 unless all is green.

    Examples:

        rasad replay --rejected

        rasad replay --source afp
    """
    session = options.session(config, db)
    reports = [run(name, session, rejected=rejected) for name in names(session, source)]
    ingest.show(reports, as_json=as_json, columns=COLUMNS)
    if not all(report.outcome.green for report in reports):
        raise typer.Exit(1)


def names(session: Session, source: str | None) -> list[str]:
    """The sources to replay. Raises `ConfigError` where nothing of this source is kept."""
    from rasad.kept import opened

    with opened(session.settings, session.registry) as store:
        kept = store.sources()
    if source is not None and source not in kept:
        raise ConfigError(f"nothing of a source {source!r} is kept; kept: {', '.join(kept) or 'none'}")
    return [source] if source is not None else kept


def run(name: str, session: Session, *, rejected: bool) -> RunReport:
    """One source, with a progress bar; then the extractors, where one of them had failed."""
    from rasad.reextract import Reextract
    from rasad.replay import Replay

    with output.progress() as bar:
        task = bar.add_task(name, total=None)
        with Replay(name, session.settings, session.registry, rejected=rejected) as again:
            for chunk in again.chunks():
                again.take(chunk)
                bar.update(task, advance=len(chunk), total=again.total)
        with Reextract(session.settings, session.registry, name, rejected=True) as readings:
            for due in readings.chunks():
                readings.take(due)
    return readings.added_to(again.report)
