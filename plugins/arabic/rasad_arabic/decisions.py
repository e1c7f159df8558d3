"""Which words carry an event: those that rules find, and those that the learnt part is sure of beside them."""

from __future__ import annotations

from rasad_arabic.attribution import Attribution
from rasad_arabic.candidates import candidates
from rasad_arabic.learnt import Model
from rasad_arabic.names import words
from rasad_arabic.reading import Reading
from rasad_arabic.triggers import Trigger, clause, reserved, triggers

TYPES = 2  # events that one word may carry: «تفجير انتحاري»
SAME_EVENT = 3  # tokens within which two words of one type, in one clause, are one mention


def decided(reading: Reading, told: list[Attribution], model: Model | None) -> list[Trigger]:
    """Triggers in order of the text: what rules find, and what the learnt part finds beside them."""
    found = list(triggers(reading))
    if model is None:
        return found
    taken = {(at, trigger.type) for trigger in found for at in range(trigger.first, trigger.last)}
    barred = reserved(reading) | {a.first for a in told if reading.bare(a.first) in words("say")}
    for candidate in candidates(reading, told, model.stems):
        if candidate.first in barred:
            continue
        for kind, likely in model.judge(candidate)[:TYPES]:
            if (candidate.first, kind) not in taken:
                found.append(Trigger(candidate.first, candidate.last, kind, True, likely, "learnt from coded reports"))
    return _joined(reading, sorted(found))


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
