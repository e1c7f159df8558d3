"""Makes a version's row of an entry, or says why the database must not take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasad.articles import Article, Timestamp
from rasad.batches import Entry
from rasad.errors import LoadError
from rasad.store import storable

SCHEMES = ("http://", "https://", "file:")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry whose every value can be stored. `values` are the columns behind `number`."""

    entry: Entry
    sha256: str
    url: str | None
    values: tuple[Any, ...]

    def row(self, number: int, article_id: int, ordinal: int) -> tuple[Any, ...]:
        """The version's row; `ordinal` counts the article's versions in the order of arrival, from 1."""
        return (number, article_id, ordinal, *self.values)


def prepare(entry: Entry, capture_id: int, parser: str) -> Prepared:
    """The entry ready to be written. Raises `LoadError` with the reason why it cannot be."""
    article = entry.article
    storable.key(article.key, "the article's key")
    url = storable.words_or_none(article.url, "the address")
    sha256 = article.content_sha256
    values = (
        sha256,
        storable.words(article.title, "the title"),
        storable.words(article.text, "the text"),
        storable.words_or_none(article.lang, "the language"),
        *_published(article.published),
        storable.moment(article.modified.at, "the time of modification"),
        storable.words_or_none(article.modified.raw, "the time of modification"),
        storable.integer(article.revision, "the revision"),
        storable.as_json(dict(article.meta), "meta"),
        capture_id,
        parser,
    )
    if article.withdrawn and article.modified.at is None:
        storable.moment(entry.capture.fetched_at, "the time of fetching")
    return Prepared(entry, sha256, (url or None) if address_fault(article) is None else None, values)


def address_fault(article: Article) -> str | None:
    """Why the article is kept without its address: a page must never offer `javascript:` and its like."""
    if not article.url or article.url.lower().startswith(SCHEMES):
        return None
    return f"the article is kept without its address, which is no web address: {article.url!r}"


def _published(time: Timestamp) -> tuple[str | None, ...]:
    try:
        return (
            storable.moment(time.at, "at"),
            storable.words_or_none(time.raw, "raw text"),
            storable.words_or_none(time.zone, "zone"),
            storable.words_or_none(time.method, "method"),
        )
    except LoadError as error:
        raise LoadError(f"the time of publication: {error}") from error
