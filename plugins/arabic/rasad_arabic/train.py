"""Trains the learnt part on coded documents. Needs scikit-learn, which camel-tools brings along.

Coded documents are JSON Lines of `{"id", "text", "published_at", "claims": [{"type", "mentions", "quote", …}]}`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rasad_arabic.attribution import attributions
from rasad_arabic.candidates import Candidate, candidates
from rasad_arabic.learnt import Model, dumps
from rasad_arabic.reading import Reading
from rasad_arabic.text import Text

LEAST_SEEN = 3  # documents-wide count below which a feature is forgotten: no text is learnt by heart
LEAST_WEIGHT = 0.03
STRENGTH = 0.35  # inverse of the regularisation; chosen by cross-validation by document
THRESHOLD = 0.42
FEWEST = 6  # coded claims below which a type is left to the rules
LEAST_STEM = 3

Document = dict[str, Any]


def train(files: Iterable[Path], output: Path) -> Model:
    """Fit a model to the coded documents of `files` and write it to `output`."""
    model = fit(list(documents(files)))
    output.write_bytes(dumps(model))
    return model


def documents(files: Iterable[Path]) -> Iterator[Document]:
    """The coded documents of JSON Lines files."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def fit(coded: Sequence[Document]) -> Model:
    """One logistic regression a type."""
    stems = _stems(coded)
    rows: list[tuple[str, ...]] = []
    labels: list[frozenset[str]] = []
    for document in coded:
        reading = Reading(Text(document["text"]))
        spans = list(mentions(document))
        for candidate in candidates(reading, attributions(reading), stems):
            rows.append(candidate.seen)
            labels.append(_labels(reading, candidate, spans))
    return _fitted(rows, labels, stems)


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
