"""The documents say what the code does: every hook, every field, every view, and the README's code runs."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from rasad import Claim, registry
from rasad.hookspecs import Hooks
from rasad.settings import Settings
from rasad.stages import SourceConfig

ROOT = Path(__file__).parents[2]
HOOKS = {name: spec for name, spec in vars(Hooks).items() if name.startswith("rasad_")}
README = (ROOT / "README.md").read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    """Code blocks of a Markdown page."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_is_documented_with_its_arguments(name: str) -> None:
    arguments = ", ".join(a for a in inspect.signature(HOOKS[name]).parameters if a != "self")

    assert f"\n## {name}({arguments})\n" in (ROOT / "docs" / "hooks.md").read_text("utf-8")


@pytest.mark.parametrize("name", [f.name for f in fields(Claim)])
def test_every_claim_field_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "claims.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "core/rasad/store/views").glob("*.sql")))
def test_every_view_is_documented(name: str) -> None:
    assert f"\n| `{name}` |" in (ROOT / "docs" / "querying.md").read_text("utf-8")


@pytest.mark.parametrize("name", [*Settings.model_fields, *SourceConfig.model_fields])
def test_every_setting_says_what_it_is_for(name: str) -> None:
    field = {**Settings.model_fields, **SourceConfig.model_fields}[name]

    assert field.description


def test_the_readme_fits_the_first_five_minutes() -> None:
    assert len(README.splitlines()) <= 120


def test_the_readme_plugin_works_as_one_file(tmp_path: Path) -> None:
    (code,) = blocks(README, "python")
    (tmp_path / "valley.py").write_text(code)

    plugin = next(p for p in registry.load(tmp_path).plugins if p.name == "valley")

    assert (plugin.error, plugin.registered) == (None, ("source valley",))
    assert len(code.splitlines()) <= 40


def test_the_readme_configuration_is_valid(tmp_path: Path) -> None:
    (toml,) = blocks(README, "toml")
    (tmp_path / "rasad.toml").write_text(toml)

    listed = subprocess.run(
        [sys.executable, "-m", "rasad", "sources", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert '"valley"' in listed.stdout
    assert '"configured"' in listed.stdout


def test_every_link_between_documents_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_make_target_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", README + (ROOT / "CONTRIBUTING.md").read_text()))

    assert named <= targets


def test_the_source_of_the_guide_works_as_one_file(tmp_path: Path) -> None:
    (code,) = blocks((ROOT / "docs" / "write-a-source.md").read_text("utf-8"), "python")
    (tmp_path / "valley.py").write_text(code)

    plugin = next(p for p in registry.load(tmp_path).plugins if p.name == "valley")

    assert (plugin.error, plugin.registered) == (None, ("source valley",))


def test_every_query_of_the_guide_runs(tmp_path: Path) -> None:
    from rasad.store.database import connect, upgrade
    from rasad.store.query import run

    url = f"sqlite:///{tmp_path}/t.db"
    engine = connect(url)
    upgrade(engine)
    engine.dispose()

    for sql in blocks((ROOT / "docs" / "querying.md").read_text("utf-8"), "sql"):
        assert list(run(url, sql)[1]) == []
