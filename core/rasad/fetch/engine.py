"""One fetch from address to capture: every hop of it checked, the answer judged. Knows no threads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from yarl import URL

from rasad.captures import Capture
from rasad.errors import FetchError
from rasad.fetch import conditional
from rasad.fetch.asking import Asker, Budget
from rasad.fetch.body import Limits
from rasad.fetch.challenge import challenger
from rasad.fetch.exchange import Answer, ExchangeError
from rasad.fetch.pace import HostSilentError
from rasad.fetch.permission import Permissions
from rasad.fetch.policy import Policy
from rasad.fetch.redaction import Redactor
from rasad.fetch.request import REDIRECTS, Request
from rasad.fetch.urls import AddressError, is_home_page, is_login

_PARTIAL_CONTENT = 206  # never asked for; taken in, it would be an article cut short


class Engine:
    """Everything a source's requests share. Lives in one event loop."""

    def __init__(
        self,
        source: str,
        policy: Policy,
        allow_private: bool,
        before: Mapping[str, Mapping[str, Any]],
        now: dict[str, dict[str, Any]],
        redactor: Redactor,
        allowed: set[str],
    ) -> None:
        """`before`: validators of earlier runs; `now`: those this run changes; `allowed`: hosts of items."""
        self.source, self.policy, self.redactor = source, policy, redactor
        self.before, self.now = before, now
        self.asker = Asker(policy, allow_private)
        self.permissions = Permissions(self.asker, allowed, before, now)
        self._limits = Limits(policy.max_wire, policy.max_body)

    async def close(self) -> None:
        """Drop connections and whatever is under way."""
        await self.permissions.close()
        await self.asker.close()

    async def fetch(self, request: Request) -> Capture | None:
        """The capture, or None where it is what an earlier run took in. Raises `FetchError`."""
        try:
            return await self._fetch(request)
        except ExchangeError as error:
            failure = self._error(error.reason, error.outcome, request.url)
        except AddressError as error:
            failure = self._error(str(error), "blocked", request.url)
        except HostSilentError as error:
            failure = self._error(str(error), "http_error", request.url)
        raise failure  # outside the handlers: causes may print what the message hides

    async def _fetch(self, request: Request) -> Capture | None:
        asked = self.redactor.clean(str(request.url))
        validator = self.before.get(asked) if request.conditional else None
        told = validator if request.listed or conditional.is_fresh(validator) else None
        answer, last, passed = await self._travel(request, told)
        if answer.status == 304:
            return None
        capture = self._capture(answer, last, passed)
        if request.conditional:
            changed = conditional.validator_of(capture, asked)
            if not conditional.is_same(validator, changed):
                self.now[asked] = changed
            if conditional.same_bytes(validator, capture):
                return None
        return capture

    async def _travel(
        self, request: Request, validator: conditional.Validator | None
    ) -> tuple[Answer, Request, list[URL]]:
        """Follow redirects, each hop checked like the first."""
        budget = Budget(self.policy.deadline)
        hop, passed = request, list[URL]()
        while True:
            await self.permissions.check(hop, budget)
            extra = conditional.headers_for(validator, self.redactor.clean(str(hop.url)))
            answer = await self.asker.ask(hop, extra, self._limits, budget)
            location = answer.headers.get("location") if answer.status in REDIRECTS else None
            if location is None:
                self._approve(answer, hop, unasked=not extra, stripped=request.personal and not hop.personal)
                return answer, hop, passed
            passed.append(hop.url)
            hop = hop.redirected(answer.status, location)
            self._check_redirect(request, hop, passed)

    def _check_redirect(self, request: Request, hop: Request, passed: list[URL]) -> None:
        if hop.url in passed and hop.method == request.method:
            raise ExchangeError("redirects go round in circles")
        if len(passed) > self.policy.max_redirects:
            raise ExchangeError(f"more than {self.policy.max_redirects} redirects")
        if request.listed and is_home_page(hop.url) and not is_home_page(request.url):
            raise ExchangeError("redirect to the home page: the article is gone")
        if request.listed and is_login(hop.url) and not is_login(request.url):
            raise ExchangeError("redirect to a login page", "blocked")

    def _approve(self, answer: Answer, hop: Request, *, unasked: bool, stripped: bool) -> None:
        """Raise unless this is a page, or a 304 that was asked for."""
        status, reason = answer.status, f"HTTP {answer.status}"
        if who := challenger(status, answer.headers, answer.body):
            raise self._error(f"{reason} with a challenge page of {who}", "blocked", hop.url, status)
        if status == 304 and not unasked:
            return
        if 200 <= status < 300 and status != _PARTIAL_CONTENT:
            return
        note = " (credentials do not follow redirects to another origin)" if stripped else ""
        raise self._error(reason + note, "http_error", hop.url, status)

    def _capture(self, answer: Answer, last: Request, passed: list[URL]) -> Capture:
        clean = self.redactor.clean
        return Capture(
            clean(str(last.url)),
            answer.body,
            datetime.now(UTC).replace(microsecond=0),
            answer.status,
            {name: clean(value) for name, value in answer.headers.items()},
            tuple(clean(str(url)) for url in passed),
        )

    def _error(self, reason: str, outcome: str, url: URL, status: int | None = None) -> FetchError:
        clean = self.redactor.clean
        return FetchError(clean(reason), outcome=outcome, source=self.source, url=clean(str(url)), status=status)
