"""Taking parked messages and dead letters up again, on an officer's command, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from contracts.envelope import Envelope
from services.kit import events, kit_events
from services.kit.domain import Rejected
from services.kit.incoming import Incoming, Refused, read

if TYPE_CHECKING:
    from services.kit.turn import Turn


class KeptRecord(msgspec.Struct, frozen=True):
    """A record read back from a dead letter; looks like one just consumed."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]

    @classmethod
    def of(cls, raw: kit_events.RawMessage) -> KeptRecord:
        """The record whose bytes were kept."""
        return cls(
            raw.topic,
            raw.partition,
            raw.offset,
            raw.timestamp_ms,
            raw.key_bytes(),
            raw.value_bytes(),
            raw.header_bytes(),
        )


async def redrive(turn: Turn, item: Incoming) -> None:
    """Handle every open message of a parked stream, or one dead letter; stop at the first failure."""
    command, envelope, owner = item.message, item.envelope, turn.owner
    assert command is not None
    shard = item.shard if item.shard is not None else owner.owned[0]
    known_on = turn.draft.known_on(shard, envelope.business_date)
    try:
        letter = _check(command)
    except Rejected as refused:
        turn.letters.reply(shard, envelope, known_on, refused)
        return
    rows = []
    for at in owner.owned:
        rows += await owner.patiently(
            lambda at=at: owner.store.letters(  # type: ignore[misc]
                stream=command.stream, event_id=letter, shard=at
            )
        )
    if not rows:
        turn.letters.reply(
            shard, envelope, known_on, Rejected("nothing_open", "no open message of that name")
        )
        return
    done: list[UUID] = []
    for row in rows:
        kept = events.decode(row.type, row.schema_version, row.payload)
        assert isinstance(kept, kit_events.MessageParked | kit_events.MessageDeadLettered)
        failure = await _again(turn, kept, row.shard, envelope)
        if failure is not None:
            turn.letters.reply(row.shard, envelope, known_on, failure, redriven=done)
            return
        redriven = kit_events.MessageRedriven(
            loan_id=row.loan_id,
            effective_on=known_on,
            letter=row.event_id,
            actor=f"{command.requested_by}+{command.approved_by}",
        )
        kind = "parked" if isinstance(kept, kit_events.MessageParked) else "dead"
        made = turn.draft.append_kit(
            row.shard, f"{kind}-{row.shard}", redriven, turn.letters.cause(envelope), known_on
        )
        turn.draft.batch.closed_letters.append(row.event_id)
        turn.owner.telemetry.redriven(row, made)
        done.append(made.event_id)
        if isinstance(kept, kit_events.MessageParked):
            turn.letters.release(kept.stream)
    turn.letters.reply(shard, envelope, known_on, done)


def _check(command: object) -> UUID | None:
    """Four eyes and exactly one of stream and dead letter."""
    requested, approved = (getattr(command, f) for f in ("requested_by", "approved_by"))
    if requested == approved:
        raise Rejected(
            "same_person", f"{requested} both requests and approves: four eyes are needed"
        )
    stream, letter = (getattr(command, f) for f in ("stream", "dead_letter"))
    if (stream is None) == (letter is None):
        raise Rejected("one_of", "name either stream or dead_letter")
    if not str(getattr(command, "reason", "")).strip():
        raise Rejected("reason_missing", "reason: a redrive needs a reason")
    if letter is None:
        return None
    try:
        return UUID(str(letter))
    except ValueError:
        raise Rejected("dead_letter_id", f"dead_letter {letter!r} is not an event id") from None


async def _again(
    turn: Turn,
    kept: kit_events.MessageParked | kit_events.MessageDeadLettered,
    shard: int,
    command: Envelope,
) -> Rejected | None:
    """Handle one kept record; the reason when it fails again."""
    record = KeptRecord.of(kept.message)
    item = read(record, turn.service, turn.owner.partitions)
    if isinstance(item, Refused):
        return Rejected(item.error.rule, str(item.error))
    item = item._replace(envelope=turn.owner.telemetry.new_trace(item.envelope, command))
    if item.is_tick:
        closed = turn.draft.shards[shard].closed_on
        stream = kept.stream if isinstance(kept, kit_events.MessageParked) else None
        if closed is None or stream is None:
            return None
        return await turn.days.again(stream, shard, item.envelope, closed)
    if item.message is None:
        return None
    return await turn.again(item)
