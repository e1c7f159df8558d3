"""Asserted, denied or planned: the words that turn an event round, inside its clause."""

from __future__ import annotations

from rasad import Stance
from rasad_arabic.reading import Reading
from rasad_arabic.triggers import Trigger
from rasad_arabic.victims import bare

NEAR = 6  # tokens in which a cue in front still reaches the word that carries the event
TERMS = frozenset({"withdrawal", "aid", "release", "negotiation", "displacement"})
AIMS = frozenset({"capture"})
DEALS = frozenset({"اتفاق", "اتفاقا", "اتفاقيه", "بنود"})
NOT_REACHED = frozenset({"لم", "دون", "عدم", "بدون"})
ENDED = frozenset({"انتهاء", "انتهت", "انهيار", "انهي", "انهت", "خرق", "غير"})  # cues of ends, not of denials


def stance(reading: Reading, trigger: Trigger, first: int, last: int) -> Stance:
    """The stance of the event in its clause `first:last`."""
    for side, begin, end in (
        ("before", max(first, trigger.first - NEAR), trigger.last - 1),  # «دون التوصل لاتفاق» holds its own cue
        ("after", trigger.last, last),
    ):
        cues = [p for p in reading.of(f"denied-{side}", begin, end) if reading.word(p.first) not in ENDED]
        if any(not p.clitics or p.clitics in ("و", "ف") for p in cues):
            return Stance.DENIED
    if (deal := _deal(reading, trigger)) is not None:
        return Stance.DENIED if _denied(reading, deal) else Stance.PLANNED
    if _future(reading, trigger, first) or _to_be(reading, trigger, last):
        return Stance.PLANNED
    for side, begin, end in (
        ("before", max(first, trigger.first - 3), trigger.first),
        ("after", trigger.last, min(last, trigger.last + 4)),
    ):
        for cue in reading.of(f"planned-{side}", begin, end):
            if not _perfect(reading, cue.first) and (not cue.clitics or cue.clitics in ("و", "ف", "ل")):
                return Stance.PLANNED
    return Stance.ASSERTED


def _deal(reading: Reading, trigger: Trigger) -> int | None:
    """Where the deal stands that the event is a term of: «الاتفاق على وقف … وإعادة … وإجلاء …»."""
    word = reading.word(trigger.first)
    joined = word.startswith("و") or reading.word(trigger.first - 1) in ("او", "و")
    if trigger.type not in TERMS or not joined or word.endswith(("ت", "وا")):
        return None
    first = next(s.first for s in reading.text.sentences if s.first <= trigger.first < s.last)
    return next((at for at in range(trigger.first - 1, first - 1, -1) if bare(reading.word(at), DEALS)), None)


def _denied(reading: Reading, deal: int) -> bool:
    """Whether the deal was not reached: «لم يتم التوصل إلى اتفاق»."""
    return any(reading.word(at) in NOT_REACHED for at in range(max(0, deal - NEAR), deal))


def _to_be(reading: Reading, trigger: Trigger, last: int) -> bool:
    """«… سيتم السبت» behind the event, and what is meant to be won: «لتحرير المدينة»."""
    if trigger.type in AIMS and reading.word(trigger.first).startswith("ل"):
        return True
    behind = range(trigger.last, min(last, trigger.last + NEAR))
    return any(reading.word(at) in ("سيتم", "ستتم", "سيجري", "ستجري", "سيبدا", "ستبدا") for at in behind)


def _future(reading: Reading, trigger: Trigger, first: int) -> bool:
    """A verb with the س of the future: سيتم، ستفرج."""
    words = (reading.bare(n) for n in range(max(first, trigger.first - 4), trigger.last))
    return any(
        len(w) > 4
        and w.startswith(("سي", "ست", "سن"))
        and not w.startswith(("سيط", "سيا", "سيد", "ستي", "سنو", "سيار"))
        for w in words
    )


def _perfect(reading: Reading, at: int) -> bool:
    """«قد» in front of a perfect says that it happened."""
    if reading.bare(at) != "قد":
        return False
    behind = reading.word(at + 1)
    return behind == "قد" or not behind.startswith(("ي", "ت", "ن", "ا")) or behind.startswith(("تم", "توصل", "تمكن"))
