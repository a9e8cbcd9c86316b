"""Parked messages and dead letters on officers' orders: taken up again in their order, or closed
untaken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from contracts.commands import Discard, Redrive
from contracts.envelope import Envelope
from services.kit import kit_events
from services.kit.again import again
from services.kit.batch import DuplicateMessage
from services.kit.daywork import EVENTS_PER_BATCH
from services.kit.domain import Rejected
from services.kit.four_eyes import check_persons
from services.kit.incoming import Incoming, Refused, digest, is_order, read
from services.kit.kept import Kept, KeptRecord, letter_of
from services.kit.letters import digest_of_refused
from services.kit.open_letters import OpenLetters
from services.kit.pages import PAGE_BYTES, PAGE_LETTERS
from services.kit.row import EventRow

if TYPE_CHECKING:
    from datetime import date

    from services.kit.turn import Turn

LETTERS_PER_PART = PAGE_LETTERS
PART_BYTES = PAGE_BYTES
"""Of letters that are handled before what came of them is written."""


async def redrive(turn: Turn, item: Incoming) -> None:
    """Handle every open message of a parked stream, or one dead letter; stop at the first failure."""
    command, envelope, owner = item.message, item.envelope, turn.owner
    assert isinstance(command, Redrive)
    shard = item.shard if item.shard is not None else owner.owned[0]
    known_on = turn.draft.known_on(shard, envelope.business_date)
    try:
        letter = _check(command)
    except Rejected as refused:
        turn.letters.reply(shard, envelope, known_on, refused)
        return
    rows = OpenLetters(owner, command.stream, letter)
    row = await rows.next()
    if row is None:
        turn.letters.reply(shard, envelope, known_on, _nothing_open())
        return
    part, done = _Part(turn, envelope), list[UUID]()
    while row is not None:
        await part.take(row)
        try:
            kept = letter_of(row)
            failure = await _again(turn, row, kept, envelope, alone=letter is not None)
        except Rejected as newer:
            failure = newer
        if failure is not None:
            turn.letters.reply(row.shard, envelope, known_on, failure, redriven=done)
            return
        redriven = kit_events.MessageRedriven(
            loan_id=row.loan_id,
            effective_on=known_on,
            letter=row.event_id,
            actor=f"{command.requested_by}+{command.approved_by}",
        )
        made = _close(turn, row, kept, redriven, envelope, known_on)
        turn.owner.telemetry.redriven(row, made)
        done.append(made.event_id)
        row = await rows.next()
    turn.letters.reply(shard, envelope, known_on, done)


class _Part:
    """As many letters as are written together. A part ends where another letter follows, so the last one
    is written with the answer, and a process that dies before finds one to go on with.
    """

    def __init__(self, turn: Turn, order: Envelope) -> None:
        self._turn, self._order = turn, order
        self._letters = self._bytes = 0

    async def take(self, row: EventRow) -> None:
        """This letter comes next; what came before it is written first when it is enough."""
        self._letters, self._bytes = self._letters + 1, self._bytes + len(row.payload)
        full = self._letters > LETTERS_PER_PART or self._bytes > PART_BYTES
        if (full and self._letters > 1) or self._turn.draft.size >= EVENTS_PER_BATCH:
            await self._write()
            self._letters, self._bytes = 1, len(row.payload)

    async def _write(self) -> None:
        """The order counts as taken with its last part: noted before, a crash would lose the rest of it.
        So whether it is given for the second time is asked before anything of it is written.
        """
        turn, key = self._turn, digest(self._order)
        owner = turn.owner
        if await owner.patiently(lambda: owner.store.taken([key], owner.owned[0])):
            raise DuplicateMessage(f"the order {self._order.id!r} was obeyed before")
        on = turn.draft.batch.foreign.pop(key)
        await turn.flush(turn.draft.batch.offset_from)
        turn.draft.batch.foreign[key] = on


async def discard(turn: Turn, item: Incoming) -> None:
    """Close one open message untaken; its bytes stay in the event that kept it."""
    command, envelope, owner = item.message, item.envelope, turn.owner
    assert isinstance(command, Discard)
    shard = owner.owned[0]
    known_on = turn.draft.known_on(shard, envelope.business_date)
    try:
        check_persons(command)
        row = await OpenLetters(owner, None, _letter(command.dead_letter)).next()
        if row is None:
            raise _nothing_open()
        kept = letter_of(row)
    except Rejected as refused:
        turn.letters.reply(shard, envelope, known_on, refused)
        return
    discarded = kit_events.MessageDiscarded(
        loan_id=row.loan_id,
        effective_on=known_on,
        letter=row.event_id,
        rule=kept.rule,
        reason=command.reason,
        requested_by=command.requested_by,
        approved_by=command.approved_by,
    )
    made = _close(turn, row, kept, discarded, envelope, known_on)
    turn.letters.reply(row.shard, envelope, known_on, [made.event_id])


def _nothing_open() -> Rejected:
    return Rejected("nothing_open", "no open message of that name")


def _check(command: Redrive) -> UUID | None:
    """Four eyes and exactly one of stream and dead letter."""
    check_persons(command)
    if (command.stream is None) == (command.dead_letter is None):
        raise Rejected("one_of", "name either stream or dead_letter")
    return None if command.dead_letter is None else _letter(command.dead_letter)


def _letter(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Rejected("dead_letter_id", f"dead_letter {text!r} is not an event id") from None


def _close(
    turn: Turn,
    row: EventRow,
    kept: Kept,
    event: kit_events.MessageRedriven | kit_events.MessageDiscarded,
    command: Envelope,
    known_on: date,
) -> EventRow:
    """The kept message is open no more; returns the stored event that says so."""
    kind = "parked" if isinstance(kept, kit_events.MessageParked) else "dead"
    cause = turn.letters.cause(command)  # one order closes many, before and after a write
    cause = msgspec.structs.replace(cause, source=f"{cause.source}#{row.event_id}")
    made = turn.draft.append_kit(row.shard, f"{kind}-{row.shard}", event, cause, known_on)
    turn.draft.batch.closed_letters.append(row.event_id)
    if isinstance(kept, kit_events.MessageParked):
        turn.letters.release(kept.stream)
    return made


async def _again(
    turn: Turn, row: EventRow, kept: Kept, command: Envelope, *, alone: bool
) -> Rejected | None:
    """Handle one kept record; the reason when it fails again. ``alone``: it was named by itself, so
    what stands before it in its stream may be open still.
    """
    if kept.message.cut is not None:
        return _never(row, kept.message, kept.message.cut)
    record = KeptRecord.of(kept.message)
    item = read(record, turn.service, turn.owner.partitions)
    if alone and (waits := await _waits(turn, row, _stream(turn, kept, item))):
        return waits
    if isinstance(item, Refused):
        return Rejected(item.error.rule, str(item.error))
    item = item._replace(envelope=turn.owner.telemetry.new_trace(item.envelope, command))
    if item.is_tick:
        return await _time_again(turn, kept, row.shard, item)
    if item.message is None:
        return None
    if is_order(item.envelope):
        return Rejected("order_again", "an order that was refused is given anew, not redriven")
    unread = await _unread(turn, record, item.envelope)
    if unread and turn.was_taken(digest(item.envelope)):
        return Rejected(
            "taken_otherwise",
            f"dead_letter {row.event_id}: another message came under its id {item.envelope.id!r} and was "
            "taken: discard this one",
        )
    failure = await again(turn, item, row.event_id)
    if unread and failure is None:
        turn.first_time(digest(item.envelope), item.envelope.business_date)
    return failure


async def _unread(turn: Turn, record: KeptRecord, envelope: Envelope) -> bool:
    """Whether it was refused unread: its id does not count as taken, what was mended may have come under
    it. What a relay of ours has numbered is taken by its number.
    """
    if envelope.position is not None:
        return False
    key, owner = digest_of_refused(record), turn.owner
    return bool(await owner.patiently(lambda: owner.store.taken([key], owner.owned[0])))


def _never(row: EventRow, raw: kit_events.RawMessage, cut: kit_events.Cut) -> Rejected:
    return Rejected(
        "letter_cut",
        f"dead_letter {row.event_id}: only the first bytes of its message are kept, which has {cut.size} "
        f"bytes and lies at {raw.topic}, partition {raw.partition}, offset {raw.offset}: have it sent "
        "again under a new id and discard this letter",
    )


def _stream(turn: Turn, kept: Kept, item: Incoming | Refused) -> str | None:
    """The stream that a kept message belongs to; None when it belongs to none or that can't be told."""
    if isinstance(kept, kit_events.MessageParked):
        return kept.stream
    if isinstance(item, Refused) or item.message is None or item.shard is None:
        return None
    known_on = turn.draft.known_on(item.shard, item.envelope.business_date)
    try:
        pairs = turn.service.react(item.message, item.envelope, known_on)
    except Exception:  # met again, and answered, when it is handled
        return None
    return pairs[0][0] if pairs else None


async def _waits(turn: Turn, row: EventRow, stream: str | None) -> Rejected | None:
    """Why this letter can't be taken yet: something of its stream was parked before it, and is open."""
    if stream is None or not turn.letters.held.get(stream):
        return None
    first = await OpenLetters(turn.owner, stream, None).next()
    if first is None or row.hlc <= first.hlc:
        return None
    return Rejected(
        "earlier_open",
        f"dead_letter {row.event_id}: {first.event_id} of {stream} is open and was kept earlier: "
        "redrive that one first, or the stream",
    )


async def _time_again(turn: Turn, kept: Kept, shard: int, item: Incoming) -> Rejected | None:
    """Ask the stream that failed on a tick once more. A tick that was refused itself closes no day
    now: the next day's tick closes both, and until then the letter stays open.
    """
    closed = turn.draft.shards[shard].closed_on
    if isinstance(kept, kit_events.MessageParked):
        if closed is None:
            return None
        return await turn.days.again(kept.stream, shard, item.envelope, closed, kept.asks_since)
    day = item.envelope.business_date
    if closed is None or closed < day:
        return Rejected(
            "day_open", f"{day} is not closed by redriving: the next day's tick does it"
        )
    return None
