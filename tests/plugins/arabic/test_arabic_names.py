"""Who speaks: where a name ends, whom a short name means, and when nobody is named."""

from __future__ import annotations

import pytest

from rasad import Span
from rasad_arabic.attribution import attributions, holding
from rasad_arabic.coreference import full_names
from rasad_arabic.reading import Reading
from rasad_arabic.text import Text

# text, a word in it, who says that word, through whom
TOLD = {
    "a name ends at what is told with ب": ("أفاد مصدر طبي بوصول جرحى إلى المشفى", "جرحى", "مصدر طبي", []),
    "a name goes on through ب and a place": (
        "قال محافظ بمدينة الواحة إن الطريق مقطوع",
        "الطريق",
        "محافظ بمدينة الواحة",
        [],
    ),
    "what someone has is no name": ("أعلنت الحركة ولاءها لقائد آخر وقالت أمس إن الجسر سقط", "الجسر", "الحركة", []),
    "a name in quotation marks belongs to the name": (
        "قال تنظيم «النخلة» إن المعبر مغلق",
        "المعبر",
        "تنظيم «النخلة»",
        [],
    ),
    "a title between commas belongs to the name": (
        "قال نادر الدرعان، المحلل في مركز البادية، إن الحرب طويلة",
        "الحرب",
        "نادر الدرعان، المحلل في مركز البادية",
        [],
    ),
    "an outlet that quotes is a relay": (
        "قالت صحيفة الأفق نقلا عن مسؤولين في وزارة الدفاع إن الجسر سقط",
        "الجسر",
        "مسؤولين في وزارة الدفاع",
        ["صحيفة الأفق"],
    ),
    "a surname means the name given in full": (
        "قال المتحدث باسم الهيئة نادر الدرعان إن الجسر سقط. وأضاف الدرعان أن الطريق مقطوع.",
        "الطريق",
        "المتحدث باسم الهيئة نادر الدرعان",
        [],
    ),
    "a title with the article means the one told of before": (
        "قال مسؤولون محليون إن الجسر سقط. وقال عمال إن النهر فاض. وأضاف المسؤولون أن الطريق مقطوع.",
        "الطريق",
        "مسؤولون محليون",
        [],
    ),
    "a title without article is someone new": (
        "قال مصدر أمني رفيع في الواحة إن الجسر سقط. وقال مصدر أمني إن الطريق مقطوع.",
        "الطريق",
        "مصدر أمني",
        [],
    ),
    "it is said, by nobody": (
        "قال مسؤولون محليون إن الجسر سقط. يذكر أن الطريق مقطوع منذ شهر.",
        "الطريق",
        None,
        [],
    ),
    "a watcher's name holds a verb": (
        "قالت شبكة رصد البادية إن الجسر سقط",
        "الجسر",
        "شبكة رصد البادية",
        [],
    ),
    "behind a preposition stands a noun": (
        "بناء على طلب الوزير أعلنت الحركة أن الطريق مقطوع",
        "الطريق",
        "الحركة",
        [],
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_who_says_it(name: str) -> None:
    text, word, speaker, relays = TOLD[name]
    reading = Reading(Text(text))
    at = max(n for n, token in enumerate(reading.tokens) if token.text == word)

    found = holding(attributions(reading), at)

    assert (found.speaker.span.text if found and found.speaker else None) == speaker
    assert [relay.text for relay in (found.relays if found else ())] == relays
    assert all(text[s.start : s.end] == s.text for s in ([found.speaker.span] if found and found.speaker else []))


@pytest.mark.parametrize(
    "text", ["قال تنظيم «النخلة» إن الجسر سقط. وقال", 'قال تنظيم " النخلة " إن الجسر سقط. وقال', "وقال «"]
)
def test_a_verb_that_ends_the_text_names_nobody(text: str) -> None:
    assert all(found.first < len(Reading(Text(text)).tokens) for found in attributions(Reading(Text(text))))


def names(*texts: str) -> list[Span]:
    start, spans = 0, []
    for text in texts:
        spans.append(Span(start, start + len(text), text))
        start += len(text) + 1
    return spans


def test_a_name_given_in_full_later_counts_for_a_person_and_not_for_a_title() -> None:
    person = names("الدرعان", "رئيس الهيئة نادر الدرعان")
    title = names("المسؤولون", "مسؤولون محليون")

    assert [span.text for span in full_names(person)] == ["رئيس الهيئة نادر الدرعان"] * 2
    assert [span.text for span in full_names(title)] == ["المسؤولون", "مسؤولون محليون"]


def test_names_that_share_no_word_stay_apart() -> None:
    apart = names("نادر الدرعان", "الهلال الأحمر")

    assert full_names(apart) == apart
    assert full_names([]) == []
