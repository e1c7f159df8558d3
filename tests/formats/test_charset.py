"""One article in many charsets under true, false and no labels reads the same."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.formats import charset, mojibake

TEXT = (
    "أعلنت السلطات المحلية في مدينة سهلان، اليوم الثلاثاء، إصابة أربعة أشخاص بجروح جراء انهيار جدار قديم.\n"
    "وقال مصدر طبي لوكالة الأنباء إن حالة اثنين منهم حرجة، ولم يصدر بيان رسمي بعد."
)
FRENCH = "Le préfet a déclaré que l'évacuation était terminée à Sahlane, où la rivière a débordé."
RUSSIAN = "Вчера вечером в городе обрушилась стена, сообщили источники. Пострадавших нет, передаёт агентство."


@pytest.mark.parametrize("label", [None, "utf-8", "windows-1256", "iso-8859-1", "windows-1252", "nonsense", "zlib"])
@pytest.mark.parametrize("real", ["utf-8", "cp1256"])
def test_arabic_reads_the_same_under_any_label(real: str, label: str | None) -> None:
    assert charset.decode(TEXT.encode(real), label).text == TEXT


@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1", "iso-8859-6"])
def test_iso_8859_6_is_told_from_windows_1256(label: str | None) -> None:
    found = charset.decode(TEXT.encode("iso8859-6"), label)

    assert (found.text, found.charset) == (TEXT, "iso8859-6")


@pytest.mark.parametrize(
    ("real", "label"),
    [("cp1256", "utf-8"), ("utf-8", "windows-1256"), ("cp1256", "iso-8859-1"), ("utf-8", "big5")],
)
def test_false_label_is_reported(real: str, label: str) -> None:
    assert "labelled" in str(charset.decode(TEXT.encode(real), label).suspicious)


@pytest.mark.parametrize(("real", "label"), [("cp1256", "windows-1256"), ("utf-8", "utf-8"), ("utf-8", None)])
def test_true_label_raises_no_suspicion(real: str, label: str | None) -> None:
    assert charset.decode(TEXT.encode(real), label).suspicious is None


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_outranks_every_label_and_is_no_text(mark: bytes, codec: str) -> None:
    found = charset.decode(mark + TEXT.encode(codec), "windows-1256")

    assert (found.text, found.evidence) == (TEXT, "bom")


def test_declaration_is_asked_where_http_is_silent() -> None:
    html = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256">{TEXT}'
    xml = f'<?xml version="1.0" encoding="windows-1256"?><rss>{TEXT}</rss>'

    assert charset.decode(html.encode("cp1256"), kind="html").evidence == "declaration"
    assert charset.decode(xml.encode("cp1256"), kind="xml").text == xml


def test_http_label_outranks_the_declaration() -> None:
    xml = f'<?xml version="1.0" encoding="koi8-r"?><rss>{FRENCH}</rss>'.encode("cp1252")

    assert FRENCH in charset.decode(xml, "iso-8859-1", kind="xml").text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_xml_without_mark_is_known_by_its_start(codec: str) -> None:
    xml = f'<?xml version="1.0" encoding="utf-16"?><rss>{TEXT}</rss>'

    assert charset.decode(xml.encode(codec), kind="xml").text == xml


@pytest.mark.parametrize("wrong", ["cp1256", "latin-1"])
def test_text_encoded_twice_is_repaired_and_said_to_be(wrong: str) -> None:
    found = charset.decode(TEXT.encode().decode(wrong).encode())

    assert found.text == TEXT
    assert "encoded again" in str(found.suspicious)


def test_cut_off_utf8_keeps_all_but_the_last_letter() -> None:
    found = charset.decode(TEXT.encode()[:-2][:201], "utf-8")

    assert found.charset == "utf-8"
    assert "damaged" in str(found.suspicious)
    assert found.text.startswith("أعلنت السلطات")


@pytest.mark.parametrize(("text", "codec"), [(FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r")])
def test_other_scripts_are_not_mistaken_for_arabic(text: str, codec: str) -> None:
    assert charset.decode(text.encode(codec)).text == text
    assert mojibake.arabic_charset(text.encode(codec)) is None


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "utf-8", "windows-1256", "utf-16", "idna", "x" * 50, "utf\x00"]),
)
def test_no_bytes_under_any_label_raise(body: bytes, label: str | None) -> None:
    for kind in ("xml", "html", "text"):
        assert isinstance(charset.decode(body, label, kind=kind).text, str)  # type: ignore[arg-type]
