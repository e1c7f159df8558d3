"""How fields of a form look. Prefect draws forms from JSON schemas; pydantic's own are hard to fill in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from rasad_flows.configuration import configured_sources

JsonSchema = dict[str, Any]


class _Configured:
    """Shows a text field as a list of the configured sources. A run itself asks the configuration anew."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        schema = handler(core)
        names = configured_sources()
        return {**schema, "enum": names} if names else schema


class _MayBeEmpty:
    """Shows an optional field as a plain one that may stay empty, without a switch between value and None."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        schema = handler(core)
        (plain,) = (kind for kind in schema["anyOf"] if kind != {"type": "null"})
        return dict(plain)


def _without_default(schema: JsonSchema) -> None:
    schema.pop("default", None)  # null, which the plain kind does not allow


def optional(description: str, **limits: Any) -> Any:
    """A field that may stay empty."""
    return Field(default=None, description=description, json_schema_extra=_without_default, **limits)


SourceName = Annotated[str, _Configured()]
AnySource = Annotated[SourceName | None, _MayBeEmpty()]
Moment = Annotated[datetime | None, _MayBeEmpty()]
AtMost = Annotated[Annotated[int, Field(ge=1, le=100_000)] | None, _MayBeEmpty()]
