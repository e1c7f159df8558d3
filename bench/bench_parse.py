"""AFP items and article pages parsed per CPU-second, beside the bare parsers of XML and HTML, in one run.

Texts are made here. A ratio of 0.5 says: half the speed of a parser that builds a tree and reads nothing from it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files

import trafilatura
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from rasad import Capture
from rasad_afp.api import AfpConfig
from rasad_afp.source import Afp
from rasad_shafaq.source import Shafaq, ShafaqConfig

ROUNDS = 5
NOW = datetime(2024, 5, 15, tzinfo=UTC)
SAMPLES = files("rasad_flows") / "samples"


def wire_items(count: int = 600) -> list[Capture]:
    """Wire stories of some 2 KB of text, each another item."""
    story = (SAMPLES / "wire" / "afp.com-20240514T164455Z-TX-PAR-QAA14.xml").read_text("utf-8")
    body = story.replace("</body.content>", "".join(f"<p>{'كلمة ' * 40}{n}.</p>" for n in range(8)) + "</body.content>")
    return [Capture(f"file:{n}", body.replace("QAA14", f"Q{n:04}").encode(), NOW) for n in range(count)]


def pages(count: int = 200) -> list[Capture]:
    """Article pages of some 45 KB, most of it what surrounds an article."""
    page = (SAMPLES / "site" / "attack.html").read_text("utf-8")
    around = "".join(
        f'<div class="m{n}"><a href="/x/{n}">رابط {n}</a><script>var a{n}=1;</script></div>' for n in range(420)
    )
    body = "".join(f"<p>{'كلمة ' * 40}{n}.</p>" for n in range(8))
    full = page.replace("<nav>", f"<nav>{around}").replace("<p>Shafaq Live</p>", f"{body}<p>Shafaq Live</p>")
    return [
        Capture(f"https://shafaq.com/ar/a/{n}", full.encode(), NOW, 200, {"content-type": "text/html; charset=utf-8"})
        for n in range(count)
    ]


def best(work: Callable[[Capture], object], captures: list[Capture]) -> float:
    """Captures a CPU-second: the best of some rounds."""
    rates = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for capture in captures:
            work(capture)
        rates.append(len(captures) / (time.process_time() - start))
    return max(rates)


def main() -> None:
    """Print the table."""
    afp, shafaq = Afp(AfpConfig(type="afp")), Shafaq(ShafaqConfig(type="shafaq"))
    items, html = wire_items(), pages()
    floor = best(lambda c: etree.fromstring(c.body), items)
    ours = best(lambda c: list(afp.parse(c)), items)
    print(f"AFP wire items      {ours:8.0f} /CPU-s   lxml tree only {floor:8.0f}   ratio {ours / floor:.2f}")
    floor = best(lambda c: LexborHTMLParser(c.body), html)
    ours = best(lambda c: list(shafaq.parse(c)), html)
    peer = best(lambda c: trafilatura.extract(c.body, fast=True, with_metadata=True), html[:20])
    kilobytes = len(html[0].body) // 1000
    print(
        f"Shafaq pages {kilobytes:3} KB {ours:8.0f} /CPU-s   lexbor tree only {floor:6.0f}   ratio {ours / floor:.2f}"
    )
    print(f"                                      trafilatura      {peer:6.0f}   ratio {ours / peer:.1f}")


if __name__ == "__main__":
    main()
