"""The commands `rasad lexicon` and `rasad train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rasad.cli import output

lexicon = typer.Typer(no_args_is_help=True, help="The Arabic word database: better stems, at your choice.")
training = typer.Typer()


@lexicon.callback()
def _group() -> None:
    """The Arabic word database: better stems, at your choice."""


@lexicon.command()
def install(
    archive: Annotated[Path | None, typer.Option(help="A copy of the source release that is already here.")] = None,
    force: Annotated[bool, typer.Option(help="Install again over what is there.")] = False,
) -> None:
    """Fetch, verify and slim the word database. Rasad works without it, through its own stemmer.

    Example: rasad lexicon install
    """
    from rasad_arabic.morphology_install import install as bring

    bring(archive, force=force, progress=output.console().print)


@training.command()
def train(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines of coded documents, or folders of them.")],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("weights.json.gz"),
    folds: Annotated[int, typer.Option(help="Cross-validate by document first; 0: not at all.", min=0)] = 5,
) -> None:
    """Train the learnt part of the Arabic extractor on coded documents. `RASAD_ARABIC_WEIGHTS` names weights to use.

    Example: rasad train coded/ --out weights.json.gz
    """
    from rasad_arabic.train import cross_validated, documents, fit, found_in, write

    coded = list(documents(found_in(files)))
    if folds:
        for name, score in cross_validated(coded, folds):
            output.console().print(
                f"{name:<8} precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {score.f1:.3f}"
            )
    write(fit(coded), out)
    output.console().print(f"{len(coded)} documents -> {out}")
