"""Trains the learnt part on coded documents. Needs scikit-learn, which camel-tools brings along.

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
from rasad_arabic.candidates import LEARNT_WITH, Candidate, candidates
from rasad_arabic.learnt import Model, dumps
from rasad_arabic.reading import Reading
from rasad_arabic.realis_training import gates
from rasad_arabic.text import Text

LEAST_SEEN = 3  # documents-wide count below which a feature is forgotten: no text is learnt by heart
LEAST_WEIGHT = 0.03
STRENGTH = 0.35  # inverse of the regularisation; chosen by cross-validation by document
THRESHOLD = 0.5  # rules keep what they find; the learnt part adds only what is likelier than not
FEWEST = 6  # coded claims below which a type is left to the rules
LEAST_STEM = 3

Document = dict[str, Any]


def write(model: Model, output: Path) -> None:
    """The model's file."""
    output.write_bytes(dumps(model))


def found_in(places: Iterable[Path]) -> Iterator[Path]:
    """Files as they are, folders as the JSON Lines files in them. Raises `ConfigError` for what is not there."""
    for place in places:
        if not place.exists():
            raise ConfigError(f"{place} is not there: give JSON Lines files of coded documents, or folders of them")
        yield from sorted(place.glob("*.jsonl")) if place.is_dir() else [place]


def events(document: Document) -> Iterator[tuple[int, int, str]]:
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
    """One logistic regression a type, and a gate a type of labelled sentences."""
    coded = [row for row in rows if not is_labelled(row)]
    labelled = [row for row in rows if is_labelled(row)]
    found = gates(labelled, [(document, list(mentions(document))) for document in coded]) if labelled else ()
    return replace(_events(coded), gates=tuple(found))


def _events(coded: Sequence[Document]) -> Model:
    stems = _stems(coded)
    rows: list[tuple[str, ...]] = []
    labels: list[frozenset[str]] = []
    for document in coded:
        reading = Reading(Text(document["text"]))
        spans = list(mentions(document))
        for candidate in candidates(reading, attributions(reading), stems):
            for seen in _readings(candidate):
                rows.append(seen)
                labels.append(_labels(reading, candidate, spans))
    return _fitted(rows, labels, stems)


def _readings(candidate: Candidate) -> Iterator[tuple[str, ...]]:
    """What is seen, and the same without the database: the weights serve machines that lack it as well."""
    light = tuple(feature for feature in candidate.seen if not feature.startswith(LEARNT_WITH))
    yield light
    if len(light) < len(candidate.seen):
        yield candidate.seen


def mentions(document: Document) -> Iterator[tuple[int, int, str]]:
    """(start, end, type) of every coded mention: the first inside its quote, the others wherever they stand."""
    text = document["text"]
    for claim in document["claims"]:
        quote = max(text.find(claim["quote"]), 0)
        for number, words in enumerate(claim["mentions"]):
            start = text.find(words, quote if number == 0 else 0)
            if start >= 0:
                yield start, start + len(words), claim["type"]


def _stems(coded: Sequence[Document]) -> frozenset[str]:
    """Stems that carried an event more than once: words that the lexicon may lack."""
    counts: Counter[str] = Counter()
    for document in coded:
        reading = Reading(Text(document["text"]))
        spans = list(mentions(document))
        for at, token in enumerate(reading.tokens):
            if token.kind == "word" and any(s <= token.start and token.end <= e for s, e, t in spans if t != "toll"):
                counts[reading.stems[at]] += 1
    return frozenset(stem for stem, count in counts.items() if count >= LEAST_STEM and len(stem) > 2)


def _labels(reading: Reading, candidate: Candidate, spans: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    token = reading.tokens[candidate.first]
    return frozenset(kind for start, end, kind in spans if start < token.end and token.start < end and kind != "toll")


def _fitted(rows: list[tuple[str, ...]], labels: list[frozenset[str]], stems: frozenset[str]) -> Model:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = CountVectorizer(analyzer=lambda row: row, min_df=LEAST_SEEN, binary=True)
    matrix = vectors.fit_transform(rows)
    names = vectors.get_feature_names_out()
    counts = Counter(kind for label in labels for kind in label)
    types = sorted(kind for kind, count in counts.items() if count >= FEWEST)
    weights: dict[str, list[tuple[int, float]]] = {}
    for number, kind in enumerate(types):
        regression = LogisticRegression(C=STRENGTH, solver="liblinear", fit_intercept=False)
        regression.fit(matrix, [kind in label for label in labels])
        for name, weight in zip(names, regression.coef_[0], strict=True):
            if abs(weight) >= LEAST_WEIGHT:
                weights.setdefault(str(name), []).append((number, round(float(weight), 3)))
    return Model(types, [THRESHOLD] * len(types), weights, stems)
