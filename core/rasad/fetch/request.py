"""What a caller asks for: one address, and what goes along to its origin alone."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yarl import URL

from rasad.fetch.exchange import REPEATABLE, Call
from rasad.fetch.urls import AddressError, follow

_SEE_OTHER = frozenset({301, 302, 303})
REDIRECTS = _SEE_OTHER | {307, 308}


@dataclass(frozen=True, slots=True)
class Request:
    """`listed`: the address comes from a listing, not from the configuration, and is trusted less.

    `private`: the answer holds secrets, and is neither kept nor conditional.
    """

    url: URL
    method: str = "GET"
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = None
    listed: bool = False
    private: bool = False

    @property
    def personal(self) -> bool:
        """True where something goes along that only this origin may see."""
        return bool(self.login or self.headers)

    @property
    def conditional(self) -> bool:
        """True for a plain GET whose answer may be remembered."""
        return self.method == "GET" and not self.private

    @property
    def crawling(self) -> bool:
        """True where robots.txt applies: an authorised call to an API is not a crawl."""
        return self.method in REPEATABLE and self.login is None and "authorization" not in map(str.lower, self.headers)

    def call(self, extra: Mapping[str, str]) -> Call:
        """What is sent, `extra` headers included."""
        headers = {**extra, **self.headers}
        if self.login:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(self.login).encode()).decode()
        return Call(self.url, self.method, headers, self.json, self.form)

    def redirected(self, status: int, location: str) -> Request:
        """The next hop. Headers and credentials stay behind when the origin changes, and do not come back."""
        target = follow(self.url, location)
        hop = replace(self, url=target)
        if status in _SEE_OTHER and self.method not in REPEATABLE:
            hop = replace(hop, method="GET", json=None, form=None)
        if target.origin() == self.url.origin():
            return hop
        if hop.json is not None or hop.form is not None:
            raise AddressError(f"redirect would carry the request's body to {target.host}")
        return replace(hop, headers={}, login=None)
