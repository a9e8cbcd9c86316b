"""What could not be taken, and what officers are answered: stored as events of the kit's streams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, TypeGuard
from uuid import UUID

import msgspec

from contracts.envelope import Envelope, is_identifier
from contracts.errors import ContractError
from contracts.message import TEXT_LENGTH
from services.kit import kit_events
from services.kit.domain import DomainEvent, Rejected, failed
from services.kit.draft import Cause
from services.kit.fitting import fitting
from services.kit.incoming import TICKS, Record
from services.kit.kept import keep
from services.kit.row import EventRow
from services.kit.sharding import shard_of

if TYPE_CHECKING:
    from services.kit.turn import Turn

_BEFORE_ANY_DAY = date(1970, 1, 1)


class Letters:
    """Dead letters, parked messages and replies of one turn. ``held`` counts parked per stream."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.held = dict(turn.owner.held)

    def cause(self, envelope: Envelope) -> Cause:
        """What the events of this message come from."""
        return Cause(
            id=envelope.id,
            source=envelope.source,
            correlation_id=envelope.correlation_id or envelope.id,
            key=envelope.key or "",
            actor=envelope.actor or envelope.source,
            hlc=envelope.hlc or 0,
            link=None if envelope.link is None else bytes.fromhex(envelope.link),
            traceparent=self.turn.owner.telemetry.trace(envelope),
        )

    def refused(self, record: Record, envelope: Envelope | None, error: ContractError) -> None:
        """Keep a message that was refused unread, once however often its topic is read.

        An officer's is answered, once however often its very bytes are sent.
        """
        turn, day = self.turn, self._place(envelope)[1]
        if not turn.first_time(digest_of_refused(record), day):
            turn.owner.telemetry.duplicates(turn.topic, 1)
            return
        row = self._keep(record, envelope, error)
        if self._can_answer(envelope) and turn.first_time(digest_of_answered(record), day):
            self._answer(envelope, row, error)

    def dead(self, record: Record, envelope: Envelope, error: ContractError) -> None:
        """Keep a message that could be read but breaks the contract; officers get an answer too."""
        row = self._keep(record, envelope, error)
        if self._can_answer(envelope):
            self._answer(envelope, row, error)

    def _keep(self, record: Record, envelope: Envelope | None, error: ContractError) -> EventRow:
        turn = self.turn
        shard, day, loan_id = self._place(envelope)
        # Identified by its place in Kafka: an unreadable or wrong message may carry any id. And by its
        # bytes: a topic made anew has other records at the same places. And by who refused it: several
        # services read one topic, and audit keeps all their events in one place.
        place = f"{record.topic}/{record.partition}/{record.offset}"
        cause = Cause(
            id=place,
            source=f"/kafka/{record.topic}#{_content(record).hex()}#{turn.service.name}",
            correlation_id=place if envelope is None else envelope.correlation_id or envelope.id,
            key="" if envelope is None else envelope.key or "",
            actor=f"/kafka/{record.topic}",
            traceparent=None if envelope is None else turn.owner.telemetry.trace(envelope),
        )
        event = kit_events.MessageDeadLettered(
            loan_id=loan_id,
            effective_on=day,
            rule=error.rule,
            detail=str(error),
            message=keep(record),
        )
        row = turn.draft.append_kit(shard, f"dead-{shard}", event, cause, day)
        turn.draft.letter(row, None, error.rule, str(error), record)
        turn.owner.telemetry.dead_letter(error.rule, record, row)
        return row

    def _can_answer(self, envelope: Envelope | None) -> TypeGuard[Envelope]:
        """Whether an officer asked, under an id that a reply can name; no other could be published."""
        if envelope is None or self.turn.topic != self.turn.service.commands_topic:
            return False
        return is_identifier(envelope.id)

    def _answer(self, envelope: Envelope, letter: EventRow, error: ContractError) -> None:
        """Under an id of the letter's own: the same command may come mended, and is answered then."""
        told = Rejected(error.rule, f"{error} (dead letter {letter.event_id})")
        self.reply(letter.shard, envelope, letter.known_on, told, about=str(letter.event_id))

    def _place(self, envelope: Envelope | None) -> tuple[int, date, str]:
        """Shard, day and loan of a message that may not even have a readable envelope."""
        turn = self.turn
        shard = turn.owner.owned[0]
        if envelope is None:
            closed = turn.draft.shards[shard].closed_on
            return shard, turn.draft.known_on(shard, closed or _BEFORE_ANY_DAY), ""
        if envelope.key and shard_of(envelope.key) in turn.owner.owned:
            shard = shard_of(envelope.key)
        return shard, turn.draft.known_on(shard, envelope.business_date), envelope.subject or ""

    def park(
        self,
        record: Record,
        envelope: Envelope,
        shard: int,
        stream: str,
        why: Rejected,
        asks_since: date | None = None,
    ) -> None:
        """Keep a message and hold its stream: followers wait, other streams go on."""
        turn = self.turn
        known_on, detail = turn.draft.known_on(shard, envelope.business_date), fitting(why.detail)
        event = kit_events.MessageParked(
            loan_id=envelope.subject or "",
            effective_on=known_on,
            stream=stream,
            rule=why.code,
            detail=detail,
            message=keep(record),
            asks_since=asks_since,
        )
        cause = self.cause(envelope)  # one tick may park many streams, before and after a write
        tick = envelope.type in TICKS
        cause = msgspec.structs.replace(cause, source=f"{cause.source}#{stream}", asks_again=tick)
        row = turn.draft.append_kit(shard, f"parked-{shard}", event, cause, known_on)
        turn.draft.letter(row, stream, why.code, detail, record)
        self.held[stream] = self.held.get(stream, 0) + 1
        turn.owner.telemetry.parked(stream, why.code, detail, row)

    def release(self, stream: str) -> None:
        """One parked message of the stream is taken."""
        left = self.held.get(stream, 0) - 1
        if left > 0:
            self.held[stream] = left
        else:
            self.held.pop(stream, None)

    def reply(
        self,
        shard: int,
        envelope: Envelope,
        known_on: date,
        outcome: Sequence[UUID] | Rejected,
        *,
        redriven: Sequence[UUID] = (),
        about: str = "",
        blocked: kit_events.Blocked | None = None,
    ) -> None:
        """Store the outcome of an officer's command; the relay carries it to the replies.

        ``about`` tells answers to one command apart: the dead letter that it has become, or its redrive;
        ``blocked``: the blocked act.
        """
        loan_id, command_id = envelope.subject or "", envelope.id
        event: DomainEvent
        if isinstance(outcome, Rejected):
            before = f" ({len(redriven)} taken before it)" if redriven else ""
            event = kit_events.CommandRejected(
                loan_id=loan_id,
                effective_on=known_on,
                command_id=command_id,
                code=outcome.code,
                detail=fitting(outcome.detail, TEXT_LENGTH - len(before)) + before,
            )
        else:
            event = kit_events.CommandAccepted(
                loan_id=loan_id,
                effective_on=known_on,
                command_id=command_id,
                event_ids=list(outcome),
                blocked=blocked,
            )
        cause = self.cause(envelope)
        # Two services may be asked under one id, and audit keeps both answers. No sender's name holds U+0000.
        asked = f"{cause.source}\0{self.turn.service.name}\0{about}"
        cause = msgspec.structs.replace(cause, source=asked)
        self.turn.draft.append_kit(shard, f"reply-{shard}", event, cause, known_on)


def reason_of(failure: Exception) -> Rejected:
    """What is said of a message that could not be handled."""
    if isinstance(failure, Rejected):
        return failure
    if isinstance(failure, ContractError):
        return Rejected(failure.rule, str(failure))
    return failed(failure)


def waits_behind(stream: str) -> Rejected:
    """Why nothing is put to a held stream."""
    return Rejected("parked_behind", f"{stream} waits behind a failure")


def digest_of_refused(record: Record) -> bytes:
    """The duplicate key of a message that was refused unread, by its place and its bytes."""
    place = f"{record.topic}/{record.partition}/{record.offset}\0".encode()
    return sha256(place + _content(record)).digest()[:16]


def digest_of_answered(record: Record) -> bytes:
    """The duplicate key of the answer to a command that was refused unread, by its bytes alone."""
    return sha256(b"answered\0" + _content(record)).digest()[:16]


def _content(record: Record) -> bytes:
    """What tells this record's bytes from others, whatever trace they travel in."""
    told = sha256()
    for name, data in (("key", record.key), ("value", record.value), *record.headers):
        if name not in ("traceparent", "tracestate"):
            size = "none" if data is None else len(data)
            told.update(f"{name}\0{size}\0".encode("utf-8", "backslashreplace") + (data or b""))
    return told.digest()[:16]
