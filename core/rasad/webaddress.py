"""Addresses in rasad.toml: one that cannot be an address is told before anything is asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from rasad.formats.weblinks import is_web


def _readable(value: str) -> str:
    if value and not is_web(value):
        raise ValueError("needs a whole address, e.g. https://example.org/rss.xml")
    return value


WebAddress = Annotated[str, AfterValidator(_readable)]
