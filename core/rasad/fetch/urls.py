"""Addresses as text: origins, allowed hosts, and where a redirect leads. Opens no connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yarl import URL

_LOGIN = frozenset(
    (
        "login",
        "log-in",
        "logon",
        "signin",
        "sign-in",
        "signup",
        "sign-up",
        "sso",
        "register",
        "subscribe",
        "wp-login.php",
    )
)


class AddressError(ValueError):
    """An address that is not fetched. The message is the reason."""


def prepare(url: str, params: Mapping[str, str] | None = None) -> URL:
    """An absolute http(s) address without fragment; `params` are added to its query."""
    try:
        parsed = URL(url.strip()).with_fragment(None)
        parsed.port  # noqa: B018 - raises on a port out of range
    except ValueError:
        raise AddressError("not an address") from None
    if parsed.scheme not in ("http", "https"):
        raise AddressError(f"scheme {parsed.scheme or 'missing'}: only http and https are fetched")
    if not parsed.raw_host:
        raise AddressError("address without a host")
    return parsed.update_query(params) if params else parsed


def follow(url: URL, location: str) -> URL:
    """Where a `Location` header leads from `url`."""
    try:
        target = url.join(URL(location.strip()))
    except ValueError:
        raise AddressError("redirect to something that is not an address") from None
    prepared = prepare(str(target))
    if prepared.user or prepared.password:
        raise AddressError("redirect to an address with credentials in it")
    return prepared


def without_login(url: URL) -> tuple[URL, tuple[str, str] | None]:
    """The address without `user:password@`, and those two."""
    if url.user is None and url.password is None:
        return url, None
    return url.with_user(None), (url.user or "", url.password or "")


def host_of(address: str) -> str:
    """The host of an address, or the text itself where it is a bare host; lower case."""
    try:
        return (URL(address).host or address if "://" in address else address).lower().strip("[]")
    except ValueError:
        return address.lower()


def host_allowed(host: str, allowed: Iterable[str]) -> bool:
    """True for an allowed host, one below it, or its twin with or without `www.`."""
    bare = host.removeprefix("www.")
    return any(bare == name or bare.endswith("." + name) for name in (a.removeprefix("www.") for a in allowed))


def is_home_page(url: URL) -> bool:
    """True for the root of a site: where publishers send readers of a removed article."""
    return url.path in ("", "/") and not url.query_string


def is_login(url: URL) -> bool:
    """True for a page that asks who the reader is: where publishers send those who may not read an article."""
    return any(part.lower() in _LOGIN for part in url.parts)
