"""Error analysis beside a coding, and articles as coloured pages."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from rasad import Span
from rasad.cli.preview_page import COLOURS, marked

Rasad = Callable[..., "subprocess.CompletedProcess[str]"]
TEXT = "قالت الشرطة إن ثلاثة أشخاص قتلوا في انفجار عبوة ناسفة في المدينة."
TOLL = {
    "type": "toll",
    "stance": "asserted",
    "mentions": ["ثلاثة أشخاص قتلوا"],
    "quote": "ثلاثة أشخاص قتلوا",
    "speaker": "الشرطة",
    "casualties": [{"kind": "killed", "min": 4, "max": 4, "of": None}],
}
STRIKE = {"type": "air_strike", "stance": "asserted", "mentions": ["انفجار"], "quote": "انفجار عبوة", "speaker": None}


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    document = {"id": "d1", "lang": "ar", "text": TEXT, "claims": [TOLL, STRIKE]}
    (tmp_path / "coded.jsonl").write_text(json.dumps(document) + "\n")
    return tmp_path / "coded.jsonl"


def test_missed_extra_and_differing_claims_stand_beside_the_coding(rasad: Rasad, coded: Path) -> None:
    done = rasad("errors", coded)

    assert done.returncode == 0, done.stderr
    assert "d1  differs toll asserted by الشرطة\n   casualties: killed 4 → killed 3" in done.stdout
    assert "d1  missed air_strike asserted" in done.stdout
    assert "d1  extra explosion asserted by الشرطة" in done.stdout
    totals = {line.split()[0]: line.split()[1:4] for line in done.stdout.splitlines()[-3:]}
    assert totals == {"toll": ["0", "0", "1"], "air_strike": ["1", "0", "0"], "explosion": ["0", "1", "0"]}


def test_claims_that_were_made_before_are_compared_as_they_are(rasad: Rasad, coded: Path, tmp_path: Path) -> None:
    start = TEXT.index("ثلاثة")
    claim = {**TOLL, "doc": "d1", "mentions": [{"text": "ثلاثة", "start": start, "end": start + 5}]}
    (tmp_path / "found.jsonl").write_text(json.dumps(claim) + "\n")

    done = rasad("errors", coded, "--found", "found.jsonl", "--json")

    (missed,) = json.loads(done.stdout)
    assert (missed["kind"], missed["coded"]["type"]) == ("missed", "air_strike")


def test_a_type_and_a_limit_narrow_what_is_shown(rasad: Rasad, coded: Path) -> None:
    done = rasad("errors", coded, "--type", "toll", "--json")
    few = rasad("errors", coded, "--limit", "1", "--json")

    assert [d["kind"] for d in json.loads(done.stdout)] == ["differs"]
    assert len(json.loads(few.stdout)) == 1


@pytest.mark.parametrize("line", ["no json", '{"id": "a"}', "[]", '{"id": 1, "text": "t"}'])
def test_a_line_that_is_no_coded_document_is_named(rasad: Rasad, tmp_path: Path, line: str) -> None:
    (tmp_path / "coded.jsonl").write_text(line + "\n")

    done = rasad("errors", "coded.jsonl")

    assert done.returncode == 1
    assert done.stderr.startswith('rasad: coded.jsonl:1: needs a JSON object with "id", "text" and "claims"')
    assert len(done.stderr.splitlines()) == 1


def test_a_preview_is_written_as_a_page_of_its_own(rasad: Rasad, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(f"عنوان <الخبر>\n{TEXT}\n", "utf-8")

    done = rasad("preview", "files", "report.txt", "--html", "page.html")

    assert (done.returncode, done.stdout.strip()) == (0, "1 article -> page.html"), done.stderr
    page = (tmp_path / "page.html").read_text("utf-8")
    assert '<h1 dir="auto">عنوان &lt;الخبر&gt;</h1>' in page
    assert re.search('<mark class="speaker" title="speaker[^"]*">الشرطة</mark>', page)
    assert "<script" not in page
    assert 'src="' not in page


def kinds(text: str, *words: tuple[str, str]) -> list[tuple[str, Span]]:
    found = [(kind, Span.find(text, part)) for kind, part in words]
    return [(kind, span) for kind, span in found if span]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT, [("event", "قتلوا"), ("toll", "ثلاثة أشخاص"), ("speaker", "الشرطة")]),
        (TEXT, [("place", "ناسفة في المدينة"), ("event", "عبوة ناسفة"), ("target", "انفجار عبوة ناسفة في المدينة")]),
        ("<b>&amp;</b> \u202e قتل", [("event", "قتل"), ("place", "<b>&amp;")]),
        ("", []),
    ],
)
def test_marked_text_is_the_text(text: str, words: list[Any]) -> None:
    page = marked(text, kinds(text, *words))

    assert unescape(re.sub(r"</?mark[^>]*>", "", page)) == text
    assert page.count("<mark") == page.count("</mark>")


def test_of_overlapping_spans_the_first_kind_shows_and_all_are_named() -> None:
    page = marked("قتل طفل", kinds("قتل طفل", ("target", "طفل"), ("event", "قتل طفل")))

    assert page == '<mark class="event" title="event">قتل </mark><mark class="event" title="event, target">طفل</mark>'
    assert next(iter(COLOURS)) == "event"
