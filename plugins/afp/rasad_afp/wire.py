"""AFP's NewsML 1.2 in both dialects: the wire (NITF inside) and the online journal (paragraphs straight).

Seen in the wire: alerts without headline, times as `…Z` and `…+0000` in one file, country `ZZZ` for unknown,
planning notes and restriction notices among the news. Seen in the journal: slugs in any language, captions in
components of their own, revisions. The identity leaves out RevisionId.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasad import Article, Capture, Flaw, Skip
from rasad.articles import Parsed
from rasad.formats import newsml1, times, xml
from rasad.formats.isolation import each_alone
from rasad.formats.newsml1 import Identification, Management, Story
from rasad.formats.xml import Element
from rasad_afp import copydesk

# Genres and slugs of what is no news: coverage plans, advice to editors, restriction notices.
NO_NEWS_GENRES = frozenset(
    {"Program", "TextProgram", "PictureProgram", "Agenda", "Advice", "AdvisoryUpdate", "SpecialAnnouncement"}
)
NO_NEWS_SLUGS = {"توقعات": "a coverage plan (توقعات)", "مذكرة": "a note to subscribers (مذكرة)"}
UNKNOWN_COUNTRY = "ZZZ"


def read(capture: Capture) -> Iterator[Parsed]:
    """One article, skip or flaw for each news item."""
    yield from each_alone(newsml1.items(capture), _item, newsml1.item_name)


def key_of(identity: Identification) -> str:
    """ProviderId, DateId and NewsItemId; in the journal and the API the short id `doc-…` suffices."""
    if identity.item_id and identity.item_id.startswith("doc-"):
        return f"afp.com:{identity.item_id}"
    return f"{identity.provider}:{identity.date_id}:{identity.item_id}"


def _item(item: Element) -> Iterator[Parsed]:
    identity, managed = newsml1.identification(item), newsml1.management(item)
    if not identity.item_id:
        yield Flaw("a NewsItem without a NewsItemId")
        return
    key = key_of(identity)
    top = xml.first(item, "NewsComponent")
    story = next(newsml1.stories(top), None) if top is not None else None
    if story is None:
        media = newsml1.media_of(item)
        yield Skip(f"no text: {media}", key) if media else Flaw("an item without content", key)
        return
    reason = _no_news(story.component, identity)
    yield Skip(reason, key) if reason else _article(item, story, identity, managed, key)


def _no_news(component: Element, identity: Identification) -> str | None:
    genres = newsml1.formal_names(component, "DescriptiveMetadata/Genre")
    planned = next((genre for genre in genres if genre in NO_NEWS_GENRES), None)
    slug = NO_NEWS_SLUGS.get((identity.label or "").strip())
    return slug or (f"no news: genre {planned}" if planned else None)


def _article(item: Element, story: Story, identity: Identification, managed: Management, key: str) -> Parsed:
    component = story.component
    copy = copydesk.read(newsml1.body(story.contents))
    headline = xml.text(component, "NewsLines/HeadLine")
    if not copy.text and not managed.withdrawn:
        return Flaw("an item without text", key)
    alert = headline is None
    return Article(
        key=key,
        title=headline or copy.text.partition("\n")[0],
        text=copy.text,
        lang=newsml1.language_of(item, component),
        published=times.parse_time(managed.first_created or identity.date_id or ""),
        modified=times.parse_time(managed.this_revision_created or ""),
        revision=identity.revision,
        withdrawn=managed.withdrawn,
        meta=_meta(item, component, identity, managed, copy) | ({"headline": None} if alert else {}),
    )


def _meta(
    item: Element, component: Element, identity: Identification, managed: Management, copy: copydesk.Copy
) -> dict[str, Any]:
    found = newsml1.metadata(component, identity, managed)
    lines, described = xml.first(component, "NewsLines"), xml.first(component, "DescriptiveMetadata")
    own = {
        "advisory": _advisory(lines),
        "byline": xml.text(lines, "ByLine") or newsml1.formal_name(component, "AdministrativeMetadata/Creator/Party"),
        "credit": found.pop("provider", None),
        "keywords": _properties(described, "Keyword") or found.get("keywords"),
        "slug_parts": _slug_parts(identity.label),
        "products": [product.get("FormalName") for product in xml.each(item.getparent(), "NewsEnvelope/NewsProduct")],
        "desk": copy.desk,
        "new_until": copy.new_until,
        **_origin(described),
    }
    return found | {name: value for name, value in own.items() if value}


def _slug_parts(label: str | None) -> list[str]:
    return [part for part in (label or "").replace("-", "/").split("/") if part]


def _advisory(lines: Element | None) -> str | None:
    for line in xml.each(lines, "NewsLine"):
        if newsml1.formal_name(line, "NewsLineType") == "AdvisoryLine":
            return xml.text(line, "NewsLineText")
    return None


def _properties(described: Element | None, name: str) -> list[str]:
    values = [p.get("Value", "") for p in xml.each(described, "Property") if p.get("FormalName") == name]
    return list(dict.fromkeys(value for value in values if value))


def _origin(described: Element | None) -> dict[str, Any]:
    """Where the item was filed, which is not where it happened."""
    for location in xml.each(described, "Location"):
        found = {p.get("FormalName", ""): p.get("Value", "") for p in xml.each(location, "Property")}
        country = found.get("Country")
        names = {"filed_from": found.get("City"), "filed_area": found.get("CountryArea") or found.get("Area")}
        point = {"filed_lat": found.get("Latitude"), "filed_lon": found.get("Longitude")}
        return {**names, **point, "filed_country": None if country == UNKNOWN_COUNTRY else country}
    return {}
