"""How well coded documents are read by what was learnt from the others: cross-validation by document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rasad import Claim, Stance, Version
from rasad.cli.documents import time
from rasad_arabic.attribution import attributions
from rasad_arabic.decisions import decided
from rasad_arabic.extractor import ArabicExtractor
from rasad_arabic.learnt import Model
from rasad_arabic.reading import Reading
from rasad_arabic.realis_training import family
from rasad_arabic.text import Text
from rasad_arabic.train import Document, events, fit, is_labelled

Mention = tuple[int, int, str]


@dataclass
class Score:
    """Of mentions of events: how many are `right`, how many were `found`, how many are `coded`."""

    right: int = 0
    found: int = 0
    coded: int = 0

    @property
    def precision(self) -> float:
        """The share of those found that are right."""
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        """The share of those coded that are found."""
        return self.right / max(self.coded, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.right / max(self.found + self.coded, 1)

    def add(self, found: Sequence[Mention], wanted: Sequence[Mention]) -> None:
        """Count one document. A coded event is found once, whatever number of words speak of it."""
        hits = {w for w in wanted if any(_meet(f, w) for f in found)}
        self.right += len(hits)
        self.found += len(hits) + sum(not any(_meet(f, w) for w in wanted) for f in found)
        self.coded += len(set(wanted))


def _meet(one: Mention, other: Mention) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def held_out(coded: Sequence[Document], folds: int) -> Iterator[tuple[Model, Document]]:
    """Every document once, with a model that was fitted on the other folds."""
    for fold in range(folds):
        model = fit([document for number, document in enumerate(coded) if number % folds != fold])
        yield from ((model, document) for document in coded[fold::folds])


def found_by(model: Model | None, document: Document) -> list[Mention]:
    """The mentions of events that rules, and the model where there is one, find in a document."""
    reading = Reading(Text(document["text"]))
    tokens = reading.tokens
    triggers = decided(reading, attributions(reading), model)
    return [(tokens[t.first].start, tokens[t.last - 1].end, t.type) for t in triggers]


def score(scores: dict[str, Score], model: Model, document: Document) -> None:
    """Add a held-out document to the score of rules alone and to that of rules with what was learnt.

    A labelled sentence counts to its event type: whether claims of it were found, and should be.
    """
    if is_labelled(document):
        _score_sentence(scores.setdefault(document["event_type"], Score()), model, document)
        return
    wanted = list(events(document))
    for name, used in (("rules", None), ("learnt", model)):
        scores.setdefault(name, Score()).add(found_by(used, document), wanted)


def _score_sentence(score: Score, model: Model, document: Document) -> None:
    if document["label"] == "ambiguous":
        return
    types = family(document["event_type"])
    found = any(c.type in types and c.stance is Stance.ASSERTED for c in claims_of(model, document))
    yes = document["label"] == "yes"
    score.right += yes and found
    score.found += found
    score.coded += yes


def claims_of(model: Model, document: Document) -> list[Claim]:
    """The claims that the extractor finds in a document by these weights."""
    published = time(document.get("published_at"))
    version = Version(document["text"], "", "ar", published, "", str(document.get("id", "")))
    return ArabicExtractor(model).extract(version)
