"""What makes a request conditional, and what tells that an answer is what was taken in already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasad.captures import Capture

Validator = Mapping[str, Any]


def headers_for(validator: Validator | None, url: str) -> dict[str, str]:
    """`If-None-Match` and `If-Modified-Since` for the address that once sent `ETag` and `Last-Modified`."""
    if not validator or validator.get("url", url) != url:
        return {}
    sent = {"If-None-Match": validator.get("etag"), "If-Modified-Since": validator.get("last_modified")}
    return {name: value for name, value in sent.items() if value}


def same_bytes(validator: Validator | None, capture: Capture) -> bool:
    """True where a server that sends no 304 sent the very bytes of last time."""
    return bool(validator) and validator.get("sha256") == capture.sha256  # type: ignore[union-attr]


def validator_of(capture: Capture, asked: str) -> dict[str, Any]:
    """`etag`, `last_modified`, `sha256`, and `url` where a redirect led elsewhere."""
    found = {
        "etag": capture.headers.get("etag"),
        "last_modified": capture.headers.get("last-modified"),
        "sha256": capture.sha256,
        "url": capture.url if capture.url != asked else None,
    }
    return {name: value for name, value in found.items() if value}
