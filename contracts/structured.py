"""A line of a feed: one CloudEvents event in JSON (structured mode), as core banking exports it.

Lines are read as strictly as Kafka records, and key and subject are compared with the payload at
once, so that what passes here passes there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from contracts.agreement import disagreements
from contracts.catalogue import MODELS
from contracts.envelope import Envelope, read_headers
from contracts.errors import ContractError, all_as_one

ATTRIBUTES: Mapping[str, str] = {
    "specversion": "ce_specversion",
    "id": "ce_id",
    "source": "ce_source",
    "type": "ce_type",
    "time": "ce_time",
    "subject": "ce_subject",
    "partitionkey": "ce_partitionkey",
    "dataschema": "ce_dataschema",
    "businessdate": "ce_businessdate",
    "recordedtime": "ce_recordedtime",
    "sequence": "ce_sequence",
    "correlationid": "ce_correlationid",
    "causationid": "ce_causationid",
    "traceparent": "traceparent",
    "tracestate": "tracestate",
}
"""Attribute of a line -> Kafka header."""

_NAMES = {header: name for name, header in ATTRIBUTES.items()}
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def from_structured(line: Mapping[str, Any]) -> tuple[Envelope, bytes]:
    """Envelope and payload (compact JSON) of one line; ``ContractError`` with all that is wrong.

    The payload itself is not looked into, but for ``obligor_id`` and ``loan_id``: the key must be
    the one, the subject the other. ``business_date``'s tick has neither.
    """
    errors = list(_attribute_errors(line))
    envelope: Envelope | None = None
    headers = [(header, _bytes(line, name)) for name, header in ATTRIBUTES.items()]
    try:
        envelope = read_headers(_bytes(line, "partitionkey"), headers)
    except ContractError as wrong:
        seen = {error.field for error in errors}
        renamed = [_renamed(each) for each in (wrong, *wrong.others)]
        errors += [error for error in renamed if error.field not in seen]
    data = line.get("data")
    if not isinstance(data, dict):
        errors.append(_no_data(line))
    else:
        errors += _disagreements(line, data)
    if errors or envelope is None:
        raise all_as_one(errors)
    return envelope, msgspec.json.encode(data)


def _disagreements(line: Mapping[str, Any], data: Mapping[str, Any]) -> list[ContractError]:
    model = MODELS.get(str(line.get("type")))
    key, subject = line.get("partitionkey"), line.get("subject")
    if model is None or not isinstance(key, str | None) or not isinstance(subject, str | None):
        return []
    return [_renamed(each) for each in disagreements(key, subject, model.KEYED, data)]


def _attribute_errors(line: Mapping[str, Any]) -> Iterator[ContractError]:
    for name in ATTRIBUTES:
        value = line.get(name)
        if value is not None and not isinstance(value, str):
            rule = "sequence_format" if name == "sequence" else "attribute_format"
            yield ContractError(rule, name, repr(value), f"{name} must be a JSON string")
    for name in ("time", "recordedtime"):
        value = line.get(name)
        if isinstance(value, str) and not _is_instant(value):
            yield ContractError("time_format", name, value, f"{name} is not RFC 3339 with offset")
    content_type = line.get("datacontenttype", "application/json")
    if not isinstance(content_type, str) or content_type.partition(";")[0] != "application/json":
        yield ContractError(
            "content_type", "datacontenttype", repr(content_type), "only JSON is spoken"
        )


def _no_data(line: Mapping[str, Any]) -> ContractError:
    if "data" in line:
        return ContractError("not_object", "data", repr(line["data"]), "data must be an object")
    if "data_base64" in line:
        return ContractError("not_object", "data", "data_base64", "data must be given as JSON")
    return ContractError("field_missing", "data", "absent", "this required field is missing")


def _bytes(line: Mapping[str, Any], name: str) -> bytes | None:
    value = line.get(name)
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else None


def _is_instant(text: str) -> bool:
    if _INSTANT.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def _renamed(error: ContractError) -> ContractError:
    name = _NAMES.get(error.field, error.field)
    detail = error.detail.replace(error.field, name)
    return ContractError(error.rule, name, error.value, detail)
