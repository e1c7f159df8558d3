"""Real AFP files: each an article or a skip with its reason, and no mark of the desk left in a text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rasad import Article, Capture, Skip, intake
from rasad.batches import Entry, Rejection
from rasad_afp.api import AfpConfig
from rasad_afp.copydesk import INITIALS
from rasad_afp.source import Afp

pytestmark = pytest.mark.corpus


def parsed(folder: Path) -> dict[str, list[Entry | Rejection]]:
    source = Afp(AfpConfig(type="afp"))
    files = sorted(path for path in folder.rglob("*.xml"))
    return {path.name: list(intake.parse(source, "afp", Capture.from_file(path))) for path in files}


def articles(folder: Path) -> list[Article]:
    return [r.article for results in parsed(folder).values() for r in results if isinstance(r, Entry)]


def test_every_wire_file_is_an_article_or_a_skip_with_its_reason(shared: Path) -> None:
    results = parsed(shared / "data" / "afp-wire-ar")

    kinds = {
        name: [r.stage if isinstance(r, Rejection) else "article" for r in found] for name, found in results.items()
    }
    assert len(kinds) == 23
    assert all(found in (["article"], ["skip"]) for found in kinds.values())


def test_no_text_is_empty_or_ends_in_initials_or_holds_the_end_mark(shared: Path) -> None:
    for article in [*articles(shared / "data" / "afp-wire-ar"), *articles(shared / "data" / "afp-online-ar")]:
        assert article.text.strip()
        assert not INITIALS.fullmatch(article.text.rpartition("\n")[2])
        assert "***" not in article.text


def test_published_is_the_second_that_the_file_name_says(shared: Path) -> None:
    for name, results in parsed(shared / "data" / "afp-wire-ar").items():
        stamp = re.search(r"(\d{8}T\d{6})Z", name)
        assert stamp
        for result in results:
            if isinstance(result, Entry) and result.article.published.at:
                assert f"{result.article.published.at:%Y%m%dT%H%M%S}" == stamp[1]


def test_texts_are_those_that_were_coded(shared: Path) -> None:
    """The coding read "headline, line break, body", and for an alert its sentence; some bodies only in part."""
    coded = {}
    for line in (shared / "data" / "gold" / "claims.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        coded[row["id"].removeprefix("afp-")] = row["text"]
    compared = 0
    for article in articles(shared / "data" / "afp-wire-ar"):
        text = coded.get(article.key.rpartition("-")[2])
        if text is None:
            continue
        compared += 1
        assert text == article.text or text.startswith(f"{article.title}\n{article.text[:100]}")
    assert compared >= 15


def test_the_journal_keeps_revisions_and_keywords_and_swallows_no_caption(shared: Path) -> None:
    found = articles(shared / "data" / "afp-online-ar")

    assert len(found) == 24
    assert sum((a.revision or 0) > 1 for a in found) >= 4
    for path in (shared / "data" / "afp-online-ar").rglob("*.xml"):
        captions = re.findall(
            r'<NewsComponent[^>]*Duid="photo\d+".*?</NewsComponent>\s*</NewsComponent>', path.read_text("utf-8"), re.S
        )
        for caption in re.findall(r"<p>([^<]{20,})</p>", "".join(captions)):
            assert not any(caption.strip() in article.text for article in found)


def test_the_index_file_is_rejected_with_a_reason(shared: Path) -> None:
    (result,) = parsed(shared / "data" / "afp-online-ar" / "minaldounia")["index.xml"]

    assert isinstance(result, Rejection)
    assert result.reason == "an item without content"


def test_the_seed_is_kept_whole(shared: Path) -> None:
    path = next((shared / "data" / "seeds").glob("000*.txt"))

    (article,) = Afp(AfpConfig(type="afp")).parse(Capture.from_file(path))

    assert isinstance(article, Article)
    assert not isinstance(article, Skip)
    assert article.text.split() == path.read_text("utf-8").split()
