"""`rasad check`: what today's parsers would change."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rasad.cli import options, output
from rasad.drift import Difference, Drift

app = typer.Typer()
COLUMNS = ("source", "article", "field", "was", "now")
LONG = 100  # characters of a value that a table shows around the place where it changed


@app.command()
def check(
    source: Annotated[str | None, typer.Argument(help="Name of a source; every one that is configured.")] = None,
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """Parse every kept capture again and show, field by field, what would change. Changes nothing.

    Exit 1 where anything would. `rasad replay --source NAME` takes the changes in.

    Example: rasad check afp
    """
    session = options.session(config, db)
    names = [source] if source else sorted(session.settings.sources)
    looks = [(Drift(name, session.settings, session.registry), name) for name in names]
    found = [(name, difference) for drift, name in looks for difference in _with_progress(drift, name)]
    if as_json:
        output.print_json([{"source": name, **_plain(difference)} for name, difference in found])
    else:
        output.print_table(COLUMNS, [_row(name, difference) for name, difference in found])
        for drift, name in looks:
            output.console().print(
                f"{name}: {drift.counts['captures']} captures with {drift.counts['articles']} articles, "
                f"{drift.counts['changed']} would change"
            )
    if found:
        raise typer.Exit(1)


def _with_progress(drift: Drift, name: str) -> list[Difference]:
    found = []
    with output.progress() as bar:
        task = bar.add_task(name, total=None)
        for difference in drift:
            found.append(difference)
            bar.update(task, completed=drift.counts["captures"], total=drift.total)
    return found


def _plain(difference: Difference) -> dict[str, Any]:
    names = ("url", "article", "field", "was", "now")
    return {name: getattr(difference, name) for name in names}


def _row(name: str, difference: Difference) -> tuple[str, ...]:
    was, now = (("" if v is None else str(v)) for v in (difference.was, difference.now))
    start = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    return name, difference.article, difference.field, _around(was, start), _around(now, start)


def _around(words: str, place: int) -> str:
    """A long value from a little before the place where the other begins to differ."""
    start = max(0, place - LONG // 4) if len(words) > LONG else 0
    part = " ".join(words[start : start + LONG].split())
    return ("…" if start else "") + part + ("…" if start + LONG < len(words) else "")
