"""Whatever a plugin does, its input ends as rows or as a rejection, and its neighbours are untouched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from rasad import Article, Capture, Claim, Flaw, ParseError, Skip, Span, Stance, Version, intake
from rasad.batches import Entry, Extraction, Rejection
from rasad.stages import SourceConfig

CAPTURE = Capture("file:///x", b"x", datetime(2024, 1, 1, tzinfo=UTC))


class Scripted:
    """A source whose parser does as it is told."""

    id, version, Config, hosts = "scripted", "7", SourceConfig, ()

    def __init__(self, *steps: Any) -> None:
        self.steps = steps

    def discover(self, fetch: Any, state: Any) -> Iterator[Any]:
        return iter(())

    def parse(self, capture: Capture) -> Iterator[Any]:
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            yield step


def results(*steps: Any) -> list[tuple[str, str]]:
    found = intake.parse(Scripted(*steps), "name", CAPTURE, "item-1")
    return [("entry", r.article.key) if isinstance(r, Entry) else (r.stage, r.reason) for r in found]


GOOD = Article("k1", "title", "text")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((GOOD,), [("entry", "k1")]),
        ((GOOD, Flaw("bad date", "k2"), GOOD), [("entry", "k1"), ("item", "bad date"), ("entry", "k1")]),
        ((Skip("planning note"),), [("skip", "planning note")]),
        ((GOOD, ParseError("torn")), [("entry", "k1"), ("parse", "torn")]),
        ((GOOD, ValueError("of a bug")), [("entry", "k1"), ("parse", "parser failed: ValueError: of a bug")]),
        ((), [("parse", "the parser found nothing in it")]),
        ((Article("", "t", "x"),), [("item", "an article without identity")]),
        ((Article("k", "t", " \n"),), [("item", "an article without text")]),
        ((Article("k", "", "", withdrawn=True),), [("entry", "k")]),
    ],
)
def test_each_part_of_a_capture_ends_somewhere(steps: tuple[Any, ...], expected: list[tuple[str, str]]) -> None:
    assert results(*steps) == expected


def test_a_rejection_says_which_input_and_which_parser() -> None:
    (rejection,) = intake.parse(Scripted(ParseError("torn\nin two")), "name", CAPTURE, "item-1")

    assert rejection == Rejection("name", "parse", "torn in two", "item-1", "file:///x", CAPTURE, "scripted 7")


class Extractor:
    """An extractor that answers as it is told."""

    version, languages = "1", frozenset({"ar"})

    def __init__(self, id: str, answer: Any) -> None:
        self.id, self.answer = id, answer

    def extract(self, version: Version) -> list[Claim]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


TEXT = "هدنة في البلدة"
TRUE = Claim("ceasefire", Stance.ASSERTED, (Span(0, 4, "هدنة"),), Span(0, 14, TEXT))
FALSE = Claim("ceasefire", Stance.ASSERTED, (Span(1, 5, "هدنة"),), Span(0, 14, TEXT))


def test_a_failing_extractor_costs_neither_the_article_nor_the_others() -> None:
    entry = Entry(CAPTURE, Article("k1", "t", TEXT))
    crew = [Extractor("good", [TRUE]), Extractor("bug", KeyError("x")), Extractor("liar", [TRUE, FALSE])]

    done, failed = intake.with_claims(entry, crew, "name")

    assert done.extractions == (Extraction("good", "1", (TRUE,)),)
    assert [(r.parser, r.stage) for r in failed] == [("bug 1", "extract"), ("liar 1", "extract")]
    assert "should read 'هدنة'" in failed[1].reason
