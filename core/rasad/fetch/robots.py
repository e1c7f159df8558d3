"""What robots.txt allows, by RFC 9309: absent means all, unreachable means nothing, a day's memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from protego import Protego
from yarl import URL

from rasad.fetch.exchange import Answer

LARGEST = 512_000  # bytes; RFC 9309 asks for 500 KiB at least, and parsing megabytes takes a second
_KEPT = 64_000  # bytes of rules that are worth a place in the database
_FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Rules:
    """One origin's rules as text; `text` is empty where everything is allowed."""

    text: str
    parsed: Protego
    token: str

    @classmethod
    def read(cls, text: str, user_agent: str) -> Rules:
        """Rules for the product token of `user_agent`: what stands before its version."""
        return cls(text, Protego.parse(text), user_agent.partition("/")[0].strip())

    def allow(self, url: URL) -> bool:
        """True where this address may be fetched."""
        return not self.text or self.parsed.can_fetch(str(url), self.token)

    @property
    def delay(self) -> float | None:
        """`Crawl-delay` in seconds."""
        return self.parsed.crawl_delay(self.token) if self.text else None


def address(url: URL) -> URL:
    """Where the rules for `url` lie."""
    return url.origin().with_path("/robots.txt")


def text_of(answer: Answer) -> str | None:
    """The rules in an answer: empty for a 4xx, null where the rules count as unreachable."""
    if answer.status == 429 or answer.status >= 500:
        return None
    if not 200 <= answer.status < 300:
        return ""
    return answer.body[:LARGEST].decode("utf-8", "replace").lstrip("\ufeff")


def remembered(validator: Mapping[str, Any] | None) -> str | None:
    """Rules kept from an earlier run, if they are less than a day old."""
    if not validator or "robots" not in validator:
        return None
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(validator["fetched_at"])
    except (KeyError, ValueError, TypeError):
        return None
    return str(validator["robots"]) if timedelta() <= age < _FRESH else None


def memory_of(text: str) -> dict[str, Any] | None:
    """What is stored for the next runs; null for rules too long to store."""
    if len(text) > _KEPT:
        return None
    return {"robots": text, "fetched_at": datetime.now(UTC).isoformat(timespec="seconds")}
