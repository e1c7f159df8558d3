"""The grammar of tolls: words in, (kind, least, most, part of) out."""

from __future__ import annotations

import pytest

from rasad_arabic.tolls import find_tolls

Rows = list[tuple[str, int, int | None, int | None]]

READ: list[tuple[str, Rows]] = [
    ("مقتل شخص", [("killed", 1, 1, None)]),
    ("استشهاد أحد عناصر الدفاع المدني", [("killed", 1, 1, None)]),
    ("مقتل مدنيين اثنين", [("killed", 2, 2, None)]),
    ("قتيلان وخمسة جرحى", [("killed", 2, 2, None), ("injured", 5, 5, None)]),
    ("مقتل ثلاثة وعشرين جنديا", [("killed", 23, 23, None)]),
    ("مقتل 1,250 شخصا", [("killed", 1250, 1250, None)]),
    ("مقتل ٢٢ شخصا", [("killed", 22, 22, None)]),
    ("ما لا يقل عن 43 قتيلا", [("killed", 43, None, None)]),
    ("مقتل أكثر من 15 شخصا", [("killed", 16, None, None)]),
    ("مقتل ما لا يزيد عن 15 شخصا", [("killed", 0, 15, None)]),
    ("مقتل نحو 40 شخصا", [("killed", 40, 40, None)]),
    ("مقتل بين 5 و7 أشخاص", [("killed", 5, 7, None)]),
    ("مقتل عشرات المدنيين", [("killed", 20, None, None)]),
    ("مقتل عسكري واحد على الأقل", [("killed", 1, None, None)]),
    ("إصابة عدد من المدنيين", [("injured", 2, None, None)]),
    ("لقي أربعة مدنيين حتفهم", [("killed", 4, 4, None)]),
    ("راح ضحيتها 12 مواطنا", [("killed", 12, 12, None)]),
    ("مقتل وإصابة 8 أشخاص", [("casualties", 8, 8, None)]),
    ("سقوط قتيل", [("killed", 1, 1, None)]),
    ("قُتل برصاص عناصر الفصيل", [("killed", 1, 1, None)]),
    ("دون وقوع إصابات", [("injured", 0, 0, None)]),
    ("دون سقوط قتلى", [("killed", 0, 0, None)]),
    ("لم يسقط ضحايا", [("casualties", 0, 0, None)]),
    ("قتيل و4 مصابين", [("killed", 1, 1, None), ("injured", 4, 4, None)]),
    ("مقتل طفلة ورجل", [("killed", 1, 1, None), ("killed", 1, 1, None)]),
    ("إن 3 مدنيين قتلوا وأصيب 7 آخرون", [("killed", 3, 3, None), ("injured", 7, 7, None)]),
    ("إن طفلا قتل", [("killed", 1, 1, None)]),
    ("إصابة 10 أشخاص، غالبيتهم أطفال", [("injured", 10, 10, None), ("injured", 6, None, 0)]),
    ("مقتل أربعة مدنيين، ثلاثة منهم من عائلة واحدة", [("killed", 4, 4, None), ("killed", 3, 3, 0)]),
    ("قتل 15 مسلحا، من بينهم ثلاثة قياديين", [("killed", 15, 15, None), ("killed", 3, 3, 0)]),
    ("لا يزال 6 أشخاص في عداد المفقودين", [("missing", 6, 6, None)]),
]

NONE = [
    "تدمير 12 منزلا",
    "أطلقت القوات 40 قذيفة",
    "ارتفعت الأسعار 43.5 بالمئة",
    "إجلاء الجرحى",
    "قتل في 15 يوليو 2014",
    "زار الوفد 3 مدارس",
]


@pytest.mark.parametrize(("text", "rows"), READ, ids=[row[0] for row in READ])
def test_a_toll_is_read(text: str, rows: Rows) -> None:
    found = [count for toll in find_tolls(text) for count in toll.counts]
    assert [(c.kind, c.min, c.max, c.of) for c in found] == rows


@pytest.mark.parametrize("text", NONE)
def test_what_counts_nobody_is_no_toll(text: str) -> None:
    assert find_tolls(text) == []


@pytest.mark.parametrize(("text", "rows"), READ, ids=[row[0] for row in READ])
def test_counts_lie_within_the_text_and_parts_within_their_whole(text: str, rows: Rows) -> None:
    for toll in find_tolls(text):
        for count in toll.counts:
            assert 0 <= count.start < count.end <= len(text)
            whole = toll.counts[count.of] if count.of is not None else None
            assert whole is None or whole.max is None or count.min <= whole.max


def test_a_part_larger_than_its_whole_stands_alone() -> None:
    (toll,) = find_tolls("قتل 4 أشخاص بينهم 9 أطفال")
    assert [c.of for c in toll.counts] == [None, None]
