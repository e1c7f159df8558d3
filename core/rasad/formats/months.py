"""Names of months and zones in the dates of news. Knows nothing of how a date is put together."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo

_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

# One line a month: Levant and Iraq | Egypt, Gulf | Tunisia, Algeria | Morocco, then Sorani Kurdish
_ARABIC = """
كانون الثاني، كانون ثاني | يناير | جانفي | ينّاير | کانوونی دووەم
شباط | فبراير | فيفري | فبراير | شوبات
آذار | مارس | مارس | مارس | ئازار
نيسان | أبريل، إبريل | أفريل | أبريل | نیسان
أيار | مايو | ماي | ماي | ئایار
حزيران | يونيو، يونيه | جوان | يونيو | حوزەیران
تموز | يوليو، يوليه | جويلية | يوليوز | تەمووز، تەمموز
آب | أغسطس | أوت | غشت | ئاب
أيلول | سبتمبر | سبتمبر | شتنبر | ئەیلوول، ئەیلول
تشرين الأول، تشرين اول | أكتوبر | أكتوبر | أكتوبر | تشرینی یەکەم
تشرين الثاني، تشرين ثاني | نوفمبر | نوفمبر | نونبر | تشرینی دووەم
كانون الأول، كانون اول | ديسمبر | ديسمبر | دجنبر | کانوونی یەکەم
"""
_HIJRI = ["محرم", "صفر", "ربيع", "جمادي", "جمادى", "رجب", "شعبان", "رمضان", "شوال", "القعدة", "الحجة", "هـ"]

_FOLDS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})
_MARKS = re.compile("[\u064b-\u0652\u0670\u200c-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_DIGITS = {ord(a): str(n) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, a in enumerate(row)}


def fold(text: str) -> str:
    """Spelling that months are compared in: ASCII digits, no marks, one alef, one yeh."""
    return _MARKS.sub("", text).translate(_DIGITS).translate(_FOLDS)


def _arabic_months() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(_ARABIC.strip().splitlines(), 1):
        for name in re.split(r"[|،]", line):
            found[" ".join(fold(name).split())] = number
    return found


ENGLISH = {name: number for number, name in enumerate(_ENGLISH, 1)}
ARABIC = _arabic_months()
HIJRI = frozenset(fold(name) for name in _HIJRI)

# RFC 822 names and others that stand for one offset only: AST is Arabia's or the Atlantic's,
# IST Ireland's, Israel's or India's
ZONES: dict[str, tzinfo] = {
    name: timezone(timedelta(hours=hours))
    for names, hours in (
        ("AKST", -9), ("PST", -8), ("PDT MST", -7), ("MDT CST", -6), ("CDT EST", -5), ("EDT", -4),
        ("UT UTC GMT Z WET", 0), ("CET WEST BST", 1), ("CEST EET SAST", 2), ("EEST MSK", 3), ("GST", 4),
        ("PKT", 5), ("JST KST", 9), ("AEST", 10), ("AEDT", 11),
    )
    for name in names.split()
}  # fmt: skip

# After "بتوقيت": clocks that Arabic news names
CLOCKS = {
    fold(name): key
    for key, names in {
        "UTC": "غرينتش غرينيتش جرينتش غرينويتش",
        "Asia/Baghdad": "بغداد العراق اربيل", "Asia/Damascus": "دمشق سوريا",
        "Asia/Beirut": "بيروت لبنان", "Asia/Jerusalem": "القدس", "Africa/Cairo": "القاهرة مصر",
        "Asia/Riyadh": "مكة السعودية الرياض", "Asia/Amman": "عمان الاردن", "Asia/Aden": "صنعاء عدن اليمن",
        "Africa/Tripoli": "طرابلس ليبيا", "Africa/Khartoum": "الخرطوم السودان", "Asia/Gaza": "غزة",
    }.items()
    for name in names.split()
}  # fmt: skip
