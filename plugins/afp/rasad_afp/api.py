"""AFP's Core API: token, search, paging.

Paging goes by time with an overlap, so that equal timestamps at a page's edge are neither lost nor doubled: a
page is taken once by its bytes, a story once by its identity.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from pydantic import Field

from rasad import Capture, Item
from rasad.errors import ConfigError, FetchError, ParseError
from rasad.stages import Fetch, SourceConfig, SourceState
from rasad.webaddress import WebAddress
from rasad_afp import documents

NEED = "RASAD_SECRET_{0}_CLIENT_ID, …_CLIENT_SECRET, …_USERNAME and …_PASSWORD"
NO_NEWS = ["afpgenre:Agenda"]
NO_NEWS_ATTRIBUTES = ["Agenda", "Program", "TextProgram", "AdvisoryUpdate", "Advice", "SpecialAnnouncement"]


class AfpConfig(SourceConfig):
    """`[sources.NAME]` of type `afp`. Credentials never stand here."""

    api: WebAddress = Field(
        default="https://afp-apicore-prod-v2-external.app.afp.com", description="Address of the Core API"
    )
    lang: str = Field(default="ar", description="Language of the stories, as AFP codes it")
    query: str | None = Field(default=None, description="Words to search for; empty: everything")
    window: str = Field(default="now-1d", description="How far back each search looks, as AFP writes it")
    page_size: int = Field(default=500, ge=1, le=1000, description="Stories a page")


def pages(config: AfpConfig, fetch: Fetch, state: SourceState) -> Iterator[Item]:
    """Every page of the search, newest first, until one is not full.

    Raises `ParseError` where full pages without a new story are more than paging by time can explain.
    """
    session = Session(config, fetch)
    until: str | None = None
    start, idle, known = 0, 0, set[str]()
    while True:
        capture = session.search(_body(config, state, until, start))
        docs = [doc for doc in documents.rows(capture.body) if isinstance(doc, dict)]
        new = {_name(doc) for doc in docs} - known
        if new:
            yield Item(f"search:{capture.sha256}", capture=capture, fingerprint=capture.sha256)
        known |= new
        if len(docs) < config.page_size:
            return
        idle = 0 if new else idle + 1
        if idle * config.page_size > len(known) + config.page_size:
            raise ParseError("AFP's search gives the same stories again and again", url=config.api)
        until, start = _next(docs, until, start)


def _name(doc: dict[str, Any]) -> str:
    return f"{doc.get('uno')}#{doc.get('revision', '')}"


def _next(docs: list[dict[str, Any]], until: str | None, start: int) -> tuple[str | None, int]:
    """Where the next page begins: from the last time on, that time included; where a whole page has one time,
    further into the same search."""
    last = str(docs[-1].get("published") or "") or None
    if last is None or last == until or str(docs[0].get("published")) == last:
        return until, start + len(docs)
    return last, 0


def _body(config: AfpConfig, state: SourceState, until: str | None, start: int) -> dict[str, Any]:
    since = state.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if state.since else config.window
    wanted: list[dict[str, Any]] = [{"name": "class", "in": ["text"]}]
    if config.query:
        wanted.append({"name": "all", "in": [config.query], "fullText": True})
    excluded = [
        {"name": "genreid", "exclude": NO_NEWS},
        {"name": "afpattribute", "exclude": NO_NEWS_ATTRIBUTES},
    ]
    return {
        "maxRows": config.page_size,
        "startAt": start,
        "sortField": "published",
        "sortOrder": "desc",
        "dateRange": {"from": since, "to": until or "now"},
        "lang": config.lang,
        "query": {"and": wanted + excluded},
        "wantedFacets": {},
    }


class Session:
    """One run's token. It is asked for when first needed, and once more where the API refuses it."""

    def __init__(self, config: AfpConfig, fetch: Fetch) -> None:
        self.config, self.fetch = config, fetch
        self._token: str | None = None

    def search(self, body: dict[str, Any]) -> Capture:
        """One page. Raises `FetchError`; `ConfigError` without credentials."""
        try:
            return self._search(body)
        except FetchError as error:
            if error.status != 401:
                raise
        self._token = None
        return self._search(body)

    def _search(self, body: dict[str, Any]) -> Capture:
        self._token = self._token or self._new_token()
        answer = self.fetch(
            f"{self.config.api}/v1/api/search",
            method="POST",
            params={"wt": "json"},
            json=body,
            headers={"Authorization": f"Bearer {self._token}"},
        )
        if answer is None:
            raise FetchError("the search gave no answer", url=self.config.api)
        return answer

    def _new_token(self) -> str:
        client = self.fetch.secret("client_id"), self.fetch.secret("client_secret")
        user = self.fetch.secret("username"), self.fetch.secret("password")
        if not (client[0] and client[1] and user[0] and user[1]):
            name = self.fetch.source.upper().replace("-", "_")
            raise ConfigError(f"AFP's API needs credentials: set {NEED.format(name)}, or read files with --from")
        answer = self.fetch(
            f"{self.config.api}/oauth/token",
            method="POST",
            form={"grant_type": "password", "username": user[0], "password": user[1]},
            credentials=(client[0], client[1]),
            keep=False,
        )
        return _token(answer)


def _token(answer: Capture | None) -> str:
    import json

    try:
        return str(json.loads(answer.body if answer else b"")["access_token"])
    except (ValueError, KeyError, TypeError):
        raise ParseError("AFP's token answer holds no access_token") from None
