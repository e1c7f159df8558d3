"""Which words carry an event: what rules find, or, where a model is, what it finds likely of all that may."""

from __future__ import annotations

from collections.abc import Iterator

from rasad_arabic.attribution import Attribution
from rasad_arabic.candidates import Candidate, candidates
from rasad_arabic.learnt import Model
from rasad_arabic.names import words
from rasad_arabic.pairs import Pair, pairs
from rasad_arabic.reading import Reading
from rasad_arabic.triggers import Trigger, clause, reserved, triggers

SAME_EVENT = 3  # tokens within which two words of one type, in one clause, are one mention


def decided(reading: Reading, told: list[Attribution], model: Model | None) -> list[Trigger]:
    """Triggers in order of the text. A word carries one event, the likeliest; types not learnt are the rules' own."""
    found = [trigger for trigger in triggers(reading) if model is None or trigger.type not in model.types]
    if model is None:
        return _joined(reading, sorted(found))
    for candidate, choices in questions(reading, told, model.stems):
        likeliest = model.likeliest(candidate, choices)
        if likeliest is not None:
            pair, likely = likeliest
            reason = "a listed word, weighed by coded reports" if candidate.listed else "learnt from coded reports"
            found.append(Trigger(candidate.first, pair.last, pair.type, True, likely, reason))
    return _joined(reading, sorted(found))


def questions(
    reading: Reading, told: list[Attribution], stems: dict[str, tuple[str, ...]]
) -> Iterator[tuple[Candidate, list[Pair]]]:
    """Every word that may carry an event, with the types that come into question. `stems`: types by stem, as coded."""
    ruled: dict[int, frozenset[str]] = {}
    for trigger in triggers(reading):
        for at in range(trigger.first, trigger.last):
            ruled[at] = ruled.get(at, frozenset()) | {trigger.type}
    named = reserved(reading)
    reporting = {a.first for a in told if reading.bare(a.first) in words("say")}
    for candidate in candidates(reading, told, stems.keys() | ruled.keys()):
        at = candidate.first
        if at not in reporting:
            choices = pairs(candidate, ruled.get(at, frozenset()), at in named, stems.get(reading.stems[at], ()))
            yield candidate, list(choices)


def _joined(reading: Reading, found: list[Trigger]) -> list[Trigger]:
    """Neighbouring words of one type are one mention: «غارات جوية», «شن قصفا»."""
    out: list[Trigger] = []
    latest: dict[str, int] = {}
    for trigger in found:
        before = out[latest[trigger.type]] if trigger.type in latest else None
        if before and trigger.first - before.last < SAME_EVENT and _one_clause(reading, before, trigger):
            last = max(before.last, trigger.last)
            likely = max(before.likely, trigger.likely)
            out[latest[trigger.type]] = before._replace(last=last, likely=likely)
            continue
        latest[trigger.type] = len(out)
        out.append(trigger)
    return out


def _one_clause(reading: Reading, before: Trigger, after: Trigger) -> bool:
    sentence = next(s for s in reading.text.sentences if s.first <= before.first < s.last)
    first, last = clause(reading, sentence.first, sentence.last, before.first)
    return first <= after.first < last
