"""`rasad diff`: what a publisher changed in an article, as text and as claims."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

import typer
from rich.text import Text

from rasad.changes import DETAILS, ClaimChange, Kind, Piece, in_claims, in_text
from rasad.cli import options, output
from rasad.store.history import Edition, of_article

app = typer.Typer()
STYLES = {Kind.SAME: "dim", Kind.REMOVED: "red", Kind.ADDED: "green", Kind.CHANGED: "yellow"}
BRACKETS = {Kind.SAME: ("", ""), Kind.REMOVED: ("[-", "-]"), Kind.ADDED: ("{+", "+}")}


@app.command()
def diff(
    article: Annotated[str, typer.Argument(help="Its number in the database, its key, or its address.")],
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """Show what changed between an article's versions: words that went, words that came, claims.

    Example: rasad diff https://example.org/news/17
    """
    from rasad.kept import opened

    session = options.session(config, db)
    with opened(session.settings, session.registry) as store:
        row, editions = of_article(store.engine, article)
    steps = list(pairwise(editions))
    if as_json:
        output.print_json({"article": row.key, "source": row.source, "changes": [_json(*step) for step in steps]})
        return
    output.console().print(f"{row.source} {row.key}: {len(editions)} version{'s' * (len(editions) != 1)}", style="bold")
    for was, now in steps:
        _show(was, now)


def _json(was: Edition, now: Edition) -> dict[str, Any]:
    return {
        "from": was.number,
        "to": now.number,
        "title": [(p.kind, p.text) for p in in_text(was.title, now.title)],
        "text": [(p.kind, p.text) for p in in_text(was.text, now.text)],
        "claims": [{"change": c.kind, "was": c.was, "now": c.now} for c in in_claims(was.claims, now.claims)],
    }


def _show(was: Edition, now: Edition) -> None:
    screen = output.console()
    screen.print(f"\nversion {was.number} → {now.number}, fetched {now.fetched_at}", style="bold")
    for name, before, after in (("title", was.title, now.title), ("text", was.text, now.text)):
        pieces = in_text(before, after)
        if pieces:
            screen.print(f"{name}:", style="dim")
            screen.print(_marked(pieces))
    changes = list(in_claims(was.claims, now.claims))
    screen.print("claims:" if changes else "claims: the same", style="dim")
    for change in changes:
        screen.print(_line(change))


def _marked(pieces: list[Piece]) -> Text:
    """Changes in colour, and in brackets for those who see none."""
    line = Text()
    for piece in pieces:
        left, right = BRACKETS[piece.kind]
        line.append(f"{left}{piece.text}{right}", style=STYLES[piece.kind])
    return line


def _line(change: ClaimChange) -> Text:
    claim = change.now or change.was or {}
    words = f"{change.kind}: {claim['type']} {claim['stance']}" + (
        f" by {claim['speaker']}" if claim["speaker"] else ""
    )
    line = Text(words, style=STYLES[change.kind])
    if change.was and change.now:
        for field in DETAILS:
            if change.was[field] != change.now[field]:
                line.append(f"; {field}: {change.was[field] or 'unknown'} → {change.now[field] or 'unknown'}")
    line.append(f"\n   {claim['quote']}", style="dim")
    return line
