"""Settings: `rasad.toml`, every key also from the environment (`RASAD_…`). Knows no source's own keys."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from rasad.errors import ConfigError

FILE_NAME = "rasad.toml"


class Settings(BaseSettings):
    """What holds for a whole installation. Nested keys in the environment use `__`:
    `RASAD_SOURCES__EXAMPLE__URL=https://…`."""

    model_config = SettingsConfigDict(env_prefix="RASAD_", env_nested_delimiter="__", extra="forbid")

    database: str = Field("sqlite:///rasad.db", description="Where rows go: sqlite:/// or postgresql+psycopg://")
    archive: str = Field(default="archive", description="Where raw captures go: a folder or any fsspec address")
    plugins_dir: Path | None = Field(default=None, description="Folder of one-file plugins")
    strict_plugins: bool = Field(default=False, description="A plugin that cannot be used is an error")
    sources: dict[str, dict[str, Any]] = Field(default_factory=dict, description="[sources.NAME] sections")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment stands above the file: what `read` passes in comes from the file."""
        return env_settings, init_settings


def read(config: Path | None = None) -> Settings:
    """Settings from `config`, or from `rasad.toml` in the working folder if there is one.

    Raises `ConfigError` in one line: which file, which key, what is wrong with it.
    """
    path = config or Path(FILE_NAME)
    if config is not None and not config.is_file():
        raise ConfigError(f"no configuration file {config}; give another with --config")
    values = _toml(path) if path.is_file() else {}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigError(f"{path if values else 'environment'}: {one_line(error)}") from error


def one_line(error: ValidationError) -> str:
    """A pydantic error as `key: what is wrong; key: …`, without the values (they may be secrets)."""
    parts = []
    for problem in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in problem["loc"]) or "value"
        wrong = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"]
        parts.append(f"{key}: {wrong}")
    return "; ".join(parts)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
