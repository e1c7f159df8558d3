"""The wire formats at their edges: what is no item, what comes in another charset, what wants to do harm."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rasad import Article, Capture, Flaw, ParseError, Skip
from rasad.formats import known, newsml1, newsmlg2, ninjs, nitf, xml

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
WORDS = "أعلن المجلس المحلي في وادي الزهور هدنة تبدأ منتصف الليل."
G2 = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def capture(body: str | bytes, kind: str = "text/xml", name: str = "x.xml") -> Capture:
    raw = body if isinstance(body, bytes) else body.encode()
    return Capture(f"https://wire.example/{name}", raw, NOON, 200, {"content-type": kind})


def read(body: str | bytes, kind: str = "text/xml") -> list[Any]:
    return list(known.read(capture(body, kind)))


def told(found: list[Any]) -> list[tuple[str, str]]:
    """Kind of each part, and its reason or title."""
    return [(type(each).__name__, each.title if isinstance(each, Article) else each.reason) for each in found]


def g2(*items: str) -> str:
    return f"<newsMessage {G2}><itemSet>{''.join(items)}</itemSet></newsMessage>"


def news_item(guid: str = "urn:1", content: str = "", meta: str = "", title: str = "هدنة") -> str:
    content = content or f"<inlineXML><html><body><p>{WORDS}</p></body></html></inlineXML>"
    return (
        f'<newsItem guid="{guid}" version="2"><itemMeta>{meta}</itemMeta><contentMeta><headline>{title}</headline>'
        f"</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def test_one_bad_item_of_five_leaves_four() -> None:
    items = [news_item(f"urn:{n}", title=f"خبر {n}") for n in range(5)]
    items[2] = news_item("", title="بلا هوية")

    assert told(read(g2(*items))) == [
        ("Article", "خبر 0"),
        ("Article", "خبر 1"),
        ("Flaw", "newsItem without a guid"),
        ("Article", "خبر 3"),
        ("Article", "خبر 4"),
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<packageItem guid='p'/>", ("Skip", "no article: packageItem")),
        ("<planningItem guid='p'/>", ("Skip", "no article: planningItem")),
        (news_item(meta="<itemClass qcode='ninat:picture'/>"), ("Skip", "no text: picture")),
        (news_item(content="<remoteContent href='x.jpg'/>"), ("Skip", "no text in this item")),
        (news_item(content="<inlineData encoding='base64'>AAAA</inlineData>"), ("Skip", "no text in this item")),
        (news_item(content="<inlineData contenttype='image/svg'>x</inlineData>"), ("Skip", "no text in this item")),
        (news_item(content=f"<inlineData>{WORDS}</inlineData>"), ("Article", "هدنة")),
    ],
)
def test_items_of_g2_that_are_no_text_are_skipped_with_their_kind(item: str, expected: tuple[str, str]) -> None:
    assert told(read(g2(item))) == [expected]


def test_a_cancelled_item_of_g2_is_a_withdrawal_without_text() -> None:
    status = "<pubStatus qcode='stat:canceled'/><versionCreated>2025-03-04T15:00:00+03:00</versionCreated>"
    (article,) = read(g2(news_item(content="<remoteContent/>", meta=status)))

    assert (article.withdrawn, article.text, article.revision, article.modified.at) == (True, "", 2, NOON)


def test_the_headline_inside_the_text_is_taken_where_the_item_has_none() -> None:
    nitf_text = (
        f"<nitf><body><body.head><hedline><hl1>من الداخل</hl1></hedline></body.head><body.content><p>{WORDS}</p>"
    )
    content = f"<inlineXML xml:lang='AR'>{nitf_text}</body.content></body></nitf></inlineXML>"

    (article,) = read(g2(news_item(content=content, title="")))

    assert (article.title, article.text, article.lang) == ("من الداخل", WORDS, "ar")


@pytest.mark.parametrize(
    ("body", "reader", "reason"),
    [
        ("<other/>", newsml1, "NewsML expected, not <other>"),
        ("<NewsML/>", newsml1, "NewsML without a NewsItem"),
        ("<other/>", newsmlg2, "NewsML-G2 expected, not <other>"),
        ("<newsMessage/>", newsmlg2, "NewsML-G2 without an item"),
        ("<other/>", nitf, "nitf expected, not <other>"),
        ("[1]", ninjs, "JSON, but no ninjs item in it"),
        ("{", ninjs, "not JSON"),
    ],
)
def test_a_reader_given_something_else_says_what_it_expected(body: str, reader: Any, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        list(reader.read(capture(body)))


@pytest.mark.parametrize("body", ["", " \n\t", "\ufeff"])
def test_an_empty_file_is_said_to_be_one(body: str) -> None:
    with pytest.raises(ParseError):
        read(body)


def item(**fields: Any) -> dict[str, Any]:
    return {"uri": "urn:n:1", "headline": "هدنة", "body_text": WORDS, "type": "text", **fields}


def ninjs_of(*rows: Any) -> list[Any]:
    return read(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False), "application/json")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (item(), ("Article", "هدنة")),
        (item(type="picture"), ("Skip", "no text: picture")),
        (item(type="composite", body_text=""), ("Skip", "no text: composite")),
        (item(type="composite"), ("Article", "هدنة")),
        (item(body_text=""), ("Flaw", "an item without text")),
        (item(uri="", guid=""), ("Flaw", "an item without a uri")),
        (item(body_text="", pubstatus="canceled"), ("Article", "هدنة")),
        (item(body_text=None, body_html=f"<p>{WORDS}</p>"), ("Article", "هدنة")),
        (item(headline=None, headlines=[{"value": " "}, {"value": "ثان"}]), ("Article", "ثان")),
        (item(headline=None, headlines="x"), ("Article", "")),
        (item(body_text=None, bodies=[5, {"value": WORDS}]), ("Article", "هدنة")),
    ],
)
def test_an_item_of_ninjs_ends_in_one_way(row: dict[str, Any], expected: tuple[str, str]) -> None:
    assert told(ninjs_of(row)) == [expected]


def test_things_among_items_of_ninjs_that_are_none_are_flaws_and_not_gaps() -> None:
    assert told(ninjs_of(item(), {"uri": "urn:n:2"}, 5, item(uri="urn:n:3"))) == [
        ("Article", "هدنة"),
        ("Flaw", "no item of ninjs"),
        ("Flaw", "no item of ninjs"),
        ("Article", "هدنة"),
    ]


def test_a_feed_of_ap_s_is_read_as_its_items() -> None:
    found = ninjs_of({"data": {"items": [{"item": item()}, {"item": item(uri="urn:n:2")}]}})

    assert [article.key for article in found] == ["urn:n:1", "urn:n:2"]


def test_revision_times_and_language_of_ninjs() -> None:
    times = {"firstcreated": "2025-03-04T15:00:00+03:00", "versioncreated": "2025-03-04T12:30:00Z"}
    (article,) = ninjs_of(item(version="4", language="AR-iq", **times))

    assert (article.revision, article.lang) == (4, "ar-iq")
    assert (article.published.at, article.modified.at.minute) == (NOON, 30)


def nitf_of(docdata: str = "", text: str = WORDS) -> str:
    content = f"<body.content><p>{text}</p></body.content>" if text else ""
    return f"<nitf><head><title>هدنة</title><docdata {docdata}</head><body>{content}</body></nitf>"


@pytest.mark.parametrize(
    ("body", "key", "kind"),
    [
        (nitf_of("><doc-id id-string='n1'/></docdata>"), "n1", Article),
        (nitf_of("/>"), "x", Article),
        (nitf_of("/>", ""), "x", Flaw),
        (nitf_of("management-status='canceled'><doc-id id-string='n1'/></docdata>", ""), "n1", Article),
    ],
)
def test_nitf_is_named_by_its_id_or_its_file(body: str, key: str, kind: type[Article | Flaw]) -> None:
    (found,) = read(body)

    assert (type(found), found.key) == (kind, key)


NEWSML = (
    "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>wire.example</ProviderId><DateId>20250304</DateId>"
    "<NewsItemId>n1</NewsItemId><RevisionId>2</RevisionId></NewsIdentifier></Identification><NewsManagement>"
    "<NewsItemType FormalName='News'/><FirstCreated>20250304T150000+0300</FirstCreated>"
    "<Status FormalName='{status}'/></NewsManagement>{component}</NewsItem></NewsML>"
)
COMPONENT = (
    "<NewsComponent><NewsLines><HeadLine>هدنة</HeadLine></NewsLines><ContentItem><MediaType FormalName='{media}'/>"
    "<DataContent>{text}</DataContent></ContentItem></NewsComponent>"
)


@pytest.mark.parametrize(
    ("status", "component", "expected"),
    [
        ("Usable", COMPONENT.format(media="Text", text=WORDS), ("Article", "هدنة")),
        ("Usable", COMPONENT.format(media="Text", text=f"<p>{WORDS}</p>"), ("Article", "هدنة")),
        ("Usable", COMPONENT.format(media="Text", text=f"&lt;p&gt;{WORDS}&lt;/p&gt;"), ("Article", "هدنة")),
        ("Usable", COMPONENT.format(media="Text", text=""), ("Flaw", "no text")),
        ("Usable", COMPONENT.format(media="Photo", text="x"), ("Skip", "no text: Photo")),
        ("Usable", "", ("Skip", "no text: an item without content")),
        ("Canceled", "", ("Article", "")),
        ("Canceled", COMPONENT.format(media="Photo", text=""), ("Article", "هدنة")),
    ],
)
def test_an_item_of_newsml_1_ends_in_one_way(status: str, component: str, expected: tuple[str, str]) -> None:
    found = read(NEWSML.format(status=status, component=component))

    assert told(found) == [expected]
    if isinstance(found[0], Article):
        assert found[0].revision == 2
        assert found[0].withdrawn == (status == "Canceled")


def test_an_item_of_newsml_1_without_its_number_is_a_flaw() -> None:
    body = NEWSML.format(status="Usable", component="").replace("<NewsItemId>n1</NewsItemId>", "")

    assert told(read(body)) == [("Flaw", "NewsItem without a NewsItemId")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256", "iso8859-6"])
@pytest.mark.parametrize("declared", ["", "; charset=windows-1256"], ids=["undeclared", "declared"])
def test_a_wire_file_reads_the_same_in_any_charset(encoding: str, declared: str) -> None:
    body = NEWSML.format(status="Usable", component=COMPONENT.format(media="Text", text=WORDS))

    (article,) = read(body.encode(encoding), f"text/xml{declared}")

    assert isinstance(article, Article)
    assert article.text == WORDS


HARMLESS = '<!DOCTYPE nitf [<!ENTITY % nitf PUBLIC "-//IPTC//DTD NITF 3.2//EN" "nitf.dtd"> %nitf;]>'


def test_a_document_that_points_to_its_dtd_is_read_and_the_dtd_is_not() -> None:
    (article,) = read(HARMLESS + nitf_of("/>", f"{WORDS} caf&eacute; &unknown;"))

    assert article.text == f"{WORDS} café"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE nitf [<!ENTITY x 'words'>]>",
        "<!DOCTYPE nitf [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>",
        "<!DOCTYPE nitf [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>",
        "<!DOCTYPE nitf [<!ELEMENT nitf ANY>]>",
        "<!-- --><!DOCTYPE nitf [<!ENTITY x 'words'>]>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_declares_entities_of_its_own_is_refused(doctype: str, encoding: str) -> None:
    with pytest.raises(ParseError, match="declares entities"):
        xml.parse(f"{doctype}<nitf><body>&x;</body></nitf>".encode(encoding))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "there is nothing"),
        (b"\0\0 \n", "there is nothing|UTF-16 or UTF-32"),
        ("<a/>".encode("utf-16-le"), "without a byte order mark"),
        ("<a/>".encode("utf-16-be"), "without a byte order mark"),
        (b"<a><b></a>", "not well-formed XML: .*mismatch.* line 1"),
        (b"<a>" * 400, "not well-formed XML"),
        ("<a>ا".encode("cp1256"), "not well-formed XML"),
    ],
)
def test_what_is_no_xml_is_an_error_of_one_line(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason) as caught:
        xml.parse(body)
    assert "\n" not in str(caught.value)


def test_more_bytes_than_are_read_are_refused_before_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_BYTES", 10)

    with pytest.raises(ParseError, match="XML of 11 bytes; at most 10"):
        xml.parse(b"<a>12345</a"[:11])


def test_control_characters_that_wires_send_are_left_out() -> None:
    assert xml.parse("<a>هد\x01نة</a>".encode()).text == "هدنة"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<nitf>", "nitf"),
        ("<?xml version='1.0'?><!-- x --><!DOCTYPE y [<!ENTITY z 'q'>]>\n<n:NewsML x='1'>", "NewsML"),
        ("  <rss/>", "rss"),
        ("words", ""),
        ("", ""),
        ("<!-- never ends", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_root_is_told_from_a_look_at_the_start(head: str, name: str, encoding: str) -> None:
    assert xml.root_name(head.encode(encoding)) == name


def test_words_and_attributes_are_found_in_any_namespace() -> None:
    root = xml.parse(b"<a xmlns='urn:x' xml:lang='ar'><b k=' v ' e=''>one <i>two</i>\n three</b><b/></a>")

    assert (xml.name(root), xml.language(root)) == ("a", "ar")
    assert xml.text(root, "b") == "one two three"
    assert [xml.text(each) for each in xml.each(root, "b")] == ["one two three", None]
    assert (xml.attribute(root, "b", "k"), xml.attribute(root, "b", "e"), xml.attribute(root, "c", "k")) == (
        "v",
        None,
        None,
    )
    assert (xml.text(None), xml.first(None, "x"), list(xml.each(None, "x")), xml.language(None)) == (
        None,
        None,
        [],
        None,
    )


def test_a_skip_carries_the_key_of_what_was_left_out() -> None:
    (found,) = read(g2(news_item("urn:7", meta="<itemClass qcode='ninat:video'/>")))

    assert found == Skip("no text: video", "urn:7")
