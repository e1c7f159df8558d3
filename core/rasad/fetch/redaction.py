"""Keeps secrets out of logs, errors, stored addresses and the archive."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"
_SHORTEST = 4  # a shorter value would blot out ordinary words
_SECRET_NAME = r"(?:access|auth|refresh|id)?[-_]?token|api[-_]?key|client[-_]?secret|secret|passw(?:or)?d|pwd"  # noqa: S105
_PARAMETER = re.compile(rf"(?i)\b({_SECRET_NAME})=(?!\[hidden\])[^&\s\"'#<>\])]+")
_USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@?#]+@")
_SECRET_FIELD = re.compile(rf"(?i)authorization|cookie|token|secret|key|{_SECRET_NAME}")
_LOGGERS = (
    "aiohttp.client", "aiohttp.internal", "asyncio", "httpx", "httpcore.connection", "httpcore.http11",
    "rasad.fetch", "rasad.pipeline",
)  # fmt: skip


class Redactor(logging.Filter):
    """Replaces known secret values, and whatever stands where addresses carry secrets.

    As a logging filter it rewrites records in place, so that every handler behind it sees the clean text.
    """

    def __init__(self) -> None:
        super().__init__()
        self._values: set[str] = set()
        self._known: re.Pattern[str] | None = None

    def learn(self, value: str | None) -> None:
        """From now on hide this value, in plain and in URL-encoded form."""
        if not value or len(value) < _SHORTEST or value in self._values:
            return
        self._values |= {value, quote(value, safe=""), quote_plus(value)}
        longest_first = sorted(self._values, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)))

    def learn_login(self, login: tuple[str, str] | None) -> None:
        """Hide a password, and the two as HTTP Basic writes them."""
        if login:
            self.learn(login[1])
            self.learn(base64.b64encode(":".join(login).encode()).decode())

    def learn_fields(self, fields: Mapping[str, Any] | None) -> None:
        """Hide the values of headers or form fields whose names say that they are secret."""
        for name, value in (fields or {}).items():
            if isinstance(value, str) and _SECRET_FIELD.search(name):
                self.learn(value)
                self.learn(value.removeprefix("Bearer ").removeprefix("Basic "))

    def clean(self, text: str) -> str:
        """The text without secrets."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        if "=" in text:
            text = _PARAMETER.sub(rf"\1={HIDDEN}", text)
        return _USERINFO.sub(r"\1", text) if "@" in text else text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's message and traceback; it is always let through."""
        record.msg, record.args = self.clean(record.getMessage()), None
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            record.exc_info, record.exc_text = None, self.clean(trace)
        return True

    def attach(self) -> None:
        """Watch every logger that could print an address."""
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self)
        logging.getLogger("httpx").setLevel(logging.WARNING)  # prints whole addresses at INFO

    def detach(self) -> None:
        """Undo `attach`."""
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self)
