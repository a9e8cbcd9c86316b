"""Events that the kit itself stores, so that nothing is published from anywhere but the event table.

Streams: ``day-<shard>`` (closed days passed on, in a partition's first shard), ``dead-<shard>``
(messages that could not be taken), ``parked-<shard>`` (messages of streams that wait behind a
failure), ``reply-<shard>`` (outcomes of officers' commands), ``item-<shard>`` (what people should
look at), ``release-<shard>`` (halted partitions let go on, in a partition's first shard).
"""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from services.kit.domain import DomainEvent, Frozen


class Cut(Frozen, frozen=True):
    """What a record was that is not kept whole (``kept.py``).

    ``size``: bytes of its key, its headers' names and data, and its value together; ``sha256`` of all of
    them; ``headers``: how many it had. ``value_size`` and ``value_sha256`` are of the value alone, None
    without one.
    """

    size: int
    sha256: str
    headers: int
    value_size: int | None
    value_sha256: str | None


class RawMessage(Frozen, frozen=True, omit_defaults=True):
    """A consumed record with its bytes untouched (base64; headers in their order).

    With ``cut`` it was too large for a letter: only the first bytes of key, headers and value are here.
    """

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: str | None
    headers: list[tuple[str, str | None]]
    value: str | None
    cut: Cut | None = None

    @classmethod
    def of(
        cls,
        topic: str,
        partition: int,
        offset: int,
        timestamp_ms: int,
        key: bytes | None,
        headers: list[tuple[str, bytes | None]],
        value: bytes | None,
        cut: Cut | None = None,
    ) -> RawMessage:
        """Keep a record's bytes."""
        return cls(
            topic,
            partition,
            offset,
            timestamp_ms,
            _text(key),
            [(name, _text(data)) for name, data in headers],
            _text(value),
            cut,
        )

    def key_bytes(self) -> bytes | None:
        """The key as it was."""
        return _bytes(self.key)

    def value_bytes(self) -> bytes | None:
        """The value as it was."""
        return _bytes(self.value)

    def header_bytes(self) -> list[tuple[str, bytes | None]]:
        """The headers as they were."""
        return [(name, _bytes(data)) for name, data in self.headers]


class ShardPosition(msgspec.Struct, frozen=True, array_like=True):
    """How far a shard was."""

    shard: int
    position: int


class DayClosed(DomainEvent, frozen=True, kw_only=True):
    """The bank's business day is closed in these shards, which are those of one partition.

    All facts and due work of the day stand at or before ``after``; the relay sends the tick behind
    them and before everything later, so that listeners meet the day's end where it was.
    """

    NAME: ClassVar[str] = "kit.DayClosed"
    business_date: date
    after: tuple[ShardPosition, ...]


class MessageDeadLettered(DomainEvent, frozen=True, kw_only=True):
    """A message that can't be decoded or breaks the contract. ``rule`` is the broken rule's code."""

    NAME: ClassVar[str] = "kit.MessageDeadLettered"
    rule: str
    detail: str
    message: RawMessage


class MessageParked(DomainEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A message whose handling failed, or that waits behind one that did (rule ``parked_behind``).

    ``asks_since``: it closes a day, and with it an edition's first day, from which on the stream is to be
    asked. Letters of releases before that field have none.
    """

    NAME: ClassVar[str] = "kit.MessageParked"
    stream: str
    rule: str
    detail: str
    message: RawMessage
    asks_since: date | None = None


class MessageRedriven(DomainEvent, frozen=True, kw_only=True):
    """A parked message or dead letter has been taken after all; a command's answer says with what outcome."""

    NAME: ClassVar[str] = "kit.MessageRedriven"
    letter: UUID
    actor: str


class MessageDiscarded(DomainEvent, frozen=True, kw_only=True):
    """A parked message or dead letter will never be taken: two persons have closed it untaken."""

    NAME: ClassVar[str] = "kit.MessageDiscarded"
    letter: UUID
    rule: str
    reason: str
    requested_by: str
    approved_by: str


class UnknownMember(Frozen, frozen=True):
    """A field that is an open list, and its value, which is none of the members known here."""

    field: str
    value: str


class UnknownMemberNoted(DomainEvent, frozen=True, kw_only=True):
    """A work item: a message was taken that names members of open lists not known here."""

    NAME: ClassVar[str] = "kit.UnknownMemberNoted"
    message_type: str
    message_id: str
    members: list[UnknownMember]


class PartitionReleased(DomainEvent, frozen=True, kw_only=True):
    """Two persons let a halted partition go on; ``given_up`` says what that acknowledges as lost.

    ``rule``, ``waits_at`` (an offset) and ``since`` name the halt. ``shard``, ``first`` and ``last``:
    positions of the sender that were not taken; ``position``: the one taken in spite of them.
    Of a batch that can't be read ``first`` and ``last`` are offsets.
    ``clock``: clocks of causes up to this one are accepted from now on. ``continue_at``:
    ``beginning`` or ``stored``, where records were lost from the topic.
    """

    NAME: ClassVar[str] = "kit.PartitionReleased"
    topic: str
    partition: int
    rule: str
    waits_at: int
    since: datetime
    given_up: str
    reason: str
    requested_by: str
    approved_by: str
    shard: int | None = None
    first: int | None = None
    last: int | None = None
    position: int | None = None
    clock: int | None = None
    continue_at: str | None = None


class Blocked(Frozen, frozen=True):
    """What an officer is told of an act that was refused for what it is: the act may not be done.

    The words of the blocked act that is stored beside the answer; ``alternative`` is a word of
    ``conduct.words.INSTEAD``.
    """

    code: str
    rule: str
    policy_id: str
    alternative: str


class CommandAccepted(DomainEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An officer's command was decided; ``event_ids`` are the events it led to.

    ``blocked``: one of them is a blocked act. Answers of releases before that field have none.
    """

    NAME: ClassVar[str] = "kit.CommandAccepted"
    command_id: str
    event_ids: list[UUID]
    blocked: Blocked | None = None


class CommandRejected(DomainEvent, frozen=True, kw_only=True):
    """An officer's command was refused with a stable code and a sentence."""

    NAME: ClassVar[str] = "kit.CommandRejected"
    command_id: str
    code: str
    detail: str


KIT_EVENTS: tuple[type[DomainEvent], ...] = (
    DayClosed,
    MessageDeadLettered,
    MessageParked,
    MessageRedriven,
    MessageDiscarded,
    UnknownMemberNoted,
    PartitionReleased,
    CommandAccepted,
    CommandRejected,
)


JOURNAL_ONLY = (MessageRedriven, MessageDiscarded, UnknownMemberNoted, PartitionReleased)
"""Kit events that are told to nobody but audit."""


def _text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _bytes(data: str | None) -> bytes | None:
    return None if data is None else base64.b64decode(data)


KIT_STREAMS = ("day", "dead", "parked", "reply", "item", "release")
"""What the kit's own streams are called, each with ``-`` and the number of its shard."""
