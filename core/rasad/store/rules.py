"""The promises that one query can check: each finds the rows that break it, none where all is well.

A rule is (promise, what a row is called, SQL that gives the row's number and then the fault in words).
"""

from __future__ import annotations


def _span_rule(table: str, what: str, source: str, prefix: str = "") -> tuple[str, str, str]:
    """Rows of `table` whose words do not stand in the version's text. `source` leads to the version v."""
    words, start, end = (f'x."{prefix}{name}"' for name in ("text", "start", "end"))
    if prefix == "quote_":
        words = "x.quote"
    number = "x.id" if table == "claim" else "x.claim_id"
    sql = (
        f"SELECT {number}, '{what}', {words}, 'is not at', {start}, {end} "  # noqa: S608 - our own names
        f"FROM {table} AS x {source} WHERE {words} IS NOT NULL AND ({start} IS NULL OR {end} IS NULL "
        f"OR {start} < 0 OR {end} <= {start} OR substr(v.text, {start} + 1, {end} - {start}) <> {words})"
    )
    return "span", table if table == "claim" else f"{table} of claim", sql


BY_CLAIM = "JOIN claim AS c ON c.id = x.claim_id JOIN version AS v ON v.id = c.version_id"
BY_VERSION = "JOIN version AS v ON v.id = x.version_id"
RULES = [
    *(
        _span_rule(table, "its text", BY_CLAIM)
        for table in ("mention", "participant", "place", "casualty", "attribution")
    ),
    _span_rule("casualty", "who", BY_CLAIM, "who_"),
    _span_rule("claim", "its quote", BY_VERSION, "quote_"),
    _span_rule("claim", "its time", BY_VERSION, "when_"),
    (
        "span",
        "reprint",
        "SELECT x.version_id, 'its credit', x.credit, 'is not at', x.credit_start, x.credit_end "
        "FROM reprint AS x JOIN version AS v ON v.id = x.version_id WHERE x.credit IS NOT NULL "
        "AND substr(v.text, x.credit_start + 1, x.credit_end - x.credit_start) <> x.credit",
    ),
    (
        "current",
        "article",
        "SELECT a.id, 'has versions, but its current one is', "
        "coalesce(CAST(a.current_version_id AS TEXT), 'none') FROM article AS a "
        "WHERE EXISTS (SELECT 1 FROM version AS v WHERE v.article_id = a.id) "
        "AND NOT EXISTS (SELECT 1 FROM version AS v "
        "WHERE v.article_id = a.id AND v.id = a.current_version_id)",
    ),
    (
        "orphan",
        "article",
        "SELECT a.id, 'has no version and is not withdrawn' FROM article AS a WHERE a.withdrawn_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM version AS v WHERE v.article_id = a.id)",
    ),
    (
        "mention",
        "claim",
        "SELECT c.id, 'has no mention' FROM claim AS c "
        "WHERE NOT EXISTS (SELECT 1 FROM mention AS m WHERE m.claim_id = c.id)",
    ),
    (
        "extraction",
        "claim",
        "SELECT c.id, 'belongs to no extraction' FROM claim AS c "
        "WHERE NOT EXISTS (SELECT 1 FROM extraction AS e "
        "WHERE e.version_id = c.version_id AND e.extractor = c.extractor "
        "AND e.extractor_version = c.extractor_version)",
    ),
    (
        "nesting",
        "casualty of claim",
        "SELECT t.claim_id, 'is part of count', t.\"of\", 'which is not there' FROM casualty AS t "
        'WHERE t."of" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casualty AS w '
        'WHERE w.claim_id = t.claim_id AND w.ordinal = t."of")',
    ),
    (
        "raw",
        "capture",
        "SELECT c.id, 'has no place in the archive' FROM capture AS c "
        'WHERE c.file IS NULL OR c."offset" IS NULL OR c.length IS NULL',
    ),
]
