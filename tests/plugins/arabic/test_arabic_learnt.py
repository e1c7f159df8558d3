"""The learnt part: trained on coded documents, kept as data, never in the way of the rules."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rasad import Version
from rasad_arabic import learnt
from rasad_arabic.evaluation import Score, held_out
from rasad_arabic.extractor import ArabicExtractor
from rasad_arabic.train import documents, fit

WORDS = ("زلزل الطيران الحي", "زلزل الطيران السوق", "زلزل الطيران الجسر")


def coded(count: int = 24) -> list[dict[str, object]]:
    """Documents in which an invented verb, unknown to the lexicon, is an air strike, and «زار» is nothing."""
    rows = []
    for number in range(count):
        quote = WORDS[number % len(WORDS)]
        claim = {"type": "air_strike", "mentions": ["زلزل"], "quote": quote}
        text = f"{quote} صباحا. ثم زار الوفد القرية رقم {number}."
        rows.append({"id": f"d{number}", "text": text, "published_at": None, "claims": [claim]})
    return rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "coded.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in coded()), "utf-8")
    return path


def rasad(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rasad", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def types(model: learnt.Model | None, text: str) -> list[str]:
    return [claim.type for claim in ArabicExtractor(model).extract(Version(text, "", "ar"))]


def test_a_word_that_no_list_holds_is_learnt(file: Path) -> None:
    model = fit(list(documents([file])))
    assert "air_strike" in types(model, "زلزل الطيران المدرسة صباحا.")
    assert "air_strike" not in types(learnt.Model([], 0.5, {}, {}), "زلزل الطيران المدرسة صباحا.")


def test_a_model_survives_its_file_and_the_same_model_gives_the_same_bytes(file: Path) -> None:
    model = fit(list(documents([file])))
    assert learnt.loads(learnt.dumps(model)) == model
    assert learnt.dumps(fit(list(documents([file])))) == learnt.dumps(model)


def test_every_document_is_held_out_once_by_a_model_that_has_not_seen_it(file: Path) -> None:
    rows = list(documents([file]))
    rows[0]["claims"][0]["type"] = "protest"  # seen by no other fold, so never predicted
    seen = [(document["id"], "protest" in model.types) for model, document in held_out(rows, 4)]
    assert sorted(name for name, _ in seen) == sorted(str(row["id"]) for row in rows)
    assert not any(knows for _, knows in seen)


def test_a_score_counts_a_coded_event_once() -> None:
    score = Score()
    score.add([(0, 4, "clash"), (2, 6, "clash"), (9, 12, "clash")], [(0, 6, "clash"), (20, 25, "protest")])
    assert (score.right, score.found, score.coded) == (1, 2, 2)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_train_writes_weights_and_what_each_fold_found(file: Path, tmp_path: Path) -> None:
    out, found = tmp_path / "w.json.gz", tmp_path / "found.jsonl"
    result = rasad("train", file, "--out", out, "--folds", 3, "--held-out", found)
    assert result.returncode == 0, result.stderr
    assert learnt.loads(out.read_bytes()).types == ["air_strike"]
    assert {json.loads(line)["type"] for line in found.read_text("utf-8").splitlines()} >= {"air_strike"}


def test_train_says_what_is_missing(tmp_path: Path) -> None:
    result = rasad("train", tmp_path / "nowhere")
    assert result.returncode != 0
    assert "is not there" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_shipped_weights_are_those_of_the_installed_file() -> None:
    learnt.model.cache_clear()
    model = learnt.model()
    assert model is not None
    assert "air_strike" in model.types


def test_weights_named_by_the_environment_win(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.json.gz"
    own.write_bytes(learnt.dumps(fit(list(documents([file])))))
    monkeypatch.setenv("RASAD_ARABIC_WEIGHTS", str(own))
    learnt.model.cache_clear()
    assert learnt.model() == learnt.loads(own.read_bytes())
    learnt.model.cache_clear()
