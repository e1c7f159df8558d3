"""NewsML 1.2 (IPTC, 2003): news items with nested components. Seen at AFP, ANA, Belga, Kyodo, SDA-ATS.

The records here are what any source may build on; agencies' own habits live in their plugins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rasad.articles import Article, Flaw, Parsed, Skip
from rasad.captures import Capture
from rasad.errors import ParseError
from rasad.formats import paragraphs, times, xml
from rasad.formats.isolation import each_alone
from rasad.formats.xml import Element

# Statuses after which a story must not be used (IptcStatus; AFP and Reuters spell them apart).
WITHDRAWN = frozenset({"canceled", "cancelled", "withheld", "withdrawn", "killed"})
TEXT_MEDIA = frozenset({"", "text", "complexdata"})
# Components that accompany a story: their words are no part of it.
SIDE_ROLES = frozenset(
    {
        "caption",
        "title",
        "headline",
        "thumbnail",
        "quicklook",
        "highdef",
        "preview",
        "sound",
        "audio",
        "video",
        "picture",
        "photo",
        "graphic",
    }
)


@dataclass(frozen=True, slots=True)
class Identification:
    """`NewsIdentifier`: what names an item, and which revision of it this is."""

    provider: str | None
    date_id: str | None
    item_id: str | None
    revision: int | None
    public_id: str | None
    label: str | None

    @property
    def key(self) -> str:
        """The item whatever its revision: `urn:newsml:ProviderId:DateId:NewsItemId`."""
        return f"urn:newsml:{self.provider}:{self.date_id}:{self.item_id}"


@dataclass(frozen=True, slots=True)
class Management:
    """`NewsManagement`: type, times as written, status and urgency."""

    item_type: str | None
    first_created: str | None
    this_revision_created: str | None
    status: str
    urgency: int | None

    @property
    def withdrawn(self) -> bool:
        """True where the agency took the item back."""
        return self.status.lower() in WITHDRAWN


@dataclass(frozen=True, slots=True)
class Story:
    """A component that tells a story: the component, and the contents that hold its words."""

    component: Element
    contents: tuple[Element, ...]


def recognise(capture: Capture) -> bool:
    """True for a document whose root is `NewsML`."""
    return xml.root_name(capture.body) == "NewsML"


def items(capture: Capture) -> list[Element]:
    """The `NewsItem`s of a document. Raises `ParseError` where it is none or has none."""
    root = xml.parse(capture.body, capture.charset)
    if xml.name(root) != "NewsML":
        raise ParseError(f"NewsML expected, not <{xml.name(root)}>")
    found = list(xml.each(root, "NewsItem"))
    if not found:
        raise ParseError("NewsML without a NewsItem")
    return found


def read(capture: Capture) -> Iterator[Parsed]:
    """One article for each story; pictures, sound and video are skipped, empty stories are flaws."""
    yield from each_alone(items(capture), _item, item_name)


def item_name(item: Element) -> str:
    """The key of an item, as far as it can be read."""
    identity = identification(item)
    return identity.key if identity.item_id else ""


def identification(item: Element) -> Identification:
    """Who an item is. Absent parts are null."""
    block = xml.first(item, "Identification")
    identifier = xml.first(block, "NewsIdentifier")
    return Identification(
        xml.text(identifier, "ProviderId"),
        xml.text(identifier, "DateId"),
        xml.text(identifier, "NewsItemId"),
        number(xml.text(identifier, "RevisionId")),
        xml.text(identifier, "PublicIdentifier"),
        xml.text(block, "NameLabel"),
    )


def management(item: Element) -> Management:
    """How an item is to be handled."""
    block = xml.first(item, "NewsManagement")
    return Management(
        formal_name(block, "NewsItemType"),
        xml.text(block, "FirstCreated"),
        xml.text(block, "ThisRevisionCreated"),
        formal_name(block, "Status") or "Usable",
        number(formal_name(block, "Urgency")),
    )


def formal_name(element: Element | None, path: str) -> str | None:
    """`@FormalName` of the element at a path."""
    return xml.attribute(element, path, "FormalName")


def formal_names(element: Element | None, path: str) -> list[str]:
    """Every `@FormalName` at a path, each once, in order."""
    found = (each.get("FormalName", "").strip() for each in xml.each(element, path))
    return list(dict.fromkeys(name for name in found if name))


def number(raw: str | None) -> int | None:
    """A whole number as NewsML writes it; null for anything else."""
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def stories(component: Element) -> Iterator[Story]:
    """The stories below a component, outermost first.

    Contents belong to the nearest component that has `NewsLines`: Belga sends one item in two languages as
    two such components, AFP's journal puts the text one level below its headline.
    """
    contents: list[Element] = []
    inner: list[Element] = []
    _gather(component, contents, inner)
    if contents:
        yield Story(component, tuple(contents))
    for each in inner:
        yield from stories(each)


def _gather(component: Element, contents: list[Element], inner: list[Element]) -> None:
    for item in xml.each(component, "ContentItem"):
        content = xml.first(item, "DataContent")
        media = formal_name(item, "MediaType") or ""
        if content is not None and media.lower() in TEXT_MEDIA and xml.first(item, "Encoding") is None:
            contents.append(content)
    for child in xml.each(component, "NewsComponent"):
        if (formal_name(child, "Role") or "").lower() in SIDE_ROLES:
            continue
        if xml.first(child, "NewsLines") is not None:
            inner.append(child)
        else:
            _gather(child, contents, inner)


def body(contents: tuple[Element, ...]) -> list[str]:
    """The paragraphs of a story's contents: NITF's `body.content`, markup straight, or escaped markup."""
    found: list[str] = []
    for content in contents:
        nitf = xml.first(content, "nitf/body/body.content")
        if nitf is not None:
            found += paragraphs.of_element(nitf)
        elif len(content):
            found += paragraphs.of_element(content)
        elif content.text:
            found += paragraphs.of_string(content.text)
    return found


def _item(item: Element) -> Iterator[Parsed]:
    identity, managed = identification(item), management(item)
    if not identity.item_id:
        yield Flaw("NewsItem without a NewsItemId")
        return
    top = xml.first(item, "NewsComponent")
    found = list(stories(top)) if top is not None else []
    for story in found:
        yield _article(item, top, story, identity, managed)
    if not found and managed.withdrawn:
        yield _withdrawal(top, identity, managed)
    elif not found:
        yield Skip(f"no text: {media_of(item) or 'an item without content'}", identity.key)


def media_of(item: Element) -> str:
    """What kinds of media an item carries, e.g. `Photo, Graphic`."""
    found = [formal_name(each, "MediaType") or "file" for each in item.iter("{*}ContentItem")]
    return ", ".join(dict.fromkeys(found))


def _article(item: Element, top: Element | None, story: Story, identity: Identification, managed: Management) -> Parsed:
    component = story.component
    key = identity.key if component is top else f"{identity.key}#{component.get('Duid') or 'part'}"
    text = "\n".join(body(story.contents))
    if not text and not managed.withdrawn:
        media = media_of(component)
        return Skip(f"no text: {media}", key) if media not in ("", "Text", "file") else Flaw("no text", key)
    return Article(
        key=key,
        title=xml.text(component, "NewsLines/HeadLine") or "",
        text=text,
        lang=language_of(item, component),
        published=times.parse_time(managed.first_created or ""),
        modified=times.parse_time(managed.this_revision_created or ""),
        revision=identity.revision,
        withdrawn=managed.withdrawn,
        meta=metadata(component, identity, managed),
    )


def _withdrawal(top: Element | None, identity: Identification, managed: Management) -> Article:
    return Article(
        key=identity.key,
        title=xml.text(top, "NewsLines/HeadLine") or "",
        text="",
        modified=times.parse_time(managed.this_revision_created or ""),
        revision=identity.revision,
        withdrawn=True,
        meta={"status": managed.status},
    )


def language_of(item: Element, component: Element) -> str | None:
    """Language of a story, lower case: of its component, its metadata, or the item."""
    found = xml.language(component) or formal_name(component, "DescriptiveMetadata/Language") or xml.language(item)
    return found.lower() if found else None


def subjects(component: Element) -> list[str]:
    """Eight-digit IPTC subject codes, each once, in order."""
    codes = (
        inner.get("FormalName", "") for code in xml.each(component, "DescriptiveMetadata/SubjectCode") for inner in code
    )
    return list(dict.fromkeys(code for code in codes if code))


def metadata(component: Element, identity: Identification, managed: Management) -> dict[str, Any]:
    """What else a component says of its story; absent things are left out."""
    lines = xml.first(component, "NewsLines")
    described = xml.first(component, "DescriptiveMetadata")
    found = {
        "byline": xml.text(lines, "ByLine"),
        "dateline": xml.text(lines, "DateLine"),
        "subtitle": xml.text(lines, "SubHeadLine"),
        "slug": xml.text(lines, "SlugLine") or identity.label,
        "credit": xml.text(lines, "CreditLine"),
        "copyright": xml.text(lines, "CopyrightLine"),
        "keywords": [words for line in xml.each(lines, "KeywordLine") if (words := xml.text(line))],
        "genre": formal_names(described, "Genre"),
        "subjects": subjects(component),
        "provider": formal_name(component, "AdministrativeMetadata/Provider/Party"),
        "item_type": managed.item_type,
        "status": managed.status,
        "urgency": managed.urgency,
        "id": identity.public_id,
    }
    return {name: value for name, value in found.items() if value}
