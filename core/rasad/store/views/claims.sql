-- One row a current claim: of an article's current version, by the newest version of its extractor. The others
-- are in `all_claims`. Claims of withdrawn articles are shown, with `withdrawn_at`.
SELECT
    id,
    source,
    url,
    title,
    published_at,
    type,
    stance,
    speaker,
    speaker_kind,
    relays,
    actors,
    targets,
    places,
    when_text,
    date_from,
    date_to,
    toll,
    quote,
    quote_start,
    quote_end,
    extractor,
    acled,
    plover,
    confidence,
    withdrawn_at,
    event_id,
    article_id,
    version_id
FROM all_claims
WHERE current = 1 AND superseded_at IS NULL
