"""Where it happened: names of the gazetteer, with the nouns that head them («مدينة …», «شمال شرق …»)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from rasad import Place
from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.phrases import Phrase
from rasad_arabic.reading import Reading, clitic_length
from rasad_arabic.triggers import carrying
from rasad_arabic.victims import bare

LEADING = frozenset(
    {"في", "ب", "من", "الى", "على", "قرب", "وسط", "عند", "باتجاه", "نحو", "قبالة", "داخل", "بين", "علي"}
)
INSIDE = frozenset(
    {"في", "داخل", "وسط", "قرب", "عبر", "انحاء", "خارج", "على", "علي"}
)  # a country in front of others is a party


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(map(fold_word, load("places")[name]))


def places(reading: Reading, first: int, last: int) -> list[Place]:
    """Places named within tokens `first:last`, in order, each once; the most specific of neighbours first."""
    found: dict[str, Place] = {}
    for begin, end, phrase in _named(reading, first, last):
        if begin + 1 == end and reading.word(begin) in _set("generic"):
            continue  # «في المدينة»: which one is told elsewhere
        span = reading.span(begin, end, skip=_skip(reading, begin, phrase))
        entry = phrase.place if phrase else None
        found.setdefault(
            span.text,
            Place(span, entry.id, entry.lat, entry.lon) if entry else Place(span),
        )
    return list(found.values())


def core(name: str) -> frozenset[str]:
    """The folded words of a place's name without its kind, its part and its side: «ريف حلب الشمالي» is حلب."""
    folded = (fold_word(word.strip("«»“”\"'#()")) for word in name.split())
    return frozenset(word.removeprefix("ال") for word in folded if not head(word) and word not in _set("sides"))


def _skip(reading: Reading, at: int, phrase: Phrase | None) -> int:
    """Characters of a preposition or conjunction written onto the first word."""
    if phrase is not None and phrase.first == at:
        return clitic_length(reading.tokens[at], phrase.clitics)
    word = reading.tokens[at].text
    for cut in ("وب", "ول", "ب", "ل", "و"):
        rest = fold_word(word[len(cut) :])
        if word.startswith(cut) and (rest in _heads() or rest.startswith("ال")):
            return len(cut)
    return 0


@cache
def _heads() -> frozenset[str]:
    return _set("types") | _set("parts") | _set("directions")


def _named(reading: Reading, first: int, last: int) -> Iterator[tuple[int, int, Phrase | None]]:
    reach = first
    listed = _listed(reading, first, last)
    at = first
    while at < last:
        if at < reach:
            at += 1
            continue
        phrase = listed.get(at)
        if end := _area(reading, at, last, listed):
            yield _reach_back(reading, at, max(first, reach)), end, None
            reach = end
            continue
        if phrase is None and _headed(reading, at, last):
            end = _name_behind(reading, at, last)
            inner = next((p for n, p in listed.items() if at < n < end), None)
            if end > at + 1 and not inner:
                yield at, end, None
                reach = end
        if phrase is not None:
            end = phrase.last + (reading.word(phrase.last) in _set("sides") and phrase.last < last)
            yield _reach_back(reading, phrase.first, max(first, reach)), end, phrase
            reach = end
        at += 1


def _listed(reading: Reading, first: int, last: int) -> dict[int, Phrase]:
    """Names that count by what stands before them, and those joined to one that counts: «في حلب وحمص»."""
    found: dict[int, Phrase] = {}
    reach = -1
    for phrase in reading.of("place", first, last):
        if _counts(reading, phrase) or (phrase.first == reach and phrase.clitics == "و"):
            found[phrase.first] = phrase
            reach = phrase.last
    return found


def _area(reading: Reading, at: int, last: int, listed: dict[int, Phrase]) -> int:
    """The end of an area that only its adjective names, «الشمال السوري», «الحدود مع سوريا»; 0 where none begins."""
    word = reading.word(at)
    led = reading.word(at - 1) in LEADING or word.startswith(("بال", "لل")) or head(reading.word(at - 1))
    if not led or bare(word, _set("areas")) is None:
        return 0
    if reading.word(at + 1) == "مع" and (known := next((p for p in reading.of("place", at + 2, last)), None)):
        return known.last if known.first == at + 2 else 0
    end = at + 1
    while end < min(at + 3, last) and reading.word(end).startswith("ال") and reading.word(end) not in _set("not_named"):
        end += 1
    if end in listed and end > at + 1 and bare(word, frozenset({"العاصمه"})):
        return listed[end].last  # «العاصمة اليمنية صنعاء»
    return end if end > at + 1 else 0


def _counts(reading: Reading, phrase: Phrase) -> bool:
    """A guarded name, or one of people, counts only behind a preposition, type noun or direction; one that is a
    common word (`words`) not behind a preposition alone: «في بيان»."""
    size = phrase.last - phrase.first
    if size == 1 and (reading.stems[phrase.first] in carrying() or head(reading.word(phrase.first))):
        return False
    if min(reading.named.get(phrase.first, 0), reading.named.get(phrase.last - 1, 0)) > size:
        return False  # a place inside the name of an organisation is part of the name
    before = reading.bare(phrase.first - 1)
    if _told_to(reading, phrase):
        return False
    if phrase.place is not None and phrase.place.kind == "country":
        return phrase.clitics.lstrip("وف") == "ب" or before in INSIDE or head(before) is not None
    common = _set("words")
    if size == 1 and (fold_word(phrase.value) in common or reading.word(phrase.first) in common):
        return head(before) is not None
    led = phrase.clitics.lstrip("وف")[:1] in ("ب",) or before in LEADING or head(before) is not None
    led = led or (not phrase.clitics and phrase.first > 0 and bare(before, _set("struck")) is not None)
    return led or (fold_word(phrase.value) not in _set("guarded") and size > 1)


def _told_to(reading: Reading, phrase: Phrase) -> bool:
    """True for an outlet's name in quotation marks that is a place's as well: «لـ«الشرق الأوسط»»."""
    quoted = reading.tokens[phrase.first - 1].text in '«“"' if phrase.first else False
    return quoted and any(p.first == phrase.first for p in reading.of("agency", phrase.first, phrase.last))


@lru_cache(maxsize=20_000)
def head(word: str) -> str | None:
    """The noun of kind, part or direction that a folded word is, clitics cut off: مدينة, ريف, قرب."""
    for cut in ("", "و", "ب", "ل", "وب", "ول"):
        rest = word[len(cut) :]
        if word.startswith(cut) and rest in _heads():
            return rest
    return None


def _headed(reading: Reading, at: int, last: int) -> bool:
    """A type noun behind a preposition opens a name that no gazetteer needs to know."""
    word = reading.word(at)
    noun = head(word)
    if noun in _set("settlements"):
        return at + 1 < last
    before = reading.bare(at - 1)
    led = before in LEADING or (word.startswith("ب") and noun != word) or head(before) or before in _set("struck")
    return bool(noun in _set("types") and led and at + 1 < last)


def _name_behind(reading: Reading, at: int, last: int) -> int:
    """The end of the name behind a type noun: one word, two where both have the article."""
    first = at + 1
    while first < last and reading.tokens[first].text in '#«“"(':
        first += 1
    if first >= last or reading.tokens[first].kind != "word" or reading.word(first) in LEADING | _set("not_named"):
        return at
    second = first + 1
    both = second < last and reading.word(first).startswith("ال") and reading.word(second).startswith("ال")
    return second + 1 if both and reading.tokens[second].kind == "word" else second


def _reach_back(reading: Reading, at: int, stop: int) -> int:
    """Type nouns, parts and directions in front of a name belong to it."""
    first = at
    while first > stop and first > at - 3 and head(reading.word(first - 1)):
        first -= 1
    return first
