"""Spans: words together with where they stand. Everything Rasad says of a text is one."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.errors import SpanError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words of a version's text, at half-open code point offsets: `version.text[start:end] == text`."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, source: str, start: int, end: int) -> Span:
        """The span of `source[start:end]`."""
        return cls(start, end, source[start:end])

    @classmethod
    def find(cls, source: str, words: str, after: int = 0) -> Span | None:
        """The first place at or behind `after` where `words` stand, letter for letter."""
        start = source.find(words, after)
        return None if start < 0 else cls(start, start + len(words), words)

    def check(self, source: str) -> None:
        """Raise `SpanError` unless the words stand in `source` at these offsets."""
        found = source[self.start : self.end] if 0 <= self.start < self.end else ""
        if found != self.text or not found:
            raise SpanError(self.text, self.start, self.end, found)

    def overlaps(self, other: Span) -> bool:
        """True where the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True where `other` lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def to_json(self) -> dict[str, str | int]:
        """The form of claims in JSON Lines: `{"text", "start", "end"}`."""
        return {"text": self.text, "start": self.start, "end": self.end}
