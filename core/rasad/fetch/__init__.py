"""The one door to the network: polite, bounded, and closed to private addresses. Knows no source."""

from rasad.fetch.fetcher import Fetcher
from rasad.fetch.policy import Policy

__all__ = ["Fetcher", "Policy"]
