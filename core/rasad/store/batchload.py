"""One batch into one transaction: captures, articles, versions, claims, rejections, state, in this order.

What the database must not take becomes a rejection of its own, and costs its neighbours nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from rasad.batches import Batch, Entry, Extraction, Kept, LoadReport, Rejection, Stage
from rasad.errors import LoadError
from rasad.store import articles, captures, extractions, rejections, reprints, state
from rasad.store.captures import key_of
from rasad.store.extractions import Reading
from rasad.store.ids import lock_source
from rasad.store.statements import chunks
from rasad.store.tables import metadata
from rasad.store.versionrows import Prepared, address_fault, prepare

ARTICLE, VERSION = metadata.tables["article"], metadata.tables["version"]


def load(connection: Connection, batch: Batch) -> LoadReport:
    """Write the batch; counts of what is new or changed."""
    lock_source(connection, batch.source)
    refusals: list[Rejection] = []
    stored = captures.store(connection, batch.source, _all_captures(batch))
    for (url, _), reason in stored.refused.items():
        refusals.append(_refusal(batch, reason, url=url))
    prepared = _prepare(batch, stored, refusals)
    arrived = articles.store(connection, batch.source, prepared)
    claims, refused = extractions.store(connection, list(_readings(arrived)))
    refusals += [_refused_reading(batch, arrived, *each) for each in refused]
    every = [*batch.rejections, *refusals]
    rejected = rejections.store(connection, batch.run_id, every, stored.ids, replay=batch.replay)
    rejections.close_fetched(connection, batch.source, batch.fetched)
    state.store(connection, batch.source, batch.state)
    found = reprints.store(connection, list(_new_texts(arrived)))
    report = LoadReport()
    report.counts.update(
        captures=stored.new,
        articles=arrived.articles,
        versions=arrived.versions,
        unchanged=arrived.unchanged,
        withdrawn=arrived.withdrawn,
        claims=claims,
        rejections=rejected,
        reprints=found,
    )
    return report


def load_extractions(connection: Connection, source: str, found: Sequence[tuple[int, Extraction]]) -> LoadReport:
    """Write what extractors found in versions of one source that are stored already, by their numbers."""
    lock_source(connection, source)
    known = _texts(connection, [number for number, _ in found])
    readings = [Reading(number, known[number][1], each) for number, each in found if number in known]
    claims, refused = extractions.store(connection, readings)
    faults = [
        Rejection(
            source,
            Stage.LOAD,
            reason,
            known[reading.version_id][0],
            parser=f"{reading.extraction.extractor} {reading.extraction.version}",
        )
        for reading, reason in refused
    ]
    failed = [reading for reading, _ in refused]
    read = {(known[r.version_id][0], r.extraction.extractor) for r in readings if r not in failed}
    report = LoadReport()
    report.counts.update(
        claims=claims,
        closed=rejections.close_extracted(connection, source, read),
        rejections=rejections.store(connection, None, faults, {}),
    )
    return report


def _all_captures(batch: Batch) -> list[Kept]:
    """Captures of the batch, and those its other rows speak of."""
    spoken = [e.capture for e in batch.entries] + [r.capture for r in batch.rejections if r.capture]
    return batch.captures + [Kept(capture, None) for capture in spoken]


def _prepare(batch: Batch, stored: captures.Stored, refusals: list[Rejection]) -> list[Prepared]:
    prepared = []
    for entry in batch.entries:
        try:
            number = stored.ids.get(key_of(entry.capture))
            if number is None:
                raise LoadError(f"its capture was refused: {stored.refused[key_of(entry.capture)]}")
            prepared.append(prepare(entry, number, batch.source_type))
        except LoadError as error:
            refusals.append(_refusal(batch, str(error), entry))
            continue
        fault = address_fault(entry.article)
        if fault:
            refusals.append(_refusal(batch, fault, entry))
    return prepared


def _readings(arrived: articles.Arrivals) -> list[Reading]:
    return [
        Reading(arrival.version_id, arrival.entry.article.text, extraction, arrival.new)
        for arrival in arrived.arrivals
        if arrival.version_id is not None
        for extraction in arrival.entry.extractions
    ]


def _new_texts(arrived: articles.Arrivals) -> Iterator[tuple[int, str]]:
    for arrival in arrived.arrivals:
        if arrival.new and arrival.version_id is not None:
            yield arrival.version_id, arrival.entry.article.text


def _refused_reading(batch: Batch, arrived: articles.Arrivals, reading: Reading, reason: str) -> Rejection:
    entry = next(a.entry for a in arrived.arrivals if a.version_id == reading.version_id)
    parser = f"{reading.extraction.extractor} {reading.extraction.version}"
    return Rejection(batch.source, Stage.LOAD, reason, entry.article.key, entry.article.url, entry.capture, parser)


def _refusal(batch: Batch, reason: str, entry: Entry | None = None, url: str | None = None) -> Rejection:
    if entry is None:
        return Rejection(batch.source, Stage.LOAD, reason, url or "", url, parser=batch.source_type)
    key = entry.article.key
    return Rejection(
        batch.source,
        Stage.LOAD,
        reason,
        key if isinstance(key, str) else repr(key),
        entry.capture.url,
        entry.capture,
        batch.source_type,
    )


def _texts(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Versions' article keys and texts."""
    texts: dict[int, tuple[str, str]] = {}
    for some in chunks(numbers):
        query = select(VERSION.c.id, ARTICLE.c.key, VERSION.c.text).join_from(
            VERSION, ARTICLE, ARTICLE.c.id == VERSION.c.article_id
        )
        for number, key, text in connection.execute(query.where(VERSION.c.id.in_(some))):
            texts[number] = (key, text)
    return texts
