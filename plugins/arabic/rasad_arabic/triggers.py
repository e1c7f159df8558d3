"""Finds the words that carry an event. Knows the types of events, and when a word is no event."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.reading import Reading
from rasad_arabic.stemmer import stem

# Of these types only the sure words count: their other words are too common for rules alone.
SURE_ONLY = frozenset({"toll", "rejection"})
SUPPORTED = frozenset({"place", "party"})
AIRBORNE = ("طائر", "طيران", "جوي", "مسير", "غار", "مروحي", "مقاتلات")
TALK = frozenset({"ضروره", "اهميه", "حول", "بشان", "مخاطر", "ظاهره", "مكافحه", "ملف", "قضيه", "موضوع", "محاربه"})
BODIES = frozenset({"لجنه", "لجان", "هييه", "هيئه", "مجلس", "مركز", "مراقبو", "اليه"})  # named after what they see to


class Trigger(NamedTuple):
    """Tokens `first:last` carry an event of `type`; `sure` needs no help. `likely` and `reason` say how far and why."""

    first: int
    last: int
    type: str
    sure: bool
    likely: float = 0.6
    reason: str = "a listed word"


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], str, bool]]]:
    """Phrases by their first stem, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for kind, lists in load("triggers").items():
        if kind == "toll":
            continue
        for strength, phrases in lists.items():
            for phrase in phrases:
                stems = tuple(stem(fold_word(word)).lemma for word in phrase.split())
                found.setdefault(stems[0], []).append((stems, kind, strength == "sure"))
    for rows in found.values():
        rows.sort(key=lambda row: (-len(row[0]), not row[2]))
    return found


@cache
def carrying() -> frozenset[str]:
    """First stems of every word that may carry an event."""
    return frozenset(_index())


def listed_at(reading: Reading, at: int) -> list[Trigger]:
    """Every listing that the tokens from `at` on fit, the longest first."""
    found = []
    for stems, kind, sure in _index().get(reading.stems[at], ()):
        if tuple(reading.stems[at : at + len(stems)]) == stems:
            found.append(Trigger(at, at + len(stems), kind, sure))
    return found


def triggers(reading: Reading) -> list[Trigger]:
    """Events' words in order; where two overlap, the longer."""
    found: list[Trigger] = []
    named, reach = reserved(reading), 0
    for at in range(len(reading.tokens)):
        hit = _at(reading, at)
        if hit is not None and hit.first >= reach and hit.first not in named:
            found.append(hit)
            reach = hit.last
    return [t for t in found if t.sure or _supported(reading, t)]


def _at(reading: Reading, at: int) -> Trigger | None:
    rows = _index().get(reading.stems[at], ())
    for stems, kind, sure in rows:
        last = at + len(stems)
        if tuple(reading.stems[at:last]) != stems:
            continue
        if not sure and kind in SURE_ONLY:
            continue
        return Trigger(at, last, _kind(reading, at, last, kind), sure)
    return None


def _kind(reading: Reading, first: int, last: int, kind: str) -> str:
    """Shelling by aircraft is an air strike."""
    if kind == "shelling" and reading.stems[first].startswith("قصف"):
        near = " ".join(reading.word(n) for n in range(max(0, first - 4), last + 5))
        return "air_strike" if any(word in near for word in AIRBORNE) else kind
    return kind


def reserved(reading: Reading) -> frozenset[int]:
    """Tokens of listed words that are a part of someone's name, and carry no event: «لجنة وقف إطلاق النار»."""
    listed = (trigger for at in range(len(reading.tokens)) for trigger in listed_at(reading, at)[:1])
    return frozenset(n for t in listed if _inside_name(reading, t) for n in range(t.first, t.last))


def _inside_name(reading: Reading, trigger: Trigger) -> bool:
    """True for words of a party's or outlet's name: «قوات الدفاع الوطني»."""
    size = min(reading.named.get(trigger.first, 0), reading.named.get(trigger.last - 1, 0))
    if size > 1 and size >= trigger.last - trigger.first:
        return True
    return reading.word(trigger.first - 1) in TALK | BODIES


def _supported(reading: Reading, trigger: Trigger) -> bool:
    """A doubtful word counts with a party and a place near it, or as a verb with a party beside it."""
    window = reading.beginning(trigger.first - 8, trigger.last + 9)
    near = {phrase.category for phrase in window if phrase.category in SUPPORTED}
    return near == SUPPORTED and trigger.last - trigger.first > 1


def clause(reading: Reading, first: int, last: int, at: int) -> tuple[int, int]:
    """The clause around a position, within the sentence `first:last`: parted by marks and clause words."""
    begin, end = first, last
    for n in range(at - 1, first - 1, -1):
        if _parts(reading, n):
            begin = n + 1
            break
    for n in range(at + 1, last):
        if _parts(reading, n):
            end = n
            break
    return begin, end


def _parts(reading: Reading, at: int) -> bool:
    return reading.tokens[at].text in "،؛,:" or reading.word(at) in (
        "فيما",
        "بينما",
        "الا",
        "لكن",
        "وفيما",
        "كما",
    )


def sentences_of(reading: Reading) -> Iterator[tuple[int, int]]:
    """Sentences as token ranges."""
    return ((s.first, s.last) for s in reading.text.sentences)
