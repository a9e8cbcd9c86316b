"""An officers' command that lets a halted partition go on, and what that acknowledges as lost.

The command comes over the service's commands topic, which is read on while facts are halted, and
its event is what the partition's owners go by from then on: also the next one, after a crash.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from contracts.commands import Release
from services.kit.domain import Rejected
from services.kit.four_eyes import check_persons
from services.kit.halts import Halt
from services.kit.hlc import COUNTER_BITS
from services.kit.incoming import Incoming
from services.kit.kit_events import PartitionReleased

if TYPE_CHECKING:
    from services.kit.turn import Turn

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def release(turn: Turn, item: Incoming) -> None:
    """Store the release and answer; refuse when nothing is halted there."""
    command, envelope = item.message, item.envelope
    assert isinstance(command, Release)
    shard = turn.owner.owned[0]
    known_on = turn.draft.known_on(shard, envelope.business_date)
    try:
        check_persons(command)
        halt = _halt(turn, command)
    except Rejected as refused:
        turn.letters.reply(shard, envelope, known_on, refused)
        return
    event = PartitionReleased(
        loan_id="",
        effective_on=known_on,
        topic=halt.topic,
        partition=halt.partition,
        rule=halt.rule,
        waits_at=halt.waits_at,
        since=halt.since,
        reason=command.reason,
        requested_by=command.requested_by,
        approved_by=command.approved_by,
        **_given_up(halt, command.continue_at),
    )
    cause = turn.letters.cause(envelope)
    row = turn.draft.append_kit(shard, f"release-{shard}", event, cause, known_on)
    turn.letters.reply(shard, envelope, known_on, [row.event_id])


def _halt(turn: Turn, command: Release) -> Halt:
    """The halt that the command names, or ``Rejected``."""
    owner = turn.owner
    if command.partition != owner.partition:
        raise Rejected(
            "wrong_partition",
            f"partition {command.partition}: this command came to partition {owner.partition}",
        )
    halt = owner.stops.found.get(command.topic)
    if halt is None:
        raise Rejected(
            "nothing_halted", f"{command.topic} partition {command.partition} is not halted"
        )
    if halt.rule == "relay_stopped":
        raise Rejected(
            "relay_not_released",
            f"{halt.detail}: nothing is sent past that; the relay goes on by itself once it is mended",
        )
    if halt.rule == "projection_stopped":
        raise Rejected(
            "projection_not_released",
            f"{halt.detail}: read tables skip no event; they go on by themselves once it is mended",
        )
    if owner.stops.release_of(halt) is not None:
        raise Rejected(
            "released_already", f"{command.topic} partition {command.partition} is going on"
        )
    return halt


def _given_up(halt: Halt, continue_at: str) -> dict[str, Any]:
    """What is acknowledged as lost, in a sentence and in numbers."""
    place = f"{halt.topic} partition {halt.partition}"
    match halt:
        case Halt(rule="missing_predecessor", last=int(last), previous=int(previous)):
            numbers = {"shard": halt.shard, "position": halt.position}
            sender = f"of shard {halt.shard} of {halt.topic}"
            if previous < last:
                return {
                    **numbers,
                    "given_up": f"no position {sender}: it numbers {halt.position} after {previous}, "
                    f"we have taken {last}, so its history and ours have parted",
                }
            named = f"position {previous}" if previous == last + 1 else ""
            named = named or f"positions {last + 1} to {previous}"
            lost = f"{named} {sender}: messages that never arrived or have no readable envelope "
            lost += "(then their bytes are a dead letter), whatever they said"
            return {**numbers, "first": last + 1, "last": previous, "given_up": lost}
        case Halt(rule="clock_ahead", clock=int(clock)):
            at = _EPOCH + timedelta(milliseconds=clock >> COUNTER_BITS)
            return {
                "clock": clock,
                "given_up": f"no message: causes' clocks up to {at.isoformat()} are accepted in this "
                "partition, and what it stores from now on carries clocks as late",
            }
        case Halt(rule="unreadable_batch", last=int(last)):
            lost = f"records of {place} from {halt.waits_at} to {last}: their batch can't be read, and its "
            lost += "bytes are a dead letter"
            return {"first": halt.waits_at, "last": last, "given_up": lost}
        case Halt(rule="not_storable" | "day_ahead"):
            lost = f"the record of {place} at {halt.waits_at}: its bytes are a dead letter"
            return {"given_up": lost}
        case Halt(previous=int(previous)) if continue_at == "stored":
            lost = f"what lies in {place} before our position {halt.waits_at} and was never taken, as at "
            return {
                "continue_at": continue_at,
                "given_up": lost + f"{previous}: it is read from our position on",
            }
        case _ if continue_at == "stored":
            lost = (
                f"no message: {place} is read from our position {halt.waits_at} on, as the topic "
            )
            return {"continue_at": continue_at, "given_up": lost + "that was read before"}
        case _:
            lost = f"records of {place} from our position {halt.waits_at} on that it held and holds no "
            return {
                "continue_at": continue_at,
                "given_up": lost + "more: it is read from its beginning",
            }
