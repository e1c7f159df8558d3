"""What is kept of a word's reading: the shape that both the database and the light stemmer give."""

from __future__ import annotations

from typing import NamedTuple


class Analysis(NamedTuple):
    """One reading of a word, folded and without diacritics.

    `lemma` is the dictionary form (the light stemmer: the stem). `proclitics` are those cut off, outermost first,
    of و ف ب ل ك س ا ال; `enclitic` is the pronoun at the end, or "". `pos` is the database's part of speech (verb,
    noun, adj, noun_prop, noun_num, prep, …), "" where unknown. `voice` is a or p; `person` 1, 2, 3; `gender` m or
    f; `number` s, d, p; `aspect` p (perfect), i (imperfect) or c (imperative); each "" where unknown or senseless.
    `known` says whether a dictionary or lexicon vouches for the reading.
    """

    lemma: str
    pos: str = ""
    proclitics: tuple[str, ...] = ()
    enclitic: str = ""
    voice: str = ""
    person: str = ""
    gender: str = ""
    number: str = ""
    aspect: str = ""
    known: bool = False
