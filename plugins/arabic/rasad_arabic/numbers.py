"""Reads numbers: digits, words, ranges, "tens of". Says nothing of what is counted.

Words compose as the grammar has them: unit and ten (ثلاثة وعشرين), hundred and rest, scale after its factor.
Percentages, dates, times of day and decimals without a scale are no counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rasad_arabic.fold import characters, fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.tokens import Token


class Number(NamedTuple):
    """A number in a text: `min` equals `max` if exact, `max` is null for an open end ("tens").

    `start` and `end` are offsets in the text, a conjunction or preposition written onto the first word left out;
    `tokens[first:last]` are its tokens. `definite` is true where it has the article (العشرة).
    """

    start: int
    end: int
    min: int
    max: int | None
    text: str
    first: int
    last: int
    definite: bool = False

    @property
    def value(self) -> int | None:
        """The number, where it is exact."""
        return self.min if self.min == self.max else None


class _Words(NamedTuple):
    units: dict[str, int]
    tens: dict[str, int]
    hundreds: dict[str, int]
    scales: dict[str, int]
    dual_scales: dict[str, int]
    vague: dict[str, tuple[int, int | None]]
    ten: frozenset[str]
    one_of: frozenset[str]
    percent: frozenset[str]
    to: frozenset[str]
    between: frozenset[str]


_DIGITS = re.compile(r"\d{1,3}(?:[,،]\d{3})+|\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_LIMIT = 10**12


@cache
def _words() -> _Words:
    lexicon = load("numbers")

    def table(name: str) -> dict[str, int]:
        return {fold_word(w): int(value) for value, forms in lexicon.get(name, {}).items() for w in forms}

    def group(name: str) -> frozenset[str]:
        return frozenset(fold_word(w) for w in lexicon.get(name, ()))

    vague = {fold_word(w): (low, high) for w, (low, high) in lexicon.get("vague", {}).items()}
    return _Words(
        units=table("units"),
        tens=table("tens"),
        hundreds=table("hundreds"),
        scales=table("scales"),
        dual_scales=table("dual_scales"),
        vague=vague,
        ten=group("ten"),
        one_of=group("one_of"),
        percent=group("percent"),
        to=group("range_words"),
        between=group("between"),
    )


def read_numbers(tokens: Sequence[Token]) -> list[Number]:
    """The numbers that stand in `tokens`, in order, none inside another."""
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        number = _read(tokens, at)
        if number is None:
            at += 1
            continue
        at = number.last
        if share := _share(tokens, at):
            at += share
        else:
            found.append(number)
    return _join_ranges(tokens, found)


def _share(tokens: Sequence[Token], after: int) -> int:
    """How many tokens from `after` on say "per cent"."""
    for size in (2, 1):
        if " ".join(t.folded for t in tokens[after : after + size]) in _words().percent:
            return size
    return 0


def _read(tokens: Sequence[Token], at: int) -> Number | None:
    if tokens[at].kind == "number":
        return _read_digits(tokens, at)
    return _read_words(tokens, at) if tokens[at].kind == "word" else None


def _read_digits(tokens: Sequence[Token], at: int) -> Number | None:
    """Digits with the scale behind them: 9 آلاف, 2.5 مليون."""
    written = tokens[at].folded
    if not _DIGITS.fullmatch(written) or len(written) > 15:
        return None
    plain = written.replace(",", "").replace("،", "")
    scale = _words().scales.get(tokens[at + 1].folded) if at + 1 < len(tokens) else None
    if _THOUSANDS.fullmatch(written) and scale is None:
        plain = plain.replace(".", "")
    if scale is None and "." in plain:
        return None
    value = round(float(plain) * scale) if scale else int(plain)
    return _make(tokens, at, at + (2 if scale else 1), value, value)


def _read_words(tokens: Sequence[Token], at: int) -> Number | None:
    words = _words()
    for cut, article in _openings(tokens[at].folded):
        bare = tokens[at].folded[cut:]
        if bare in words.vague and not (bare in words.scales and _factor_before(tokens, at)):
            return _read_vague(tokens, at, cut, article)
        if _part(bare) is not None or _is_eleven(tokens, at, bare):
            return _compose(tokens, at, cut, article)
    return None


def _is_eleven(tokens: Sequence[Token], at: int, bare: str) -> bool:
    words = _words()
    return bare in words.one_of and at + 1 < len(tokens) and tokens[at + 1].folded in words.ten


def _factor_before(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].kind == "number"


def _openings(word: str) -> list[tuple[int, bool]]:
    """How many letters may be proclitics, and whether the article is among them. The bare word comes first."""
    out = [(0, False)]
    lead = 1 if word[:1] in "وفبلك" else 0
    if word.startswith("ال"):
        out.append((2, True))
    if lead:
        out.append((1, False))
        if word[1:3] == "ال" or word[:2] == "لل":
            out.append((3 if word[1:3] == "ال" else 2, True))
        if word[:1] in "وف" and word[1:2] in tuple("بلك"):
            out.append((2, False))
    return out


def _part(bare: str) -> tuple[int, str] | None:
    """The value of one number word and its kind."""
    words = _words()
    if bare in words.units:
        return words.units[bare], "unit"
    if bare in words.ten:
        return 10, "ten"
    for kind, table in (("tens", words.tens), ("hundred", words.hundreds), ("dual", words.dual_scales)):
        if bare in table and not (kind == "dual" and bare in words.scales):
            return table[bare], kind
    return (words.scales[bare], "scale") if bare in words.scales else None


def _read_vague(tokens: Sequence[Token], at: int, cut: int, article: bool) -> Number:
    """عشرات, مئات, بضعة; and عشرات الآلاف, بضعة آلاف."""
    words = _words()
    low, high = words.vague[tokens[at].folded[cut:]]
    last = at + 1
    following = tokens[last].folded if last < len(tokens) else ""
    if scale := words.scales.get(following) or words.scales.get(following.removeprefix("ال")):
        low, high, last = low * scale, high and high * scale, last + 1
    return _make(tokens, at, last, low, high, cut, article)


# What may follow what under "and", by kind: ثلاثة وعشرين, مئة وخمسة, ألف ومئتي.
_FOLLOWS = {
    "unit": ("tens",),
    "teen": (),
    "ten": (),
    "tens": (),
    "hundred": ("unit", "ten", "tens", "teen"),
    "scale": ("unit", "ten", "tens", "hundred", "dual"),
    "dual": ("unit", "ten", "tens", "hundred"),
}


def _compose(tokens: Sequence[Token], at: int, cut: int, article: bool) -> Number | None:
    """One number out of the words from `at` on."""
    words = _words()
    value, kind = _part(tokens[at].folded[cut:]) or (1, "unit")
    total, group, last = 0, value, at + 1
    if kind in ("scale", "dual"):
        total, group = value, 0
    while last < len(tokens) and total + group < _LIMIT:
        word = tokens[last].folded
        if kind == "unit" and word in words.ten and group % 10 + 10 < 20:
            group, kind = group + 10, "teen"
        elif word in words.scales and group:
            group *= words.scales[word]
            kind = "hundred" if words.scales[word] == 100 else "scale"
            if kind == "scale":
                total, group = total + group, 0
        elif word[:1] == "و" and (part := _part(word[1:].removeprefix("ال") if article else word[1:])):
            if not _may_follow(kind, part, total, group):
                break
            if part[1] in ("dual", "scale"):
                total += part[0]
            else:
                group += part[0]
            kind = part[1] if part[1] != "hundred" or not group else "hundred"
        else:
            break
        last += 1
    return _make(tokens, at, last, total + group, total + group, cut, article)


def _may_follow(kind: str, part: tuple[int, str], total: int, group: int) -> bool:
    value, new = part
    if new not in _FOLLOWS[kind]:
        return False
    if kind == "hundred" or kind in ("scale", "dual"):
        return value < (group or total)
    return True


def _make(
    tokens: Sequence[Token],
    first: int,
    last: int,
    low: int,
    high: int | None,
    cut: int = 0,
    article: bool = False,
) -> Number:
    start = tokens[first].start + letters_in(tokens[first].text, cut - 2 if article else cut)
    text = " ".join(t.text for t in tokens[first:last])
    return Number(start, tokens[last - 1].end, low, high, text, first, last, article)


def letters_in(word: str, letters: int) -> int:
    """How many characters of `word` its first `letters` folded letters take, marks on them included."""
    at = 0
    table = characters()
    while letters > 0 and at < len(word):
        letters -= len(table.get(ord(word[at]), word[at]) or "")
        at += 1
    while at and at < len(word) and table.get(ord(word[at]), word[at]) is None:
        at += 1
    return at


def _join_ranges(tokens: Sequence[Token], found: list[Number]) -> list[Number]:
    """«بين 5 و7», «3 إلى 5», «5-7» become one number each."""
    out: list[Number] = []
    for number in found:
        before = out[-1] if out else None
        if before is not None and _is_range(tokens, before, number):
            first = before.first - 1 if _is_between(tokens, before.first) else before.first
            start = tokens[first].start if first != before.first else before.start
            text = " ".join(t.text for t in tokens[first : number.last])
            out[-1] = Number(start, number.end, before.min, number.max, text, first, number.last)
        else:
            out.append(number)
    return out


def _is_between(tokens: Sequence[Token], first: int) -> bool:
    return first > 0 and tokens[first - 1].folded in _words().between


def _is_range(tokens: Sequence[Token], low: Number, high: Number) -> bool:
    if low.value is None or high.value is None or low.value >= high.value:
        return False
    gap = [t.folded for t in tokens[low.last : high.first]]
    if _is_between(tokens, low.first):
        return gap in (["و"], []) and (gap == ["و"] or tokens[high.first].folded.startswith("و"))
    return len(gap) == 1 and (gap[0] in _words().to or gap[0] in ("-", "–")) and high.value < 20 * low.value
