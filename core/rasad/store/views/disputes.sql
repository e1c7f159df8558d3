-- One row a pair of current claims of which one denies the other. `through` joins the relays.
SELECT
    d.type,
    a.stance AS claimed_as,
    a.speaker AS claimed_by,
    a.relays AS claimed_through,
    a.quote AS claim,
    d.speaker AS denied_by,
    d.relays AS denied_through,
    d.quote AS denial,
    COALESCE(a.places, d.places) AS places,
    d.published_at,
    d.source,
    d.url,
    a.id AS claim_id,
    d.id AS denial_id,
    d.version_id
FROM claim_link AS l
JOIN claims AS d ON d.id = l.from_id
JOIN claims AS a ON a.id = l.to_id
WHERE l.relation = 'denies'
