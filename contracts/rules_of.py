"""Which rules can be looked at in one line: those of what it holds, read off its JSON Schema.

A rule about an optional field that a line leaves out was not looked at there, and a certificate
must not count it as kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from contracts.corebank import RATE_PATTERN, RepaymentReversed
from contracts.errors import IDENTIFIER_PATTERN
from contracts.message import Message

LINE_RULES: Final = ("line_length", "not_json")

_ENVELOPE = (
    *("not_object", "content_type", "specversion", "attribute_missing", "attribute_format"),
    *("date_format", "unknown_type", "unknown_version"),
)
_MONEY = (
    *("money_shape", "money_number", "money_format", "money_digits"),
    *("money_negative", "money_currency", "money_range"),
)
_KEYED = ("key_missing", "key_mismatch", "subject_missing", "subject_mismatch")
_TICK = ("key_unwanted", "subject_unwanted")
_WITH_ALLOCATION = ("allocation_empty", "allocation_sum")


def envelope_rules(line: Mapping[str, Any]) -> Iterator[str]:
    """The rules about the attributes of this line."""
    yield from _ENVELOPE
    if "time" in line or "recordedtime" in line:
        yield "time_format"
    if line.get("subject") or line.get("partitionkey"):
        yield "identifier_format"
    if "sequence" in line:
        yield "sequence_format"


def feed_rules(line: Mapping[str, Any]) -> Iterator[str]:
    """The rules that need a readable envelope, most of them also the lines before."""
    yield from ("id_reused", "time_missing")
    if line.get("subject"):
        yield from ("fact_changed", "obligor_changed")
    if "sequence" in line:
        yield "sequence_gap"
    if "dataschema" in line:
        yield "dataschema_mismatch"


def field_rules(model: type[Message], data: object) -> set[str]:
    """The rules about key, subject and single fields of this payload."""
    schema, groups = _schema(model)
    rules = set(_walk(schema, groups, data))
    rules.discard("open_member")
    return rules | set(_KEYED if model.KEYED else _TICK)


def between_rules(model: type[Message], data: object) -> set[str]:
    """The rules between the fields of this payload, looked at once each field is sound."""
    rules = set(model.RULES)
    if isinstance(data, Mapping) and data.get("allocation") is None:
        rules -= set(_WITH_ALLOCATION)
    if model is RepaymentReversed:
        rules.add("unknown_receipt")
    if "x-extensible-enum" in _text_of(model):
        rules.add("open_member")
    return rules


@cache
def _schema(model: type[Message]) -> tuple[dict[str, Any], dict[str, Any]]:
    schema = model.model_json_schema()
    return schema, schema.get("$defs", {})


@cache
def _text_of(model: type[Message]) -> str:
    return repr(_schema(model))


def _walk(node: dict[str, Any], groups: dict[str, Any], value: object) -> Iterator[str]:
    if "$ref" in node:
        node = groups[node["$ref"].rpartition("/")[2]]
    if "anyOf" in node:
        if value is not None:
            yield from _walk(node["anyOf"][0], groups, value)
    elif "enum" in node:
        yield "choice_unknown"
    elif node.get("title") == "Money":
        yield from _MONEY
    elif node.get("type") == "object":
        yield from _walk_object(node, groups, value)
    elif node.get("type") == "array":
        yield "not_list"
        if isinstance(value, list) and value:
            yield from _walk(node["items"], groups, value[0])
    else:
        yield from _simple(node)


def _walk_object(node: dict[str, Any], groups: dict[str, Any], value: object) -> Iterator[str]:
    yield "not_object"
    if "required" in node:
        yield "field_missing"
    if isinstance(value, Mapping):
        for name, child in node.get("properties", {}).items():
            if name in value:
                yield from _walk(child, groups, value[name])


def _simple(node: dict[str, Any]) -> Iterator[str]:
    if node.get("type") == "integer":
        yield from ("integer_format", "integer_range")
    elif node.get("type") == "boolean":
        yield "boolean_format"
    elif node.get("format") == "date":
        yield from ("date_format", "date_range")
    elif node.get("pattern") == IDENTIFIER_PATTERN:
        yield from ("identifier_format", "text_format")
    elif node.get("pattern") == RATE_PATTERN:
        yield "rate_format"
    else:
        yield from ("text_format", "text_length")
