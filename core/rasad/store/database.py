"""The door to a database: connect to it, and bring it to today's shape."""

from rasad.store.engines import connect
from rasad.store.schema import upgrade

__all__ = ["connect", "upgrade"]
