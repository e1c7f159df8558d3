"""Decides how a run ended. The rules in one place, in the order in which they count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rasad.batches import Outcome, Rejection, Stage


@dataclass(slots=True)
class Tally:
    """What a run saw.

    `counts`: `listed` items, of them `known` already; `fetched`, `not_modified` responses; `dated` and
    `undated` articles; whatever load reports count. `trouble` is what ended discovery early;
    `notes` are faults of observers.
    """

    counts: Counter[str] = field(default_factory=Counter)
    trouble: tuple[Outcome, str] | None = None
    failures: Counter[Outcome] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def reject(self, rejection: Rejection, outcome: Outcome | None = None) -> None:
        """Count a rejection; a deliberate skip is no failure."""
        if rejection.stage is Stage.SKIP:
            self.counts["skipped"] += 1
            return
        self.counts["rejected"] += 1
        self.failures[outcome or Outcome.PARSE_ERROR] += 1


def decide(tally: Tally, *, floor: int | None = None) -> Outcome:
    """The named outcome of a run.

    Listing failed → its outcome, unless something was taken in all the same (partial). Nothing listed, and the
    publisher did not say that nothing changed → empty. Fewer than `floor` listed → below_floor. Some items
    failed → partial, all failed → the commonest failure. No article with a time → undated. Nothing new →
    not_modified. Else ok.
    """
    counts = tally.counts
    taken = counts["dated"] + counts["undated"] + counts["timeless"] + counts["skipped"]
    if tally.trouble:
        return Outcome.PARTIAL if taken else tally.trouble[0]
    if not counts["listed"] and not counts["not_modified"]:
        return Outcome.EMPTY
    if floor is not None and 0 < counts["listed"] < floor:
        return Outcome.BELOW_FLOOR
    if tally.failures:
        fine = taken or counts["known"] or counts["unchanged"] or counts["not_modified"]
        return Outcome.PARTIAL if fine else tally.failures.most_common(1)[0][0]
    if counts["undated"] and not counts["dated"]:
        return Outcome.UNDATED
    return Outcome.OK if taken else Outcome.NOT_MODIFIED
