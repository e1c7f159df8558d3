"""Files in the place of a network: all of them, in order, hidden ones left out, unreadable ones named."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad import files
from rasad.errors import ConfigError, FetchError


def test_a_folder_gives_its_files_in_order_of_name_at_any_depth(tmp_path: Path) -> None:
    for name in ("b.xml", "a/2.xml", "a/1.xml", ".hidden.xml", "a/.git/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    found = [path.relative_to(tmp_path).as_posix() for path in files.walk([tmp_path])]

    assert found == ["a/1.xml", "a/2.xml", "b.xml"]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no file or folder .*nowhere"):
        files.walk([tmp_path / "nowhere"])


def test_a_file_becomes_an_item_that_holds_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "خبر.txt"
    path.write_bytes(b"\xff\x00raw")

    item = files.read(path)

    assert item.capture is not None
    assert item.capture.body == b"\xff\x00raw"
    assert item.id == item.capture.url == path.as_uri()
    assert item.capture.fetched_at.tzinfo is not None


def test_a_file_that_vanishes_is_a_fetch_error(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="cannot read file"):
        files.read(tmp_path / "gone.xml")


def test_a_file_above_the_limit_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    with path.open("wb") as huge:
        huge.truncate(files.SIZE_LIMIT + 1)

    with pytest.raises(FetchError, match="at most"):
        files.read(path)
