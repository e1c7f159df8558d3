"""How far the door opens: every limit of fetching in one frozen record."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

MEGABYTE = 1_000_000


class Policy(BaseModel):
    """Limits and manners of one source's fetching: seconds, bytes, bytes a second."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user_agent: str = Field(
        default="rasad/0.1 (news monitoring)", min_length=1, description="Also matched by robots.txt"
    )
    delay: float | None = Field(
        default=None,
        ge=0,
        description="Between request starts at one host; null: 0.5, and none at private addresses",
    )
    per_host: int = Field(default=4, ge=1, le=8, description="Requests open at one host at once")
    concurrency: int = Field(default=160, ge=1, description="Requests open, and answers waiting for the caller, in all")
    deadline: float = Field(
        default=60, gt=0, description="One fetch in all, with redirects and retries; queueing apart"
    )
    connect: float = Field(default=10, gt=0, description="Name resolution and TCP and TLS handshake of one connection")
    grace: float = Field(default=5, ge=0, description="How long an answer may take before `min_rate` counts")
    min_rate: float = Field(default=500, ge=0, description="A body slower than this on average is given up")
    max_wire: int = Field(default=10 * MEGABYTE, gt=0, description="Body as transferred")
    max_body: int = Field(default=10 * MEGABYTE, gt=0, description="Body after decompression")
    max_ready: int = Field(
        default=32 * MEGABYTE, gt=0, description="Bodies waiting for the caller before fetching pauses"
    )
    max_redirects: int = Field(default=5, ge=0)
    retries: int = Field(default=2, ge=0, description="After 429, 5xx and failed connections")
    backoff: float = Field(default=1, ge=0, description="First retry within this; doubled each time, drawn at random")
    max_wait: float = Field(default=60, ge=0, description="Longest Retry-After or crawl-delay that is waited out")
    robots: bool = Field(default=True, description="Obey robots.txt")
