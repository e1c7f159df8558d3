"""One text with everything the text layer finds in it, each made once and only when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from rasad_arabic.datelines import Frame, credit, dateline
from rasad_arabic.fold import Folded, fold
from rasad_arabic.numbers import Number, read_numbers
from rasad_arabic.quotes import Quote, quotes
from rasad_arabic.sentences import Sentence, sentences
from rasad_arabic.times import TimeExpression, find_times
from rasad_arabic.tokens import Token, tokens_of
from rasad_arabic.tolls import TollPhrase, find_tolls


@dataclass
class Text:
    """A text and its parts. Every span counts in code points of `source`."""

    source: str
    published_at: datetime | None = None

    @cached_property
    def folded(self) -> Folded:
        """The folded shadow with its way back."""
        return fold(self.source)

    @cached_property
    def tokens(self) -> list[Token]:
        """All tokens."""
        return tokens_of(self.folded)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences."""
        return sentences(self.source, self.tokens)

    @cached_property
    def quotes(self) -> list[Quote]:
        """All quotations."""
        return quotes(self.source)

    @cached_property
    def numbers(self) -> list[Number]:
        """All numbers."""
        return read_numbers(self.tokens)

    @cached_property
    def tolls(self) -> list[TollPhrase]:
        """All tolls."""
        return find_tolls(self.source, self.tokens)

    @cached_property
    def times(self) -> list[TimeExpression]:
        """All time expressions."""
        return find_times(self.source, self.published_at, self.tokens)

    @cached_property
    def dateline(self) -> Frame | None:
        """The opener."""
        return dateline(self.source)

    @cached_property
    def credit(self) -> Frame | None:
        """The closing credit."""
        return credit(self.source)
