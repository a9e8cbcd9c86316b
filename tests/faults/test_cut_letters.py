"""What the checker asks of a letter that keeps a record's first bytes only, proven on a world of one."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from services.kit.kept import keep
from tests.faults.checker import letters
from tests.faults.checker.world import Book, Message, World
from tests.unit.kit.test_orders import Record

PLACE = ("corebank.loan.v1", 0, 7)
VALUE = bytes(range(256)) * 64 * 1024
RECORD = Record(*PLACE, 0, b"C-1", VALUE, (("ce_id", b"c-1"), ("x-none", None)))


def found(change: dict[str, Any], value: bytes = VALUE) -> list[str]:
    """The findings about a letter of this record, kept and then changed; ``value``: what lies there."""
    raw = msgspec.to_builtins(keep(RECORD))
    assert raw["cut"]["value_size"] == len(VALUE) > len(raw["value"])
    raw |= change | {"cut": raw["cut"] | change.get("cut", {})}
    letter = {"event_id": uuid4(), "type": "kit.MessageDeadLettered", "stream": "dead-0"}
    letter |= {"payload": json.dumps({"rule": "message_size", "message": raw}).encode()}
    headers = tuple(RECORD.headers)
    topic, partition, offset = PLACE
    there = Message(topic, partition, offset, RECORD.key, value, headers, dict(headers))
    book = Book("monitoring", [letter], {"letters": []})
    world = World(4, {"monitoring": book}, {}, {topic: [there], "dlq.monitoring": []}, 0.0)
    return [each.what for each in letters.check(world) if "place" in each.what]


def test_the_first_bytes_with_size_and_hash_of_the_whole_are_enough() -> None:
    assert found({}) == []


OTHER = base64.b64encode(b"other").decode()
HARMS: dict[str, dict[str, Any]] = {
    "other first bytes": {"value": OTHER},
    "another key": {"key": OTHER},
    "another header": {"headers": [["ce_id", OTHER]]},
    "another size": {"cut": {"size": 1}},
    "another hash": {"cut": {"sha256": "00"}},
    "fewer headers": {"cut": {"headers": 1}},
}


@pytest.mark.parametrize("name", HARMS)
def test_each_harm_to_a_cut_letter_is_found(name: str) -> None:
    assert found(HARMS[name])


def test_other_bytes_behind_those_that_are_kept_are_found() -> None:
    assert found({}, VALUE[:-1] + b"?")
