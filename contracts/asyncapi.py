"""The AsyncAPI 3.0.0 document: channels, operations, messages, headers, keys, examples.

Made from the catalogue, so that it can't differ from what the services use.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from contracts.catalogue import CATALOGUE, COREBANK, SEALS, TOPICS, Row
from contracts.envelope import SCHEMA_BASE, dataschema_of
from contracts.errors import IDENTIFIER_PATTERN
from contracts.json_schema import examples_of, schema_path
from contracts.message import DAY_PATTERN, Message

BINDING: Final = "0.5.0"
_JSON_SCHEMA: Final = "application/schema+json;version=draft-2020-12"
_DIALECT: Final = {"schemaFormat": _JSON_SCHEMA}
_INSTANT: Final = {"type": "string", "format": "date-time"}
_DAY: Final = {"type": "string", "format": "date", "pattern": DAY_PATTERN}
_TEXT: Final = {"type": "string", "minLength": 1}
_NUMBER: Final = {"type": "string", "pattern": IDENTIFIER_PATTERN}


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "postloan",
            "version": "1.0.0",
            "description": (
                "What core banking sends to postloan, what its services tell each other and what"
                " officers ask of them. CloudEvents 1.0 in Kafka binary mode, JSON payloads. Money"
                ' is {"amount": "1234.50", "currency": "CNY"}: a string with as many decimals as'
                " the currency has, never negative. Unknown fields are ignored; an unknown member"
                " of an open list (x-extensible-enum) becomes a work item."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in _topics()},
        "operations": dict(_operations()),
        "components": {
            "messages": {row.message.TYPE: _message(row) for row in CATALOGUE},
            "schemas": {
                "Headers": _headers(_CLOUDEVENTS | _KEYED, [*_REQUIRED, "ce_partitionkey"]),
                "TickHeaders": _headers(_CLOUDEVENTS, _REQUIRED),
            },
        },
    }


def _topics() -> Iterable[str]:
    yield COREBANK
    for service in TOPICS:
        yield from TOPICS[service]
    yield SEALS


_KINDS: Final = {
    "events": "What {} has decided, in the published language.",
    "journal": "Every event {} has stored: the exact bytes as value, its columns as headers.",
    "commands": "What officers ask of {}.",
    "replies": "What {} answered to each command.",
    "dlq": "What {} could not take: bytes and headers untouched, _dlq.errors.* headers added; with "
    "_dlq.errors.cut only the first bytes of what is too large to be sent.",
}


def _described(topic: str) -> str:
    if topic == COREBANK:
        return "What core banking reports. Order holds within one obligor."
    for service in TOPICS:
        for kind, name in TOPICS[service]._asdict().items():
            if name == topic:
                return _KINDS[kind].format(service)
    return "Signed checkpoints of audit and its witnesses."


def _channel(topic: str) -> dict[str, Any]:
    messages = [row.message.TYPE for row in CATALOGUE if row.topic == topic]
    return {
        "address": topic,
        "description": _described(topic),
        "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in messages},
        "bindings": {"kafka": {"topic": topic, "bindingVersion": BINDING}},
    }


def _operations() -> Iterable[tuple[str, dict[str, Any]]]:
    for topic in _topics():
        rows = [row for row in CATALOGUE if row.topic == topic]
        for publisher in dict.fromkeys(row.publisher for row in rows):
            yield _operation(publisher, "send", topic, rows)
        for subscriber in dict.fromkeys(each for row in rows for each in row.subscribers):
            mine = [row for row in rows if subscriber in row.subscribers]
            yield _operation(subscriber, "receive", topic, mine)
    for service in TOPICS:
        yield _operation(service, "send", TOPICS[service].journal, [])
        yield _operation("audit", "receive", TOPICS[service].journal, [])
        yield _operation(service, "send", TOPICS[service].dlq, [])
    yield _operation("audit", "send", SEALS, [])


def _operation(who: str, action: str, topic: str, rows: list[Row]) -> tuple[str, dict[str, Any]]:
    operation: dict[str, Any] = {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "summary": f"{who} {action}s on {topic}",
    }
    if rows:
        operation["messages"] = [
            {"$ref": f"#/channels/{topic}/messages/{row.message.TYPE}"} for row in rows
        ]
    return f"{who}.{action}.{topic}", operation


def _message(row: Row) -> dict[str, Any]:
    message = row.message
    headers = "Headers" if message.KEYED else "TickHeaders"
    return {
        "name": message.TYPE,
        "title": message.__name__,
        "summary": (message.__doc__ or "").strip().partition("\n")[0],
        "contentType": "application/json",
        "headers": {"$ref": f"#/components/schemas/{headers}"},
        "payload": _DIALECT | {"schema": {"$ref": f"./{schema_path(message)}"}},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "bindings": {"kafka": {"key": dict(_KEYS[row.key]), "bindingVersion": BINDING}},
        "examples": [
            _example(row, path.stem, json.loads(path.read_text("utf-8")))
            for path in examples_of(message.TYPE)
        ],
    }


def _example(row: Row, number: str, payload: dict[str, Any]) -> dict[str, Any]:
    message: type[Message] = row.message
    day = next((payload[name] for name in _DAYS if name in payload), "2024-06-19")
    headers = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": "e4d8c37d-7d17-52cc-96c3-022ab624beb0",
        "ce_source": f"/{row.publisher}/example",
        "ce_type": message.TYPE,
        "ce_time": f"{day}T09:00:00+08:00",
        "ce_businessdate": day,
        "ce_dataschema": dataschema_of(message),
    }
    if message.KEYED:
        headers["ce_partitionkey"] = payload.get("obligor_id") or "C-0007"
    if payload.get("loan_id"):
        headers["ce_subject"] = payload["loan_id"]
    return {"name": f"example-{number}", "headers": headers, "payload": payload}


_KEYS: Final[dict[str, Any]] = {  # in full: the official schema takes no reference here
    "obligor_id": _NUMBER | {"description": "The obligor's customer number, UTF-8."},
    "empty": {"type": "string", "maxLength": 0, "description": "A tick has none."},
}
_DAYS: Final = ("booked_on", "processed_on", "effective_on", "disbursed_on", "business_date")
_REQUIRED: Final = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_businessdate"]
_CLOUDEVENTS: Final[dict[str, Any]] = {
    "content-type": {"type": "string", "const": "application/json"},
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": _TEXT | {"description": "The same on every re-send; with ce_source, unique."},
    "ce_source": _TEXT,
    "ce_type": _TEXT,
    "ce_time": _INSTANT | {"description": "When the message was made; never a business time."},
    "ce_dataschema": _TEXT | {"examples": [f"{SCHEMA_BASE}/<type>/<semantic version>"]},
    "ce_businessdate": _DAY
    | {"description": "The bank's business day on which the source booked the fact."},
    "ce_recordedtime": _INSTANT,
    "ce_correlationid": _TEXT,
    "ce_causationid": _TEXT,
    "traceparent": _TEXT | {"description": "W3C trace context of this hop."},
    "tracestate": {"type": "string"},
    "postloan-shard": {"type": "string", "pattern": "^[0-9]+$"},
    "postloan-position": {"type": "string", "pattern": "^[0-9]+$"},
    "postloan-previous": {"type": "string", "pattern": "^[0-9]+$"},
    "postloan-link": _TEXT,
    "postloan-hlc": {"type": "string", "pattern": "^[0-9]+$"},
    "postloan-actor": _TEXT,
}
_KEYED: Final[dict[str, Any]] = {
    "ce_partitionkey": _NUMBER | {"description": "Equal to the Kafka key and to obligor_id."},
    "ce_subject": _NUMBER | {"description": "The loan number, equal to loan_id."},
    "ce_sequence": {
        "type": "string",
        "pattern": "^[0-9]{12}$",
        "description": "Rises by one per loan; a gap becomes a work item.",
    },
}


def _headers(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required}
