"""What commands read and show, without a process: documents, dates, colours, options."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rasad.articles import Version
from rasad.claims import Casualty, Claim, Place, Speaker, Stance
from rasad.cli import documents, options, output, preview
from rasad.errors import ConfigError, ParseError
from rasad.spans import Span

TEXT = "أعلن المجلس المحلي هدنة في وادي الزهور مساء الخميس بعد مقتل 43 شخصا."


def span(words: str) -> Span:
    found = Span.find(TEXT, words)
    assert found
    return found


CLAIM = Claim(
    "ceasefire",
    Stance.ASSERTED,
    (span("هدنة"),),
    Span(0, len(TEXT), TEXT),
    Speaker(span("المجلس المحلي"), "official"),
    relays=(span("أعلن"),),
    actors=(span("المجلس"),),
    targets=(span("شخصا"),),
    places=(Place(span("وادي الزهور")),),
    when=span("مساء الخميس"),
    casualties=(Casualty(span("43 شخصا"), "killed", 43, 43),),
)


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("هدنة", "bold red"),
        ("المجلس المحلي", "bold green"),
        ("وادي الزهور", "magenta"),
        ("مساء الخميس", "cyan"),
        ("43", "bold yellow"),
    ],
)
def test_each_value_of_a_claim_has_its_colour(words: str, style: str) -> None:
    page = preview.coloured(TEXT, [CLAIM])
    start = TEXT.index(words)

    assert page.plain == TEXT
    assert style in [str(each.style) for each in page.spans if each.start <= start < each.end]


def test_of_two_colours_in_one_place_the_more_important_lies_above() -> None:
    """What is drawn last is seen: the trigger and the speaker above places, times and tolls."""
    order = [str(each.style) for each in preview.coloured(TEXT, [CLAIM]).spans]

    assert order == [style for style in reversed(preview.STYLES.values()) if style in order]
    assert order[-1] == preview.STYLES["event"]


def test_a_text_without_claims_has_no_colour() -> None:
    assert preview.coloured(TEXT, []).spans == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-03-04", "2025-03-04T00:00:00+00:00"),
        ("2025-03-04T15:00:00+03:00", "2025-03-04T15:00:00+03:00"),
        ("2025-03-04 15:00", "2025-03-04T15:00:00+00:00"),
        ("2025-03-04T15:00:00.5Z", "2025-03-04T15:00:00.500000+00:00"),
        ("2025-03-04/2025-03-06", "2025-03-04T00:00:00+00:00"),
        ("2025-03-04 (as printed)", "2025-03-04T00:00:00+00:00"),
        ("10 كانون الأول 2024", "2024-12-10T00:00:00+00:00"),
        ("Tue, 04 Mar 2025 15:00:00 +0300", "2025-03-04T12:00:00+00:00"),
        ("2025-02-30", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_the_date_of_a_document(value: str | None, expected: str | None) -> None:
    found = documents.time(value)

    assert (found.isoformat() if found else None) == expected


def document(row: Any, folder: Path) -> Version | ParseError:
    path = folder / "x.jsonl"
    path.write_text((row if isinstance(row, str) else json.dumps(row)) + "\n\n", "utf-8")
    (found,) = documents.read(path)
    return found


def test_a_document_is_a_version_with_all_it_says(tmp_path: Path) -> None:
    row = {"id": 7, "text": TEXT, "title": "هدنة", "lang": "ar", "source": "x", "published_at": "2025-03-04"}

    found = document(row, tmp_path)

    assert found == Version(TEXT, "هدنة", "ar", datetime(2025, 3, 4, tzinfo=UTC), "x", "7")


def test_a_document_without_a_name_is_named_by_its_line(tmp_path: Path) -> None:
    found = document({"text": TEXT}, tmp_path)

    assert isinstance(found, Version)
    assert found.id == f"{tmp_path / 'x.jsonl'}:1"


@pytest.mark.parametrize(
    "row",
    [
        "torn {",
        "[1]",
        "5",
        "null",
        {"id": "a"},
        {"text": 5},
        {"text": None},
        {"text": TEXT, "published_at": 20250304},
        {"text": TEXT, "title": ["x"]},
        {"text": TEXT, "lang": 5},
        "[" * 100_000,
    ],
    ids=lambda row: str(row)[:30],
)
def test_a_line_that_is_no_document_is_an_error_with_its_place(row: Any, tmp_path: Path) -> None:
    found = document(row, tmp_path)

    assert isinstance(found, ParseError)
    assert f"{tmp_path / 'x.jsonl'}:1: " in str(found)


def test_a_plain_file_is_one_document_named_after_it(tmp_path: Path) -> None:
    (tmp_path / "خبر.txt").write_text(TEXT, "utf-8")

    assert list(documents.read(tmp_path / "خبر.txt")) == [Version(TEXT, id="خبر")]


@pytest.mark.parametrize("name", ["x.txt", "x.jsonl"])
def test_a_file_in_another_charset_is_read_or_named(tmp_path: Path, name: str) -> None:
    line = json.dumps({"text": TEXT}, ensure_ascii=False) if name == "x.jsonl" else TEXT
    (tmp_path / name).write_bytes(line.encode("cp1256"))

    (found,) = documents.read(tmp_path / name)

    assert isinstance(found, Version)
    assert found.text == TEXT


@pytest.mark.parametrize(
    ("toml", "db", "database", "archive"),
    [
        ("", None, "sqlite:///rasad.db", "archive"),
        ("", "sqlite:///there/x.db", "sqlite:///there/x.db", "there/archive"),
        ('archive = "kept"', "sqlite:///there/x.db", "sqlite:///there/x.db", "kept"),
        ('database = "sqlite:///y.db"', None, "sqlite:///y.db", "archive"),
        ("", "postgresql+psycopg://h/x", "postgresql+psycopg://h/x", "archive"),
    ],
)
def test_the_archive_lies_beside_the_database_unless_it_is_named(
    tmp_path: Path, toml: str, db: str | None, database: str, archive: str
) -> None:
    (tmp_path / "rasad.toml").write_text(toml)

    found = options.settings(tmp_path / "rasad.toml", db)

    assert (found.database, found.archive) == (database, archive)


def test_a_session_of_strict_plugins_refuses_a_broken_one(tmp_path: Path) -> None:
    from rasad.errors import PluginError

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "torn.py").write_text("1 / 0")
    (tmp_path / "rasad.toml").write_text(f'plugins_dir = "{tmp_path}/mine"\nstrict_plugins = true')

    with pytest.raises(PluginError, match="torn: ZeroDivisionError"):
        options.session(tmp_path / "rasad.toml")
    with pytest.raises(ConfigError, match="no configuration file"):
        options.session(tmp_path / "none.toml")


def test_a_table_shows_nulls_as_nothing_and_markup_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(("a", "b"), [(None, "[bold]x[/bold]"), (5, "هدنة")])

    shown = capsys.readouterr().out
    assert "[bold]x[/bold]" in shown
    assert "None" not in shown
    assert "هدنة" in shown


def test_long_cells_are_never_cut_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(("a",), [("ب" * 3000,)])

    assert "ب" * 3000 in capsys.readouterr().out


def test_json_keeps_letters_and_dates(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_json_line({"words": "هدنة", "at": datetime(2025, 3, 4, tzinfo=UTC)})

    assert capsys.readouterr().out == '{"words": "هدنة", "at": "2025-03-04 00:00:00+00:00"}\n'
