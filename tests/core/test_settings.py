"""Settings come from rasad.toml, the environment stands above it, and mistakes end in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad import registry, settings
from rasad.configure import configured
from rasad.errors import ConfigError
from rasad.settings import Settings

TOML = """
database = "sqlite:///news.db"
[sources.example]
type = "files"
folder = "drop"
expected_every = "2h"
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_file_the_defaults_hold() -> None:
    assert settings.read().database == "sqlite:///rasad.db"
    assert settings.read().archive == "archive"


def test_the_file_of_the_working_folder_is_read(here: Path) -> None:
    (here / "rasad.toml").write_text(TOML)

    assert settings.read().database == "sqlite:///news.db"
    assert settings.read().sources["example"]["folder"] == "drop"


def test_the_environment_stands_above_the_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "rasad.toml").write_text(TOML)
    monkeypatch.setenv("RASAD_DATABASE", "sqlite:///other.db")
    monkeypatch.setenv("RASAD_SOURCES__EXAMPLE__FOLDER", "elsewhere")

    found = settings.read()

    assert found.database == "sqlite:///other.db"
    assert found.sources["example"] == {"type": "files", "folder": "elsewhere", "expected_every": "2h"}


def test_secrets_in_the_environment_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASAD_SECRET_AFP_PASSWORD", "hush")

    assert "hush" not in repr(settings.read())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("databse = 'x'", "databse: unknown key"),
        ("database = 3", "database: Input should be a valid string"),
        ("database = ", "not valid TOML"),
        ("[sources]\nexample = 3", "sources.example: Input should be a valid dictionary"),
    ],
)
def test_a_mistake_in_the_file_is_one_line_that_names_it(here: Path, text: str, said: str) -> None:
    (here / "rasad.toml").write_text(text)

    with pytest.raises(ConfigError) as caught:
        settings.read()

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_configuration_file_that_is_asked_for_must_be_there(here: Path) -> None:
    with pytest.raises(ConfigError, match="no configuration file"):
        settings.read(here / "none.toml")


def test_a_source_type_needs_no_section() -> None:
    source, config = configured("afp", Settings(), registry.load())

    assert (source.id, config.type) == ("afp", "afp")


def test_durations_are_read_as_people_write_them() -> None:
    section = {"type": "files", "folder": "drop", "expected_every": "2h"}

    _, config = configured("x", Settings(sources={"x": section}), registry.load())

    assert config.expected_every is not None
    assert config.expected_every.total_seconds() == 7200


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"type": "afp", "colour": "red"}, "sources.x: colour: unknown key"),
        ({"folder": "drop"}, "sources.x needs a type"),
        ({"type": "afpp"}, "did you mean 'afp'"),
        ({"type": "files", "min_items": -1}, "sources.x: min_items:"),
        ({"type": "files", "expected_every": "soon"}, "sources.x: expected_every:"),
    ],
)
def test_a_mistake_in_a_section_names_the_source_and_the_key(section: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configured("x", Settings(sources={"x": section}), registry.load())

    assert said in str(caught.value)


def test_an_unknown_source_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"add \[sources.nowhere\].*afp"):
        configured("nowhere", Settings(), registry.load())
