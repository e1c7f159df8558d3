-- One row an event with the current claims about it. Empty until claims are put together into events.
SELECT
    e.id,
    e.type,
    e.title,
    e.date_from,
    e.date_to,
    COUNT(c.id) AS claims,
    SUM(CASE WHEN c.stance = 'denied' THEN 1 ELSE 0 END) AS denials,
    COUNT(DISTINCT c.source) AS sources,
    COUNT(DISTINCT c.speaker) AS speakers,
    MIN(c.published_at) AS first_published_at,
    MAX(c.published_at) AS last_published_at,
    e.lat,
    e.lon
FROM event AS e
LEFT JOIN claims AS c ON c.event_id = e.id
GROUP BY e.id, e.type, e.title, e.date_from, e.date_to, e.lat, e.lon
