"""What today's parser would make of the kept raw, field by field, beside what is filed. Changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rasad import intake
from rasad.archive import Archive
from rasad.batches import Rejection
from rasad.configure import configured
from rasad.errors import LoadError
from rasad.kept import opened, raw
from rasad.registry import Registry
from rasad.settings import Settings
from rasad.store import filed
from rasad.store.filed import Filed
from rasad.store.reads import StoredCapture

CHUNK = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one article. `field` is `article` where today's parser finds one more, or one less."""

    url: str
    article: str
    field: str
    was: Any
    now: Any


class Drift:
    """Parses every kept capture of one source again: iterate it for differences; `counts` says what was seen.

    Raises `ConfigError` for a source that is not configured.
    """

    def __init__(self, name: str, settings: Settings, registry: Registry) -> None:
        self.name, self.settings = name, settings
        self.source, _ = configured(name, settings, registry)
        self.registry = registry
        self.archive = Archive(settings.archive)
        self.counts: Counter[str] = Counter()
        self.total: int | None = None

    def __iter__(self) -> Iterator[Difference]:
        with opened(self.settings, self.registry) as self.store:
            self.total = self.store.parsed_captures(self.name)
            chunk: list[StoredCapture] = []
            for capture in self.store.captures(self.name):
                if capture.item is not None:
                    chunk.append(capture)
                if len(chunk) == CHUNK:
                    yield from self._chunk(chunk)
                    chunk = []
            yield from self._chunk(chunk)

    def _chunk(self, chunk: Sequence[StoredCapture]) -> Iterator[Difference]:
        was: dict[int, dict[str, Filed]] = {capture.id: {} for capture in chunk}
        for version in filed.of_captures(self.store.engine, list(was)):
            was[version.capture_id].setdefault(version.key, version)
        parsed = [(capture, *self._parse(capture)) for capture in chunk]
        keys = {version.key for _, now, _ in parsed for version in now}
        known = {(v.key, v.content_sha256): v for v in filed.of_articles(self.store.engine, self.name, list(keys))}
        for capture, now, reasons in parsed:
            self.counts["captures"] += 1
            found = list(_differences(capture, was[capture.id], now, known, reasons))
            self.counts["changed"] += bool(found)
            yield from found

    def _parse(self, capture: StoredCapture) -> tuple[list[Filed], dict[str, str]]:
        """Articles as they would be filed, and the reasons of what would be rejected, by item."""
        now: list[Filed] = []
        reasons: dict[str, str] = {}
        try:
            body = raw(self.archive, capture)
        except LoadError as error:
            return [], {"": str(error)}
        for result in intake.parse(self.source, self.name, body, capture.item or ""):
            if isinstance(result, Rejection):
                reasons[result.item] = f"{result.stage}: {result.reason}"
            elif result.article.text.strip() or not result.article.withdrawn:
                self.counts["articles"] += 1
                try:
                    now.append(filed.as_filed(result, capture.id))
                except LoadError as error:
                    reasons[result.article.key] = f"load: {error}"
        return now, reasons


def _differences(
    capture: StoredCapture,
    was: dict[str, Filed],
    now: Sequence[Filed],
    known: dict[tuple[str, str], Filed],
    reasons: dict[str, str],
) -> Iterator[Difference]:
    for version in now:
        before = was.get(version.key) or known.get((version.key, version.content_sha256))
        if before is None:
            yield Difference(capture.url, version.key, "article", None, version.fields["title"] or version.key)
        elif before.capture_id == capture.id:
            yield from _fields(capture, before, version)
    for key in was.keys() - {version.key for version in now}:
        reason = reasons.get(key) or reasons.get(capture.item or "") or reasons.get("") or "not found any more"
        yield Difference(capture.url, key, "article", was[key].fields["title"] or key, reason)


def _fields(capture: StoredCapture, was: Filed, now: Filed) -> Iterator[Difference]:
    for name in filed.FIELDS:
        if was.fields[name] != now.fields[name]:
            yield Difference(capture.url, was.key, name, was.fields[name], now.fields[name])
