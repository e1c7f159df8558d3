"""What plugin authors test with. Nothing here runs in production."""

from rasad.testing.feedlab import FeedLab, Received, Response

__all__ = ["FeedLab", "Received", "Response"]
