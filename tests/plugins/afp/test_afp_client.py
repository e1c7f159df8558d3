"""AFP's Core API from the configuration to rows: what is asked, what is kept, what never ends up anywhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from rasad import registry
from rasad.archive import Archive
from rasad.batches import Outcome, RunReport
from rasad.errors import ConfigError, FetchError, ParseError
from rasad.fetch import Fetcher
from rasad.pipeline import Ingest, Options
from rasad.registry import Registry
from rasad.settings import Settings
from rasad.stages import SourceState
from rasad.testing.feedlab import FeedLab, Received, Response
from rasad_afp.api import AfpConfig
from rasad_afp.source import Afp

SECRETS = {
    "CLIENT_ID": "id-1",
    "CLIENT_SECRET": "CANARY-secret",
    "USERNAME": "user",
    "PASSWORD": "CANARY-pass",
}
SEARCH = "/v1/api/search?wt=json"
TOKEN = Response(json.dumps({"access_token": "CANARY-token"}))


def doc(number: int, **changes: Any) -> dict[str, Any]:
    """One document of an answer."""
    return {
        "uno": f"newsml.afp.com.20250304T120000Z.doc-{number:04}",
        "headline": f"هدنة {number}",
        "news": [f"أعلن المجلس المحلي هدنة رقم {number} في الوادي."],
        "published": f"2025-03-04T{12 - number:02}:00:00Z",
        "lang": "ar",
        **changes,
    }


def answer(*docs: Any) -> Response:
    return Response(json.dumps({"response": {"docs": docs, "numFound": len(docs)}}))


@pytest.fixture
def lab() -> Iterator[FeedLab]:
    with FeedLab() as running:
        running["/oauth/token"] = TOKEN
        running[SEARCH] = answer(doc(1), doc(2))
        yield running


@pytest.fixture(scope="module")
def plugins() -> Registry:
    found = registry.load()
    found.extractors = {}
    return found


class Newsroom:
    """A newsroom that takes in AFP's API."""

    def __init__(self, folder: Path, lab: FeedLab, plugins: Registry) -> None:
        self.folder, self.plugins = folder, plugins
        section = {"type": "afp", "api": lab.url("").rstrip("/"), "allow_private_addresses": True, "page_size": 2}
        self.settings = Settings(
            database=f"sqlite:///{folder}/news.db", archive=f"{folder}/archive", sources={"agency": section}
        )

    def run(self, **options: Any) -> RunReport:
        with Ingest("agency", self.settings, self.plugins, Options(**options)) as run:
            for chunk in run.chunks():
                run.take(chunk)
        return run.report

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "news.db") as database:
            found = database.execute(sql).fetchall()
        database.close()
        return found


@pytest.fixture
def newsroom(tmp_path: Path, lab: FeedLab, plugins: Registry, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"RASAD_SECRET_AGENCY_{name}", value)
    return Newsroom(tmp_path, lab, plugins)


def asked(lab: FeedLab, state: SourceState | None = None, **config: Any) -> dict[str, Any]:
    """The body of the first search."""
    source = Afp(AfpConfig(**{"type": "afp", "api": lab.url("").rstrip("/"), **config}))
    secrets = {name.lower(): value for name, value in SECRETS.items()}
    with Fetcher("agency", allow_private_addresses=True, secret=secrets.get) as fetch:
        list(source.discover(fetch, state or SourceState()))
    found: dict[str, Any] = json.loads(lab.asked(SEARCH)[0].body)
    return found


def test_stories_of_the_api_become_articles_with_their_times(newsroom: Newsroom, lab: FeedLab) -> None:
    lab[SEARCH] = [answer(doc(1), doc(2)), answer(doc(2), doc(3)), answer(doc(3))]

    assert newsroom.run().outcome is Outcome.OK
    assert newsroom.rows("SELECT a.key, v.published_at FROM article a JOIN version v ON v.article_id = a.id") == [
        ("afp.com:doc-0001", "2025-03-04T11:00:00Z"),
        ("afp.com:doc-0002", "2025-03-04T10:00:00Z"),
        ("afp.com:doc-0003", "2025-03-04T09:00:00Z"),
    ]


def test_the_same_answer_again_adds_nothing_and_a_new_story_is_added(newsroom: Newsroom, lab: FeedLab) -> None:
    lab[SEARCH] = answer(doc(1))
    newsroom.run()

    assert newsroom.run().outcome is Outcome.NOT_MODIFIED
    lab[SEARCH] = [answer(doc(0), doc(1)), answer(doc(1))]
    assert newsroom.run().counts["versions"] == 1
    assert newsroom.rows("SELECT count(*) FROM article") == [(2,)]


def test_a_correction_is_a_version_of_its_story(newsroom: Newsroom, lab: FeedLab) -> None:
    lab[SEARCH] = answer(doc(1, revision=1))
    newsroom.run()
    lab[SEARCH] = answer(doc(1, revision=2, news=["نفى المجلس المحلي وجود هدنة في الوادي."]))

    newsroom.run()

    assert newsroom.rows("SELECT number, revision FROM version ORDER BY number") == [(1, 1), (2, 2)]
    assert newsroom.rows("SELECT count(*), max(revision) FROM article") == [(1, 2)]


def test_answers_are_archived_and_tokens_are_not(newsroom: Newsroom) -> None:
    newsroom.run()

    captures = [capture for _, capture in Archive(str(newsroom.folder / "archive")).scan()]
    kept = b"".join(capture.body + repr(capture).encode() for capture in captures)
    kept += (newsroom.folder / "news.db").read_bytes()
    assert {capture.url.partition("?")[0].rpartition("/")[2] for capture in captures} == {"search"}
    assert b"doc-0001" in kept
    assert b"CANARY" not in kept


def test_credentials_go_out_as_basic_and_the_token_as_bearer(lab: FeedLab) -> None:
    asked(lab)

    (token,) = lab.asked("/oauth/token")
    assert token.headers["authorization"].startswith("Basic ")
    assert b"grant_type=password" in token.body
    assert {r.headers["authorization"] for r in lab.asked(SEARCH)} == {"Bearer CANARY-token"}


def test_the_search_says_what_the_configuration_says(lab: FeedLab) -> None:
    body = asked(lab, lang="en", query="هدنة", window="now-6h", page_size=7)

    assert (body["lang"], body["maxRows"], body["startAt"]) == ("en", 7, 0)
    assert body["dateRange"] == {"from": "now-6h", "to": "now"}
    assert {"name": "all", "in": ["هدنة"], "fullText": True} in body["query"]["and"]
    assert [part["name"] for part in body["query"]["and"] if "exclude" in part] == ["genreid", "afpattribute"]


def test_without_words_everything_is_searched(lab: FeedLab) -> None:
    assert [part["name"] for part in asked(lab)["query"]["and"]] == ["class", "genreid", "afpattribute"]


def test_since_is_told_in_utc(lab: FeedLab) -> None:
    since = datetime(2025, 3, 4, 15, tzinfo=timezone(timedelta(hours=3)))

    assert asked(lab, SourceState(since=since))["dateRange"]["from"] == "2025-03-04T12:00:00Z"
    assert since.astimezone(UTC).hour == 12


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "access_token"),
        ("{}", "access_token"),
        ("[1]", "access_token"),
        ("<html>", "access_token"),
    ],
)
def test_an_answer_without_a_token_is_named(newsroom: Newsroom, lab: FeedLab, body: str, words: str) -> None:
    lab["/oauth/token"] = Response(body)

    report = newsroom.run()

    assert report.outcome is Outcome.PARSE_ERROR
    assert words in str(report.error)


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (Response(status=403), Outcome.HTTP_ERROR),
        (Response("<html>maintenance</html>"), Outcome.PARSE_ERROR),
        (Response('{"response": {}}'), Outcome.PARSE_ERROR),
        (Response('{"response": {"docs": 5}}'), Outcome.PARSE_ERROR),
        (Response('{"response": {"docs": []}}'), Outcome.EMPTY),
        (Response("[" * 100_000), Outcome.PARSE_ERROR),
    ],
    ids=["403", "page", "no docs", "docs is a number", "nothing", "deep"],
)
def test_a_search_that_gives_no_stories_is_never_green(
    newsroom: Newsroom, lab: FeedLab, response: Response, outcome: Outcome
) -> None:
    lab[SEARCH] = response

    assert newsroom.run().outcome is outcome
    assert not outcome.green


def test_a_search_that_breaks_off_half_way_keeps_what_it_gave(newsroom: Newsroom, lab: FeedLab) -> None:
    lab[SEARCH] = [answer(doc(1), doc(2)), Response(status=404)]

    assert newsroom.run().outcome is Outcome.PARTIAL
    assert newsroom.rows("SELECT count(*) FROM article") == [(2,)]
    assert newsroom.rows("SELECT stage, item FROM rejection") == [("fetch", "listing")]


def test_a_server_that_gives_one_page_for_ever_is_left(newsroom: Newsroom, lab: FeedLab) -> None:
    """It passes over `to` and `startAt`; without a stop the run would never end."""
    lab[SEARCH] = answer(doc(1), doc(2))

    report = newsroom.run()

    assert report.outcome is Outcome.PARTIAL
    assert "again and again" in str(report.error)
    assert len(lab.asked(SEARCH)) < 10


def test_a_refused_token_is_renewed_but_another_refusal_is_not_taken_for_one(lab: FeedLab) -> None:
    """The address holds the digits of a refused token; only the status counts."""
    lab["/401/oauth/token"] = TOKEN
    lab[f"/401{SEARCH}"] = Response(status=403)

    with pytest.raises(FetchError) as caught:
        asked(lab, api=lab.url("/401"))

    assert caught.value.status == 403
    assert len(lab.asked("/401/oauth/token")) == 1


def test_documents_that_are_none_are_flaws_beside_their_neighbours(newsroom: Newsroom, lab: FeedLab) -> None:
    lab[SEARCH] = answer(doc(1), {"headline": "بلا هوية"}, doc(2, news=[]))
    newsroom.settings.sources["agency"]["page_size"] = 50

    assert newsroom.run().outcome is Outcome.PARTIAL
    assert newsroom.rows("SELECT stage, reason FROM rejection ORDER BY id")[0] == ("item", "a document without uno")
    assert newsroom.rows("SELECT count(*) FROM article") == [(1,)]


@pytest.mark.parametrize("missing", SECRETS)
def test_each_missing_credential_is_an_error_before_anything_is_sent(
    newsroom: Newsroom, lab: FeedLab, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(f"RASAD_SECRET_AGENCY_{missing}")

    with pytest.raises(ConfigError, match="RASAD_SECRET_AGENCY_CLIENT_ID"):
        newsroom.run()

    assert lab.received == []


def test_a_limit_holds(newsroom: Newsroom, lab: FeedLab) -> None:
    """An item of the API is a page of stories."""
    lab[SEARCH] = [answer(doc(1), doc(2)), answer(doc(3), doc(4)), answer()]

    newsroom.run(limit=1)

    assert newsroom.rows("SELECT count(*) FROM article") == [(2,)]


def test_bytes_of_no_known_kind_are_refused() -> None:
    from rasad import Capture

    source = Afp(AfpConfig(type="afp"))
    with pytest.raises(ParseError, match="neither AFP NewsML"):
        list(source.parse(Capture("file:///x", b"\x00\x01\x02", datetime(2025, 3, 4, tzinfo=UTC))))


def test_the_api_is_the_only_host() -> None:
    assert Afp(AfpConfig(type="afp", api="https://api.example/v2")).hosts == ("api.example",)


def received_twice(received: Received) -> Response:
    """A server that gives each story under both of its spellings of one moment."""
    return answer(doc(1), doc(1, published="2025-03-04T11:00:00.000Z"))


def test_a_story_listed_twice_on_a_page_is_one_article(newsroom: Newsroom, lab: FeedLab) -> None:
    lab[SEARCH] = received_twice
    newsroom.settings.sources["agency"]["page_size"] = 50

    newsroom.run()

    assert newsroom.rows("SELECT count(*) FROM version") == [(1,)]
