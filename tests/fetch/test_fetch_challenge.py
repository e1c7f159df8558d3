"""A challenge is not a page, and a page about challenges is not a challenge."""

from __future__ import annotations

import pytest

from rasad.fetch.challenge import challenger
from rasad.testing import Response

HTML = {"content-type": "text/html; charset=utf-8"}
CHALLENGES = {
    "cloudflare-managed": ("<!DOCTYPE html><title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
                           HTML, "Cloudflare"),
    "cloudflare-header": ("", {"cf-mitigated": "challenge"}, "Cloudflare"),
    "cloudflare-block": ('<!DOCTYPE html><div id="cf-wrapper"><h1>Sorry, you have been blocked</h1>', HTML,
                         "Cloudflare"),
    "imperva": ('<html><iframe id="main-iframe">Incapsula incident ID: 1-2</iframe>', HTML,
                "Imperva"),
    "datadome": ('<html><script src="https://ct.captcha-delivery.com/c.js"></script>', HTML, "DataDome"),
    "perimeterx": ('<html><div id="px-captcha"></div>', HTML, "PerimeterX"),
    "aws-header": ("", {"x-amzn-waf-action": "challenge"}, "AWS WAF"),
    "aws-page": ("<!doctype html><script>window.gokuProps = {}</script>", {}, "AWS WAF"),
    "anubis": ('<html><script id="anubis_challenge" type="application/json">{}</script>', HTML, "Anubis"),
}  # fmt: skip
PAGES = {
    "article-about-cloudflare": "<html><h1>Just a moment: how Cloudflare checks you</h1><p>DataDome, too.",
    "harmless-cloudflare-script": '<html><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js">',
    "page-with-imperva-script": '<html><script src="/_Incapsula_Resource?SWJIYLWA=719d"></script><p>news',
    "page-with-datadome-tags": '<html><script src="https://js.datadome.co/tags.js"></script>',
    "long-page-that-quotes-one": "<html><p>" + "text " * 60_000 + "window._cf_chl_opt",
}


@pytest.mark.parametrize("status", [200, 202, 403, 503])
@pytest.mark.parametrize("name", CHALLENGES)
def test_challenge_is_blocked_whatever_its_status(lab, door, failure, name, status) -> None:
    body, headers, who = CHALLENGES[name]
    lab["/rss"] = Response(body, status, headers, encoding="gzip")

    error = failure(door(retries=0), lab.url("/rss"))

    assert (error.outcome, error.status) == ("blocked", status)
    assert error.reason == f"HTTP {status} with a challenge page of {who}"


@pytest.mark.parametrize("name", PAGES)
def test_page_that_only_speaks_of_challenges_is_a_page(lab, door, name) -> None:
    lab["/1"] = Response(PAGES[name], headers=HTML)

    assert door()(lab.url("/1")).body == PAGES[name].encode()


def test_feed_that_carries_such_text_is_a_feed() -> None:
    assert challenger(200, {"content-type": "application/rss+xml"}, b"<?xml?>window._cf_chl_opt") is None
