"""Finds time expressions and the days they mean. Durations are no times; what cannot be resolved has no days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rasad_arabic.tokens import Token, tokenize


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression: `text` stands at `start:end`; `date_from` and `date_to` are inclusive days, or both null.

    `kind` is day, weekday, range, month, year or vague. `ambiguous` marks one of several readings.
    """

    start: int
    end: int
    text: str
    date_from: date | None
    date_to: date | None
    ambiguous: bool
    kind: str


def find_times(
    text: str, published_at: datetime | date | None, tokens: Sequence[Token] | None = None
) -> list[TimeExpression]:
    """The time expressions of `text` in order, resolved against the day of publication in the zone it carries."""
    tokens = tokenize(text) if tokens is None else tokens
    return []
