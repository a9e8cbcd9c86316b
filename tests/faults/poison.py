"""Messages that nobody can take: one of every kind, and as many as one likes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer

from contracts.corebank import RepaymentReceived
from contracts.envelope import write_headers
from tests.faults.book import line, wire
from tests.faults.checker.arithmetic import shard_of

TOPIC = "corebank.loan.v1"
LARGE = 8 * 1024 * 1024
REQUEST_BYTES = 12 * 1024 * 1024
Headers = list[tuple[str, bytes | None]]
Place = tuple[str, int, int]
"""Topic, partition and offset."""


class Bad(NamedTuple):
    """One record, the topic it is sent to, and the rule that it breaks."""

    kind: str
    rule: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int
    topic: str = TOPIC


def every_kind(seed: int, partitions: int) -> Iterator[Bad]:
    """One of each, about loans that the book does not know."""
    dice = random.Random(seed)
    payload, headers, key = _sound(f"P-{seed}", f"PC-{seed}")
    at = shard_of(key.decode()) % partitions

    def bad(kind: str, rule: str, **other: Any) -> Bad:
        told = {"key": key, "value": payload, "headers": list(headers), "partition": at, **other}
        return Bad(kind, rule, **told)

    yield bad("bytes that are no text", "not_json", value=b"\xff\xfe\x00{]")
    yield bad("no payload", "not_json", value=None)
    yield bad("cut off", "not_json", value=payload[:-7])
    yield bad("null header", "attribute_missing", headers=_with(headers, "ce_id", None))
    yield bad("broken header", "attribute_format", headers=_with(headers, "ce_type", b"\xc3\x28"))
    again = [*headers, ("ce_type", b"corebank.repayment-reversed.v1")]
    yield bad("type given twice", "attribute_repeated", headers=again)
    longer = _with(headers, "ce_subject", b"P" * 6_000)
    yield bad("long subject", "identifier_format", headers=longer)
    yield bad("no headers", "attribute_missing", headers=[])
    renamed = _with(headers, "ce_type", b"corebank.loan-renamed.v1")
    yield bad("unknown type", "unknown_type", headers=renamed)
    future = _with(headers, "ce_type", b"corebank.repayment-received.v9")
    yield bad("future schema version", "unknown_version", headers=future)
    yield bad("8 MB payload", "not_json", value=dice.randbytes(LARGE))
    yield bad("wrong partition", "wrong_partition", partition=(at + 1) % partitions)
    other = [(n, v) for n, v in headers if n != "ce_partitionkey"]
    yield bad("key of another obligor", "key_mismatch", key=b"PC-other", headers=other)
    without = payload.replace(b'"receipt_id"', b'"receipt"')
    yield bad("missing field", "field_missing", value=without)
    number = payload.replace(b'"12.00"', b"12.00")
    yield bad("money as a number", "money_number", value=number)


COMMANDED = {"collection": "pause-case", "disposal": "select-route"}
"""Services whose commands topic gets poison too, each with an act of its own."""


def of_officers(service: str, seed: int, partitions: int) -> Iterator[Bad]:
    """Commands that break the contract one way each, about a loan that the book does not know.

    Each comes twice, byte for byte: it is two letters, and has one answer.
    """
    once = list(_once_of_officers(service, seed, partitions))
    yield from once
    yield from (each._replace(kind=f"{each.kind}, again") for each in once)


def _once_of_officers(service: str, seed: int, partitions: int) -> Iterator[Bad]:
    _, headers, key = _sound(f"P-{service}-{seed}", f"PC-{service}-{seed}")
    act = f"postloan.{service}.{COMMANDED[service]}.v1"
    headers = _with(headers, "ce_type", act.encode())
    at = shard_of(key.decode()) % partitions
    topic = f"postloan.{service}.commands.v1"

    def bad(kind: str, rule: str, **other: Any) -> Bad:
        # Each has an id of its own: whoever can read it answers it.
        identity = f"poison-{service}-{seed}-{kind.replace(' ', '-')}"
        own = _with(headers, "ce_id", identity.encode())
        told = {"key": key, "value": b"{}", "headers": own, "partition": at, **other}
        return Bad(f"{service}: {kind}", rule, **told, topic=topic)

    def typed(ce_type: str) -> Headers:
        identity = f"poison-{service}-{seed}-{ce_type}".encode()
        return _with(_with(headers, "ce_type", ce_type.encode()), "ce_id", identity)

    yield bad("bytes that are no text", "not_json", value=b"\xff\xfe\x00{]")
    yield bad("no payload", "not_json", value=None)
    yield bad("missing fields", "field_missing")
    yield bad("no headers", "attribute_missing", headers=[])
    unknown = f"postloan.{service}.sing-a-song.v1"
    yield bad("unknown type", "unknown_type", headers=typed(unknown))
    future = act.removesuffix("1") + "9"
    yield bad("future schema version", "unknown_version", headers=typed(future))
    yield bad("a fact", "wrong_topic", headers=typed(RepaymentReceived.TYPE))
    strange = _with(headers, "ce_id", f"poison {service}".encode())
    yield bad("an id that no reply can name", "identifier_format", headers=strange)


def _sound(loan: str, obligor: str) -> tuple[bytes, Headers, bytes]:
    on = date(2024, 3, 1)
    data = {
        "loan_id": loan,
        "obligor_id": obligor,
        "receipt_id": f"{loan}-R",
        "amount": wire(1200),
        "value_date": on.isoformat(),
        "booked_on": on.isoformat(),
        "payer": {"kind": "borrower"},
    }
    made = line(RepaymentReceived, data, on, f"poison-{loan}", source="/poison")
    return made.payload, list(write_headers(made.envelope)), obligor.encode()


def _with(headers: Headers, name: str, value: bytes | None) -> Headers:
    return [(n, value if n == name else v) for n, v in headers]


FLOOD_RULES = ("not_json", "attribute_missing", "unknown_type", "date_format")


def flooding(number: int) -> tuple[bytes, Headers]:
    """The nth malformed message: its value names it, its kind follows from the number."""
    _, headers, _ = _sound("F", "FC")
    headers = [(name, value) for name, value in headers if name != "ce_partitionkey"]
    match number % 4:
        case 1:
            headers = _with(headers, "ce_id", None)
        case 2:
            headers = _with(headers, "ce_type", b"corebank.loan-renamed.v1")
        case 3:
            headers = _with(headers, "ce_businessdate", b"\xff\xff")
    return b"flood %d" % number, headers


async def flood(kafka: str, n: int, partitions: int) -> None:
    """n malformed messages, in batches, over all partitions."""
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka, enable_idempotence=True, max_batch_size=512 * 1024
    )
    await producer.start()
    kinds = [flooding(number)[1] for number in range(4)]
    try:
        sent: list[Any] = []
        for start in range(0, n, 500):
            batch = producer.create_batch()
            for number in range(start, min(start + 500, n)):
                value, headers = b"flood %d" % number, kinds[number % 4]
                added = batch.append(key=None, value=value, timestamp=None, headers=headers)
                assert added is not None, "a batch holds 500 of them"
            partition = start // 500 % partitions
            sent.append(await producer.send_batch(batch, TOPIC, partition=partition))
        for each in sent:
            await each
    finally:
        await producer.stop()


async def send(kafka: str, bad: Sequence[Bad]) -> dict[Place, Bad]:
    """Send records as they are; returns them by their place in Kafka."""
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka, enable_idempotence=True, max_request_size=REQUEST_BYTES
    )
    await producer.start()
    found = {}
    try:
        for each in bad:
            place = await producer.send_and_wait(
                each.topic,
                key=each.key,
                value=each.value,
                headers=each.headers,
                partition=each.partition,
            )
            found[each.topic, place.partition, place.offset] = each
    finally:
        await producer.stop()
    return found
