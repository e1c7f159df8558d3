"""Fits linear models. The one module that needs scikit-learn, which camel-tools brings along."""

from __future__ import annotations

from collections.abc import Sequence

from rasad_arabic.learnt import ANY
from rasad_arabic.linear import Linear

LEAST_SEEN = 3  # rows below which a feature is forgotten: no text is learnt by heart
LEAST_WEIGHT = 0.03
STRENGTH = 0.35  # inverse of the regularisation; chosen by cross-validation by document
TOLL_STRENGTH = 0.1
SURE = 4.0  # the weight of a model that has seen one answer only
BETWEEN = "\t"  # parts the type from the feature in the name of a feature of both

Row = tuple[str, ...]
Weights = dict[str, list[tuple[int, float]]]


def linear(rows: Sequence[Row], answers: Sequence[bool], threshold: float) -> Linear:
    """A model over the features of `rows`."""
    return Linear(threshold, _weights(rows, answers, TOLL_STRENGTH))


def typed(
    rows: Sequence[tuple[str, Row]], answers: Sequence[bool], types: Sequence[str]
) -> dict[str, list[tuple[int, float]]]:
    """Weights of features, for every type (`ANY`) and for each. `rows`: a type and what is seen."""
    doubled = [(*seen, *(f"{kind}{BETWEEN}{feature}" for feature in seen)) for kind, seen in rows]
    numbers = {kind: number for number, kind in enumerate(types)}
    found: Weights = {}
    for name, weight in _weights(doubled, answers, STRENGTH).items():
        kind, between, feature = name.rpartition(BETWEEN)
        found.setdefault(feature, []).append((numbers[kind] if between else ANY, weight))
    return found


def _weights(rows: Sequence[Row], answers: Sequence[bool], strength: float) -> dict[str, float]:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    if len(set(answers)) < 2:
        return {"bias": SURE if answers and answers[0] else -SURE}
    vectors = CountVectorizer(analyzer=lambda row: row, min_df=LEAST_SEEN, binary=True)
    matrix = vectors.fit_transform(rows)
    regression = LogisticRegression(C=strength, solver="liblinear", fit_intercept=False)
    regression.fit(matrix, answers)
    pairs = zip(vectors.get_feature_names_out(), regression.coef_[0], strict=True)
    return {str(name): round(float(weight), 3) for name, weight in pairs if abs(weight) >= LEAST_WEIGHT}
