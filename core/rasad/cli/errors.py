"""`rasad errors`: what extractors miss, add and tell otherwise, beside a person's coding."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from rasad import intake
from rasad.articles import Version
from rasad.batches import Extraction
from rasad.claims import to_json
from rasad.cli import documents, options, output
from rasad.coding import Claim, Difference, compare, words
from rasad.errors import ConfigError
from rasad.registry import Registry

app = typer.Typer()
STYLES = {"missed": "red", "extra": "yellow", "differs": "cyan"}


@app.command()
def errors(
    coded: Annotated[Path, typer.Argument(help='JSON Lines of documents with "claims", as coded by a person.')],
    found: Annotated[
        Path | None, typer.Option(help="Claims as `rasad extract` prints them; else they are made now.")
    ] = None,
    type: Annotated[str | None, typer.Option(help="Only claims of this type.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Show at most so many; the totals count all.")] = None,
    config: options.Config = None,
    db: options.Database = None,
    as_json: options.AsJson = False,
) -> None:
    """Print missed, extra and differing claims beside the coding, and how many of each there are by type.

    Example: rasad errors coded.jsonl --type toll --limit 20
    """
    if not coded.is_file():
        raise ConfigError(f"no file {coded}")
    made = _read(found) if found else None
    registry = options.session(config).registry
    differences = [d for d in _differences(coded, made, registry) if type in (None, d.claim["type"])]
    if as_json:
        output.print_json([_plain(difference) for difference in differences[:limit]])
        return
    for difference in differences[:limit]:
        output.console().print(_shown(difference))
    _totals(differences)


def _differences(coded: Path, made: dict[str, list[Claim]] | None, registry: Registry) -> Iterator[Difference]:
    with output.progress() as bar, coded.open(encoding="utf-8") as lines:
        for number, line in enumerate(bar.track(lines, description=coded.name), 1):
            document = _document(line, f"{coded}:{number}")
            name = str(document["id"])
            found = _extract(document, registry) if made is None else made.get(name, [])
            yield from compare(name, document["text"], document["claims"], found)


def _document(line: str, place: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
        document["id"], document["text"], document["claims"]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f'{place}: needs a JSON object with "id", "text" and "claims": {error}') from error
    return dict(document)


def _extract(document: dict[str, Any], registry: Registry) -> list[Claim]:
    name, lang = str(document["id"]), document.get("lang")
    published = documents.time(document.get("published_at"))
    version = Version(document["text"], document.get("title") or "", lang, published, "", name)
    found: list[Claim] = []
    for answer in intake.extract(registry.extractors_for(lang), version):
        if isinstance(answer, Extraction):
            found += [to_json(c, name, n, answer.extractor, None, None) for n, c in enumerate(answer.claims)]
        else:
            output.console(error=True).print(f"rasad: {name}: {answer[0].id}: {answer[1]}")
    return found


def _read(path: Path) -> dict[str, list[Claim]]:
    if not path.is_file():
        raise ConfigError(f"no file {path}")
    found: dict[str, list[Claim]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            claim = json.loads(line)
            found[str(claim["doc"])].append(claim)
    return found


def _shown(difference: Difference) -> Text:
    claim = difference.claim
    line = Text(f"{difference.document}  ", style="dim")
    line.append(f"{difference.kind} {claim['type']} {claim['stance']}", style=STYLES[difference.kind])
    speaker = words(claim.get("speaker"))
    line.append(f" by {speaker}" if speaker else "", style="not bold")
    for field, coded, found in difference.fields:
        line.append(f"\n   {field}: {_value(coded)} → {_value(found)}")
    mentions = " · ".join(words(mention) for mention in claim["mentions"])
    return line.append(f"\n   {mentions}\n   {words(claim.get('quote'))}", style="dim")


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _plain(difference: Difference) -> dict[str, Any]:
    return {
        "doc": difference.document,
        "kind": difference.kind,
        "coded": difference.coded,
        "found": difference.found,
        "fields": [{"field": f, "coded": a, "found": b} for f, a, b in difference.fields],
    }


def _totals(differences: list[Difference]) -> None:
    counts = Counter((d.claim["type"], d.kind) for d in differences)
    fields = Counter((d.claim["type"], field) for d in differences for field, _, _ in d.fields)
    names = sorted({field for _, field in fields})
    types = sorted({kind for kind, _ in counts}, key=lambda kind: -sum(counts[kind, k] for k in STYLES))
    rows = [(t, *(counts[t, k] for k in STYLES), *(fields[t, f] for f in names)) for t in types]
    output.print_table(("type", *STYLES, *names), rows)
