"""Who did it, and to whom: parties named near a trigger, and their part in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rasad import Span
from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.names import MARKS, words
from rasad_arabic.places import head
from rasad_arabic.reading import Reading, clitic_length
from rasad_arabic.triggers import Trigger
from rasad_arabic.victims import bare

MUTUAL = frozenset({"ceasefire", "agreement", "negotiation", "clash"})
OF_PEOPLE = frozenset({"protest", "displacement", "demand", "rejection", "accusation"})  # what civilians do
STRIKES = frozenset({"air_strike", "shelling", "attack", "explosion"})
TOWARDS = frozenset({"على", "علي", "ضد", "الى", "من", "استهدف", "استهدفت", "تجاه"})
ENDS = ("ends_name", "that", "say")
ADJECTIVE = 6  # letters from which a word in ي with the article is one: «العراقية», not «الحي»
LONGEST = 4  # words behind a head such as «قوات»


class Party(NamedTuple):
    """Tokens `first:last` name a party; `clitics` stand before it on its first word."""

    first: int
    last: int
    clitics: str


def parties(reading: Reading, trigger: Trigger, first: int, last: int) -> tuple[list[Span], list[Span]]:
    """(actors, targets) of the clause `first:last`."""
    named = list(_named(reading, first, last))
    if trigger.type in MUTUAL:
        return _spans(reading, [party for party in named if not _people(reading, party)]), []
    actors: list[Party] = []
    targets: list[Party] = []
    for party in named:
        struck = (
            reading.word(party.first).startswith("لل")
            or party.clitics.startswith(("ل", "ب"))
            or reading.word(party.first - 1) in TOWARDS
        )
        (targets if party.first >= trigger.last and (struck or actors) else actors).append(party)
    if trigger.type not in OF_PEOPLE:
        actors = [party for party in actors if not _people(reading, party)]
    if trigger.type in STRIKES and not actors and (owner := _nationality(reading, trigger, last)):
        actors = [owner]
    return _spans(reading, actors[:2]), _spans(reading, targets[:2])


def _people(reading: Reading, party: Party) -> bool:
    """True for civilians: things are done to them."""
    return party.last - party.first == 1 and bare(reading.word(party.first), _civilians()) is not None


@cache
def _civilians() -> frozenset[str]:
    return frozenset(map(fold_word, load("actors")["civilians"]))


def _nationality(reading: Reading, trigger: Trigger, last: int) -> Party | None:
    """The adjective that tells whose strike it is: «غارة أمريكية», «قصف تركي»."""
    for at in range(trigger.first, min(trigger.last + 2, last)):
        if reading.word(at).removeprefix("ال").removesuffix("ه") in _nations():
            return Party(at, at + 1, "")
    return None


def _named(reading: Reading, first: int, last: int) -> Iterator[Party]:
    """Listed parties, with the force in front of their name, and forces whose name no list holds."""
    parties = (Party(p.first, p.last, p.clitics) for p in reading.of("party", first, last))
    listed = {party.first: party for party in parties if not _no_party(reading, party)}
    reach = first
    for at in range(first, last):
        if at < reach:
            continue
        if (end := _force(reading, at, last)) and not _no_party(reading, Party(at, end, "")):
            inner = next((p for n, p in listed.items() if at <= n < end and p.last > end), None)
            reach = inner.last if inner else end
            yield Party(at, reach, _before(reading.word(at)))
        elif at in listed:
            reach = listed[at].last
            yield listed[at]


def _force(reading: Reading, at: int, last: int) -> int:
    """The end of a name that a head opens, «قوات …», «طيران …»; 0 where none does."""
    if reading.tokens[at].kind != "word" or bare(reading.word(at), _heads()) is None:
        return 0
    end = at + 1
    while end < min(at + 1 + LONGEST, last) and _goes_on(reading, at, end):
        end += 1
    return end if end > at + 1 else 0


def _goes_on(reading: Reading, at: int, end: int) -> bool:
    """Whether the word at `end` belongs to the name that the head at `at` opens."""
    word = reading.word(end)
    if reading.tokens[end].text in MARKS or head(word) or any(word in words(name) for name in ENDS):
        return False
    inside = [p for p in reading.of("party", at + 1, end + LONGEST) if p.first <= end and not p.clitics.startswith("و")]
    if inside:
        return end < max(p.last for p in inside)
    if end > at + 1:
        return word.startswith("ال") and word.endswith(("ي", "يه")) and len(word) >= ADJECTIVE
    if reading.word(at).startswith(("ال", "وال", "بال", "لل")):
        return word.startswith("ال")
    return len(word) > 2 and not word.startswith(("ي", "ت", "و", "ب", "ل"))


def _before(word: str) -> str:
    """The clitics in front of a head."""
    found = bare(word, _heads()) or word
    return word[: len(word) - len(found)].removesuffix("ال")


@cache
def _heads() -> frozenset[str]:
    return frozenset(map(fold_word, load("actors")["heads"]))


@cache
def _nations() -> frozenset[str]:
    return frozenset(map(fold_word, load("actors")["nationalities"]))


def _no_party(reading: Reading, party: Party) -> bool:
    """True for a capital that says where, not who, «مطار بغداد», «في بغداد»; for an adjective that is a state's name
    with an article, «الحدود السورية»; and for a source in brackets."""
    before, single = reading.word(party.first - 1), party.last - party.first == 1
    adjective = party.clitics.endswith("ال") and not reading.word(party.first).startswith("لل")
    return before == "(" or (single and (adjective or before == "في" or head(before) is not None))


def _spans(reading: Reading, named: list[Party]) -> list[Span]:
    spans = (reading.span(p.first, p.last, skip=clitic_length(reading.tokens[p.first], p.clitics)) for p in named)
    return list({span.text: span for span in spans}.values())
