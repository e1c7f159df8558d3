"""Who says it, and through whom: reporting verbs, «بحسب …», «نقلت … عن …», sources in brackets, carried speakers.

An attribution holds from its verb to the end of the sentence, and on through a quotation that is still open.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from rasad import Span, Speaker
from rasad_arabic.coreference import full_names
from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.names import before_colon, before_verb, fullest, name_at, words
from rasad_arabic.outlets import outlet
from rasad_arabic.reading import Reading
from rasad_arabic.reporting import followed_by_that, impersonal, quoted_from, reports_nothing, surname
from rasad_arabic.sentences import Sentence
from rasad_arabic.victims import bare

QUOTING = 6  # tokens between an outlet and «عن»


@dataclass(frozen=True, slots=True)
class Attribution:
    """Tokens `first:last` are said by `speaker` through `relays`; `denies` where the verb itself denies."""

    first: int
    last: int
    speaker: Speaker | None
    relays: tuple[Span, ...] = ()
    denies: bool = False


@dataclass
class _Memory:
    """The last full speaker, for «وأضاف» and «المصدر»."""

    speaker: Speaker | None = None
    relays: tuple[Span, ...] = ()
    open_quote: bool = False
    found: list[Attribution] = field(default_factory=list)


@cache
def _speakers(name: str) -> frozenset[str]:
    return frozenset(map(fold_word, load("speakers")[name]))


@cache
def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((fold_word(word), kind) for kind, words in load("speakers")["kinds"].items() for word in words)


def attributions(reading: Reading) -> list[Attribution]:
    """Every attribution, in order of the text."""
    memory = _Memory()
    for sentence in reading.text.sentences:
        _sentence(reading, sentence, memory)
    memory.found = _through_same(_in_full(memory.found))
    _credit(reading, memory)
    return memory.found


def _in_full(found: list[Attribution]) -> list[Attribution]:
    """A speaker who is named in full once is meant by every shorter name."""
    spoken = [a for a in found if a.speaker]
    names = [a.speaker.span for a in spoken if a.speaker]
    full = {name: whole for name, whole in zip(names, full_names(names), strict=True) if name != whole}
    return [_as(a, full[a.speaker.span]) if a.speaker and a.speaker.span in full else a for a in found]


def _as(attribution: Attribution, name: Span) -> Attribution:
    return replace(attribution, speaker=Speaker(name, kind_of(name.text)))


def _through_same(found: list[Attribution]) -> list[Attribution]:
    """Whom a speaker has told it, is told of all that speaker says: «قال المصدر لوكالة …» names the outlet once."""
    relays: dict[str, dict[str, Span]] = {}
    for attribution in found:
        if attribution.speaker:
            named = relays.setdefault(attribution.speaker.span.text, {})
            for relay in attribution.relays:
                named.setdefault(relay.text, relay)
    return [
        replace(a, relays=tuple(relays[a.speaker.span.text].values())) if a.speaker and not a.relays else a
        for a in found
    ]


def _sentence(reading: Reading, sentence: Sentence, memory: _Memory) -> None:
    before = len(memory.found)
    at = sentence.first
    if opening := before_colon(reading, sentence):
        _take(reading, memory, opening[1], sentence.last, opening[0], ())
    while at < sentence.last:
        at = max(at + 1, _verb(reading, at, sentence, memory))
    _according(reading, sentence, memory)
    _bracket(reading, sentence, memory)
    if memory.open_quote and len(memory.found) == before and memory.speaker:
        memory.found.append(Attribution(sentence.first, sentence.last, memory.speaker, memory.relays))
    if len(memory.found) > before or memory.open_quote:
        memory.open_quote = _still_open(reading, sentence, memory.open_quote)


def _still_open(reading: Reading, sentence: Sentence, was_open: bool) -> bool:
    straight = was_open
    for token in reading.tokens[sentence.first : sentence.last]:
        if token.text in "“«":
            straight = True
        elif token.text in "”»":
            straight = False
        elif token.text == '"':
            straight = not straight
    end = sentence.end
    return straight and "\n" not in reading.text.source[end : end + 2]


def _verb(reading: Reading, at: int, sentence: Sentence, memory: _Memory) -> int:
    """Read an attribution whose verb stands at `at`; the position behind the speaker's name, or 0."""
    word = reading.bare(at)
    denies = word in words("deny")
    if impersonal(reading, at, sentence.last):
        memory.found.append(Attribution(at, sentence.last, None))
        return 0
    if not denies and word not in words("say") and word not in words("utter"):
        return 0
    if reading.tokens[at].kind != "word" or reports_nothing(reading, at):
        return 0
    utters = word in words("utter")
    if utters and holding(memory.found, at):
        return 0  # what a source tells of another's demand is the source's claim
    if word.startswith("نقل") and (end := _relayed(reading, at, sentence, memory)):
        return end
    name, relays, end = name_at(reading, at + 1, sentence.last)
    subject = before_verb(reading, at, sentence)
    if subject is not None and (utters or name is None):
        name, end = subject, at + 1
    name = name or surname(reading, at + 1, (a.speaker for a in memory.found if a.speaker))
    if name is None and not followed_by_that(reading, at, sentence.last):
        return 0
    if name is not None and (quoted := quoted_from(reading, at + 1, sentence.last)):
        name, relays, end = quoted[0], (name, *relays), quoted[1]
    _take(reading, memory, at, sentence.last, name, relays, denies=denies)
    return end


def _take(
    reading: Reading,
    memory: _Memory,
    first: int,
    last: int,
    name: Span | None,
    relays: tuple[Span, ...],
    *,
    denies: bool = False,
) -> None:
    """Note an attribution; a name that only refers back stands for the speaker before it."""
    if name is None or _refers(name):
        speaker, relays = memory.speaker, relays or memory.relays
        if speaker is None and name is not None:
            speaker = Speaker(name, kind_of(name.text))
    else:
        full = fullest(reading, name)
        speaker = Speaker(full, kind_of(name.text) or kind_of(full.text))
        memory.speaker, memory.relays = speaker, relays
    memory.found.append(Attribution(first, last, speaker, relays, denies))


def _refers(name: Span) -> bool:
    folded = fold_word(name.text)
    return folded in _speakers("refers") or folded.startswith(("المصدر ", "المصادر نفس"))


def kind_of(name: str) -> str | None:
    """The kind of a speaker, by the listed word that stands first in the name; longer words count before."""
    folded = f" {fold_word(name)} "
    hits = [(folded.find(f" {word}"), -len(word), kind) for word, kind in _kinds() if f" {word}" in folded]
    return min(hits)[2] if hits else None


def _relayed(reading: Reading, at: int, sentence: Sentence, memory: _Memory) -> int:
    """«نقلت AGENCY عن SPEAKER»."""
    found = next(
        (f for n in range(at + 1, min(at + 8, sentence.last)) if (f := outlet(reading, n, sentence.last))), None
    )
    if found is None:
        return 0
    relay, end = (found[0],), found[1]
    behind = next((n for n in range(end, min(end + 5, sentence.last)) if reading.word(n) == "عن"), None)
    if behind is None:
        return 0
    name, _, end = name_at(reading, behind + 1, sentence.last)
    if name is None:
        return 0
    _take(reading, memory, at, sentence.last, name, relay)
    return end


def _according(reading: Reading, sentence: Sentence, memory: _Memory) -> None:
    """«بحسب …», «وفق ما أعلن …»: holds for the clauses before it, back to the last attribution."""
    for at in range(sentence.first, sentence.last):
        quoting = reading.word(at) == "نقلا" and reading.word(at + 1) == "عن"
        if (reading.bare(at) not in words("according") and not quoting) or reading.word(at - 1) in (
            "ابو",
            "ابي",
            "ابا",
        ):
            continue
        start = at + 1 + quoting
        while reading.word(start) in ("ما", "لما") or bare(reading.word(start), words("according_verb")):
            start += 1
        name, relays, end = name_at(reading, start, sentence.last)
        if name is None or (quoting and memory.speaker and memory.speaker.span == name):
            continue
        if any(word.startswith("نقل") for word in (reading.word(start - 1), reading.bare(start - 2))):
            behind = next((n for n in range(end, min(end + QUOTING, sentence.last)) if reading.word(n) == "عن"), None)
            if behind and (told := name_at(reading, behind + 1, sentence.last)[0]):
                name, relays = told, (name,)
        relays = relays or _outlet_before(reading, memory.found, sentence)
        begin = max((a.last for a in memory.found if a.last <= at), default=sentence.first)
        _take(reading, memory, max(begin, sentence.first), sentence.last, name, relays)
        return


def _outlet_before(reading: Reading, found: list[Attribution], sentence: Sentence) -> tuple[Span, ...]:
    """The outlet that reports what another says: «نقلت وكالة … أنه …، بحسب مصدر …»."""
    carried = (a for a in reversed(found) if a.first >= sentence.first and reading.bare(a.first).startswith("نقل"))
    return next(((a.speaker.span,) for a in carried if a.speaker and a.speaker.kind == "media"), ())


def _bracket(reading: Reading, sentence: Sentence, memory: _Memory) -> None:
    """A source in brackets at the end of an alert: «(المرصد)», «(رويترز)»."""
    tokens = reading.tokens[sentence.first : sentence.last]
    closing = [n for n, token in enumerate(tokens) if token.text in ")]"]
    if not closing or len(tokens) - closing[-1] > 2:
        return
    opening = [n for n, token in enumerate(tokens[: closing[-1]]) if token.text in "(["]
    if not opening or closing[-1] - opening[-1] > 7 or closing[-1] - opening[-1] < 2 or opening[-1] < 3:
        return
    name = reading.span(sentence.first + opening[-1] + 1, sentence.first + closing[-1])
    first = sentence.first + opening[-1] + 1
    if any(p.first == first for p in reading.of("agency", first, sentence.last)):
        return
    if len(reading.text.sentences) <= 2 and not any(a.first >= sentence.first for a in memory.found):
        _take(reading, memory, sentence.first, sentence.last, name, ())


def _credit(reading: Reading, memory: _Memory) -> None:
    """An agency in the opener or the closing credit is a relay of everything."""
    frame = next((f for f in (reading.text.credit, reading.text.dateline) if f and f.agency), None)
    if frame is None or frame.agency is None:
        return
    relay = Span.of(reading.text.source, *frame.agency)
    told = [Attribution(a.first, a.last, a.speaker, _with(relay, a), a.denies) for a in memory.found]
    memory.found = [Attribution(0, len(reading.tokens), None, (relay,)), *told]


def _with(relay: Span, attribution: Attribution) -> tuple[Span, ...]:
    known = any(relay.text in r.text for r in attribution.relays)
    return attribution.relays if known else (relay, *attribution.relays)


def holding(found: list[Attribution], at: int) -> Attribution | None:
    """The attribution that the token at `at` stands under: the latest that has begun and not ended."""
    return next((a for a in reversed(found) if a.first <= at < a.last), None)
