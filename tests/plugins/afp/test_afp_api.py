"""AFP's Core API over a loopback server: paging that neither loses nor doubles, and tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from rasad import Article
from rasad.errors import ConfigError, FetchError
from rasad.fetch import Fetcher
from rasad.stages import SourceState
from rasad.testing.feedlab import FeedLab, Received, Response
from rasad_afp.api import AfpConfig
from rasad_afp.source import Afp

SECRETS = {"client_id": "id-1", "client_secret": "CANARY-secret", "username": "user", "password": "CANARY-pass"}


class Api:
    """A server with stories, answering searches as AFP's does: newest first, `to` inclusive."""

    def __init__(self, lab: FeedLab, times: list[str]) -> None:
        self.lab, self.tokens = lab, 0
        self.stories = [
            {
                "uno": f"newsml.afp.com.x.doc-{n:04}",
                "headline": f"خبر {n}",
                "news": [f"نص الخبر رقم {n}."],
                "published": at,
            }
            for n, at in enumerate(times)
        ]
        lab["/oauth/token"] = self.token
        lab["/v1/api/search?wt=json"] = self.search

    def token(self, received: Received) -> Response:
        self.tokens += 1
        return Response(json.dumps({"access_token": f"CANARY-token-{self.tokens}", "expires_in": 3600}))

    def search(self, received: Received) -> Response:
        if received.headers.get("authorization") != f"Bearer CANARY-token-{self.tokens}":
            return Response(status=401)
        asked = json.loads(received.body)
        until = asked["dateRange"]["to"]
        found = sorted(self.stories, key=lambda s: s["published"], reverse=True)
        found = [s for s in found if until == "now" or s["published"] <= until]
        page = found[asked["startAt"] : asked["startAt"] + asked["maxRows"]]
        return Response(json.dumps({"response": {"docs": page, "numFound": len(found)}}))


@pytest.fixture
def lab() -> Iterator[FeedLab]:
    with FeedLab() as running:
        yield running


def keys(lab: FeedLab, secrets: dict[str, str] = SECRETS, **config: Any) -> list[str]:
    source = Afp(AfpConfig(type="afp", api=lab.url("").rstrip("/"), **config))
    with Fetcher("afp", allow_private_addresses=True, secret=secrets.get) as fetch:
        items = list(source.discover(fetch, SourceState()))
        found = [p for item in items if item.capture for p in source.parse(item.capture)]
    return [article.key for article in found if isinstance(article, Article)]


def distinct(times: list[str]) -> set[str]:
    return {f"afp.com:doc-{n:04}" for n in range(len(times))}


@pytest.mark.parametrize("size", [2, 3, 5, 50])
def test_equal_timestamps_at_the_edge_of_a_page_are_neither_lost_nor_doubled(lab: FeedLab, size: int) -> None:
    times = [f"2024-05-14T10:0{minute}:00Z" for minute in (0, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5)]
    Api(lab, times)

    assert set(keys(lab, page_size=size)) == distinct(times)


def test_more_stories_of_one_second_than_a_page_holds_are_all_found(lab: FeedLab) -> None:
    times = ["2024-05-14T10:00:00Z"] * 9 + ["2024-05-14T09:00:00Z"]
    Api(lab, times)

    assert set(keys(lab, page_size=4)) == distinct(times)


def test_an_expired_token_is_renewed_once(lab: FeedLab) -> None:
    api = Api(lab, ["2024-05-14T10:00:00Z"])
    search, refused = api.search, []

    def once(received: Received) -> Response:
        if not refused:
            refused.append(received)
            return Response(status=401)
        return search(received)

    lab["/v1/api/search?wt=json"] = once

    assert len(keys(lab)) == 1
    assert api.tokens == 2


def test_a_search_that_is_refused_again_is_a_fetch_error_without_secrets(lab: FeedLab) -> None:
    Api(lab, [])
    lab["/v1/api/search?wt=json"] = Response(status=401)

    with pytest.raises(FetchError) as caught:
        keys(lab)

    assert "401" in caught.value.reason
    assert "CANARY" not in str(caught.value)


def test_missing_credentials_are_an_error_that_names_the_variables(lab: FeedLab) -> None:
    with pytest.raises(ConfigError, match="RASAD_SECRET_AFP_CLIENT_ID"):
        keys(lab, secrets={})

    assert lab.received == []
