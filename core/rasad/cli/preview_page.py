"""An article with its claims' spans coloured, as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from rasad.articles import Article
from rasad.claims import Claim
from rasad.spans import Span

COLOURS = {
    "event": "#ffc9c9",
    "speaker": "#b2f2bb",
    "relay": "#d8f5a2",
    "actor": "#a5d8ff",
    "target": "#d0ebff",
    "place": "#eebefa",
    "time": "#99e9f2",
    "toll": "#ffec99",
}
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 1.15rem/1.8 "Noto Naskh Arabic", "Noto Sans", serif; }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
.text {{ white-space: pre-wrap; }} mark {{ color: inherit; border-radius: .2em; padding: .05em 0; }}
.key, li small {{ color: #666; font-size: .85rem; }} {styles}
</style></head><body>
<h1 dir="auto">{title}</h1><p class="key">{about}</p><p class="legend">{legend}</p>
<div class="text" dir="auto">{text}</div><ol start="0">{claims}</ol></body></html>
"""


def page(article: Article, claims: Sequence[Claim], kinds: Sequence[tuple[str, Span]]) -> str:
    """The page. `kinds` are the claims' spans with what each of them is, a key of `COLOURS`."""
    published = article.published.at
    return PAGE.format(
        lang=escape(article.lang or "und"),
        title=escape(article.title or article.key),
        about=escape(f"{article.key} · published {published or 'unknown'}"),
        styles=" ".join(f".{kind} {{ background: {colour} }}" for kind, colour in COLOURS.items()),
        legend=" ".join(f'<mark class="{kind}">{kind}</mark>' for kind in COLOURS),
        text=marked(article.text, kinds),
        claims="".join(map(_item, claims)),
    )


def marked(text: str, kinds: Sequence[tuple[str, Span]]) -> str:
    """The text as HTML. Where spans overlap, the kind that stands first in `COLOURS` shows; all are named."""
    order = list(COLOURS)
    cover: list[set[str]] = [set() for _ in text]
    for kind, span in kinds:
        for place in range(span.start, span.end):
            cover[place].add(kind)
    parts = []
    for here, places in groupby(range(len(text)), key=lambda place: sorted(cover[place], key=order.index)):
        run = list(places)
        words = escape(text[run[0] : run[-1] + 1])
        parts.append(f'<mark class="{here[0]}" title="{", ".join(here)}">{words}</mark>' if here else words)
    return "".join(parts)


def _item(claim: Claim) -> str:
    speaker = f" · <bdi>{escape(claim.speaker.span.text)}</bdi>" if claim.speaker else ""
    relays = "".join(f" → <bdi>{escape(relay.text)}</bdi>" for relay in claim.relays)
    denies = f" · denies {claim.denies}" if claim.denies is not None else ""
    sure = "" if claim.confidence is None else f" · {claim.confidence:.2f}"
    why = escape(claim.reason or "")
    return (
        f"<li><b>{escape(claim.type)}</b> {claim.stance}{denies}{speaker}{relays}"
        f'<br><bdi dir="auto">{escape(claim.quote.text)}</bdi> <small>{why}{sure}</small></li>'
    )
