"""What goes into the archive comes out equal, is readable by others, and survives a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from rasad.archive import Archive
from rasad.batches import Location
from rasad.captures import Capture
from rasad.errors import ConfigError, LoadError

NOON = datetime(2025, 3, 4, 12, 0, 0, tzinfo=UTC)
PAGE = Capture(
    url="https://news.example/ar/1?id=7",
    body="<p>اتفاق في وادي الزهور</p>".encode(),
    fetched_at=NOON,
    status=200,
    headers={"content-type": "text/html; charset=utf-8", "etag": 'W/"7"'},
    redirects=("http://news.example/1",),
    hints={"title": "اتفاق", "published": "Tue, 04 Mar 2025 11:00:00 GMT"},
)

CAPTURES = {
    "a page with redirects and hints": PAGE,
    "an empty body": replace(PAGE, body=b""),
    "a body that was sent compressed": replace(
        PAGE, headers={"content-encoding": "gzip", "transfer-encoding": "chunked", "content-length": "31"}
    ),
    "headers that already carry the archive's prefix": replace(
        PAGE, headers={"x-archive-orig-content-length": "5", "content-length": "6"}
    ),
    "an unknown status": replace(PAGE, status=799),
    "a file": Capture("file:///wire/1.xml", b"<NewsML/>", NOON),
    "a file with a media type": Capture("file:///w/1.xml", b"x", NOON, headers={"content-type": "text/xml"}),
    "a file whose bytes look like an HTTP message": Capture("file:///a", b"HTTP/1.1 200 OK\r\n\r\nx", NOON),
    "an address with Arabic letters and a space": replace(PAGE, url="https://news.example/خبر عاجل"),
    "an address with a percent sign of its own": replace(PAGE, url="https://news.example/%D8%AE"),
    "an address with a line break": replace(PAGE, url="https://news.example/a\r\nWARC-Type: evil"),
    "an address in angle brackets": replace(PAGE, url="https://news.example/<a>"),
    "header values that HTTP has no letters for": replace(PAGE, headers={"x": "خ", "y": " a ", "z": "1\r\n2"}),
    "a status behind an address that is no web address": replace(PAGE, url="ftp://news.example/a"),
    "hints of every kind of letter": replace(PAGE, hints={"a\r\nb": "\0\ud800\u202e" + "ن" * 100_000}),
    "bytes that look like the end of a record": replace(PAGE, body=b"\r\n\r\nWARC/1.1\r\n\r\n" * 9),
    "a time with microseconds in another zone": replace(
        PAGE, fetched_at=datetime(2025, 3, 4, 15, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    ),
}


@pytest.mark.parametrize("capture", CAPTURES.values(), ids=CAPTURES)
def test_a_capture_is_read_back_equal(capture: Capture, tmp_path: Path) -> None:
    archive = Archive(str(tmp_path / "archive"))
    with archive.writer("wire") as writer:
        writer.write(replace(PAGE, url="https://news.example/before"))
        location = writer.write(capture)
        writer.write(replace(PAGE, url="https://news.example/behind"))

    assert archive.read(location) == capture
    assert archive.read(location).sha256 == capture.sha256


@pytest.mark.parametrize("capture", CAPTURES.values(), ids=CAPTURES)
def test_warcio_reads_the_same_record_and_its_digests_hold(capture: Capture, tmp_path: Path) -> None:
    with Archive(str(tmp_path)).writer("wire") as writer:
        location = writer.write(capture)

    with (tmp_path / location.file).open("rb") as stream:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [kind for kind, _, _ in records] == [
        "warcinfo",
        "response" if capture.status and capture.url.startswith("http") else "resource",
    ]
    assert records[1][2] == capture.body
    assert " " not in records[1][1]


def test_a_record_can_be_cut_out_and_unpacked_alone(tmp_path: Path) -> None:
    with Archive(str(tmp_path)).writer("wire") as writer:
        writer.write(PAGE)
        location = writer.write(PAGE)
    cut = (tmp_path / location.file).read_bytes()[location.offset :][: location.length]

    unpacked = subprocess.run(["gzip", "-dc"], input=cut, capture_output=True, check=True).stdout

    assert unpacked.startswith(b"WARC/1.1\r\n")
    assert PAGE.body in unpacked


def test_two_writers_of_one_source_never_share_a_file(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    with archive.writer("wire") as one, archive.writer("wire") as two:
        places = [one.write(PAGE), two.write(PAGE), one.write(PAGE), two.write(PAGE)]

    assert len({p.file for p in places}) == 2
    assert all(archive.read(p) == PAGE for p in places)
    assert sorted(places, key=str) == sorted((p for p, _ in archive.scan()), key=str)


def test_a_run_that_captures_nothing_leaves_no_file(tmp_path: Path) -> None:
    with Archive(str(tmp_path)).writer("wire") as writer:
        writer.flush()

    assert list(tmp_path.rglob("*")) == []


def test_a_source_name_cannot_lead_out_of_the_archive(tmp_path: Path) -> None:
    with Archive(str(tmp_path / "archive")).writer("../../etc") as writer:
        location = writer.write(PAGE)

    assert (tmp_path / "archive" / location.file).is_file()


def test_a_location_that_leads_out_of_the_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")

    for file in ("../secret", str(tmp_path / "secret")):
        with pytest.raises(LoadError, match="out of the archive"):
            Archive(str(tmp_path / "archive")).read(Location(file, 0, 1))


def test_a_flipped_byte_is_an_error_and_not_another_capture(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    with archive.writer("wire") as writer:
        location = writer.write(PAGE)
    whole = (tmp_path / location.file).read_bytes()

    for place in range(location.offset + 10, location.offset + location.length, 7):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        (tmp_path / location.file).write_bytes(changed)
        with pytest.raises(LoadError):
            archive.read(location)


def test_a_body_replaced_behind_an_intact_gzip_member_is_noticed(tmp_path: Path) -> None:
    from rasad.archive import records

    archive = Archive(str(tmp_path))
    with archive.writer("wire") as writer:
        location = writer.write(PAGE)
    path = tmp_path / location.file
    import zlib

    plain = zlib.decompress(path.read_bytes()[location.offset :], 31)
    forged = records.compress(plain.replace("الزهور".encode(), "الزهوق".encode()))
    path.write_bytes(path.read_bytes()[: location.offset] + forged)

    with pytest.raises(LoadError, match="another SHA-256"):
        archive.read(Location(location.file, location.offset, len(forged)))


def test_missing_files_and_wrong_offsets_say_where(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    with archive.writer("wire") as writer:
        location = writer.write(PAGE)

    with pytest.raises(LoadError, match=r"gone\.warc\.gz at 0: cannot be read"):
        archive.read(Location("gone.warc.gz", 0, 9))
    for wrong in (location.offset + 1, 10**9):
        with pytest.raises(LoadError, match=f"at {wrong}"):
            archive.read(replace(location, offset=wrong))
    with pytest.raises(LoadError, match="no capture lies there"):
        archive.read(Location(location.file, 0, location.offset))


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with Archive(str(tmp_path)).writer("wire") as writer, pytest.raises(LoadError, match="no zone"):
        writer.write(replace(PAGE, fetched_at=datetime(2025, 3, 4)))


@pytest.mark.parametrize("lost", [1, 5, 100])
def test_scan_passes_over_a_torn_last_record(lost: int, tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    with archive.writer("wire") as writer:
        places = [writer.write(replace(PAGE, body=bytes([n]) * 999)) for n in range(5)]
    path = tmp_path / places[0].file
    path.write_bytes(path.read_bytes()[:-lost])

    assert [place for place, _ in archive.scan()] == places[:4]


def test_scan_goes_on_behind_a_damaged_record(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    with archive.writer("wire") as writer:
        places = [writer.write(replace(PAGE, body=os.urandom(2000))) for _ in range(5)]
    path = tmp_path / places[0].file
    data = bytearray(path.read_bytes())
    data[places[2].offset + 300] ^= 0xFF
    path.write_bytes(data)

    assert [place for place, _ in archive.scan()] == places[:2] + places[3:]


def test_scan_of_an_empty_or_absent_archive_yields_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").touch()

    assert list(Archive(str(tmp_path)).scan()) == []
    assert list(Archive(str(tmp_path / "absent")).scan()) == []


KILLED = """
import sys
from datetime import UTC, datetime
from rasad.archive import Archive
from rasad.captures import Capture
import os
with Archive(sys.argv[1]).writer("wire") as writer:
    for n in range(10**6):
        place = writer.write(Capture(f"https://news.example/{n}", os.urandom(5000), datetime.now(UTC), 200))
        if n % 10 == 9:
            writer.flush()
            print(place.offset, flush=True)
"""


def test_what_was_flushed_outlives_a_kill(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd="/")
    assert child.stdout
    child.stdout.readline()
    time.sleep(0.2)
    child.send_signal(signal.SIGKILL)
    promised = [int(line) for line in child.stdout.read().splitlines()]
    child.stdout.close()
    child.wait()

    kept = [place.offset for place, _ in Archive(str(tmp_path)).scan()]
    assert promised
    assert set(promised) <= set(kept)
    assert len(kept) >= 10 * (len(promised) + 1)


def test_an_object_store_gets_one_object_a_flush() -> None:
    archive = Archive("memory://rasad-archive-test")
    with archive.writer("wire") as writer:
        places = [writer.write(PAGE)]
        writer.flush()
        assert archive.read(places[0]) == PAGE
        places.append(writer.write(replace(PAGE, body=b"2")))

    assert len({p.file for p in places}) == 2
    assert [archive.read(p).body for p in places] == [PAGE.body, b"2"]
    assert [p for p, _ in archive.scan()] == places
    assert list(Archive("memory://rasad-archive-absent").scan()) == []


def test_file_addresses_are_folders(tmp_path: Path) -> None:
    with Archive(f"file://{tmp_path}/a").writer("wire") as writer:
        location = writer.write(PAGE)

    assert Archive(str(tmp_path / "a")).read(location) == PAGE


def test_an_archive_that_cannot_be_used_is_a_config_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="cannot be used") as error:
        Archive("nosuch://place")
    assert "\n" not in str(error.value)
    with pytest.raises(ConfigError, match="cannot write to the archive"):
        Archive(str(tmp_path / "file")).writer("wire").write(PAGE)
