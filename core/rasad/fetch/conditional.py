"""What makes a request conditional, and what tells that an answer is what was taken in already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rasad.captures import Capture

Validator = Mapping[str, Any]
BELIEVED = timedelta(days=1)  # so long a listing may answer 304; a broken cache answers it for ever


def headers_for(validator: Validator | None, url: str) -> dict[str, str]:
    """`If-None-Match` and `If-Modified-Since` for the address that once sent `ETag` and `Last-Modified`."""
    if not validator or validator.get("url", url) != url:
        return {}
    sent = {"If-None-Match": validator.get("etag"), "If-Modified-Since": validator.get("last_modified")}
    return {name: value for name, value in sent.items() if value}


def same_bytes(validator: Validator | None, capture: Capture) -> bool:
    """True where a server that sends no 304 sent the very bytes of last time."""
    return bool(validator) and validator.get("sha256") == capture.sha256  # type: ignore[union-attr]


def is_fresh(validator: Validator | None) -> bool:
    """Whether a 304 is believed: its content came in less than a day ago, or nobody noted when."""
    came = (validator or {}).get("fetched_at")
    return came is None or timedelta() <= datetime.now(UTC) - datetime.fromisoformat(came) < BELIEVED


def is_same(validator: Validator | None, other: Validator) -> bool:
    """Whether two validators say the same, and the first needs no newer time."""
    if validator is None or not is_fresh(validator):
        return False
    return {**validator, "fetched_at": None} == {**other, "fetched_at": None}


def validator_of(capture: Capture, asked: str) -> dict[str, Any]:
    """`etag`, `last_modified` and when they came, `sha256`, and `url` where a redirect led elsewhere."""
    told = {"etag": capture.headers.get("etag"), "last_modified": capture.headers.get("last-modified")}
    found = {
        **told,
        "fetched_at": capture.fetched_at.isoformat() if any(told.values()) else None,
        "sha256": capture.sha256,
        "url": capture.url if capture.url != asked else None,
    }
    return {name: value for name, value in found.items() if value}
