"""Who did it, and to whom: parties named near a trigger, and their part in it."""

from __future__ import annotations

from rasad import Span
from rasad_arabic.phrases import Phrase
from rasad_arabic.places import head
from rasad_arabic.reading import Reading
from rasad_arabic.triggers import Trigger

MUTUAL = frozenset({"ceasefire", "agreement", "negotiation", "clash"})
TOWARDS = frozenset({"على", "علي", "ضد", "الى", "من", "استهدف", "استهدفت", "تجاه"})


def parties(reading: Reading, trigger: Trigger, first: int, last: int) -> tuple[list[Span], list[Span]]:
    """(actors, targets) of the clause `first:last`."""
    named = [p for p in _outermost(list(reading.of("party", first, last))) if not _where(reading, p)]
    if trigger.type in MUTUAL:
        return _spans(reading, named), []
    actors: list[Phrase] = []
    targets: list[Phrase] = []
    for phrase in named:
        struck = (
            reading.word(phrase.first).startswith("لل")
            or phrase.clitics.startswith(("ل", "ب"))
            or reading.word(phrase.first - 1) in TOWARDS
        )
        (targets if phrase.first >= trigger.last and (struck or actors) else actors).append(phrase)
    return _spans(reading, actors[:2]), _spans(reading, targets[:2])


def _where(reading: Reading, phrase: Phrase) -> bool:
    """True for a capital that says where, not who: «مطار بغداد», «في بغداد»; and for a source in brackets."""
    before = reading.word(phrase.first - 1)
    return before == "(" or (phrase.last - phrase.first == 1 and (before == "في" or head(before) is not None))


def _outermost(named: list[Phrase]) -> list[Phrase]:
    return [
        p
        for p in named
        if not any(
            q is not p and q.first <= p.first and p.last <= q.last and len(q.value) > len(p.value) for q in named
        )
    ]


def _spans(reading: Reading, named: list[Phrase]) -> list[Span]:
    return list({span.text: span for span in (reading.phrase_span(phrase) for phrase in named)}.values())
