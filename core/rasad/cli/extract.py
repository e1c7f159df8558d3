"""`rasad extract`: claims of documents, no database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rasad import claims, intake, ontology
from rasad.articles import Version
from rasad.batches import Extraction
from rasad.cli import documents, options, output
from rasad.errors import ConfigError, ParseError
from rasad.registry import Registry

app = typer.Typer()


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines documents, or plain text files.")],
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = True,
) -> None:
    """Print the claims of documents as JSON Lines. Bad lines are named on standard error; exit code 1 then.

    Documents are `{"id", "text", "published_at", "source", "lang"}` a line.

    Example: rasad extract reports.jsonl > claims.jsonl
    """
    missing = [path for path in files if not path.is_file()]
    if missing:
        raise ConfigError(f"no file {missing[0]}")
    registry = options.session(config).registry
    faults = 0
    with output.progress() as bar:
        for path in bar.track(files, description="files"):
            task = bar.add_task(path.name, total=None)
            for document in documents.read(path):
                faults += _extract(document, registry)
                bar.advance(task)
    if faults:
        raise typer.Exit(1)


def _extract(document: Version | ParseError, registry: Registry) -> int:
    """Print one document's claims; the number of failures."""
    if isinstance(document, ParseError):
        _complain(str(document))
        return 1
    faults = 0
    for answer in intake.extract(registry.extractors_for(document.lang), document):
        if isinstance(answer, Extraction):
            _print(answer, document.id)
        else:
            faults += 1
            _complain(f"{document.id}: {answer[0].id}: {answer[1]}")
    return faults


def _print(extraction: Extraction, doc: str) -> None:
    types = ontology.builtin()
    name = f"{extraction.extractor} {extraction.version}"
    for number, claim in enumerate(extraction.claims):
        kind = types.get(claim.type)
        codes = (kind.acled, kind.plover) if kind else (None, None)
        output.print_json_line(claims.to_json(claim, doc, number, name, *codes))


def _complain(reason: str) -> None:
    output.console(error=True).print(f"rasad: {reason}")
