"""A span is words and where they stand; a lie about either is caught."""

from __future__ import annotations

import pytest

from rasad import Span
from rasad.errors import LoadError, RasadError, SpanError

TEXT = "قال مصدر عسكري إن هدنة بدأت"


def test_span_of_offsets_reads_the_words_between_them() -> None:
    span = Span.of(TEXT, 4, 14)

    assert span == Span(4, 14, "مصدر عسكري")


def test_find_gives_the_first_place_behind_the_offset() -> None:
    assert Span.find("حي طي وحي آخر", "حي", after=1) == Span(7, 9, "حي")


def test_find_gives_none_where_the_words_do_not_stand() -> None:
    assert Span.find(TEXT, "اتفاق") is None


def test_true_span_passes_the_check() -> None:
    Span.of(TEXT, 18, 22).check(TEXT)


@pytest.mark.parametrize(
    "span",
    [
        Span(4, 14, "مصدر عسكرى"),  # one letter differs
        Span(5, 15, "مصدر عسكري"),  # one place too far
        Span(-23, -13, "مصدر عسكري"),  # counted from the end: Python would take it
        Span(14, 4, ""),  # turned round
        Span(4, 4, ""),  # empty
        Span(500, 510, "مصدر عسكري"),  # behind the text
    ],
)
def test_false_span_is_refused_with_what_stands_there(span: Span) -> None:
    with pytest.raises(SpanError) as caught:
        span.check(TEXT)

    assert str(span.start) in str(caught.value)


def test_offsets_count_code_points_not_bytes_or_utf16_units() -> None:
    text = "😀 هدنة"

    assert Span.find(text, "هدنة") == Span(2, 6, "هدنة")


def test_overlap_is_at_least_one_shared_character() -> None:
    assert Span(0, 3, "abc").overlaps(Span(2, 4, "cd"))
    assert not Span(0, 2, "ab").overlaps(Span(2, 4, "cd"))


def test_containment_includes_equal_spans() -> None:
    assert Span(0, 4, "abcd").contains(Span(0, 4, "abcd"))
    assert not Span(1, 4, "bcd").contains(Span(0, 4, "abcd"))


def test_span_errors_can_be_caught_as_any_of_their_kinds() -> None:
    assert issubclass(SpanError, LoadError)
    assert issubclass(LoadError, RasadError)
