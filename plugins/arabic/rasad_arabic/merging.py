"""One event told again by one speaker is one claim with several mentions: which claims are one, and what they make.

A denial is linked to what it denies. After the coding guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rasad import Claim, Place, Speaker, Stance
from rasad_arabic.fold import fold_word
from rasad_arabic.places import core

MOST_PLACES = 4
ALIKE = 0.5  # share of common words from which two names are one


def merged(found: Sequence[Claim]) -> list[Claim]:
    """The same event stated again by the same speaker is one claim with several mentions."""
    out: list[Claim] = []
    for claim in found:
        same = next((n for n, c in enumerate(out) if _same(c, claim)), None)
        if same is None:
            out.append(claim)
        else:
            out[same] = joined(out[same], claim)
    return out


def _same(a: Claim, b: Claim) -> bool:
    if (a.type, a.stance) != (b.type, b.stance) or not _one_speaker(a.speaker, b.speaker):
        return False
    if a.type == "toll":
        one, other = ({(c.kind, c.min, c.max) for c in claim.casualties} for claim in (a, b))
        if one == other or not (one < other or other < one):
            return one == other
    if a.date_from and b.date_from and a.date_from != b.date_from:
        return False
    return not _apart(a.places, b.places)


def _apart(here: Sequence[Place], there: Sequence[Place]) -> bool:
    """Whether both are placed, and elsewhere. «أعزاز» and «مدينة أعزاز» are one place, two towns of a province two."""
    if not here or not there:
        return False
    first, second = core(here[0].span.text), core(there[0].span.text)
    one, other = ({word for place in places for word in core(place.span.text)} for places in (here, there))
    return not (first & second or one <= other or other <= one)


def _one_speaker(a: Speaker | None, b: Speaker | None) -> bool:
    """Whether two names are one speaker's: they begin alike and share half their words."""
    if a is None or b is None:
        return a is b
    one, other = ([fold_word(word).removeprefix("ال") for word in s.span.text.split()] for s in (a, b))
    common = len(set(one) & set(other))
    return one[0] == other[0] and 2 * common >= ALIKE * (len(one) + len(other))


def joined(first: Claim, again: Claim) -> Claim:
    """One claim of two mentions; what the first lacks comes from the second."""
    return replace(
        first,
        mentions=(*first.mentions, *(m for m in again.mentions if m not in first.mentions)),
        actors=first.actors or again.actors,
        targets=first.targets or again.targets,
        places=_all_places(first.places, again.places),
        when=first.when or again.when,
        date_from=first.date_from or again.date_from,
        date_to=first.date_to or again.date_to,
        relays=first.relays or again.relays,
        casualties=max(first.casualties, again.casualties, key=len),
    )


def _all_places(first: tuple[Place, ...], again: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places of both, each once."""
    known = [core(place.span.text) for place in first]
    more = [place for place in again if not any(core(place.span.text) <= words for words in known)]
    return (*first, *more)[: max(MOST_PLACES, len(first))]


def linked(found: Sequence[Claim]) -> list[Claim]:
    """A denial points to the claim of its type that another speaker asserts; the nearest before it comes first."""
    out = list(found)
    for n, claim in enumerate(found):
        if claim.stance is not Stance.DENIED or claim.type == "toll":
            continue
        asserted = [
            m
            for m, other in enumerate(found)
            if other.type == claim.type
            and other.stance is Stance.ASSERTED
            and not _one_speaker(other.speaker, claim.speaker)
        ]
        if asserted:
            before = [m for m in asserted if m < n]
            out[n] = replace(claim, denies=before[-1] if before else asserted[0])
    return out
