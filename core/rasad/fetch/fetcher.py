"""The door as callers see it: plain calls, one source at a time. The event loop behind it is its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rasad.articles import Item
from rasad.captures import Capture
from rasad.errors import FetchError
from rasad.fetch.policy import Policy
from rasad.fetch.redaction import Redactor

if TYPE_CHECKING:
    from rasad.fetch.backstage import Backstage
    from rasad.fetch.engine import Engine
    from rasad.fetch.request import Request

Outcome = Capture | None | FetchError


class Fetcher:
    """What a source's `discover` gets as `fetch`, and what the pipeline fetches listed items with.

    `validators` hold, by address, what makes the next run's requests conditional: only what this run
    changed, to be stored in the transaction of the rows they speak of. `unchanged` counts the direct calls
    that gave None. Usable from any one thread, also inside a running event loop.
    """

    def __init__(
        self,
        source: str,
        *,
        hosts: Sequence[str] = (),
        allow_private_addresses: bool = False,
        validators: Mapping[str, Mapping[str, Any]] | None = None,
        secret: Callable[[str], str | None] = lambda name: None,
        policy: Policy | None = None,
        on_capture: Callable[[Capture], object] | None = None,
    ) -> None:
        """`hosts`: where listed items may lie, besides the hosts of addresses that are called directly.

        `validators`: those that earlier runs stored. `on_capture` gets each capture of a direct call that is
        to be kept, before the caller does.
        """
        self.source, self.policy = source, policy or Policy()
        self.validators: dict[str, dict[str, Any]] = {}
        self.unchanged = 0
        self._allow_private = allow_private_addresses
        self._hosts = {host.lower() for host in hosts}
        self._before = validators or {}
        self._secret, self._on_capture = secret, on_capture
        self._redactor = Redactor()
        self._backstage: Backstage | None = None

    def __enter__(self) -> Self:
        self._redactor.attach()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop everything under way, and the connections."""
        backstage, self._backstage = self._backstage, None
        if backstage:
            backstage.close()
        self._redactor.detach()

    def secret(self, name: str) -> str | None:
        """A credential by name. Its value is hidden from logs, errors and stored addresses from now on."""
        value = self._secret(name)
        self._redactor.learn(value)
        return value

    def __call__(
        self,
        url: str,
        *,
        method: str = "GET",
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: tuple[str, str] | None = None,
        keep: bool = True,
    ) -> Capture | None:
        """Fetch an address of the configuration; see `rasad.stages.Fetch`."""
        from rasad.fetch import urls
        from rasad.fetch.request import Request

        self._learn(credentials, headers, params, form, json)
        try:
            target, login = urls.without_login(urls.prepare(url, params))
        except urls.AddressError as error:
            reason, shown = str(error), self._redactor.clean(url)
            raise FetchError(reason, outcome="blocked", source=self.source, url=shown) from None
        self._redactor.learn_login(login)
        self._hosts.add((target.host or "").lower())
        request = Request(target, method.upper(), json, form, headers or {}, credentials or login, private=not keep)
        capture = self._fetch_now(request)
        if capture is None:
            self.unchanged += 1
        elif keep and self._on_capture:
            self._on_capture(capture)
        return capture

    def many(self, items: Iterable[Item]) -> Iterator[tuple[Item, Outcome]]:
        """Fetch the items' addresses side by side; each comes back once, in the order of completion.

        None: unchanged since an earlier run. A failure is handed over, not raised. `items` may be endless:
        it is drawn from only as far as answers are taken.
        """
        return self._stage().many(items)

    def validator(self, url: str) -> tuple[str, dict[str, Any]] | None:
        """What makes the next request for this listed address conditional, behind the name it is stored by.

        None where this run changed nothing. To be stored with the rows of the item, and never before them: an
        item whose answer is a 304 counts as taken in.
        """
        name = self._name(url)
        found = self.validators.get(name or "")
        return (name, found) if name and found else None

    def forget(self, url: str) -> None:
        """Make the next request for this listed address an unconditional one: nothing came of its answer."""
        self.validators.pop(self._name(url) or "", None)

    def _name(self, url: str) -> str | None:
        """What a listed address's validator is stored by."""
        from rasad.fetch import urls

        try:
            target, _ = urls.without_login(urls.prepare(url))
        except urls.AddressError:
            return None
        return self._redactor.clean(str(target))

    def _fetch_now(self, request: Request) -> Capture | None:
        answer = self._stage().fetch(request)
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def _learn(
        self,
        credentials: tuple[str, str] | None,
        headers: Mapping[str, str] | None,
        *fields: Any,
    ) -> None:
        self._redactor.learn_login(credentials)
        self._redactor.learn_fields(headers)
        for field in fields:
            if isinstance(field, Mapping):
                self._redactor.learn_fields(field)

    def _stage(self) -> Backstage:
        if self._backstage is None:
            from rasad.fetch.backstage import Backstage  # the HTTP client is loaded for the first request

            self._backstage = Backstage(self._engine, self.policy)
        return self._backstage

    def _engine(self) -> Engine:
        from rasad.fetch.engine import Engine

        return Engine(
            self.source,
            self.policy,
            self._allow_private,
            self._before,
            self.validators,
            self._redactor,
            self._hosts,
        )
