"""The command `rasad`. Each command is a file; installed distributions add theirs as entry points."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import typer
from typer.core import TyperGroup

from rasad.errors import RasadError

BUILT_IN = {
    "ingest": "rasad.cli.ingest:app",
    "extract": "rasad.cli.extract:app",
    "errors": "rasad.cli.errors:app",
    "preview": "rasad.cli.preview:app",
    "replay": "rasad.cli.replay:app",
    "reextract": "rasad.cli.reextract:app",
    "check": "rasad.cli.check:app",
    "diff": "rasad.cli.diff:app",
    "query": "rasad.cli.query:app",
    "sources": "rasad.cli.sources:app",
    "plugins": "rasad.cli.plugins:app",
    "db": "rasad.cli.db:app",
}


class Commands(TyperGroup):
    """Built-in commands and those of the entry points `rasad.commands`, each imported when needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the help page."""
        return [*BUILT_IN, *sorted(p.name for p in entry_points(group="rasad.commands"))]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or None."""
        place = BUILT_IN.get(cmd_name)
        if place:
            module, _, name = place.partition(":")
            return _command(getattr(import_module(module), name), cmd_name)
        for point in entry_points(group="rasad.commands", name=cmd_name):
            return _command(point.load(), cmd_name)
        return None


def _command(app: typer.Typer, name: str) -> Any:
    command = typer.main.get_command(app)
    command.name = name
    return command


app = typer.Typer(
    cls=Commands,
    name="rasad",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(version: bool = typer.Option(False, "--version", help="Show the version and exit.")) -> None:
    """Rasad (رصد): news feeds in, attributed claims out.

    Start with `rasad demo`, then `rasad ingest --help`.
    """
    if version:
        from rasad import __version__

        print(__version__)  # noqa: T201
        raise typer.Exit


def main() -> None:
    """Run the command line. Errors of our own end as one line on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except RasadError as error:
        print(f"rasad: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
