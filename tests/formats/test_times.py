"""Times as publishers write them, and times that must stay unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.articles import UNKNOWN_TIME
from rasad.formats.times import from_epoch, parse_time

BAGHDAD = ZoneInfo("Asia/Baghdad")

PLACED = [
    # RFC 822 and what feeds make of it
    ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21", "name", "rfc822"),
    ("Fri, 01 Jan 2004 19:48:21 +0300", "2004-01-01T16:48:21", "offset", "rfc822"),  # it was a Thursday
    ("Thursday, 1 January 2004 19:48:21 +03:00", "2004-01-01T16:48:21", "offset", "rfc822"),
    ("01 Jan 04 19:48 GMT", "2004-01-01T19:48:00", "name", "rfc822"),
    ("01 Jan 98 19:48:21 EST", "1998-01-02T00:48:21", "name", "rfc822"),
    ("Thu, 01-Jan-2004 19:48:21 UT", "2004-01-01T19:48:21", "name", "rfc822"),
    ("Thu, 1 Jan 2004 7:48:21 PM GMT", "2004-01-01T19:48:21", "name", "rfc822"),
    ("Mon, 06 Sep 2021 16:45:00 +0000 (UTC)", "2021-09-06T16:45:00", "offset", "rfc822"),
    ("Mon, 06 Sep 2021 16:45:60 Z", "2021-09-06T16:46:00", "Z", "rfc822"),
    ("Mon, 06 Sep 2021 16:45:00 GMT+3", "2021-09-06T13:45:00", "offset", "rfc822"),
    # ISO 8601 and W3CDTF
    ("2020-07-15T19:10:39+00:00", "2020-07-15T19:10:39", "offset", "iso8601"),
    ("2020-07-15T19:10:39.987Z", "2020-07-15T19:10:39", "Z", "iso8601"),
    ("2020-07-15T19:10+03:00", "2020-07-15T16:10:00", "offset", "iso8601"),
    ("2020-07-15 19:10:39 -0330", "2020-07-15T22:40:39", "offset", "iso8601"),
    ("2020-12-31T24:00:00Z", "2021-01-01T00:00:00", "Z", "iso8601"),
    ("٢٠٢٠-٠٧-١٥T١٩:١٠:٣٩Z", "2020-07-15T19:10:39", "Z", "iso8601"),
    # NewsML
    ("20231124T192141+0000", "2023-11-24T19:21:41", "offset", "newsml"),
    ("20231124T192141+0300", "2023-11-24T16:21:41", "offset", "newsml"),
    ("20231124T192141Z", "2023-11-24T19:21:41", "Z", "newsml"),
    # others
    ("Thu Jan  1 19:48:21 GMT 2004", "2004-01-01T19:48:21", "name", "month first"),
    ("Jan 5, 2004 10:00 PM EST", "2004-01-06T03:00:00", "name", "month first"),
    ("الأحد 21 آب/أغسطس 2016 - 10:45 م بتوقيت غرينتش", "2016-08-21T22:45:00", "name", "arabic-months"),
    ("21 آب 2016 الساعة 14:30 بتوقيت بغداد", "2016-08-21T11:30:00", "name", "arabic-months"),
    ("21 أغسطس 2016 14:30 +0300", "2016-08-21T11:30:00", "offset", "arabic-months"),
]


@pytest.mark.parametrize(("raw", "at", "zone", "method"), PLACED)
def test_time_with_a_zone_is_placed_in_utc(raw: str, at: str, zone: str, method: str) -> None:
    found = parse_time(raw, zone=BAGHDAD)

    assert found.at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert (found.raw, found.zone, found.method) == (raw, zone, method)


WITHOUT_ZONE = [
    ("2020-05-12 21:45:28", "2020-05-12T18:45:28"),
    ("2020-05-12T21:45", "2020-05-12T18:45:00"),
    ("2020/05/12 21:45", "2020-05-12T18:45:00"),
    ("Thu Jan  1 19:48:21 2004", "2004-01-01T16:48:21"),
    ("٢١ تشرين الثاني ٢٠٢٣ ٠٣:٠٥ ص", "2023-11-21T00:05:00"),
    ("الثلاثاء 21 تشرين الثاني 2023، 12:05 م", "2023-11-21T09:05:00"),
    ("21 كانون الأول 2023 12:05 ص", "2023-12-20T21:05:00"),
    ("18 غشت 2020، الساعة 14:30", "2020-08-18T11:30:00"),
    ("3 جويلية 2021 08:00", "2021-07-03T05:00:00"),
    ("3 ئاب 2021 08:00", "2021-08-03T05:00:00"),
]


@pytest.mark.parametrize(("raw", "at"), WITHOUT_ZONE)
def test_time_without_zone_is_placed_only_where_the_zone_is_configured(raw: str, at: str) -> None:
    placed = parse_time(raw, zone=BAGHDAD)

    assert parse_time(raw).at is None
    assert placed.at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert placed.zone == "config"


@pytest.mark.parametrize("raw", ["الأحد، 21 آب 2016", "21 أغسطس 2016", "21 أوت 2016", "21 غشت 2016", "2016-08-21"])
def test_day_without_hour_is_local_midnight_and_says_so(raw: str) -> None:
    found = parse_time(raw, zone=BAGHDAD)

    assert found.at == datetime(2016, 8, 20, 21, tzinfo=UTC)
    assert str(found.method).endswith(", day only")
    assert parse_time(raw).at is None


@pytest.mark.parametrize(
    "raw",
    [
        "Thu, 31 Jun 2004 19:48:21 GMT",
        "Thu, 01 Jan 9999 19:48:21 GMT",
        "0001-01-01T00:00:00Z",
        "2020-13-01T00:00:00Z",
        "2020-01-01T25:00:00Z",
        "2020-01-01T10:61:00Z",
        "2016-08-21T10:00:00+99:00",
        "30 شباط 2020 10:00",
        "Mon, 06 Sep 2021 16:45:00 IST",  # Ireland, Israel or India
        "2003",
        "2003-12",
        "15 رمضان 1444",
        "منذ ساعتين",
        "yesterday",
        "9" * 400,
    ],
)
def test_impossible_absurd_and_vague_times_stay_unknown_with_their_text(raw: str) -> None:
    found = parse_time(raw, zone=BAGHDAD)

    assert found.at is None
    assert found.raw and raw.startswith(found.raw)


def test_hijri_date_is_told_and_not_converted() -> None:
    assert parse_time("15 رمضان 1444 هـ", zone=BAGHDAD).method == "hijri"


def test_no_text_is_no_time() -> None:
    assert parse_time(None) is parse_time("  ") is UNKNOWN_TIME


def test_epoch_outside_the_plausible_years_stays_unknown() -> None:
    assert from_epoch(1_692_174_923, "x").at == datetime(2023, 8, 16, 8, 35, 23, tzinfo=UTC)
    assert from_epoch(-5, "x").at is from_epoch(9e12, "x").at is None


@given(st.text(max_size=60))
def test_any_text_gives_a_timestamp_in_plausible_years_or_none(raw: str) -> None:
    found = parse_time(raw, zone=BAGHDAD)

    assert found.at is None or 1899 <= found.at.year <= 2101


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(
        ["%a, %d %b %Y %H:%M:%S +0000", "%Y-%m-%dT%H:%M:%SZ", "%Y%m%dT%H%M%S+0000", "%d %b %Y %H:%M:%S GMT"]
    ),
)
def test_every_second_survives_every_form(moment: datetime, form: str) -> None:
    at = moment.replace(microsecond=0, tzinfo=UTC)

    assert parse_time(at.strftime(form)).at == at
