"""Event types are data: every type has its codes, and a plugin can add rows without code."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad import ontology
from rasad.errors import ConfigError


def test_the_built_in_types_are_those_of_the_coding_guide() -> None:
    guide = """
        ceasefire agreement negotiation clash air_strike shelling explosion attack toll abduction arrest
        release capture withdrawal deployment seizure destruction displacement protest demand rejection threat
        accusation aid sanction
    """

    assert sorted(ontology.builtin()) == sorted(guide.split())


def test_a_type_has_acled_and_plover_codes_or_none_at_all() -> None:
    assert ontology.builtin()["clash"].acled == ("Battles", "Armed clash")
    assert ontology.builtin()["clash"].plover == ("ASSAULT", "firearms")
    assert ontology.builtin()["toll"].acled is None


def test_a_file_adds_and_replaces_rows(tmp_path: Path) -> None:
    rows = tmp_path / "rows.toml"
    rows.write_text('[piracy]\nmeans = "a ship is boarded"\nacled = []\nplover = ["ASSAULT", "hijack"]\n')

    types = ontology.with_file(rows)

    assert types["piracy"].plover == ("ASSAULT", "hijack")
    assert "clash" in types


@pytest.mark.parametrize("row", ["[x]\nmeans = 'a'\nacled = []", "[x]\nmeans = 'a'\nacled = ['one']\nplover = []"])
def test_a_row_that_lacks_a_field_is_refused_by_name(row: str) -> None:
    with pytest.raises(ConfigError, match="event type 'x'"):
        ontology.read(row)
