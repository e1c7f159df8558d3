"""Time expressions against a Thursday, 6 March 2025. Unknown stays null."""

from __future__ import annotations

from datetime import date

import pytest

from rasad_arabic.times import find_times

ANCHOR = date(2025, 3, 6)

RESOLVED = [
    ("وقع الهجوم الأربعاء", "الأربعاء", "2025-03-05", "2025-03-05"),
    ("وقع الهجوم الخميس", "الخميس", "2025-03-06", "2025-03-06"),
    ("وقع الهجوم مساء الثلاثاء الماضي", "مساء الثلاثاء الماضي", "2025-03-04", "2025-03-04"),
    ("ستبدأ الجمعة المقبلة", "الجمعة المقبلة", "2025-03-07", "2025-03-07"),
    ("قصف ليلة الثلاثاء - الأربعاء", "ليلة الثلاثاء - الأربعاء", "2025-03-04", "2025-03-05"),
    ("قصف أمس", "أمس", "2025-03-05", "2025-03-05"),
    ("قصف أول أمس", "أول أمس", "2025-03-04", "2025-03-04"),
    ("قصف فجر اليوم", "فجر اليوم", "2025-03-06", "2025-03-06"),
    ("قصف الليلة الماضية", "الليلة الماضية", "2025-03-05", "2025-03-05"),
    ("معارك منذ الثلاثاء", "منذ الثلاثاء", "2025-03-04", "2025-03-06"),
    ("في 22 آب/أغسطس 2016", "22 آب/أغسطس 2016", "2016-08-22", "2016-08-22"),
    ("في 22 أغسطس 2016", "22 أغسطس 2016", "2016-08-22", "2016-08-22"),
    ("في 5 جانفي 2024", "5 جانفي 2024", "2024-01-05", "2024-01-05"),
    ("في 30 كانون الأول", "30 كانون الأول", "2024-12-30", "2024-12-30"),
    ("بتاريخ 22/8/2016", "22/8/2016", "2016-08-22", "2016-08-22"),
    ("بتاريخ ٢٢-٨-٢٠١٦", "٢٢-٨-٢٠١٦", "2016-08-22", "2016-08-22"),
    ("في نوفمبر تشرين الثاني 2014", "نوفمبر تشرين الثاني 2014", "2014-11-01", "2014-11-30"),
    ("في سبتمبر (أيلول) 2012", "سبتمبر (أيلول) 2012", "2012-09-01", "2012-09-30"),
    ("منذ أكتوبر 2014", "منذ أكتوبر 2014", "2014-10-01", "2025-03-06"),
    ("سنة 2005", "سنة 2005", "2005-01-01", "2005-12-31"),
    ("بين عامي 2015-2017", "بين عامي 2015-2017", "2015-01-01", "2017-12-31"),
    ("قبل أربعة أيام", "قبل أربعة أيام", "2025-03-02", "2025-03-02"),
    ("منذ ثلاثة أشهر", "منذ ثلاثة أشهر", "2024-12-06", "2025-03-06"),
    ("خلال اليومين الماضيين", "خلال اليومين الماضيين", "2025-03-04", "2025-03-05"),
    ("الأسبوع الماضي", "الأسبوع الماضي", "2025-02-24", "2025-03-02"),
    ("الشهر الماضي", "الشهر الماضي", "2025-02-01", "2025-02-28"),
    ("العام المقبل", "العام المقبل", "2026-01-01", "2026-12-31"),
]


@pytest.mark.parametrize(("text", "words", "first", "last"), RESOLVED, ids=[row[1] for row in RESOLVED])
def test_a_time_resolves_to_its_days(text: str, words: str, first: str, last: str) -> None:
    (found,) = find_times(text, ANCHOR)
    assert (found.text, str(found.date_from), str(found.date_to)) == (words, first, last)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text", ["قصف أمس", "قبل أربعة أيام", "وقع الهجوم الأربعاء", "في 30 كانون الأول", "في أيلول الماضي"]
)
def test_without_a_day_of_publication_relative_times_are_unknown(text: str) -> None:
    assert [(t.date_from, t.date_to) for t in find_times(text, None)] == [(None, None)]


def test_a_full_date_resolves_without_a_day_of_publication() -> None:
    assert find_times("في 22 آب 2016", None)[0].date_from == date(2016, 8, 22)


@pytest.mark.parametrize("text", ["في 31 شباط 2024", "بتاريخ 45/13/2016", "بتاريخ 2024-02-30"])
def test_an_impossible_date_is_unknown(text: str) -> None:
    assert all(t.date_from is None for t in find_times(text, ANCHOR))


@pytest.mark.parametrize("text", ["استمرت المعارك 48 ساعة", "هدنة مدتها ثلاثة أيام", "بلغ العدد 2016 شخصا"])
def test_a_duration_or_a_count_is_no_time(text: str) -> None:
    assert find_times(text, ANCHOR) == []


@pytest.mark.parametrize("text", ["مؤخرا", "في الأيام الأخيرة", "في اليوم نفسه"])
def test_a_vague_time_keeps_its_words_and_has_no_days(text: str) -> None:
    (found,) = find_times(text, ANCHOR)
    assert (found.date_from, found.date_to, found.kind) == (None, None, "vague")


def test_a_night_of_one_day_is_ambiguous() -> None:
    assert find_times("قصف ليلة الأربعاء", ANCHOR)[0].ambiguous
