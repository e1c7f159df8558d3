"""Rasad: news feeds in, attributed claims out. Plugins need no more than the names exported here."""

from rasad.articles import Article, Flaw, Item, Skip, Timestamp, Version
from rasad.captures import Capture
from rasad.claims import Casualty, Claim, Place, Speaker, Stance
from rasad.errors import ParseError, RasadError
from rasad.hookspecs import hookimpl
from rasad.spans import Span

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Capture",
    "Casualty",
    "Claim",
    "Flaw",
    "Item",
    "ParseError",
    "Place",
    "RasadError",
    "Skip",
    "Span",
    "Speaker",
    "Stance",
    "Timestamp",
    "Version",
    "hookimpl",
]
