"""Findings as Markdown that stays readable in Arabic and in which no publisher's text can act as markup."""

from __future__ import annotations

import re
from typing import Any

from rasad_flows.findings import Findings

# First-strong isolate … pop: Arabic keeps its own direction, and numbers and colons around it keep theirs.
FSI, PDI = "\u2068", "\u2069"
MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~>$-])")
INVISIBLE = re.compile(r"[\u202a-\u202e\u2066-\u2069\u0000-\u001f]+")


def shown(text: str | None, otherwise: str = "the outlet itself") -> str:
    """A publisher's words as plain text in their own direction."""
    words = " ".join(INVISIBLE.sub(" ", text or "").split())
    if not words:
        return otherwise
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return FSI + MARKUP.sub(r"\\\1", words) + PDI


def summary(source: str, findings: Findings, page: str | None = None) -> str:
    """New disputes and tolls, each with speaker and quote, and where to query for more."""
    lines = [f"# New from {shown(source)}", ""]
    lines += _section("Disputes", findings.disputes_total, findings.disputes, _dispute)
    lines += _section("Tolls", findings.tolls_total, findings.tolls, _toll)
    lines += [
        "## More",
        "",
        '`rasad query "select * from disputes"` · `rasad query "select * from tolls"`',
        "",
    ]
    if page:
        lines += [f"[Claims]({page}/rasad/claims) · [Disputes]({page}/rasad/disputes)", ""]
    return "\n".join(lines)


def _section(title: str, total: int, rows: list[dict[str, Any]], write: Any) -> list[str]:
    lines = [f"## {title}: {total}", ""]
    for row in rows:
        lines += write(row)
    if total > len(rows):
        lines += [f"… and {total - len(rows)} more.", ""]
    return lines


def _dispute(row: dict[str, Any]) -> list[str]:
    return [
        f"**{shown(row['claimed_by'])}** says:", "", f"> {shown(row['claim'])}", "",
        f"**{shown(row['denied_by'])}** denies it:", "", f"> {shown(row['denial'])}", "",
        *_link(row["url"]), "---", "",
    ]  # fmt: skip


def _toll(row: dict[str, Any]) -> list[str]:
    head = f"**{row['toll']}**, says {shown(row['speaker'])}:"
    return [head, "", f"> {shown(row['quote'])}", "", *_link(row["url"])]


def _link(url: str | None) -> list[str]:
    if not url or not re.fullmatch(r"https?://[^\s<>()\"]+", url):
        return []
    return [f"[article]({url})", ""]
