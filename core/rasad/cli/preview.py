"""`rasad preview`: one article with the spans of its claims coloured. Stores nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from rasad import files, intake
from rasad.articles import Item
from rasad.batches import Entry, Extraction, Rejection
from rasad.captures import Capture
from rasad.claims import Claim
from rasad.cli import options, output, preview_page
from rasad.cli.options import Session
from rasad.configure import configured
from rasad.errors import FetchError
from rasad.spans import Span

app = typer.Typer()
STYLES = {
    "event": "bold red",
    "speaker": "bold green",
    "relay": "green",
    "actor": "bold blue",
    "target": "blue",
    "place": "magenta",
    "time": "cyan",
    "toll": "bold yellow",
}


@app.command()
def preview(
    source: Annotated[str, typer.Argument(help="Name from rasad.toml, or source type.")],
    address: Annotated[str, typer.Argument(metavar="URL|FILE", help="What to read.")],
    html: Annotated[Path | None, typer.Option(help="Write a page to this file instead.")] = None,
    config: options.Config = None,
    db: options.Database = None,
) -> None:
    """Parse one page, item or file and show its claims in colour. Nothing is stored.

    Examples:

        rasad preview shafaq page.html

        rasad preview shafaq page.html --html claims.html
    """
    session = options.session(config, db)
    parser, _ = configured(source, session.settings, session.registry)
    pages = []
    for result in intake.parse(parser, source, _capture(source, address, session)):
        if isinstance(result, Rejection):
            output.console().print(f"{result.stage}: {result.reason} {result.item}", style="yellow")
        elif html:
            claims = _claims(result, source, session)
            pages.append(preview_page.page(result.article, claims, _kinds(claims)))
        else:
            _show(result, source, session)
    if html and pages:
        html.write_text("".join(pages), "utf-8")
        output.console().print(f"{len(pages)} article{'s' * (len(pages) != 1)} -> {html}")
    elif not html:
        output.console().print(_legend())


def _capture(source: str, address: str, session: Session) -> Capture:
    path = Path(address)
    if path.is_file():
        item = files.read(path)
        assert item.capture
        return item.capture
    if "://" not in address:
        raise FetchError(f"no such file, and not an http address: {address}")
    from rasad.fetch import Fetcher

    parser, config = configured(source, session.settings, session.registry)
    with Fetcher(
        source,
        hosts=parser.hosts,
        allow_private_addresses=config.allow_private_addresses,
        validators={},
        secret=lambda name: session.registry.secret(source, name),
    ) as fetcher:
        for _, answer in fetcher.many([Item(address, address)]):
            if isinstance(answer, FetchError):
                raise answer
            if answer is not None:
                return answer
    raise FetchError("the server sent nothing", url=address)


def _show(entry: Entry, source: str, session: Session) -> None:
    screen, article = output.console(), entry.article
    published = article.published.at or "unknown"
    screen.print(article.title, style="bold")
    screen.print(f"{article.key}  {article.lang or '?'}  published {published}", style="dim")
    claims = _claims(entry, source, session)
    screen.print(coloured(article.text, claims))
    for number, claim in enumerate(claims):
        screen.print(_summary(number, claim))


def _claims(entry: Entry, source: str, session: Session) -> list[Claim]:
    claims: list[Claim] = []
    extractors = session.registry.extractors_for(entry.article.lang)
    for answer in intake.extract(extractors, intake.version_of(entry.article, source)):
        if isinstance(answer, Extraction):
            claims += answer.claims
        else:
            output.console().print(f"{answer[0].id}: {answer[1]}", style="yellow")
    return claims


def coloured(text: str, claims: list[Claim]) -> Text:
    """The text with every span in its colour; triggers and speakers lie above places and times."""
    page = Text(text)
    for kind, span in sorted(_kinds(claims), key=lambda pair: list(STYLES).index(pair[0]), reverse=True):
        page.stylize(STYLES[kind], span.start, span.end)
    return page


def _kinds(claims: list[Claim]) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    for claim in claims:
        found += [("event", s) for s in claim.mentions] + [("relay", s) for s in claim.relays]
        found += [("actor", s) for s in claim.actors] + [("target", s) for s in claim.targets]
        found += [("place", p.span) for p in claim.places] + [("toll", c.span) for c in claim.casualties]
        found += [("speaker", claim.speaker.span)] if claim.speaker else []
        found += [("time", claim.when)] if claim.when else []
    return found


def _summary(number: int, claim: Claim) -> Text:
    line = Text(f"{number:>3}  {claim.type} {claim.stance}", style="bold")
    line.append(f"  denies {claim.denies}" if claim.denies is not None else "", style="red")
    for label, words in (
        ("says", claim.speaker.span.text if claim.speaker else None),
        ("through", " → ".join(r.text for r in claim.relays)),
        ("what", claim.mentions[0].text),
    ):
        if words:
            line.append(f"\n     {label}: ", style="dim").append(words, style="not bold")
    return line


def _legend() -> Text:
    line = Text("colours: ")
    for kind, style in STYLES.items():
        line.append(f"{kind} ", style=style)
    return line
