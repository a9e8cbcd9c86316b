"""Harms to what services tell each other: a word altered in every copy of a message, or a message unsaid."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.faults.checker.world import Message, World

PUBLISHED = "postloan.monitoring.v1"
ARREARS = "postloan.monitoring.arrears-changed.v1"
BALANCE = "postloan.monitoring.balance-changed.v1"

Harm = Callable[[World], World]
Change = Callable[[Message], Message]


def place(record: Message) -> tuple[int | None, int | None]:
    """Shard and position: the same in every copy of a record."""
    return record.number("postloan-shard"), record.number("postloan-position")


def _altered(change: Change, ce_type: str = ARREARS) -> Harm:
    """The first message of a type, in each of its copies."""

    def harm(world: World) -> World:
        records = world.topics[PUBLISHED]
        first = next(place(m) for m in records if m.text("ce_type") == ce_type)
        world.topics[PUBLISHED] = [change(m) if place(m) == first else m for m in records]
        return world

    return harm


def _header(name: str, text: str) -> Change:
    def change(record: Message) -> Message:
        headers = tuple((n, text.encode() if n == name else d) for n, d in record.headers)
        return record._replace(headers=headers, by_name=dict(headers))

    return change


def _field(name: str, other: Any) -> Change:
    """``other``: what is said instead; None: nothing."""

    def change(record: Message) -> Message:
        data = json.loads(record.value or b"{}")
        assert data.pop(name) != other
        if other is not None:
            data[name] = other
        return record._replace(value=json.dumps(data).encode())

    return change


def _last_unsaid(world: World) -> World:
    """The last message of a shard was never sent, and the store says so."""
    records = world.topics[PUBLISHED]
    last = records[-1]
    world.topics[PUBLISHED] = [record for record in records if place(record) != place(last)]
    for row in world.books["monitoring"].tables["sent"]:
        if (row["shard"], row["topic"]) == (place(last)[0], PUBLISHED):
            row["position"] = last.number("postloan-previous")
    return world


WRONG = "I7: says not what the event says: "
OF_MESSAGES: dict[tuple[str, str], Harm] = {
    ("a published word is another", WRONG + "stage"): _altered(_field("stage", "other")),
    ("a published day is another", WRONG + "effective_on"): _altered(
        _field("effective_on", "1999-01-01")
    ),
    ("a published amount is another", WRONG + "unapplied"): _altered(
        _field("unapplied", {"amount": "99999999.01", "currency": "CNY"}), BALANCE
    ),
    ("a published loan is another", WRONG + "loan_id"): _altered(_field("loan_id", "other")),
    ("a published field is gone", WRONG + "days_past_due"): _altered(
        _field("days_past_due", None)
    ),
    ("a published field is made up", WRONG + "stage_of"): _altered(
        lambda m: m._replace(
            value=json.dumps({**json.loads(m.value or b""), "stage_of": 1}).encode()
        )
    ),
    ("a published type is another", WRONG + "ce_type"): _altered(_header("ce_type", BALANCE)),
    ("a published schema is another", WRONG + "ce_dataschema"): _altered(
        _header("ce_dataschema", f"urn:postloan:schemas/{BALANCE}/1.0.0")
    ),
    ("a published business day is another", WRONG + "ce_businessdate"): _altered(
        _header("ce_businessdate", "1999-01-01")
    ),
    ("a published cause is another", WRONG + "ce_causationid"): _altered(
        _header("ce_causationid", "nobody")
    ),
    ("a published chain of causes is another", WRONG + "ce_correlationid"): _altered(
        _header("ce_correlationid", "nobody")
    ),
    ("a published instant is another", WRONG + "ce_recordedtime"): _altered(
        _header("ce_recordedtime", "1999-01-01T00:00:00+00:00")
    ),
    ("a published clock is another", WRONG + "postloan-hlc"): _altered(
        _header("postloan-hlc", "1")
    ),
    ("a published key is another", WRONG + "key"): _altered(lambda m: m._replace(key=b"other")),
    ("a message was never sent", "I7: events not told"): _last_unsaid,
}
