"""Tells a bot challenge from a page. A challenge that answers 200 would otherwise become an article.

Only what the challenge itself needs counts (its scripts, its form fields), never its wording: articles write
about Cloudflare too, and protected sites carry the vendors' harmless scripts on every page.
"""

from __future__ import annotations

from collections.abc import Mapping

_LARGEST = 64_000  # Cloudflare's page is about 10 kB, Incapsula's under 1 kB; articles are often larger
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"window._cf_chl_opt", "Cloudflare"),
    (b"/cdn-cgi/challenge-platform/h/b/orchestrate/", "Cloudflare"),
    (b"/cdn-cgi/challenge-platform/h/g/orchestrate/", "Cloudflare"),
    (b'id="cf-wrapper"', "Cloudflare"),
    (b"Incapsula incident ID", "Imperva"),
    (b"captcha-delivery.com/c.js", "DataDome"),
    (b"geo.captcha-delivery.com", "DataDome"),
    (b'id="px-captcha"', "PerimeterX"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"/.well-known/ddos-guard/js-challenge", "DDoS-Guard"),
    (b"window.gokuProps", "AWS WAF"),
    (b'id="anubis_challenge"', "Anubis"),
)


def challenger(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Who put a challenge in the page's place; None for anything else."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "Cloudflare"
    if headers.get("x-amzn-waf-action", "").lower() in ("challenge", "captcha"):
        return "AWS WAF"
    kind = headers.get("content-type", "").lower()
    if len(body) > _LARGEST or ("html" not in kind and not body.lstrip()[:9].lower().startswith(b"<!doctype")):
        return None
    return next((name for mark, name in _MARKS if mark in body), None)
