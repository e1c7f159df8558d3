"""Fits the gates of `rasad_arabic.realis` to sentences that people have labelled, and to coded reports.

A labelled sentence is `{"text", "event_type", "label"}`: `event_type` a code of PLOVER, `label` yes where the sentence
reports an event of it. What is neither yes nor one of the ways to say no (`ambiguous`) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rasad import ontology
from rasad_arabic.attribution import attributions
from rasad_arabic.decisions import decided
from rasad_arabic.reading import Reading
from rasad_arabic.realis import Gate, features
from rasad_arabic.text import Text

LEAST_SEEN = 2  # sentences
LEAST_WEIGHT = 0.05
STRENGTH = 20.0  # inverse of the regularisation
# A report that is lost is worse than talk that is kept; chosen by cross-validation by document.
THRESHOLDS = {"ASSAULT": 0.22, "PROTEST": 0.16}
THRESHOLD = 0.18
FEWEST = 30  # sentences on either side below which nothing is learnt

Example = tuple[tuple[str, ...], bool]
Span = tuple[int, int, str]


def gates(labelled: Sequence[dict[str, Any]], coded: Sequence[tuple[dict[str, Any], Sequence[Span]]]) -> list[Gate]:
    """A gate for each event type of the labelled sentences. `coded`: documents with their mentions."""
    found = []
    for event_type in sorted({row["event_type"] for row in labelled}):
        types = family(event_type)
        examples = [*_labelled(labelled, event_type), *_coded(coded, types)]
        if min(sum(yes for _, yes in examples), sum(not yes for _, yes in examples)) >= FEWEST:
            found.append(_fitted(examples, types, THRESHOLDS.get(event_type, THRESHOLD)))
    return found


def family(event_type: str) -> frozenset[str]:
    """Types of claims that are events of this type of PLOVER; victims are counted where there was an assault."""
    types = {kind for kind, row in ontology.builtin().items() if row.plover and row.plover[0] == event_type}
    return frozenset(types | {"toll"} if event_type == "ASSAULT" else types)


def _labelled(rows: Sequence[dict[str, Any]], event_type: str) -> Iterator[Example]:
    for row in rows:
        if row["event_type"] == event_type and row["label"] != "ambiguous":
            reading = Reading(Text(row["text"]))
            seen = {f for sentence in reading.text.sentences for f in features(reading, sentence)}
            yield tuple(sorted(seen)), row["label"] == "yes"


def _coded(documents: Sequence[tuple[dict[str, Any], Sequence[Span]]], types: frozenset[str]) -> Iterator[Example]:
    """Sentences in which a person has coded such a claim, and those in which the rules alone would find one."""
    for document, spans in documents:
        reading = Reading(Text(document["text"]))
        wanted = [(start, end) for start, end, kind in spans if kind in types]
        found = [(toll.trigger[0], toll.trigger[1]) for toll in reading.text.tolls] if "toll" in types else []
        for trigger in decided(reading, attributions(reading), None):
            if trigger.type in types:
                found.append((reading.tokens[trigger.first].start, reading.tokens[trigger.last - 1].end))
        for sentence in reading.text.sentences:
            yes = any(start < sentence.end and sentence.start < end for start, end in wanted)
            if yes or any(start < sentence.end and sentence.start < end for start, end in found):
                yield tuple(sorted(set(features(reading, sentence)))), yes


def _fitted(examples: Sequence[Example], types: frozenset[str], threshold: float) -> Gate:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import normalize

    vectors = CountVectorizer(analyzer=lambda row: row, min_df=LEAST_SEEN, binary=True)
    matrix = normalize(vectors.fit_transform([seen for seen, _ in examples]))
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced")
    regression.fit(matrix, [yes for _, yes in examples])
    weights = {
        str(name): round(float(weight), 2)
        for name, weight in zip(vectors.get_feature_names_out(), regression.coef_[0], strict=True)
        if abs(weight) >= LEAST_WEIGHT
    }
    return Gate(types, threshold, round(float(regression.intercept_[0]), 3), weights)
