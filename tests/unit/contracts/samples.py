"""Sound messages of every kind to break in one place each."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import contracts
from contracts.catalogue import parse
from contracts.errors import ContractError
from contracts.message import Message

CORPUS = Path(contracts.__file__).parent / "corpus"

DISBURSED = "corebank.loan-disbursed.v1"
RECEIVED = "corebank.repayment-received.v1"
REVERSED = "corebank.repayment-reversed.v1"
CHANGED = "corebank.schedule-changed.v1"
CHARGED = "corebank.charge-accrued.v1"
CLOSED = "corebank.business-day-closed.v1"


def sample(ce_type: str, number: int = 1) -> dict[str, Any]:
    """A fresh copy of an example of the corpus."""
    text = (CORPUS / ce_type / f"{number}.json").read_text("utf-8")
    payload: dict[str, Any] = json.loads(text)
    return payload


def allocated() -> dict[str, Any]:
    """A repayment with two allocated parts, together 21,560.00 of 25,000.00."""
    return sample(RECEIVED, 3)


def put(payload: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """The payload with one place (``schedule.0.number``) set to another value."""
    changed = copy.deepcopy(payload)
    *path, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    node: Any = changed
    for step in path:
        node = node[step]
    node[last] = value
    return changed


def without(payload: dict[str, Any], name: str) -> dict[str, Any]:
    """The payload without one field."""
    return {key: value for key, value in payload.items() if key != name}


def read(ce_type: str, payload: object) -> Message:
    """Through JSON, as it travels."""
    return parse(ce_type, json.dumps(payload, ensure_ascii=False).encode())


def error_of(ce_type: str, payload: object) -> ContractError:
    """The one error that reading this payload gives."""
    with pytest.raises(ContractError) as raised:
        read(ce_type, payload)
    error = raised.value
    assert error.others == (), [str(each) for each in (error, *error.others)]
    return error


def line(ce_type: str, payload: dict[str, Any], **attributes: object) -> dict[str, Any]:
    """A feed line around a payload; an attribute given as None is left out."""
    made: dict[str, object] = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/corebank/test",
        "type": ce_type,
        "time": "2024-06-19T09:00:00+08:00",
        "businessdate": "2024-06-19",
        "subject": payload.get("loan_id"),
        "partitionkey": payload.get("obligor_id"),
        "data": payload,
    } | attributes
    return {name: value for name, value in made.items() if value is not None}


GOOD_LINES = [
    line(ce_type, sample(ce_type), sequence="000000000001", traceparent="00-a-b-01")
    for ce_type in (DISBURSED, RECEIVED, REVERSED, CHANGED, CHARGED)
] + [line(CLOSED, sample(CLOSED))]
"""A sound line of each core-banking message."""
