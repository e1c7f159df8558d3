"""Reads words without a dictionary: clitics and endings come off by rule, checked against our own lexicons.

Works on folded words. After the light stemming of Larkey, Ballesteros and Connell (2002), held back by the lexicons:
where cutting reaches a word they list, that reading wins; else only what is very likely a clitic is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from rasad_arabic.analysis import Analysis
from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load

_LEXICONS = ("victims", "months", "times", "numbers", "triggers", "reporting")
# Proclitics as written, with their parts; longest first.
_PROCLITICS: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    sorted(
        {
            "".join((conj, prep, det)): tuple(p for p in (conj, prep, det) if p)
            for conj in ("", "و", "ف")
            for prep in ("", "ب", "ك", "ل", "س")
            for det in ("", "ال")
            if (conj or prep or det) and (prep, det) not in (("ل", "ال"), ("س", "ال"))
        }.items()
        | {("لل", ("ل", "ال")), ("ولل", ("و", "ل", "ال")), ("فلل", ("ف", "ل", "ال"))},
        key=lambda pair: -len(pair[0]),
    )
)
_ENCLITICS = ("هما", "كما", "ها", "هم", "هن", "كم", "كن", "نا", "ه", "ك", "ي")
_NUMBERS = {"ون": "p", "ين": "", "ان": "d", "ات": "p", "تين": "d", "تان": "d", "وا": "p"}
_ENDINGS = ("تين", "تان", "ون", "ين", "ان", "ات", "وا", "تا", "يه", "ه", "ت", "ا", "ي")
_INFLECTIONS = (("ت", ""), ("وا", ""))
# Before the plain cut a remainder must be this long: short words begin with و or ب far too often.
_SAFE = {"و": 4, "ال": 3, "لل": 3}


@cache
def known_words() -> frozenset[str]:
    """Every single folded word of the lexicons."""
    words: set[str] = set()
    for name in _LEXICONS:
        words.update(_strings(load(name)))
    return frozenset(words)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (fold_word(word) for word in value.split() if len(word) > 2)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
        yield from (fold_word(key) for key in value if isinstance(key, str) and len(key) > 2)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


@lru_cache(maxsize=20_000)
def stem(folded: str) -> Analysis:
    """The reading of a folded word."""
    known = known_words()
    if len(folded) < 4 or folded in known:
        return Analysis(_shortest(folded, known), known=folded in known)
    for proclitics, rest in _openings(folded):
        if len(rest) >= 3 and rest in known:
            return Analysis(rest, proclitics=proclitics, known=True)
    for proclitics, rest in _openings(folded):
        for base, enclitic, ending in _closings(rest):
            if len(base) >= 3 and base in known:
                return Analysis(
                    base,
                    proclitics=proclitics,
                    enclitic=enclitic,
                    number=_NUMBERS.get(ending, ""),
                    known=True,
                )
    return _plain(folded)


def _shortest(word: str, known: frozenset[str]) -> str:
    """The listed form that a listed inflection belongs to: قصفت is a form of قصف."""
    for ending, instead in _INFLECTIONS:
        base = word[: -len(ending)] + instead
        if word.endswith(ending) and len(base) >= 3 and base in known:
            return base
    return word


def _openings(word: str) -> Iterator[tuple[tuple[str, ...], str]]:
    yield (), word
    for written, parts in reversed(_PROCLITICS):
        if word.startswith(written):
            yield parts, word[len(written) :]


def _closings(word: str) -> Iterator[tuple[str, str, str]]:
    """(stem, enclitic, ending) of every way to cut the end of `word`, the least cut first."""
    for ending in _ENDINGS:
        if word.endswith(ending):
            yield word[: -len(ending)], "", ending
            if ending in ("ات", "ت"):
                yield word[: -len(ending)] + "ه", "", ending
    for enclitic in _ENCLITICS:
        if word.endswith(enclitic):
            rest = word[: -len(enclitic)]
            yield rest, enclitic, ""
            if rest.endswith("ت"):
                yield rest[:-1] + "ه", enclitic, ""


def _plain(word: str) -> Analysis:
    """Cut what is safe to cut from a word no lexicon knows: conjunction, article, sound endings."""
    proclitics: tuple[str, ...] = ()
    for written, parts in _PROCLITICS:
        rest = len(word) - len(written)
        if word.startswith(written) and rest >= (3 if written.endswith(("ال", "لل")) else _SAFE.get(written, 99)):
            proclitics, word = parts, word[len(written) :]
            break
    number = ""
    for ending in ("تين", "تان", "ون", "ين", "ات", "ها", "هم"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            enclitic = ending if ending in _ENCLITICS else ""
            return Analysis(word[: -len(ending)], "", proclitics, enclitic, number=_NUMBERS.get(ending, ""))
    return Analysis(word.removesuffix("ه") if len(word) > 4 else word, "", proclitics, number=number)
