"""The commands `rasad lexicon` and `rasad train`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from rasad import Claim
from rasad.claims import to_json
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
    held_out: Annotated[
        Path | None, typer.Option(help="Write the claims that each fold finds in what it has not seen.")
    ] = None,
) -> None:
    """Train the learnt part of the Arabic extractor on coded documents, and on labelled sentences among them.

    `RASAD_ARABIC_WEIGHTS` names weights to use.

    Example: rasad train coded/ --out weights.json.gz --held-out claims.jsonl
    """
    from rasad_arabic.train import documents, fit, found_in, write

    coded = list(documents(found_in(files)))
    if folds:
        _cross_validate(coded, folds, held_out)
    with output.console().status(f"training on {len(coded)} documents"):
        write(fit(coded), out)
    output.console().print(f"{len(coded)} documents -> {out}")


def _cross_validate(coded: list[dict[str, Any]], folds: int, held_out: Path | None) -> None:
    from rasad_arabic import evaluation

    scores: dict[str, evaluation.Score] = {}
    lines: list[str] = []
    with output.progress() as bar:
        for model, document in bar.track(evaluation.held_out(coded, folds), len(coded), description="held out"):
            evaluation.score(scores, model, document)
            if held_out:
                lines += _lines(evaluation.claims_of(model, document), str(document.get("id")))
    for name, score in scores.items():
        figures = f"precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {score.f1:.3f}"
        output.console().print(f"{name:<8} {figures}")
    if held_out:
        held_out.write_text("".join(lines), "utf-8")


def _lines(found: list[Claim], document: str) -> list[str]:
    rows = (to_json(claim, document, number, "arabic", None, None) for number, claim in enumerate(found))
    return [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
