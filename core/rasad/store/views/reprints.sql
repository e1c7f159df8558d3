-- One row a current version that shares its text with others. `origin_…` is the earliest of them: the same
-- row for all reprints of one story. `credit` is the agency that the reprint itself names.
SELECT
    a.source,
    a.url,
    v.title,
    v.published_at,
    o.source AS origin_source,
    o.url AS origin_url,
    w.published_at AS origin_published_at,
    r.similarity,
    r.credit,
    r.origin_id,
    a.id AS article_id,
    r.version_id
FROM reprint AS r
JOIN version AS v ON v.id = r.version_id
JOIN article AS a ON a.id = v.article_id AND a.current_version_id = v.id
JOIN version AS w ON w.id = r.origin_id
JOIN article AS o ON o.id = w.article_id
