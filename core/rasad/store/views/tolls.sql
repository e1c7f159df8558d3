-- One row a count of people in a current claim. `max` is null for an open end ("at least"). `part_of` is the
-- ordinal, within the same claim, of the count that this one is a part of: adding a part to its whole counts
-- the same people twice.
SELECT
    c.id AS claim_id,
    t.ordinal,
    c.source,
    c.published_at,
    c.stance,
    c.speaker,
    c.relays,
    c.places,
    c.date_from,
    c.date_to,
    t.kind,
    t.min,
    t.max,
    t.who_text AS who,
    t.text,
    t."of" AS part_of,
    w.kind AS whole_kind,
    w.min AS whole_min,
    w.max AS whole_max,
    c.quote,
    c.url,
    c.version_id,
    t.start,
    t."end"
FROM casualty AS t
JOIN claims AS c ON c.id = t.claim_id
LEFT JOIN casualty AS w ON w.claim_id = t.claim_id AND w.ordinal = t."of"
