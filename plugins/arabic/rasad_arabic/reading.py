"""One text made ready for the rules: tokens, sentences, phrases, stems. Every rule reads from here, none writes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rasad import Span
from rasad_arabic.phrases import Phrase, find_phrases
from rasad_arabic.stemmer import stem
from rasad_arabic.text import Text
from rasad_arabic.tokens import Token

CONJUNCTIONS = ("و", "ف")


@dataclass
class Reading:
    """A `Text` with what the lexicons say of it. Positions are token numbers, half-open."""

    text: Text

    @cached_property
    def tokens(self) -> list[Token]:
        """All tokens."""
        return self.text.tokens

    @cached_property
    def _words(self) -> list[str]:
        return [token.folded for token in self.tokens]

    @cached_property
    def phrases(self) -> list[Phrase]:
        """Listed phrases, in order."""
        return find_phrases(self.tokens)

    @cached_property
    def stems(self) -> list[str]:
        """The light stem of each token."""
        return [stem(token.folded).lemma if token.kind == "word" else token.folded for token in self.tokens]

    @cached_property
    def _by_category(self) -> dict[str, tuple[list[int], list[Phrase]]]:
        """Phrases of each category in order, with the places they begin at."""
        found: dict[str, tuple[list[int], list[Phrase]]] = {}
        for phrase in self.phrases:
            begins, phrases = found.setdefault(phrase.category, ([], []))
            begins.append(phrase.first)
            phrases.append(phrase)
        return found

    @cached_property
    def named(self) -> dict[int, int]:
        """For each token inside the name of a party or an outlet, how many tokens the longest such name has."""
        sizes: dict[int, int] = {}
        for phrase in self.phrases:
            if phrase.category in ("party", "agency"):
                for at in range(phrase.first, phrase.last):
                    sizes[at] = max(sizes.get(at, 0), phrase.last - phrase.first)
        return sizes

    def of(self, category: str, first: int, last: int) -> Iterator[Phrase]:
        """Phrases of a category that lie within `first:last`."""
        begins, phrases = self._by_category.get(category, ([], []))
        inside = range(bisect_left(begins, first), bisect_left(begins, last))
        return (phrases[n] for n in inside if phrases[n].last <= last)

    @cached_property
    def _begins(self) -> list[int]:
        return [phrase.first for phrase in self.phrases]

    def beginning(self, first: int, last: int) -> list[Phrase]:
        """Phrases of every category that begin within `first:last`."""
        return self.phrases[bisect_left(self._begins, first) : bisect_left(self._begins, last)]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def token_at(self, character: int) -> int:
        """The token that holds a character, else the first behind it."""
        at = max(bisect_right(self._starts, character) - 1, 0)
        return at if self.tokens[at].end > character else at + 1

    def span(self, first: int, last: int, *, skip: int = 0) -> Span:
        """The words of tokens `first:last`, without `skip` characters of clitics in front."""
        start = self.tokens[first].start + skip
        return Span.of(self.text.source, start, self.tokens[last - 1].end)

    def phrase_span(self, phrase: Phrase) -> Span:
        """The words of a phrase without its clitics."""
        return self.span(phrase.first, phrase.last, skip=clitic_length(self.tokens[phrase.first], phrase.clitics))

    def word(self, at: int) -> str:
        """The folded word at a position; empty behind the end."""
        return self._words[at] if 0 <= at < len(self._words) else ""

    def bare(self, at: int) -> str:
        """The same without a conjunction in front."""
        word = self.word(at)
        return word[1:] if len(word) > 3 and word.startswith(CONJUNCTIONS) else word


def clitic_length(token: Token, clitics: str) -> int:
    """How many characters the clitics take in the original; 0 where its spelling is not plain there.

    The article is part of a name and stays.
    """
    cut = clitics.removesuffix("ال")
    return len(cut) if token.text.startswith(cut) else 0
