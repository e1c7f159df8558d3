"""Addresses of pages as identities: without what only tells where a reader came from."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

TRACKING = re.compile(r"(?:utm_\w+|at_(?:medium|campaign|custom\d)|fbclid|gclid|traffic_source|xtor)(?:=|$)", re.I)


def is_web(url: str) -> bool:
    """True for a whole http or https address: pages also name what cannot be one, `http://[` and the like."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def untracked(url: str) -> str:
    """An address without its fragment and without the parameters that count readers."""
    parts = urlsplit(url)
    query = "&".join(each for each in parts.query.split("&") if not TRACKING.match(each))
    return parts._replace(query=query, fragment="").geturl()
