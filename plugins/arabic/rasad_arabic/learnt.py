"""The learnt part: which candidate words carry an event, and of which type. A linear model; its weights are data.

One logistic regression a type over the features of `candidates`. Trained by `rasad_arabic.train`; read here without
the library that trained it.
"""

from __future__ import annotations

import gzip
import json
import math
import os
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from rasad_arabic.candidates import Candidate
from rasad_arabic.realis import Gate

FILE = "weights.json.gz"


@dataclass(frozen=True, slots=True)
class Model:
    """`weights`: feature to (type's number, weight) pairs; `thresholds`: the least probability, by type.

    `gates` judge whole sentences: whether one reports what happened, or only speaks of it.
    """

    types: list[str]
    thresholds: list[float]
    weights: dict[str, list[tuple[int, float]]]
    stems: frozenset[str]
    gates: tuple[Gate, ...] = ()

    def judge(self, candidate: Candidate) -> list[tuple[str, float]]:
        """The types that the candidate carries, with their probabilities, the likeliest first."""
        sums = [0.0] * len(self.types)
        for feature in candidate.seen:
            for number, weight in self.weights.get(feature, ()):
                sums[number] += weight
        found = []
        for number, total in enumerate(sums):
            likely = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
            if likely >= self.thresholds[number]:
                found.append((self.types[number], likely))
        return sorted(found, key=lambda pair: -pair[1])


@cache
def model() -> Model | None:
    """The weights that `RASAD_ARABIC_WEIGHTS` names, else those shipped; None (rules decide alone) where none."""
    chosen = os.environ.get("RASAD_ARABIC_WEIGHTS")
    file = Path(chosen) if chosen else resources.files("rasad_arabic").joinpath(FILE)
    return loads(file.read_bytes()) if file.is_file() else None


def loads(data: bytes) -> Model:
    """A model from its file's bytes."""
    row = json.loads(gzip.decompress(data))
    weights = {f: [(int(n), float(w)) for n, w in pairs] for f, pairs in row["weights"].items()}
    gates = (Gate(frozenset(g["types"]), g["threshold"], g["bias"], g["weights"]) for g in row["gates"])
    return Model(row["types"], row["thresholds"], weights, frozenset(row["stems"]), tuple(gates))


def dumps(found: Model) -> bytes:
    """The bytes of a model's file; the same model gives the same bytes."""
    row = {
        "types": found.types,
        "thresholds": found.thresholds,
        "stems": sorted(found.stems),
        "weights": {feature: found.weights[feature] for feature in sorted(found.weights)},
        "gates": [
            {
                "types": sorted(gate.types),
                "threshold": gate.threshold,
                "bias": gate.bias,
                "weights": {feature: gate.weights[feature] for feature in sorted(gate.weights)},
            }
            for gate in found.gates
        ],
    }
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)
