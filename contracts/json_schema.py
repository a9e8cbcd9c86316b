"""The JSON Schema (2020-12) of a message, as it is published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema

from contracts.envelope import dataschema_of
from contracts.errors import RULES
from contracts.message import Message

FOLDER: Final = Path(__file__).parent
"""Where the published files lie: ``schemas/``, ``corpus/``, ``released/``, ``asyncapi.yaml``."""


class _Generator(GenerateJsonSchema):
    """pydantic's own, without a title per field, which only repeats the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


def schema_of(message: type[Message]) -> dict[str, Any]:
    """The published schema. ``x-rules`` are the rules that JSON Schema can't say."""
    body = message.model_json_schema(schema_generator=_Generator)
    dialect = body.pop("$schema")
    schema = {"$schema": dialect, "$id": dataschema_of(message), **body}
    if message.RULES:
        schema["x-rules"] = {rule: RULES[rule] for rule in message.RULES}
    return schema


def schema_path(message: type[Message]) -> str:
    """The place of the schema below the folder of the contract."""
    return f"schemas/{message.TYPE}/{message.SCHEMA}.json"


def as_text(document: object) -> str:
    """JSON for people: indented, one trailing newline, Chinese as it is."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def examples_of(ce_type: str, folder: Path = FOLDER) -> list[Path]:
    """The example files of one message in the corpus, in order of their numbers."""
    return sorted((folder / "corpus" / ce_type).glob("*.json"), key=lambda path: int(path.stem))
