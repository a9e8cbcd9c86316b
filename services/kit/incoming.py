"""From a consumed record to something that can be handled, or to the rule that it breaks."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, NamedTuple, Protocol

import msgspec

from contracts.agreement import agree
from contracts.catalogue import CATALOGUE, MODELS, parse, topics_of
from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope, is_identifier, read_headers
from contracts.errors import RULES, ContractError
from contracts.message import LONGEST_MESSAGE
from contracts.monitoring import DayClosed
from services.kit.definition import Service
from services.kit.sharding import partition_of, shard_of
from services.kit.unreadable import Unreadable, has_broken_name

COMMANDS = frozenset(row.message.TYPE for row in CATALOGUE if row.publisher == "console")
TOLD_ON = {row.message.TYPE: row.topic for row in CATALOGUE}
_TOPICS = frozenset(TOLD_ON.values())
ORDERS = (".redrive.v1", ".discard.v1", ".release.v1")
TICKS = (BusinessDayClosed.TYPE, DayClosed.TYPE)


class Record(Protocol):
    """The part of a Kafka record that the inbox reads."""

    @property
    def topic(self) -> str: ...

    @property
    def partition(self) -> int: ...

    @property
    def offset(self) -> int: ...

    @property
    def timestamp(self) -> int: ...

    @property
    def key(self) -> bytes | None: ...

    @property
    def value(self) -> bytes | None: ...

    @property
    def headers(self) -> Any: ...


class Incoming(NamedTuple):
    """A readable record. ``message`` is None for a type this service does not listen to."""

    envelope: Envelope
    message: Any | None
    shard: int | None

    @property
    def is_tick(self) -> bool:
        """Whether this closes a business day."""
        return self.envelope.type in TICKS


class Refused(NamedTuple):
    """A record that can't be decoded or breaks the contract; goes to the dead letters."""

    envelope: Envelope | None
    error: ContractError


def read(record: Record, service: Service, partitions: int) -> Incoming | Refused:
    """Decode one record and check it against the contract and against its own envelope."""
    envelope: Envelope | None = None
    try:
        check_readable(record)
        envelope = believed(read_headers(record.key, record.headers), record, service)
        check_origin(envelope, record, service, partitions)
        check_topic(envelope.type, record.topic, service)
        if envelope.type not in service.listens and not is_order(envelope):
            if envelope.type not in TICKS:
                return _not_ours(envelope)
            if record.topic != service.ticks_from:
                return Incoming(envelope, None, None)
        message = parse(envelope.type, record.value or b"")
        if envelope.type in TICKS:
            agree(envelope, message)
            return Incoming(envelope, message, None)
        if is_order(envelope):  # goes to the letter's partition, whatever its own key
            return Incoming(envelope, message, None)
        agree(envelope, message)
        key = envelope.key or ""
        shard = shard_of(key)
        expected = partition_of(shard, partitions)
        if expected != record.partition:
            raise ContractError(
                "wrong_partition",
                "partition",
                str(record.partition),
                f"Kafka's default partitioner puts key {key!r} into partition {expected}",
            )
        return Incoming(envelope, message, shard)
    except ContractError as broken:
        return Refused(envelope, broken)


def check_readable(record: Record) -> None:
    """Raise ``ContractError`` for what not even Kafka's client could read."""
    if isinstance(record.value, Unreadable):
        raise ContractError(
            "unreadable_batch", "record", record.value.reason, RULES["unreadable_batch"]
        )
    if has_broken_name(record.headers):
        broken = next((name for name, _ in record.headers if "\\x" in name), "")
        raise ContractError("header_name", "headers", broken, RULES["header_name"])


def _not_ours(envelope: Envelope) -> Incoming:
    """Known types that this service has no use for are skipped; unknown ones break the contract."""
    parse_known(envelope.type)
    return Incoming(envelope, None, None)


def parse_known(ce_type: str) -> None:
    """Raise ``ContractError`` for a type that is in no catalogue."""
    if ce_type not in MODELS:
        parse(ce_type, b"{}")


def believed(envelope: Envelope, record: Record, service: Service) -> Envelope:
    """The envelope with what its sender may say: others number nothing, officers name themselves."""
    if record.topic in service.foreign_topics:
        return without_own(envelope)
    if record.topic == service.commands_topic:
        return msgspec.structs.replace(without_own(envelope), actor=envelope.actor)
    return envelope


def check_origin(envelope: Envelope, record: Record, service: Service, partitions: int) -> None:
    """What comes from outside keeps its size and a command's id its form; ours lies where it belongs."""
    if record.topic in service.foreign_topics:
        check_size(record)
    elif record.topic == service.commands_topic:
        check_size(record)
        check_id(envelope.id)
    else:
        check_numbered(envelope)
        check_shard(envelope.shard or 0, record.partition, partitions)


def without_own(envelope: Envelope) -> Envelope:
    """The envelope without the headers that only our own relays may set: anybody else can spoof them.

    A position of its sender's choice would have a message dropped as taken before, or stop its topic.
    """
    own = (envelope.shard, envelope.link, envelope.hlc, envelope.actor)
    if own == (None, None, None, None):
        return envelope
    return msgspec.structs.replace(
        envelope, shard=None, position=None, previous=None, link=None, hlc=None, actor=None
    )


def check_size(record: Record) -> None:
    """What comes from outside is small enough for every event that repeats it, else ``ContractError``.

    Its topic's limit is of compressed batches and bounds nothing.
    """
    size = len(record.value or b"")
    if size > LONGEST_MESSAGE:
        detail = f"a message has at most {LONGEST_MESSAGE} bytes, uncompressed"
        raise ContractError("message_size", "value", f"{size} bytes", detail)


def check_id(command_id: str) -> None:
    """A command's id is an identifier, else ``ContractError``: no reply that names it could be sent."""
    if not is_identifier(command_id):
        detail = "ce_id of a command is named by its reply: 1 to 128 characters, no white space"
        raise ContractError("identifier_format", "ce_id", command_id, detail)


def check_numbered(envelope: Envelope) -> None:
    """What lies on a topic of ours bears our relay's numbers, else ``ContractError``.

    A copy that has lost them would be taken for a message that nobody has seen, and doubled.
    """
    numbers = {
        "postloan-shard": envelope.shard,
        "postloan-position": envelope.position,
        "postloan-previous": envelope.previous,
    }
    for name, number in numbers.items():
        if number is None:
            detail = f"{name} is required: our own services number what they send"
            raise ContractError("attribute_missing", name, "absent", detail)


def check_shard(shard: int, partition: int, partitions: int) -> None:
    """A shard of ours lies in the partition that carries it, else ``wrong_partition``.

    What it numbers would be noted, and waited for, where no such shard is.
    """
    carrier = partition_of(shard, partitions)
    if carrier != partition:
        detail = f"partition {carrier} carries this shard, and not partition {partition}"
        raise ContractError("wrong_partition", "postloan-shard", str(shard), detail)


def check_topic(ce_type: str, topic: str, service: Service) -> None:
    """Every message comes on the topic that the contract names for it; else ``wrong_topic``.

    One of a neighbour's types on core banking's topic, say, is not the neighbour's word.
    """
    ordered = (ce_type in COMMANDS) != (topic == service.commands_topic)
    told = topic in _TOPICS and TOLD_ON.get(ce_type, topic) != topic
    if ce_type in MODELS and (ordered or told):
        raise ContractError(
            "wrong_topic", "topic", topic, f"{ce_type} does not travel on the topic {topic}"
        )


def digest(envelope: Envelope) -> bytes:
    """The duplicate key of a foreign message, (``ce_source``, ``ce_id``), in 16 bytes.

    An officers' command has its topic too, or it would use up an id of core banking, whose fact would be
    dropped for a duplicate. No source and no id holds U+0000.
    """
    if not is_command(envelope):
        return digest_of_id(envelope)
    topic = topics_of(envelope.type.split(".")[1]).commands
    return sha256(f"{topic}\0{envelope.source}\0{envelope.id}".encode()).digest()[:16]


def digest_of_id(envelope: Envelope) -> bytes:
    """The key of a fact; and of a command, as it was noted before it had its topic."""
    return sha256(f"{envelope.source}\0{envelope.id}".encode()).digest()[:16]


def is_command(envelope: Envelope) -> bool:
    """Whether an officer asked this."""
    return envelope.type in COMMANDS


def is_order(envelope: Envelope) -> bool:
    """Whether this is an officers' command that the kit itself answers (``orders.py``)."""
    return envelope.type.endswith(ORDERS)
