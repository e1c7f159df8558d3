"""Good plugins work beside bad ones, and each bad one is named with its reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rasad import registry
from rasad.errors import ConfigError, PluginError
from rasad.registry import Plugin, Registry

GOOD = """
from rasad import Article, hookimpl
from rasad.stages import SourceConfig

class Village:
    id = "village"
    version = "1"
    Config = SourceConfig
    hosts = ()
    def __init__(self, config): pass
    def discover(self, fetch, state): return iter(())
    def parse(self, capture): yield Article("k", "t", "text")

@hookimpl
def rasad_register_sources(register):
    register(Village)
"""
HOOK = "from rasad import hookimpl\n@hookimpl\n"
BAD = {
    "broken_import": (
        "import no_such_module_at_all",
        "ModuleNotFoundError: No module named 'no_such_module_at_all'",
    ),
    "misspelt_hook": (
        "from rasad import hookimpl\n@hookimpl\ndef rasad_register_source(register): pass",
        "no hook is named rasad_register_source; did you mean rasad_register_sources?",
    ),
    "no_hook": ("ANSWER = 42", "it implements no hook"),
    "forgotten_decorator": (
        "def rasad_register_sources(register): pass",
        "it implements no hook; rasad_register_sources lacks @hookimpl",
    ),
    "zz_double": (GOOD, "source 'village' is already registered by the plugin 'good'"),
    "exits": ("raise SystemExit(3)", "SystemExit: 3"),
    "half_source": (
        HOOK + "def rasad_register_sources(register): register(Half)\nclass Half:\n    id = 'half'",
        "Half has no version, Config, hosts, discover, parse (rasad.stages says what it needs)",
    ),
    "failing_hook": (
        "from rasad import hookimpl\n@hookimpl\ndef rasad_register_sources(register): 1 / 0",
        "ZeroDivisionError: division by zero",
    ),
    "syntax": ("def (", "SyntaxError"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.py").write_text(GOOD)
    for name, (code, _) in BAD.items():
        (tmp_path / f"{name}.py").write_text(code)
    return tmp_path


def named(found: Registry, name: str) -> Plugin:
    return next(p for p in found.plugins if p.name == name)


def test_the_good_plugin_works_beside_every_bad_one(folder: Path) -> None:
    found = registry.load(folder)

    assert found.source_type("village").id == "village"
    assert named(found, "good") == Plugin(
        "good", str(folder / "good.py"), ("rasad_register_sources",), ("source village",)
    )


@pytest.mark.parametrize("name", BAD)
def test_a_bad_plugin_is_listed_with_its_reason(folder: Path, name: str) -> None:
    error = named(registry.load(folder), name).error

    assert error is not None
    assert error.startswith(BAD[name][1])


def test_a_bad_plugin_leaves_no_trace(folder: Path) -> None:
    found = registry.load(folder)

    assert not found.manager.has_plugin("zz_double")
    assert "half" not in found.sources


def test_strict_makes_a_bad_plugin_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PluginError):
        registry.load(folder, strict=True)
    monkeypatch.setenv("RASAD_STRICT_PLUGINS", "1")
    with pytest.raises(PluginError):
        registry.load(folder)


def test_every_folder_of_plugins_is_loaded() -> None:
    """A built-in that is missing from the list would otherwise be missed by nobody."""
    built_in = {path.parent.name for path in (Path(__file__).parents[2] / "plugins").glob("*/pyproject.toml")}

    working = {p.name for p in registry.load().plugins if not p.error}

    assert built_in <= working


def test_an_unknown_source_type_names_the_nearest_known_one(folder: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'village'"):
        registry.load(folder).source_type("vilage")


def test_an_unknown_database_scheme_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"known: .*sqlite"):
        registry.load().loader_for("oracle://x")


def test_a_plugins_dir_that_is_no_folder_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="plugins_dir"):
        registry.load(tmp_path / "nowhere")


def test_two_distributions_of_one_name_are_reported_not_dropped(tmp_path: Path) -> None:
    """Entry points of one name: pluggy's own loader takes one of them and says nothing of the other."""
    for dist in ("first", "second"):
        info = tmp_path / f"{dist}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {dist}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[rasad]\ntwin = {dist}_twin\n")
        (tmp_path / f"{dist}_twin.py").write_text(GOOD.replace("village", dist))
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from rasad import registry
for plugin in registry.load().plugins:
    print(plugin.name, plugin.origin, plugin.error, sep="|")
"""

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()

    assert [line for line in lines if line.startswith("twin|")] == [
        "twin|first 1.0|None",
        "twin|second 1.0|another plugin has this name: first 1.0",
    ]


def test_secrets_come_from_a_plugin_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = "def rasad_get_secret(source, name): return 'vault' if name == 'user' else None"
    (tmp_path / "vault.py").write_text(HOOK + vault)
    monkeypatch.setenv("RASAD_SECRET_MY_WIRE_USER", "environment")
    monkeypatch.setenv("RASAD_SECRET_MY_WIRE_PASSWORD", "environment")
    found = registry.load(tmp_path)

    assert found.secret("my-wire", "user") == "vault"
    assert found.secret("my-wire", "password") == "environment"
    assert found.secret("other", "password") is None


def test_a_failing_observer_is_reported_and_the_others_are_told(tmp_path: Path) -> None:
    told = tmp_path / "told"
    keep = f"def rasad_run_finished(report): open({str(told)!r}, 'x').close()"
    (tmp_path / "a.py").write_text(HOOK + "def rasad_run_finished(report): 1 / 0")
    (tmp_path / "b.py").write_text(HOOK + keep)

    errors = list(registry.load(tmp_path).tell("rasad_run_finished", report="done"))

    assert [str(e) for e in errors] == ["plugin a: rasad_run_finished failed: ZeroDivisionError: division by zero"]
    assert told.exists()
