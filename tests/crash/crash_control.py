"""The control: a loader that saves its state apart and commits article by article. It must be seen to fail."""

from __future__ import annotations

from dataclasses import replace

from rasad.batches import Batch, LoadReport
from rasad.registry import Registry
from rasad.store.loader import SqlLoader


class Careless(SqlLoader):
    """What most pipelines do: remember first that an item was seen, then store its rows one by one."""

    def load(self, batch: Batch) -> LoadReport:
        """Several transactions in the place of one."""
        nothing = replace(batch, captures=[], entries=[], rejections=[], state=[])
        report = super().load(replace(nothing, state=batch.state))
        report += super().load(replace(nothing, captures=batch.captures))
        for entry in batch.entries:
            report += super().load(replace(nothing, entries=[entry]))
        report += super().load(replace(nothing, rejections=batch.rejections))
        return report


def careless(found: Registry) -> Registry:
    """The registry with the careless loader for every database."""
    found.loaders = dict.fromkeys(found.loaders, Careless)
    return found
