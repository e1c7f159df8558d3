-- One row an event: how many articles and sources tell of it, and from how many independent texts they are.
-- An agency's story in three outlets is three articles from three sources, and one origin.
SELECT
    c.event_id,
    e.title,
    COUNT(DISTINCT c.article_id) AS articles,
    COUNT(DISTINCT c.source) AS sources,
    COUNT(DISTINCT COALESCE(r.origin_id, c.version_id)) AS origins,
    COUNT(DISTINCT c.speaker) AS speakers
FROM claims AS c
JOIN event AS e ON e.id = c.event_id
LEFT JOIN reprint AS r ON r.version_id = c.version_id
GROUP BY c.event_id, e.title
