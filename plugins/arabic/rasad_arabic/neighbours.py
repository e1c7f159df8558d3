"""What a sentence takes from the one before it: the place of a strike, and who struck, hold for what follows of it.

After the coding guide: places and parties may be taken from elsewhere in the text where it is clearly the same event.
Days are not taken over: what happened before or after is told in the next sentence as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rasad import Claim, Span

FIGHTING = frozenset({"clash", "air_strike", "shelling", "explosion", "attack"})
GIVES = FIGHTING | {"toll"}
TAKES = GIVES | {"destruction"}
NEAR = 1  # sentences back


def shared(found: Sequence[Claim], sentence_of: Callable[[int], int]) -> list[Claim]:
    """The claims, with what they lack from the nearest of their kind. `sentence_of`: the sentence at a character."""
    numbers = [sentence_of(claim.mentions[0].start) for claim in found]
    return [_completed(found, numbers, at) for at in range(len(found))]


def _completed(found: Sequence[Claim], numbers: Sequence[int], at: int) -> Claim:
    claim = found[at]
    if claim.type not in TAKES:
        return claim
    beside = [n for n in range(len(found)) if n != at and 0 <= numbers[at] - numbers[n] <= NEAR]
    beside.sort(key=lambda n: (numbers[at] - numbers[n], abs(n - at)))
    places = claim.places or next((found[n].places for n in beside if found[n].type in GIVES and found[n].places), ())
    return replace(claim, places=places, actors=claim.actors or _actors(claim, [found[n] for n in beside]))


def _actors(claim: Claim, beside: Sequence[Claim]) -> tuple[Span, ...]:
    """Who did the same beside it."""
    same = (other.actors for other in beside if other.type == claim.type and other.actors)
    return next(same, ()) if claim.type in FIGHTING else ()
