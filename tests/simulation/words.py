"""The feed's words as Kafka records: core banking's facts, ticks, officers' commands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.catalogue import COREBANK, topics_of
from contracts.envelope import Envelope, write_headers
from services.kit.sharding import partition_of, shard_of

SOURCE = "/simulated/core"
OFFICERS = "/simulated/officers"
Headers = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Word:
    """A record to be sent. ``raw`` is the fact as the oracle reads it; None for what it does not."""

    id: str
    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    business_date: date
    raw: dict[str, Any] | None = None
    poison: bool = False


def fact(
    number: int, kind: str, loan: str, obligor: str, on: date, data: dict[str, Any], parts: int
) -> Word:
    """A fact of core banking, booked on a day."""
    return _keyed(
        f"f-{number}", SOURCE, COREBANK, f"corebank.{kind}.v1", loan, obligor, on, data, parts
    )


def command(
    number: int,
    service: str,
    kind: str,
    loan: str,
    obligor: str,
    on: date,
    data: dict[str, Any],
    parts: int,
) -> Word:
    """An officer's command to a service."""
    topic, ce_type = topics_of(service).commands, f"postloan.{service}.{kind}.v1"
    return _keyed(f"o-{number}", OFFICERS, topic, ce_type, loan, obligor, on, data, parts)


def _keyed(
    identity: str,
    source: str,
    topic: str,
    ce_type: str,
    loan: str,
    obligor: str,
    on: date,
    data: dict[str, Any],
    parts: int,
) -> Word:
    envelope = Envelope(
        id=identity,
        source=source,
        type=ce_type,
        business_date=on,
        time=f"{on}T09:00:00+08:00",
        subject=loan,
        key=obligor,
    )
    data = {"loan_id": loan, "obligor_id": obligor, **data}
    kind = ce_type.split(".")[-2]
    return Word(
        identity,
        topic,
        partition_of(shard_of(obligor), parts),
        obligor.encode(),
        json.dumps(data).encode(),
        tuple(write_headers(envelope)),
        on,
        {"type": kind, "loan_id": loan, **data},
    )


def tick(on: date, partition: int) -> Word:
    """The end of a business day, for one partition."""
    ce_type = "corebank.business-day-closed.v1"
    identity = f"day-{on}"
    envelope = Envelope(
        id=identity,
        source=SOURCE,
        type=ce_type,
        business_date=on,
        time=f"{on}T23:00:00+08:00",
    )
    value = json.dumps({"business_date": on.isoformat()}).encode()
    headers = tuple(write_headers(envelope))
    return Word(identity, COREBANK, partition, None, value, headers, on)


def redrive(
    number: int, service: str, partition: int, obligor: str, on: date, target: dict[str, str]
) -> Word:
    """An officer takes kept messages up again."""
    return order("redrive", number, service, partition, obligor, on, target)


def order(
    kind: str,
    number: int,
    service: str,
    partition: int,
    obligor: str,
    on: date,
    target: dict[str, Any],
) -> Word:
    """What two officers tell a service's kit to do."""
    ce_type = f"postloan.{service}.{kind}.v1"
    identity = f"o-{number}"
    envelope = Envelope(
        id=identity,
        source=OFFICERS,
        type=ce_type,
        business_date=on,
        time=f"{on}T10:00:00+08:00",
        key=obligor,
    )
    people = {"reason": "repaired", "requested_by": "li", "approved_by": "wang"}
    value = json.dumps({**people, **target, "obligor_id": obligor}).encode()
    topic = topics_of(service).commands
    headers = tuple(write_headers(envelope))
    return Word(identity, topic, partition, obligor.encode(), value, headers, on)
