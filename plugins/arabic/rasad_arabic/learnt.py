"""The learnt part: how likely a word carries an event of a type, and a toll is news. Linear; its weights are data.

One logistic regression over pairs of a word and a type, so that types share what speaks of events at all. Trained by
`rasad_arabic.train`; read here without the library that trained it.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from rasad.errors import ConfigError
from rasad_arabic.candidates import Candidate
from rasad_arabic.linear import Linear, probability
from rasad_arabic.pairs import Pair
from rasad_arabic.realis import Gate

FILE = "weights.json.gz"
ANY = -1  # the number of a weight that holds for every type


@dataclass(frozen=True)
class Model:
    """`weights`: feature to (type's number or `ANY`, weight) pairs; `threshold`: the least probability that counts.

    `stems`: the types that coded reports give a stem. `tolls` judges counts of victims; `gates` judge whole sentences:
    whether one reports what happened, or only speaks of it.
    """

    types: list[str]
    threshold: float
    weights: dict[str, list[tuple[int, float]]]
    stems: dict[str, tuple[str, ...]]
    tolls: Linear | None = None
    gates: tuple[Gate, ...] = ()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {kind: number for number, kind in enumerate(self.types)}

    def likeliest(self, candidate: Candidate, choices: Sequence[Pair]) -> tuple[Pair, float] | None:
        """The pair that is likeliest, and its probability; null where none reaches the threshold."""
        known = [pair for pair in choices if pair.type in self._numbers]
        if not known:
            return None
        shared = [0.0] * (len(self.types) + 1)
        self._add(shared, candidate.seen)
        judged = [(self._likely(shared, pair), pair) for pair in known]
        likely, pair = max(judged, key=lambda found: found[0])
        return (pair, likely) if likely >= self.threshold else None

    def _likely(self, shared: list[float], pair: Pair) -> float:
        sums = list(shared)
        self._add(sums, pair.own)
        return probability(sums[ANY] + sums[self._numbers[pair.type]])

    def _add(self, sums: list[float], seen: Sequence[str]) -> None:
        for feature in seen:
            for number, weight in self.weights.get(feature, ()):
                sums[number] += weight


@cache
def model() -> Model | None:
    """The weights that `RASAD_ARABIC_WEIGHTS` names, else those shipped; None (rules decide alone) where none."""
    chosen = os.environ.get("RASAD_ARABIC_WEIGHTS")
    file = Path(chosen) if chosen else resources.files("rasad_arabic").joinpath(FILE)
    return loads(file.read_bytes()) if file.is_file() else None


def loads(data: bytes) -> Model:
    """A model from its file's bytes. Raises `ConfigError` for a file of an older version."""
    row = json.loads(gzip.decompress(data))
    if not isinstance(row["stems"], dict):
        raise ConfigError("these weights were written by an older rasad train: train them again")
    weights = {f: [(int(n), float(w)) for n, w in pairs] for f, pairs in row["weights"].items()}
    stems = {stem: tuple(types) for stem, types in row["stems"].items()}
    tolls = Linear(**row["tolls"]) if row["tolls"] else None
    gates = (Gate(frozenset(g["types"]), g["threshold"], g["bias"], g["weights"]) for g in row["gates"])
    return Model(row["types"], row["threshold"], weights, stems, tolls, tuple(gates))


def dumps(found: Model) -> bytes:
    """The bytes of a model's file; the same model gives the same bytes."""
    row = {
        "types": found.types,
        "threshold": found.threshold,
        "stems": found.stems,
        "weights": found.weights,
        "tolls": asdict(found.tolls) if found.tolls else None,
        "gates": [{**asdict(gate), "types": sorted(gate.types)} for gate in found.gates],
    }
    text = json.dumps(_sorted(row), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def _sorted(value: Any) -> Any:
    """The same with the keys of every object in order."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(part) for part in value] if isinstance(value, list) else value
