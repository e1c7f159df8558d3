"""Finds reprints of new versions among all that are stored, in the transaction that stores them.

Each new version is compared with the few others that share most of its sketch; what two alike versions belong
to becomes one group. Versions of one article are never reprints of one another. The origin of a group is the
version published first; where times are unknown or equal, the order of source, key and content decides, so that
two databases of the same articles agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from rasad.events import reprints
from rasad.store.statements import Change, Insert, chunks
from rasad.store.tables import metadata

SKETCH, REPRINT = metadata.tables["sketch"], metadata.tables["reprint"]
VERSION, ARTICLE = metadata.tables["version"], metadata.tables["article"]
INSERT_SKETCH = Insert("sketch", "number version_id")
INSERT_REPRINT = Insert(
    "reprint",
    "version_id origin_id similarity credit credit_start credit_end",
    "(version_id) DO UPDATE SET similarity = excluded.similarity WHERE reprint.similarity < excluded.similarity",
)
MOVE = Change("UPDATE reprint SET origin_id = ? WHERE origin_id = ?")
HELD = 32  # versions kept a number: a run of words that stands below every article of a publisher tells nothing
COMPARED = 4  # other versions a new one is compared with as a whole
LOCK = 0x7265707269


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions whose texts are alike."""

    version_id: int
    other_id: int
    similarity: float


def store(connection: Connection, fresh: Sequence[tuple[int, str]]) -> int:
    """Keep the sketches of new versions (number, text) and put reprints into groups; how many were found."""
    sketches = {number: found for number, words in fresh if (found := reprints.sketch(words))}
    if not sketches:
        return 0
    _lock(connection)
    holders = _holders(connection, {number for found in sketches.values() for number in found})
    candidates = list(_candidates(sketches, holders))
    rows = [(number, each) for each, found in sketches.items() for number in found if each in holders[number]]
    INSERT_SKETCH(connection, rows)
    if not candidates:
        return 0
    versions = _versions(connection, {number for pair in candidates for number in pair})
    pairs = list(_alike(candidates, versions))
    _group(connection, pairs, {number: words for number, (_, words) in versions.items()})
    return len({pair.version_id for pair in pairs})


def _lock(connection: Connection) -> None:
    """Reprints lie across sources, so here writers of different sources must see each other's rows."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": LOCK})


def _candidates(sketches: dict[int, tuple[int, ...]], holders: dict[int, list[int]]) -> Iterator[tuple[int, int]]:
    """Pairs (new version, other version) that share most of their sketches, a few for each new version.

    Adds the new versions to `holders`, where there is room.
    """
    for version_id, found in sketches.items():
        shared = Counter(other for number in found for other in holders[number])
        for other, count in shared.most_common(COMPARED):
            if count >= reprints.SHARED:
                yield version_id, other
        for number in found:
            if len(holders[number]) < HELD:
                holders[number].append(version_id)


def _holders(connection: Connection, numbers: set[int]) -> dict[int, list[int]]:
    holders: dict[int, list[int]] = {number: [] for number in numbers}
    for some in chunks(sorted(numbers)):
        query = select(SKETCH.c.number, SKETCH.c.version_id).where(SKETCH.c.number.in_(some))
        for number, version_id in connection.execute(query):
            holders[number].append(version_id)
    return holders


def _versions(connection: Connection, version_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Article and text of each."""
    found: dict[int, tuple[int, str]] = {}
    for some in chunks(version_ids):
        query = select(VERSION.c.id, VERSION.c.article_id, VERSION.c.text).where(VERSION.c.id.in_(some))
        found.update((number, (article, words)) for number, article, words in connection.execute(query))
    return found


def _alike(candidates: Sequence[tuple[int, int]], versions: dict[int, tuple[int, str]]) -> Iterator[Pair]:
    """Those candidates that are of two articles and whose texts, compared as a whole, are reprints."""
    known: dict[int, set[int]] = {}
    for version_id, other in candidates:
        if versions[version_id][0] == versions[other][0]:
            continue
        for number in (version_id, other):
            if number not in known:
                known[number] = reprints.runs(versions[number][1])
        similarity = reprints.overlap(known[version_id], known[other])
        if similarity >= reprints.SAME:
            yield Pair(version_id, other, similarity)


def _group(connection: Connection, pairs: Sequence[Pair], texts: dict[int, str]) -> None:
    if not pairs:
        return
    members = {number for pair in pairs for number in (pair.version_id, pair.other_id)}
    origins = {number: number for number in members} | _origins(connection, members)
    ranks = _ranks(connection, {*members, *origins.values()})
    leaders = _united(pairs, origins, ranks)
    MOVE(connection, [(leader, old) for old, leader in leaders.items() if old != leader])
    best: dict[int, float] = {}
    for pair in pairs:
        for number in (pair.version_id, pair.other_id):
            best[number] = max(pair.similarity, best.get(number, 0))
    rows = [(number, leaders[origins[number]], best[number], *_credit(texts[number])) for number in sorted(members)]
    INSERT_REPRINT(connection, rows)


def _origins(connection: Connection, version_ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in chunks(version_ids):
        query = select(REPRINT.c.version_id, REPRINT.c.origin_id).where(REPRINT.c.version_id.in_(some))
        found.update((number, origin) for number, origin in connection.execute(query))
    return found


def _ranks(connection: Connection, version_ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """What decides which of two versions is the earlier one."""
    ranks: dict[int, tuple[Any, ...]] = {}
    columns = select(
        VERSION.c.id,
        VERSION.c.published_at,
        ARTICLE.c.source,
        ARTICLE.c.key,
        VERSION.c.number,
        VERSION.c.content_sha256,
    ).join_from(VERSION, ARTICLE, ARTICLE.c.id == VERSION.c.article_id)
    for some in chunks(version_ids):
        for number, published, *natural in connection.execute(columns.where(VERSION.c.id.in_(some))):
            ranks[number] = (published is None, published.timestamp() if published else 0, *natural)
    return ranks


def _united(pairs: Sequence[Pair], origins: dict[int, int], ranks: dict[int, tuple[Any, ...]]) -> dict[int, int]:
    """For every origin so far, the origin of the group that it is now part of."""
    leaders = {origin: origin for origin in origins.values()}

    def leader(number: int) -> int:
        while leaders[number] != number:
            number = leaders[number]
        return number

    for pair in pairs:
        one, other = leader(origins[pair.version_id]), leader(origins[pair.other_id])
        first, second = sorted((one, other), key=ranks.__getitem__)
        leaders[second] = first
    return {number: leader(number) for number in leaders}


def _credit(words: str) -> tuple[Any, ...]:
    found = reprints.credit(words)
    return (found.text, found.start, found.end) if found else (None, None, None)
