"""Reads words: by camel-tools and its database where that is installed, else by the light stemmer. One interface.

The only module that imports camel_tools. Its import looks for a catalogue and would download one; a stub catalogue
of our own is put in its way first. `rasad lexicon install` brings the database (morphology_install.py).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from rasad_arabic.analysis import Analysis
from rasad_arabic.fold import fold_word
from rasad_arabic.stemmer import stem

__all__ = ["Analysis", "analyse", "database_path", "lexicon_folder", "mode", "reset"]

DATABASE = "almor-msa-r13-slim.db"
_lock = Lock()
_PRONOUNS = {
    "3ms": "ه",
    "3fs": "ها",
    "3d": "هما",
    "3mp": "هم",
    "3fp": "هن",
    "1s": "ي",
    "1p": "نا",
    "2ms": "ك",
    "2fs": "ك",
    "2d": "كما",
    "2mp": "كم",
    "2fp": "كن",
}
_CLITICS = {
    "wa": "و",
    "fa": "ف",
    "bi": "ب",
    "li": "ل",
    "la": "ل",
    "ka": "ك",
    "sa": "س",
    "Al": "ال",
    ">a": "ا",
}
_SENSELESS = {"na": "", "-": "", "u": "", None: ""}


def lexicon_folder() -> Path:
    """Where the database is kept: $RASAD_LEXICON_DIR, else `rasad` under the user's data folder."""
    if named := os.environ.get("RASAD_LEXICON_DIR"):
        return Path(named)
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local, "rasad")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share", "rasad")


def database_path() -> Path:
    """Where the slim database is, or would be."""
    return lexicon_folder() / DATABASE


@cache
def mode() -> Literal["database", "light"]:
    """Which reader serves this process. `RASAD_MORPHOLOGY=light` leaves an installed database aside."""
    if os.environ.get("RASAD_MORPHOLOGY") == "light" or not database_path().is_file():
        return "light"
    return "database"


def reset() -> None:
    """Forget the reader and what it read: after an install, and between tests."""
    for cached in (mode, _analyzer, analyse):
        cached.cache_clear()


@lru_cache(maxsize=20_000)
def analyse(word: str) -> Analysis:
    """The likeliest reading of `word`, taken without its context."""
    folded = fold_word(word)
    if mode() == "light":
        return stem(folded)
    with _lock:
        readings = _analyzer().analyze(word if word.isalpha() else folded)
    if not readings:
        return stem(folded)
    return _reduce(max(readings, key=_frequency))


def _frequency(reading: dict[str, Any]) -> float:
    return float(reading.get("pos_lex_freq") or -99.0)


def _reduce(reading: dict[str, Any]) -> Analysis:
    clitics = (reading.get(slot, "") or "" for slot in ("prc3", "prc2", "prc1", "prc0"))
    enclitic = (reading.get("enc0") or "").split("_")[0]

    def value(feature: str) -> str:
        found = reading.get(feature)
        return _SENSELESS.get(found, found or "")

    return Analysis(
        lemma=fold_word(reading.get("lex") or ""),
        pos=reading.get("pos") or "",
        proclitics=tuple(_CLITICS[c] for clitic in clitics if (c := clitic.split("_")[0]) in _CLITICS),
        enclitic=_PRONOUNS.get(enclitic, ""),
        voice=value("vox"),
        person=value("per"),
        gender=value("gen") or value("form_gen"),
        number=value("num") or value("form_num"),
        aspect=value("asp"),
        known=True,
    )


@cache
def _analyzer() -> Any:
    with _own_catalogue():
        from camel_tools.morphology.analyzer import Analyzer
        from camel_tools.morphology.database import MorphologyDB

    return Analyzer(MorphologyDB(str(database_path())), backoff="NONE", cache_size=0)


@contextmanager
def _own_catalogue() -> Iterator[None]:
    """Let camel_tools be imported offline and with a read-only home.

    It makes a folder in HOME and downloads a catalogue while it is imported; both only where $CAMELTOOLS_DATA
    leads to none. A catalogue that the user has is left in charge.
    """
    own = os.environ.get("CAMELTOOLS_DATA")
    if own and Path(own, "catalogue.json").is_file():
        yield
        return
    before = {name: os.environ.get(name) for name in ("CAMELTOOLS_DATA", "HOME")}
    with tempfile.TemporaryDirectory() as home:  # noqa: SIM117 - one line would be too long
        with resources.as_file(resources.files("rasad_arabic").joinpath("catalogue")) as stub:
            if not Path.home().joinpath(".camel_tools", "catalogue.json").is_file():
                os.environ.update({"CAMELTOOLS_DATA": str(stub), "HOME": home})
            try:
                yield
            finally:
                for name, value in before.items():
                    os.environ.pop(name, None) if value is None else os.environ.update({name: value})
