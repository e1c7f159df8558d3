"""Who is meant by a short name: «الأحمدي» by the name that was given in full, «المسؤولون» by those told of before.

Joins names to names; knows nothing of what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rasad import Span
from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load

OURS = {"مراسلنا": "مراسل", "مراسلتنا": "مراسله", "مصادرنا": "مصادر", "مراسلونا": "مراسلو"}


def full_names(names: Sequence[Span]) -> list[Span]:
    """For each name, in order of the text, the fullest name of the same one; the name itself where there is none.

    A title with the article («المسؤولون») means one told of before; a person's name may be given in full later.
    """
    worded = [_words(name.text) for name in names]
    return [_fullest(names, worded, number) for number in range(len(names))]


def _fullest(names: Sequence[Span], worded: Sequence[frozenset[str]], number: int) -> Span:
    own, name = worded[number], names[number]
    if not own or _introduces(name.text):
        return name
    fuller = [n for n, words in enumerate(worded) if own < words and (n < number or not _title(name.text))]
    before = [n for n in fuller if n < number]
    chosen = before[-1] if before else fuller[0] if fuller else number
    return name if chosen == number else _fullest(names, worded, chosen)


def _introduces(name: str) -> bool:
    """True for a title without article: «مصدر عسكري» is someone new."""
    first = fold_word(name.split()[0])
    return first in _titles() and first not in OURS and len(name.split()) > 1


def _title(name: str) -> bool:
    first = fold_word(name.split()[0])
    return first in OURS or (first.startswith("ال") and (first in _titles() or first[2:] in _titles()))


@cache
def _titles() -> frozenset[str]:
    return frozenset(map(fold_word, load("speakers")["heads"]))


def _words(name: str) -> frozenset[str]:
    """Words without their article."""
    folded = (fold_word(word.strip('«»“”"()،')) for word in name.split())
    return frozenset(OURS.get(word, word.removeprefix("ال") if len(word) > 4 else word) for word in folded if word)
