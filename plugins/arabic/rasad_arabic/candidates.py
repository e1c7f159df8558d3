"""Words that may carry an event, and what can be seen around each. Decides nothing.

What is seen is made of stems, listed phrases and places in the text, and of dictionary words where the database is
installed: the learnt part knows a text by these alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from rasad_arabic.attribution import Attribution, holding
from rasad_arabic.morphology import analyse, mode
from rasad_arabic.reading import Reading
from rasad_arabic.sentences import Sentence
from rasad_arabic.triggers import Trigger, carrying, listed_at

NEAR = 4  # tokens whose place beside the word counts
LEMMAS = (-2, -1, 1, 2, 3)  # places beside the word whose dictionary words count
LEARNT_WITH = "m:"  # begins what only the database shows
ROUND = 9  # tokens that count wherever they stand


class Candidate(NamedTuple):
    """The word at `first` may carry an event; `seen` are its features, `listed` the listings it begins."""

    first: int
    seen: tuple[str, ...]
    listed: tuple[Trigger, ...]


def candidates(reading: Reading, told: list[Attribution], more: Container[str | int] = ()) -> list[Candidate]:
    """Every word whose stem the lexicon lists, or that is among `more` by its stem or place, and what is around it."""
    owner = {n: number for number, s in enumerate(reading.text.sentences) for n in range(s.first, s.last)}
    near = _categories(reading)
    found = []
    for at, stem in enumerate(reading.stems):
        if reading.tokens[at].kind == "word" and (stem in carrying() or stem in more or at in more):
            listed = tuple(listed_at(reading, at))
            seen = _seen(reading, at, listed, near, owner, told)
            words = _dictionary(reading, at, reading.text.sentences[owner[at]]) if mode() == "database" else ()
            found.append(Candidate(at, tuple(dict.fromkeys((*seen, *words))), listed))
    return found


def _dictionary(reading: Reading, at: int, sentence: Sentence) -> Iterator[str]:
    """Lemma, part of speech, aspect, voice and form of the word, and lemmas beside it."""
    here = analyse(reading.tokens[at].text)
    yield f"{LEARNT_WITH}lemma={here.lemma}"
    yield f"{LEARNT_WITH}pos={here.pos}:{here.aspect}:{here.voice}"
    yield f"{LEARNT_WITH}form={here.person}{here.gender}{here.number}"
    for step in LEMMAS:
        if sentence.first <= at + step < sentence.last and reading.tokens[at + step].kind == "word":
            beside = analyse(reading.tokens[at + step].text)
            yield f"{LEARNT_WITH}{step}lemma={beside.lemma}"
            yield f"{LEARNT_WITH}{step}pos={beside.pos}{beside.aspect}"


def _categories(reading: Reading) -> dict[int, list[str]]:
    """Categories of the phrases that begin at each token."""
    found: dict[int, list[str]] = {}
    for phrase in reading.phrases:
        for at in range(phrase.first, phrase.last):
            found.setdefault(at, []).append(phrase.category)
    return found


def _seen(
    reading: Reading,
    at: int,
    listed: tuple[Trigger, ...],
    near: dict[int, list[str]],
    owner: dict[int, int],
    told: list[Attribution],
) -> Iterator[str]:
    stems, sentence = reading.stems, reading.text.sentences[owner[at]]
    stem, word = stems[at], reading.word(at)
    yield "bias"
    yield f"stem={stem}"
    yield f"word={word}"
    yield f"two={stem} {stems[at + 1] if at + 1 < sentence.last else '.'}"
    yield f"two-={stems[at - 1] if at > sentence.first else '.'} {stem}"
    yield f"article={word.startswith(('ال', 'وال', 'بال', 'لل'))}"
    yield f"ending={word[-2:]}"
    yield f"opening={word[:2]}"
    for trigger in listed:
        yield f"listed={trigger.type}:{trigger.sure}"
        yield f"listed={trigger.type}:{trigger.last - trigger.first}"
    for n in range(max(sentence.first, at - NEAR), min(sentence.last, at + NEAR + 1)):
        if n != at:
            yield f"{n - at}={stems[n]}"
    for n in range(max(sentence.first, at - ROUND), min(sentence.last, at + ROUND + 1)):
        side = "<" if n < at else ">"
        if n != at:
            yield f"near={stems[n]}"
        for category in near.get(n, ()):
            yield f"{side}{category}"
            if n == at:
                yield f"in={category}"
            if abs(n - at) <= 2:
                yield f"{n - at}:{category}"
    yield f"sentence={min(owner[at], 3)}"
    yield f"place={min((at - sentence.first) // 4, 4)}"
    yield f"length={min((sentence.last - sentence.first) // 8, 5)}"
    attribution = holding(told, at)
    yield f"told={bool(attribution)}:{attribution.speaker.kind if attribution and attribution.speaker else None}"
    yield f"number={any(reading.tokens[n].kind == 'number' for n in range(at, min(at + 4, sentence.last)))}"
    yield f"clausal={reading.word(at - 1)}" if at > sentence.first else "first"
