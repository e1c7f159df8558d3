"""What stands in and around a toll. The learnt part tells a count that is news from one in passing by it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from rasad_arabic.reading import Reading
from rasad_arabic.sentences import Sentence
from rasad_arabic.tolls import TollPhrase

BESIDE = 4  # tokens whose place beside the toll counts
ROUND = 10  # tokens that count wherever they stand


def features(reading: Reading, toll: TollPhrase) -> Iterator[str]:
    """Its first count, its words, the words beside it and the kinds of phrases in its sentence."""
    first, last = reading.token_at(toll.trigger[0]), reading.token_at(toll.trigger[1])
    number = bisect_right(reading.text.sentences, first, key=lambda sentence: sentence.first) - 1
    sentence = reading.text.sentences[number]
    yield "bias"
    yield from _counts(toll)
    yield f"opening={reading.word(first)[:2]}"
    yield from (f"in={reading.stems[at]}" for at in range(first, last))
    yield from (f"word={reading.word(at)}" for at in range(first, last))
    yield from _around(reading, first, last, sentence)
    yield from (f"with={p.category}" for p in reading.beginning(sentence.first, sentence.last))
    yield f"sentence={min(number, 4)}"
    yield f"place={min((first - sentence.first) // 4, 5)}"
    yield f"length={min((sentence.last - sentence.first) // 8, 6)}"


def _counts(toll: TollPhrase) -> Iterator[str]:
    count = toll.counts[0]
    yield f"kind={count.kind}"
    yield f"least={min(count.min, 6)}"
    yield f"open={count.max is None}"
    yield f"counts={len(toll.counts)}"
    yield f"who={bool(count.who)}"
    yield f"denied={toll.denied}"


def _around(reading: Reading, first: int, last: int, sentence: Sentence) -> Iterator[str]:
    for at in range(max(sentence.first, first - ROUND), min(sentence.last, last + ROUND)):
        if first <= at < last:
            continue
        yield f"near={reading.stems[at]}"
        step = at - first if at < first else at - last + 1
        if -BESIDE <= step <= BESIDE:
            yield f"{step}={reading.stems[at]}"
