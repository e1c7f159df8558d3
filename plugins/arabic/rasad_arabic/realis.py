"""Does a sentence report what happened, or speak of it: history, trials, opinion, plans? Learnt; its weights are data.

One linear model a family of event types, over the words of the sentence. The idea of such a gate, and what a
labelled sentence is, come from the Arabic event gold standard of openeventdata.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rasad_arabic.linear import probability
from rasad_arabic.reading import Reading
from rasad_arabic.sentences import Sentence

NUMBER = "#"  # stands for every number


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets pass what is at least as likely as `threshold` to report an event of one of `types`."""

    types: frozenset[str]
    threshold: float
    bias: float
    weights: dict[str, float]

    def likely(self, reading: Reading, sentence: Sentence) -> float:
        """How likely it is, between 0 and 1, that the sentence reports such an event."""
        seen = set(features(reading, sentence))
        total = sum(self.weights.get(feature, 0.0) for feature in seen)
        return probability(self.bias + total / math.sqrt(len(seen) or 1))

    def shut(self, reading: Reading, sentence: Sentence) -> bool:
        """Whether the sentence only speaks of such events."""
        return self.likely(reading, sentence) < self.threshold


def features(reading: Reading, sentence: Sentence) -> Iterator[str]:
    """Words, stems, and stems side by side."""
    places = range(sentence.first, sentence.last)
    stems = [NUMBER if reading.tokens[at].kind == "number" else reading.stems[at] for at in places]
    yield from (f"w={reading.word(at)}" for at in places)
    yield from (f"s={stem}" for stem in stems)
    yield from (f"s={one} {other}" for one, other in pairwise(stems))
