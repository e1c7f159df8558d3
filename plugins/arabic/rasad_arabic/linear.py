"""Linear models: what is seen adds up to how likely something is. Their weights are data."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEEPEST = 30.0  # beyond it a probability is 0 or 1


def probability(total: float) -> float:
    """The logistic function: a sum of weights as a probability between 0 and 1."""
    return 1 / (1 + math.exp(-max(-STEEPEST, min(STEEPEST, total))))


@dataclass(frozen=True, slots=True)
class Linear:
    """Feature to weight, and the least probability that counts as yes."""

    threshold: float
    weights: dict[str, float]

    def likely(self, seen: Iterable[str]) -> float:
        """How likely it is, between 0 and 1, by the features that are seen."""
        return probability(sum(self.weights.get(feature, 0.0) for feature in set(seen)))
