"""From a version to its claims: what happened, as told by whom. The rules' table of contents."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rasad import Casualty, Claim, Place, Span, Stance, Version
from rasad_arabic.attribution import Attribution, attributions, holding
from rasad_arabic.decisions import decided
from rasad_arabic.fold import fold_word
from rasad_arabic.learnt import Model, model
from rasad_arabic.merging import joined, linked, merged
from rasad_arabic.names import words
from rasad_arabic.neighbours import shared
from rasad_arabic.parties import MUTUAL, parties
from rasad_arabic.places import places
from rasad_arabic.reading import Reading
from rasad_arabic.stances import stance
from rasad_arabic.text import Text
from rasad_arabic.times import TimeExpression
from rasad_arabic.toll_context import features
from rasad_arabic.toll_counts import Count
from rasad_arabic.tolls import TollPhrase
from rasad_arabic.triggers import Trigger, clause
from rasad_arabic.victims import bare, victims

UTTERED = frozenset({"demand", "rejection", "threat", "accusation"})
NEWS = {"خبر", "انباء", "الانباء", "خبرا", "النبا"}
LONGEST = 200_000  # characters that are read: a news report is a hundredth of it


class ArabicExtractor:
    """Claims from Arabic reports, by rules over lexicons."""

    id = "arabic"
    version = "0.1"
    languages = frozenset({"ar"})

    def __init__(self, weights: Model | None = None) -> None:
        """`weights` in the place of the shipped ones."""
        self._model = weights

    def extract(self, version: Version) -> list[Claim]:
        """Claims in the order of their first mention."""
        if not any("\u0600" <= c <= "\u06ff" for c in version.text[:20_000]):
            return []
        return _Extraction(version.text[:LONGEST], version.published_at, self._model or model()).claims()


class _Extraction:
    def __init__(self, text: str, published_at: datetime | None, model: Model | None) -> None:
        self.model = model
        self.published_at = published_at
        self.reading = Reading(Text(text, published_at))
        self.told = attributions(self.reading)
        self.owner = {n: (s.first, s.last) for s in self.reading.text.sentences for n in range(s.first, s.last)}

    def claims(self) -> list[Claim]:
        found = [self._event(trigger) for trigger in decided(self.reading, self.told, self.model)]
        found += [self._toll(toll) for toll in self.reading.text.tolls if self._counts(toll)]
        found = self._reported(found)
        found.sort(key=lambda claim: claim.mentions[0].start)
        begins = [sentence.start for sentence in self.reading.text.sentences]
        found = merged(_without_bare_headline(found, self.reading))
        return linked(shared(found, lambda start: bisect_right(begins, start) - 1))

    def _counts(self, toll: TollPhrase) -> bool:
        """Whether a toll is news, not a count in passing."""
        judge = self.model.tolls if self.model else None
        return judge is None or judge.likely(features(self.reading, toll)) >= judge.threshold

    def _reported(self, found: list[Claim]) -> list[Claim]:
        """Without what a sentence only speaks of: history, trials, opinion."""
        sentences = self.reading.text.sentences
        begins = [sentence.start for sentence in sentences]
        for gate in self.model.gates if self.model else ():
            judged: dict[int, bool] = {}
            kept = []
            for claim in found:
                number = bisect_right(begins, claim.mentions[0].start) - 1
                if claim.type in gate.types and claim.stance is Stance.ASSERTED:
                    if number not in judged:
                        judged[number] = gate.shut(self.reading, sentences[number])
                    if judged[number]:
                        continue
                kept.append(claim)
            found = kept
        return found

    def _event(self, trigger: Trigger) -> Claim:
        sentence = self.owner[trigger.first]
        first, last = clause(self.reading, *sentence, trigger.first)
        told = holding(self.told, trigger.first)
        spoken = stance(self.reading, trigger, first, last)
        if told and told.denies and trigger.type not in UTTERED:
            spoken = Stance.DENIED
        actors, targets = parties(self.reading, trigger, first, last)
        if trigger.type in MUTUAL and len(actors) < 2:
            actors = parties(self.reading, trigger, *sentence)[0] or actors
        if told and told.speaker and trigger.type not in UTTERED:
            actors = [a for a in actors if a.end <= told.speaker.span.start or told.speaker.span.end <= a.start]
        if trigger.type in UTTERED and told and told.speaker:
            actors, targets = [told.speaker.span], [*actors, *targets]
            targets = [t for t in targets if t.end <= told.speaker.span.start or told.speaker.span.end <= t.start]
        when, where = self._when(trigger.first, first, last, sentence), self._where(first, last, sentence)
        mention = self.reading.span(trigger.first, trigger.last, skip=self._lead(trigger.first))
        return Claim(
            type=trigger.type,
            stance=spoken,
            mentions=(mention,),
            quote=self.reading.span(first, last),
            speaker=told.speaker if told else None,
            relays=told.relays if told else (),
            actors=tuple(actors),
            targets=tuple(targets),
            places=tuple(where),
            **_days(when),
            confidence=round(trigger.likely, 2),
            reason=trigger.reason,
        )

    def _lead(self, at: int) -> int:
        """A conjunction written onto the trigger is no part of the mention."""
        token = self.reading.tokens[at]
        stemmed = self.reading.stems[at]
        return 1 if token.text.startswith("و") and not stemmed.startswith("و") and len(token.text) > 3 else 0

    def _toll(self, toll: TollPhrase) -> Claim:
        at, end = self.reading.token_at(toll.trigger[0]), self.reading.token_at(toll.trigger[1] - 1) + 1
        sentence = self.owner[at]
        first, last = clause(self.reading, *sentence, at)
        told: Attribution | None = holding(self.told, at)
        text = self.reading.text.source
        return Claim(
            type="toll",
            stance=Stance.DENIED if toll.denied else Stance.ASSERTED,
            mentions=(Span.of(text, *toll.trigger),),
            quote=self.reading.span(first, max(last, end)),
            speaker=told.speaker if told else None,
            relays=told.relays if told else (),
            targets=tuple(_named(text, toll)),
            places=tuple(self._where(first, last, sentence)),
            casualties=tuple(_casualty(text, count) for count in toll.counts),
            **_days(self._when(at, first, last, sentence)),
            confidence=0.8,
            reason="counted victims",
        )

    def _when(self, at: int, first: int, last: int, sentence: tuple[int, int]) -> TimeExpression | None:
        """The time of the clause, else of the sentence; of several the nearest, those behind the event first."""
        tokens, said = self.reading.tokens, self._times_of_saying(at, sentence)
        here, times = tokens[at].start, self._times(tokens[sentence[0]].start, tokens[sentence[1] - 1].end)
        times = [t for t in times if not any(s <= t.start < e for s, e in said)]

        def far(time: TimeExpression) -> tuple[bool, int]:
            return time.date_from is None, time.start - here if time.start >= here else 2 * (here - time.start)

        for begin, end in ((first, last), sentence):
            start, stop = self.reading.tokens[begin].start, self.reading.tokens[end - 1].end
            inside = [t for t in times if start <= t.start and t.end <= stop]
            if inside := [t for t in inside if begin == first or self._may_spread(t)]:
                return min(inside, key=far)
        return None

    def _times(self, start: int, end: int) -> list[TimeExpression]:
        """Times that begin between two characters."""
        times = self.reading.text.times
        first, last = (bisect_left(times, at, key=lambda time: time.start) for at in (start, end))
        return times[first:last]

    def _times_of_saying(self, at: int, sentence: tuple[int, int]) -> list[tuple[int, int]]:
        """Where a time tells when it was said, not when it happened: «قال مسؤول الخميس إن …»."""
        tokens, found = self.reading.tokens, []
        for told in self.told:
            if told.speaker and sentence[0] <= told.first < min(at, sentence[1]):
                that = next((n for n in range(told.first + 1, at) if self.reading.word(n) in words("that")), None)
                if that is not None:
                    found.append((tokens[told.first].start, tokens[that].start))
        return found

    def _may_spread(self, time: TimeExpression) -> bool:
        """A day to come belongs to its own clause alone."""
        return not (time.date_from and self.published_at and time.date_from > self.published_at.date())

    def _where(self, first: int, last: int, sentence: tuple[int, int]) -> list[Place]:
        return places(self.reading, first, last) or places(self.reading, *sentence)


def _days(when: TimeExpression | None) -> dict:  # type: ignore[type-arg]  # keywords of Claim, of several types
    if when is None:
        return {}
    span = Span(when.start, when.end, when.text)
    return {"when": span, "date_from": when.date_from, "date_to": when.date_to}


def _named(text: str, toll: TollPhrase) -> Iterator[Span]:
    """The victims that are more than people: «عناصر الفصيل», «مدنيين», not «أشخاص», «قتلى»."""
    spans = (Span.of(text, *count.who) for count in toll.counts if count.who and count.of is None)
    return (span for span in spans if bare(fold_word(span.text), victims().nobodies) is None)


def _casualty(text: str, count: Count) -> Casualty:
    who = Span.of(text, *count.who) if count.who else None
    return Casualty(Span.of(text, count.start, count.end), count.kind, count.min, count.max, who, count.of)


def _without_bare_headline(found: list[Claim], reading: Reading) -> list[Claim]:
    """A headline without speaker is a mention of the claim below it: it joins the first of its type and stance."""
    lines = reading.text.source.split("\n", 1)
    end = len(lines[0]) if len(lines) == 2 and not lines[0].endswith((".", "؟")) else 0
    out: list[Claim] = []
    for claim in found:
        if claim.speaker is None and claim.mentions[0].end <= end:
            body = next(
                (c for c in found if c.type == claim.type and c.stance == claim.stance and c.mentions[0].start > end),
                None,
            )
            if body is not None:
                out = [joined(c, claim) if c is body else c for c in out]
                found[found.index(body)] = replace(body, mentions=(*body.mentions, *claim.mentions))
                continue
        out.append(claim)
    kept = {claim.mentions[0] for claim in out}
    return [claim for claim in found if claim.mentions[0] in kept]
