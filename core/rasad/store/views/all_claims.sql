-- One row a claim that was ever made: those of older versions and superseded ones as well. `current` is 1 for a
-- claim of an article's current version. `relays` runs from the reader inwards; parts of lists are joined in order.
SELECT
    c.id,
    a.source,
    a.url,
    v.title,
    v.published_at,
    c.type,
    c.stance,
    s.text AS speaker,
    s.kind AS speaker_kind,
    (SELECT group_concat(p.text, ' → ') FROM (
        SELECT text FROM attribution WHERE claim_id = c.id AND role = 'relay' ORDER BY ordinal) AS p) AS relays,
    (SELECT group_concat(p.text, '; ') FROM (
        SELECT text FROM participant WHERE claim_id = c.id AND role = 'actor' ORDER BY ordinal) AS p) AS actors,
    (SELECT group_concat(p.text, '; ') FROM (
        SELECT text FROM participant WHERE claim_id = c.id AND role = 'target' ORDER BY ordinal) AS p) AS targets,
    (SELECT group_concat(p.text, '; ') FROM (
        SELECT text FROM place WHERE claim_id = c.id ORDER BY ordinal) AS p) AS places,
    c.when_text,
    c.date_from,
    c.date_to,
    (SELECT group_concat(p.part, '; ') FROM (
        SELECT kind || ' ' || CASE
            WHEN min IS NULL AND max IS NULL THEN '?'
            WHEN max IS NULL THEN min || '+'
            WHEN min IS NULL THEN '≤' || max
            WHEN min = max THEN CAST(min AS TEXT)
            ELSE min || '–' || max
        END || CASE WHEN "of" IS NULL THEN '' ELSE ' (part)' END AS part
        FROM casualty WHERE claim_id = c.id ORDER BY ordinal) AS p) AS toll,
    c.quote,
    c.quote_start,
    c.quote_end,
    c.extractor || ' ' || c.extractor_version AS extractor,
    c.acled_event || ' / ' || c.acled_sub_event AS acled,
    c.plover_event || CASE WHEN c.plover_mode = '' THEN '' ELSE ' / ' || c.plover_mode END AS plover,
    c.confidence,
    a.withdrawn_at,
    c.event_id,
    a.id AS article_id,
    c.version_id,
    v.number AS version,
    CASE WHEN a.current_version_id = v.id THEN 1 ELSE 0 END AS current,
    c.superseded_at
FROM claim AS c
JOIN version AS v ON v.id = c.version_id
JOIN article AS a ON a.id = v.article_id
LEFT JOIN attribution AS s ON s.claim_id = c.id AND s.role = 'speaker'
