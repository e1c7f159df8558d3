"""How commands print. Arabic stays in logical order and on lines of its own: terminals that lay out
right-to-left text do it themselves, and text that is copied out stays as it was published."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

WIDE = 10_000  # columns where nobody looks: a pipe must not get folded cells


def console(*, error: bool = False) -> Console:
    """A console that never guesses markup or colours words inside data."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else WIDE
    return Console(stderr=error, highlight=False, markup=False, width=width)


def progress() -> Progress:
    """A bar on standard error, so that standard output stays clean for pipes. Quiet where no one looks."""
    bar = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*bar, console=console(error=True), disable=not sys.stderr.isatty(), transient=True)


def print_json(value: Any) -> None:
    """JSON with its letters as they are."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_json_line(value: Any) -> None:
    """One JSON Lines record."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """A plain table; nulls are empty, long cells are folded and never cut."""
    table = Table(title=title, box=None, header_style="bold", title_justify="left", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(table)
