"""`rasad reextract`: claims again with today's extractors."""

from __future__ import annotations

from typing import Annotated

import typer

from rasad.cli import options, output

app = typer.Typer()


@app.command()
def reextract(
    source: Annotated[str | None, typer.Option(help="Only this source's articles.")] = None,
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """Read every kept text that today's extractors have not read. Older claims stay, marked as superseded.

    Example: rasad reextract --source afp
    """
    from rasad.reextract import Reextract

    session = options.session(config, db)
    with output.progress() as bar, Reextract(session.settings, session.registry, source) as run:
        task = bar.add_task("texts", total=None)
        for chunk in run.chunks():
            run.take(chunk)
            bar.update(task, advance=len(chunk))
    counts = {name: run.counts[name] for name in ("versions", "claims", "rejected")}
    if as_json:
        output.print_json({"outcome": run.outcome, **counts})
    else:
        output.print_table(("outcome", *counts), [(run.outcome, *counts.values())])
    if not (run.outcome and run.outcome.green):
        raise typer.Exit(1)
