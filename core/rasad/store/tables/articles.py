"""Captures, articles and their versions: what was published, as it was published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from rasad.store.columns import Key, Row, UtcTime

# Links that a page may show: `javascript:` and the like never reach a reader.
WEB_ADDRESS = "lower(url) LIKE 'http://%' OR lower(url) LIKE 'https://%' OR lower(url) LIKE 'file:%'"


class CaptureRow(Row, table=True):
    """One response or file, and where its WARC record lies. `headers`, `redirects`, `hints` are JSON.

    `item` is the item it was parsed as; null for a listing, which is not parsed for articles.
    """

    __tablename__ = "capture"
    __table_args__ = (
        # The digest stands before the address: a listing has one address and a thousand contents.
        UniqueConstraint("source", "sha256", "url"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint('size >= 0 AND "offset" >= 0 AND length > 0', name="place"),
    )

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    source: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    size: int = Field(sa_type=Key)
    status: int | None
    fetched_at: datetime = Field(sa_type=UtcTime)
    headers: str = Field(sa_type=JSON)
    redirects: str = Field(sa_type=JSON)
    hints: str = Field(sa_type=JSON)
    file: str | None = Field(None, sa_type=Text)
    offset: int | None = Field(None, sa_type=Key)
    length: int | None = Field(None, sa_type=Key)
    item: str | None = Field(None, sa_type=Text)


class ArticleRow(Row, table=True):
    """What a publisher keeps under one identity.

    `revision` and `modified_at` are those of the newest arrival; they decide whether the next one is newer.
    """

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        CheckConstraint(WEB_ADDRESS, name="url"),
    )

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    source: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    url: str | None = Field(None, sa_type=Text)
    revision: int | None = Field(None, sa_type=Key)
    modified_at: datetime | None = Field(None, sa_type=UtcTime)
    withdrawn_at: datetime | None = Field(None, sa_type=UtcTime)
    # No foreign key: article and version would each have to be written before the other.
    current_version_id: int | None = Field(None, sa_type=Key)


class VersionRow(Row, table=True):
    """One content of an article. Never changed once written. `meta` is JSON."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("article_id", "content_sha256"),
        CheckConstraint("length(content_sha256) = 64", name="content_sha256"),
        CheckConstraint("number > 0", name="number"),
    )

    id: int | None = Field(None, primary_key=True, sa_type=Key)
    article_id: int = Field(foreign_key="article.id", sa_type=Key)
    number: int
    content_sha256: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    lang: str | None = Field(None, sa_type=Text)
    published_at: datetime | None = Field(None, sa_type=UtcTime, index=True)
    published_raw: str | None = Field(None, sa_type=Text)
    published_zone: str | None = Field(None, sa_type=Text)
    published_method: str | None = Field(None, sa_type=Text)
    modified_at: datetime | None = Field(None, sa_type=UtcTime)
    modified_raw: str | None = Field(None, sa_type=Text)
    revision: int | None = Field(None, sa_type=Key)
    meta: str = Field(sa_type=JSON)
    capture_id: int = Field(foreign_key="capture.id", sa_type=Key)
    parser: str = Field(sa_type=Text)
