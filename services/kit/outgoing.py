"""Where a stored event goes: journal always; published topic, replies or dead letters by its kind."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from contracts.catalogue import MODELS
from contracts.envelope import Envelope, dataschema_of, write_headers
from contracts.message import Message
from contracts.monitoring import DayClosed
from services.kit import dead_letters, events, journal, kit_events
from services.kit.conduct.words import said
from services.kit.definition import Service
from services.kit.fitting import fitting
from services.kit.row import EventRow


class Outgoing(NamedTuple):
    """One Kafka record to be sent."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    timestamp_ms: int


def outgoing(service: Service, row: EventRow, sent: dict[str, int]) -> list[Outgoing]:
    """All records of one event. ``sent`` holds the last position sent to each topic and is updated."""
    timestamp_ms = int(row.recorded_at.timestamp() * 1000)
    key = row.key.encode() or None
    records = [
        Outgoing(
            service.journal_topic,
            key,
            row.payload,
            journal.to_headers(service.name, row),
            timestamp_ms,
        )
    ]
    event = events.decode(row.type, row.schema_version, row.payload)
    if isinstance(event, kit_events.MessageDeadLettered | kit_events.MessageParked):
        raw = event.message
        headers = [(n, d if d is not None else b"") for n, d in raw.header_bytes()]
        headers += dead_letters.headers(service.name, row, event)
        value, key = raw.value_bytes(), raw.key_bytes()
        records.append(Outgoing(service.dead_letter_topic, key, value, headers, timestamp_ms))
        return records
    message, topic = _message(service, row, event)
    if message is not None:
        records.append(
            Outgoing(
                topic,
                key,
                message.to_payload(),
                write_headers(_envelope(service, row, message, sent.get(topic, 0))),
                timestamp_ms,
            )
        )
        sent[topic] = row.position
    return records


def _message(service: Service, row: EventRow, event: object) -> tuple[Message | None, str]:
    match event:
        case kit_events.DayClosed(business_date=on):
            return DayClosed(business_date=on), service.published_topic
        case kit_events.CommandAccepted():
            return _reply(
                service,
                row,
                "command-accepted",
                {
                    "command_id": event.command_id,
                    "event_ids": tuple(str(each) for each in event.event_ids),
                    "blocked": _blocked(event.blocked),
                },
            )
        case kit_events.CommandRejected():
            return _reply(
                service,
                row,
                "command-rejected",
                {
                    "command_id": event.command_id,
                    "code": event.code,
                    "detail": fitting(event.detail),  # as it was stored before it was cut there
                },
            )
        case _ if isinstance(event, kit_events.JOURNAL_ONLY):
            return None, ""
        case _:
            return service.publish(event, row.key), service.published_topic


def _blocked(act: kit_events.Blocked | None) -> dict[str, str] | None:
    """As the published blocked act says it: what to do instead in both languages."""
    if act is None:
        return None
    return msgspec.structs.asdict(act) | {"alternative": said(act.alternative)}


def _reply(
    service: Service, row: EventRow, kind: str, fields: dict[str, object]
) -> tuple[Message, str]:
    model = MODELS[f"postloan.{service.name}.{kind}.v1"]
    reply = model(**fields, loan_id=row.loan_id or None, obligor_id=row.key or None)
    return reply, service.replies_topic


@lru_cache(maxsize=1_024)  # the events of one batch share their instant
def _time(recorded_at: datetime) -> str:
    return recorded_at.isoformat()


def _envelope(service: Service, row: EventRow, message: Message, previous: int) -> Envelope:
    keyed, recorded = message.KEYED, _time(row.recorded_at)
    return Envelope(
        id=str(row.event_id),
        source=f"/postloan/{service.name}",
        type=message.TYPE,
        business_date=row.known_on,
        time=recorded,
        subject=(row.loan_id or None) if keyed else None,
        key=(row.key or None) if keyed else None,
        dataschema=dataschema_of(type(message)),
        recorded_time=recorded,
        correlation_id=row.correlation_id,
        causation_id=row.causation_id,
        traceparent=row.traceparent,
        shard=row.shard,
        position=row.position,
        previous=previous,
        link=row.link.hex(),
        hlc=row.hlc,
    )
