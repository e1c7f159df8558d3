-- One row a source that was ever ingested; replays and the like do not count. Green outcomes are ok and not_modified. `outcome` is null for a run that
-- still goes on or was killed. `last_new_at` is when the last run that brought a new version ended. `listed` counts the items of the last finished run. `rejections_open` leaves
-- out what was skipped on purpose.
SELECT
    s.source,
    last.outcome,
    last.started_at AS last_run_at,
    (SELECT MAX(r.ended_at) FROM run AS r
        WHERE r.source = s.source AND r.kind IN ('ingest', 'ingest_part')
            AND r.outcome IN ('ok', 'not_modified')) AS last_success_at,
    (SELECT MAX(r.ended_at) FROM run AS r
        WHERE r.source = s.source AND r.kind IN ('ingest', 'ingest_part')
            AND CAST(r.counts ->> 'versions' AS INTEGER) > 0) AS last_new_at,
    (SELECT COUNT(*) FROM run AS r
        WHERE r.source = s.source AND r.kind IN ('ingest', 'ingest_part') AND r.id > COALESCE(s.green_id, 0)) AS runs_not_green,
    (SELECT r.error FROM run AS r WHERE r.id = s.ended_id) AS error,
    (SELECT CAST(r.counts ->> 'listed' AS INTEGER) FROM run AS r WHERE r.id = s.ended_id) AS listed,
    (SELECT COUNT(*) FROM article AS a WHERE a.source = s.source) AS articles,
    (SELECT MAX(v.published_at) FROM version AS v JOIN article AS a ON a.id = v.article_id
        WHERE a.source = s.source) AS newest_published_at,
    (SELECT COUNT(*) FROM rejection AS j
        WHERE j.source = s.source AND j.stage <> 'skip' AND j.replayed_at IS NULL) AS rejections_open
FROM (
    SELECT
        source,
        MAX(id) AS last_id,
        MAX(CASE WHEN ended_at IS NOT NULL THEN id END) AS ended_id,
        MAX(CASE WHEN outcome IN ('ok', 'not_modified') THEN id END) AS green_id
    FROM run
    WHERE kind IN ('ingest', 'ingest_part')
    GROUP BY source
) AS s
JOIN run AS last ON last.id = s.last_id
