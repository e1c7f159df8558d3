"""The words for people who are killed, injured or missing, in every form, read from lexicons/victims.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load

CUTS = ("وال", "بال", "فال", "كال", "ولل", "ال", "لل", "وب", "ول", "فب", "و", "ف", "ب", "ل", "ك")


class Victims(NamedTuple):
    """Folded forms. `people`: word to s, d or p; `outcomes`: noun of a victim to (kind, number); `actions`: noun or
    verb to kind; `bounds`: (kind, words) of bounds by their first word; the rest are sets of words or phrases."""

    people: dict[str, str]
    outcomes: dict[str, tuple[str, str]]
    actions: dict[str, str]
    things: frozenset[str]
    parts: frozenset[str]
    one_of: frozenset[str]
    rest: dict[str, str]
    bounds: dict[str, list[tuple[str, tuple[str, ...]]]]
    no_words: frozenset[str]
    no_things: frozenset[str]
    life: frozenset[str]
    life_verbs: frozenset[str]
    kin: frozenset[str]
    befell: frozenset[str]
    carriers: frozenset[str]
    several_of: frozenset[str]
    several_adjective: frozenset[str]
    most_of: frozenset[str]
    some_of: frozenset[str]
    one_of_two: frozenset[str]
    two: frozenset[str]
    single: frozenset[str]
    years: frozenset[str]
    months: frozenset[str]
    states: dict[str, str]
    nobodies: frozenset[str]
    by_whom: frozenset[str]


@cache
def victims() -> Victims:
    """The lexicon, read at first use."""
    data = load("victims")
    people = dict(_people(data["people"]))
    actions = {form: kind for kind, o in data["outcomes"].items() for form in _actions(o)}
    actions |= {fold_word(word): kind for kind, words in data["phrases"].items() for word in words}
    named = {f: (kind, n) for kind, o in data["outcomes"].items() for f, n in _named(o["people"])}
    outcomes = {word: found for word, found in named.items() if word not in actions}
    rest = {fold_word(w): str(n) for n, words in data["people"]["rest"].items() for w in words}
    bounds: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for kind, phrases in data["bounds"].items():
        for phrase in map(fold_word, phrases):
            bounds.setdefault(phrase.split()[0], []).append((kind, tuple(phrase.split())))
    return Victims(
        people,
        outcomes,
        actions,
        _set(data["things"]),
        _set(data["parts"]),
        _set(data["one_of"]),
        rest,
        bounds,
        _set(data["nobody"]["words"]),
        _set(data["nobody"]["things"]),
        _set(data["with_life"]["life"]),
        _set(data["with_life"]["words"]),
        frozenset(_with_pronouns(data["people"]["kin"])),
        _set(data["befell"]),
        _set(data["carriers"]),
        _set(data["several_of"]),
        _set(data["several_adjective"]),
        _set(data["most_of"]),
        _set(data["some_of"]),
        _set(data["one_of_two"]),
        _set(data["two"]),
        _set(data["single"]),
        _set(data["years"]),
        _set([name.split()[0] for names in load("months").values() for name in names]),
        {fold_word(phrase): kind for kind, phrases in data["states"].items() for phrase in phrases},
        frozenset({*outcomes, *rest, *(form for word in data["just_people"] for form in _every(fold_word(word)))}),
        _set(data["by_whom"]),
    )


def bare(word: str, table: Any) -> str | None:
    """The form of a folded word that stands in `table`, clitics cut off; null where none does."""
    for form in _without_clitics(word):
        if form in table:
            return form
    return None


@lru_cache(maxsize=50_000)
def _without_clitics(word: str) -> tuple[str, ...]:
    """The word, and what is left of it behind each clitic that it may begin with."""
    return (word, *(word[len(cut) :] for cut in CUTS if word.startswith(cut)))


def _set(words: list[str]) -> frozenset[str]:
    return frozenset(map(fold_word, words))


def _with_pronouns(words: list[str]) -> Iterator[str]:
    """Relatives of someone spoken of: زوجته, ابنها."""
    for word in map(fold_word, words):
        stem = word[:-1] + "ت" if word.endswith("ه") else word
        yield from (stem + ending for ending in ("ه", "ها", "هم", "هما"))


def _people(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for word in (*data["several"],):
        yield fold_word(word), "p"
    for singular in data["sound"]:
        yield from _forms(fold_word(singular), sound=True)
    for singular, plurals in data["broken"].items():
        yield from _forms(fold_word(singular), sound=False)
        yield from ((form, "p") for plural in plurals for form in _cases(fold_word(plural)))


def _every(word: str) -> Iterator[str]:
    yield from (form for form, _ in _forms(word, sound=True))
    yield from _cases(word)


def _named(data: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for singular, plurals in data.items():
        yield from _forms(fold_word(singular), sound=not plurals)
        yield from ((form, "p") for plural in plurals for form in _cases(fold_word(plural)))


def _cases(word: str) -> Iterator[str]:
    yield word
    if word.endswith("ين"):
        yield word[:-2] + "ون"
    yield word + "ا"


def _forms(word: str, *, sound: bool) -> Iterator[tuple[str, str]]:
    """Singular (also with tanwin), dual, and the sound plural."""
    stem = word[:-1] + "ت" if word.endswith("ه") else word
    yield from ((stem + ending, "d") for ending in ("ان", "ين", "ي", "ا") if ending != "ا" or stem != word)
    if sound and word.endswith("ه"):
        yield word[:-1] + "ات", "p"
    elif sound:
        yield from ((word + ending, "p") for ending in ("ون", "ين", "و"))
    yield word, "s"
    if not word.endswith("ه"):
        yield word + "ا", "s"


def _actions(outcome: dict[str, Any]) -> Iterator[str]:
    for word in outcome["actions"]:
        yield fold_word(word)
    for verb in map(fold_word, outcome["verbs"]):
        yield from (verb + ending for ending in ("", "ت", "وا", "ا", "تا", "ن"))
    yield from map(fold_word, outcome["forms"])
