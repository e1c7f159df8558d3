"""A canary goes out with requests that fail in every way, and is found nowhere but at its own origin."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator

import pytest

from rasad.errors import FetchError
from rasad.fetch.redaction import HIDDEN, Redactor
from rasad.testing import FeedLab, Response

CANARY = "CANARY-7f/3a+b9"
SPELLINGS = (CANARY, "CANARY-7f%2F3a%2Bb9", "CANARY-7f", "Q0FOQVJZ")

WAYS = {
    "parameter": {"params": {"token": CANARY}},
    "header": {"headers": {"X-Api-Key": CANARY}},
    "bearer": {"headers": {"Authorization": f"Bearer {CANARY}"}},
    "credentials": {"credentials": ("editor", CANARY)},
    "form": {"method": "POST", "form": {"user": "editor", "password": CANARY}},
    "json": {"method": "POST", "json": {"api_key": CANARY}},
}
FAILURES = {
    "not-found": Response(f"no such thing as {CANARY}", 404),
    "garbage": Response(raw=b"nothing like HTTP\r\n\r\n"),
    "hang-up": Response(raw=b""),
    "timeout": Response("late", delay=5),
    "bomb": Response(bytes(2_000_000), encoding="gzip"),
    "coding": Response("x", headers={"content-encoding": CANARY}),
    "circle": Response.redirect("?token=" + CANARY),
    "metadata": Response.redirect("http://169.254.169.254/?token=" + CANARY),
    "file": Response.redirect("file:///" + CANARY),
    "challenge": Response("<!doctype html><script>window._cf_chl_opt={}</script>" + CANARY, 403),
}


@pytest.fixture
def log(caplog) -> Iterator[pytest.LogCaptureFixture]:
    for name in ("", "aiohttp", "asyncio", "rasad"):
        caplog.set_level(logging.DEBUG, name)
    yield caplog


def everything_about(error: BaseException | None) -> str:
    told = []
    while error is not None:
        told += [str(error), repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        error = error.__cause__ or error.__context__
    return "\n".join(told)


def assert_no_canary(text: str) -> None:
    for spelling in SPELLINGS:
        assert spelling not in text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", FAILURES)
def test_canary_is_in_no_error_log_or_state_after_a_failure(lab, door, log, kind, way) -> None:
    lab["127.0.0.1/canary"] = FAILURES[kind]
    lab["127.0.0.1/canary?token=CANARY-7f/3a%2Bb9"] = FAILURES[kind]
    fetch = door(secret=lambda name: CANARY, deadline=0.3, retries=0, max_body=1_000_000)
    assert fetch.secret("token") == CANARY

    with pytest.raises(FetchError) as caught:
        fetch(lab.url("/canary"), **WAYS[way])

    assert_no_canary(everything_about(caught.value))
    assert_no_canary(log.text)
    assert_no_canary(json.dumps(fetch.validators))


@pytest.mark.parametrize("way", ["parameter", "header", "credentials"])
def test_canary_is_in_no_capture_or_validator_after_a_success(lab, door, log, way) -> None:
    page = Response("page", etag='"1"', headers={"x-echo": CANARY, "link": f"<?token={CANARY}>"})
    lab["/rss"] = lab["/rss?token=CANARY-7f/3a%2Bb9"] = page
    fetch = door(secret=lambda name: CANARY)
    fetch.secret("token")

    capture = fetch(lab.url("/rss"), **WAYS[way])

    assert capture.body == b"page"
    assert_no_canary(repr(capture))
    assert_no_canary(json.dumps(fetch.validators))
    assert_no_canary(log.text)
    assert door(validators=fetch.validators, secret=lambda _: CANARY)(lab.url("/rss"), **WAYS[way]) is None


def test_canary_in_a_configured_address_is_hidden_too(lab, door, failure) -> None:
    url = lab.url(f"/rss?api_key={CANARY}").replace("://", f"://editor:{CANARY}@".replace("/3a", "%2F3a"))

    assert_no_canary(everything_about(failure(door(), url)))


def test_canary_reaches_no_other_origin(lab, door, failure) -> None:
    with FeedLab() as foreign:
        for way in WAYS.values():
            for status in (301, 302, 303, 307, 308):
                lab["/a"] = lab["/a?token=CANARY-7f/3a%2Bb9"] = Response.redirect(foreign.url("/b"), status)
                failure(door(), lab.url("/a"), **way)
        sent = repr([(r.path, dict(r.headers), r.body) for r in foreign.received])

    assert foreign.received
    assert_no_canary(sent)


@pytest.mark.parametrize("logger", ["rasad.fetch", "rasad.pipeline", "aiohttp.client", "asyncio", "httpx"])
def test_log_lines_and_tracebacks_of_http_libraries_are_cleaned(door, log, logger) -> None:
    door(secret=lambda name: CANARY).secret("token")
    voice = logging.getLogger(logger)
    try:
        raise ValueError(f"cannot reach https://a:{CANARY}@news.example/?token={CANARY}")
    except ValueError:
        voice.exception("failed: %s", CANARY)
    voice.warning("GET https://news.example/rss?access_token=%s", "unknown-to-us")

    assert_no_canary(log.text)
    assert "unknown-to-us" not in log.text
    assert HIDDEN in log.text


def test_closed_door_no_longer_listens_to_loggers(door) -> None:
    fetch = door()
    before = len(logging.getLogger("rasad.fetch").filters)
    fetch.close()

    assert len(logging.getLogger("rasad.fetch").filters) == before - 1


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://a:b@news.example/x", "https://news.example/x"),
        ("/rss?token=abc&page=2", f"/rss?token={HIDDEN}&page=2"),
        ("/rss?x=1&API-KEY=abc#top", f"/rss?x=1&API-KEY={HIDDEN}#top"),
        ("/rss?refresh_token=a%20b", f"/rss?refresh_token={HIDDEN}"),
        ("/story?key=syria&id=4", "/story?key=syria&id=4"),
        ("mail editor@news.example", "mail editor@news.example"),
        ("/@editor/story", "/@editor/story"),
    ],
)
def test_addresses_are_cleaned_by_where_secrets_stand(text, clean) -> None:
    assert Redactor().clean(text) == clean
    assert Redactor().clean(clean) == clean


def test_values_too_short_to_be_secrets_are_left_alone() -> None:
    redactor = Redactor()
    redactor.learn("on")
    redactor.learn(None)

    assert redactor.clean("on and on") == "on and on"
