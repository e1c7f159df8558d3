"""`rasad ingest`: take in what sources publish, or what files hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from rasad.batches import RunReport
from rasad.cli import options, output
from rasad.cli.options import Session

app = typer.Typer()
COLUMNS = ("listed", "known", "versions", "unchanged", "claims", "skipped", "rejected")


@app.command()
def ingest(
    sources: Annotated[list[str], typer.Argument(help="Names from rasad.toml, or source types.")],
    paths: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="PATH", help="Files or folders instead of the network."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many items a source.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(help="Ask for nothing older (UTC).", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Fetch and parse, store nothing.")] = False,
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """Discover, fetch, archive, parse, extract and load; print how each ended. Exit 1 unless all is green.

    Examples:

        rasad ingest shafaq --limit 20

        rasad ingest afp --from wire/ --db sqlite:///afp.db
    """
    from rasad.pipeline import Options

    chosen = Options(tuple(paths or ()), since.replace(tzinfo=UTC) if since else None, limit, dry_run)
    session = options.session(config, db)
    reports = [run(name, session, chosen) for name in dict.fromkeys(sources)]
    show(reports, as_json=as_json)
    if not all(report.outcome.green for report in reports):
        raise typer.Exit(1)


def run(name: str, session: Session, chosen: object) -> RunReport:
    """One source, with a progress bar."""
    from rasad.pipeline import Ingest, Options

    assert isinstance(chosen, Options)
    with output.progress() as bar:
        task = bar.add_task(name, total=None)
        with Ingest(name, session.settings, session.registry, chosen) as ingest:
            for chunk in ingest.chunks():
                ingest.take(chunk)
                bar.update(task, advance=len(chunk), total=ingest.total)
    return ingest.report


def show(reports: list[RunReport], *, as_json: bool, columns: tuple[str, ...] = COLUMNS) -> None:
    """Outcomes as a table or as JSON."""
    if as_json:
        fields = [{"source": r.source, "outcome": r.outcome, **r.counts, "error": r.error} for r in reports]
        output.print_json(fields)
        return
    rows = [(r.source, r.outcome, *(r.counts[c] for c in columns), r.error) for r in reports]
    output.print_table(("source", "outcome", *columns, "error"), rows)
