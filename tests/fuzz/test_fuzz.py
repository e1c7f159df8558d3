"""A small run of the fuzzer with every test run; `make fuzz` does the long one."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzz.fuzz import run, sources
from tests.fuzz.mutants import mutants, seeds

from rasad.captures import Capture


def test_mutants_of_every_format_end_as_articles_or_rejections() -> None:
    verdict = run(mutants(seeds(), 1_200, seed=7), sources())
    assert verdict.faults == []
    assert verdict.ended["article"] > 100
    assert "nothing" not in verdict.ended


class Careless:
    """A parser that trips over a NUL."""

    id, version, hosts = "careless", "1", ()

    def parse(self, capture: Capture) -> Iterator[None]:
        if b"\x00" in capture.body:
            raise IndexError("tripped")
        yield from ()


def test_the_fuzzer_notices_a_parser_that_trips() -> None:
    verdict = run(mutants(seeds(), 200, seed=7), [Careless()])  # type: ignore[list-item]  # no more than parse is asked
    assert any("tripped" in fault for fault in verdict.faults)
