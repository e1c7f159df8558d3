"""Trains the learnt part on coded documents.

Coded documents are JSON Lines of `{"id", "text", "published_at", "claims": [{"type", "mentions", "quote", …}]}`. Among
them may stand labelled sentences, `{"text", "event_type", "label"}` (`rasad_arabic.realis_training`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasad.errors import ConfigError
from rasad_arabic.attribution import attributions
from rasad_arabic.candidates import LEARNT_WITH, Candidate
from rasad_arabic.decisions import questions
from rasad_arabic.fitting import linear, typed
from rasad_arabic.learnt import Model, dumps
from rasad_arabic.linear import Linear
from rasad_arabic.reading import Reading
from rasad_arabic.realis_training import gates
from rasad_arabic.text import Text
from rasad_arabic.toll_context import features

THRESHOLD = 0.38  # chosen by cross-validation by document, as the numbers below are
TOLL_THRESHOLD = 0.3  # a toll that is lost is worse than one in passing that is kept
FEWEST = 6  # coded claims below which a type is left to the rules
LEAST_STEM, SHARE = 4, 0.3  # coded words of a type, and their share of all words, from which a stem may carry the type

Document = dict[str, Any]
Mention = tuple[int, int, str]
Coded = tuple[Reading, list[Mention]]


def write(model: Model, output: Path) -> None:
    """The model's file."""
    output.write_bytes(dumps(model))


def found_in(places: Iterable[Path]) -> Iterator[Path]:
    """Files as they are, folders as the JSON Lines files in them. Raises `ConfigError` for what is not there."""
    for place in places:
        if not place.exists():
            raise ConfigError(f"{place} is not there: give JSON Lines files of coded documents, or folders of them")
        yield from sorted(place.glob("*.jsonl")) if place.is_dir() else [place]


def events(document: Document) -> Iterator[Mention]:
    """Coded mentions that are no tolls: the grammar of tolls is not learnt."""
    return (mention for mention in mentions(document) if mention[2] != "toll")


def documents(files: Iterable[Path]) -> Iterator[Document]:
    """The coded documents of JSON Lines files."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def is_labelled(document: Document) -> bool:
    """Whether a document is a labelled sentence."""
    return "label" in document


def fit(rows: Sequence[Document]) -> Model:
    """Weights for words and for tolls, and a gate a type of labelled sentences."""
    coded = [row for row in rows if not is_labelled(row)]
    labelled = [row for row in rows if is_labelled(row)]
    found = gates(labelled, [(document, list(mentions(document))) for document in coded]) if labelled else ()
    readings = [(Reading(Text(document["text"])), list(mentions(document))) for document in coded]
    return replace(_events(readings), tolls=_tolls(readings), gates=tuple(found))


def _events(coded: Sequence[Coded]) -> Model:
    types = sorted(kind for kind, count in _counts(coded).items() if count >= FEWEST and kind != "toll")
    stems = _stems(coded, types)
    rows: list[tuple[str, tuple[str, ...]]] = []
    answers: list[bool] = []
    for reading, spans in coded:
        for candidate, choices in questions(reading, attributions(reading), stems):
            carried = _carried(reading, candidate.first, spans)
            for pair in choices:
                if pair.type in types:
                    rows += [(pair.type, (*seen, *pair.own)) for seen in _readings(candidate)]
                    answers += [pair.type in carried] * (len(rows) - len(answers))
    return Model(types, THRESHOLD, typed(rows, answers, types), stems)


def _counts(coded: Sequence[Coded]) -> Counter[str]:
    return Counter(kind for _, spans in coded for kind in [kind for _, _, kind in spans])


def _readings(candidate: Candidate) -> Iterator[tuple[str, ...]]:
    """What is seen, and the same without the database: the weights serve machines that lack it as well."""
    light = tuple(feature for feature in candidate.seen if not feature.startswith(LEARNT_WITH))
    yield light
    if len(light) < len(candidate.seen):
        yield candidate.seen


def mentions(document: Document) -> Iterator[Mention]:
    """(start, end, type) of every coded mention: the first inside its quote, the others wherever they stand."""
    text = document["text"]
    for claim in document["claims"]:
        quote = max(text.find(claim["quote"]), 0)
        for number, words in enumerate(claim["mentions"]):
            start = text.find(words, quote if number == 0 else 0)
            if start >= 0:
                yield start, start + len(words), claim["type"]


def _stems(coded: Sequence[Coded], types: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Types that a stem has carried often, and in a good share of its places: words that the lexicon may lack."""
    all_of: Counter[str] = Counter()
    carrying: Counter[tuple[str, str]] = Counter()
    for reading, spans in coded:
        for at, token in enumerate(reading.tokens):
            if token.kind == "word":
                all_of[reading.stems[at]] += 1
                carrying.update((reading.stems[at], kind) for kind in _carried(reading, at, spans))
    found: dict[str, tuple[str, ...]] = {}
    for (stem, kind), count in sorted(carrying.items()):
        if count >= max(LEAST_STEM, SHARE * all_of[stem]) and len(stem) > 1 and kind in types:
            found[stem] = (*found.get(stem, ()), kind)
    return found


def _carried(reading: Reading, at: int, spans: Sequence[Mention]) -> frozenset[str]:
    """Types of the coded events that the word stands in."""
    token = reading.tokens[at]
    return frozenset(kind for start, end, kind in spans if start < token.end and token.start < end and kind != "toll")


def _tolls(coded: Sequence[Coded]) -> Linear | None:
    rows, answers = [], []
    for reading, spans in coded:
        for toll in reading.text.tolls:
            rows.append(tuple(dict.fromkeys(features(reading, toll))))
            start, end = toll.trigger
            answers.append(any(kind == "toll" and s < end and start < e for s, e, kind in spans))
    return linear(rows, answers, TOLL_THRESHOLD) if rows else None
