"""A release is heard wherever it lies behind what halts the commands topic, and is obeyed or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts.commands import AccelerateLoan
from services.kit.batch import Batch, Unstorable
from services.kit.halt_notes import HaltNotes
from services.kit.halts import Halt
from services.kit.inbox import Inbox
from services.kit.kit_events import (
    CommandAccepted,
    CommandRejected,
    MessageDeadLettered,
    PartitionReleased,
)
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.testing import FixedClock
from services.kit.unreadable import Unreadable
from tests.integration.kit.toy import Counted
from tests.unit.kit.filled import COMMANDS, Case
from tests.unit.kit.observing import DAY, NOW, PARTITION, TOPIC, Record, closed_day, repayment
from tests.unit.kit.test_reach import BEYOND, KIT, ordered, stored

LONG = "L-LONGER-THAN-ANY-COLUMN"
MS = timedelta(milliseconds=1)


def release(offset: int, topic: str = COMMANDS, **said: Any) -> Record:
    words = {"topic": topic, "partition": PARTITION, "reason": "looked into"}
    people = {"requested_by": "li", "approved_by": "wang"}
    return ordered(offset, KIT.release.model_validate({**words, **people, **said}))


def accelerate(offset: int, loan: str = "L-1") -> Record:
    people = {"reason": "r", "requested_by": "li", "approved_by": "wang"}
    roles = {"role": "post_loan_officer", "approver_role": "risk_reviewer"}
    who = {"loan_id": loan, "obligor_id": "C-1", "effective_on": str(DAY)}
    return ordered(offset, AccelerateLoan.model_validate({**people, **roles, **who}))


def broken(offset: int) -> Record:
    """What stands for a batch of this one offset that can't be read."""
    value = Unreadable.of(b"\x00", "a broken batch", offset)
    return Record(COMMANDS, PARTITION, offset, int(NOW.timestamp() * 1000), None, value, ())


class Store(MemoryStore):
    """A store with narrow columns: a long loan's events fit nowhere, nor does a long reason."""

    async def append(self, batch: Batch) -> None:
        if any(LONG in row.stream or LONG.encode() in row.payload for row in batch.events):
            raise Unstorable("22001 value too long")
        await super().append(batch)


class Notes(HaltNotes):
    """Notes that outlive their owner."""

    def __init__(self) -> None:
        self.kept: dict[str, Halt] = {}

    async def read(self, owner: Owner) -> list[Halt]:
        return list(self.kept.values())

    async def note(self, owner: Owner, halt: Halt) -> None:
        self.kept[halt.topic] = halt

    async def clear(self, owner: Owner, topic: str) -> None:
        self.kept.pop(topic, None)


@pytest.fixture
def case() -> Case:
    made = Case()
    made.store, made.notes = Store(), Notes()
    return made


async def kinds(case: Case) -> list[str]:
    kept = (PartitionReleased, CommandAccepted, CommandRejected, MessageDeadLettered)
    return sorted(type(each).__name__ for each, _ in await stored(case) if isinstance(each, kept))


async def codes(case: Case) -> list[str]:
    return [each.code for each, _ in await stored(case) if isinstance(each, CommandRejected)]


async def seconds_later(inbox: Inbox) -> None:
    """Upkeep, as it comes after a batch."""
    await inbox._look_after()
    assert inbox.failure is None, inbox.failure


OBEYED = ["CommandAccepted", "PartitionReleased"]
GIVEN_UP = {"unreadable_batch": broken(0), "not_storable": accelerate(0, LONG)}


@pytest.fixture(params=GIVEN_UP)
def halting(request: pytest.FixtureRequest) -> Record:
    return GIVEN_UP[request.param]


async def test_it_may_lie_in_the_same_poll(case: Case, halting: Record) -> None:
    """As after a time in which the service was down, or when the topic is tried again."""
    case.topics.hold(COMMANDS, [halting, release(1)])
    inbox = await case.start()
    await case.read(inbox, COMMANDS)
    assert await kinds(case) == OBEYED
    await case.read(inbox, COMMANDS)  # from the halt on, which is given up
    assert inbox.halted == {}
    assert inbox.owners[PARTITION].next_offsets[COMMANDS] == 2
    assert [k for k in await kinds(case) if k not in OBEYED] in (
        ["MessageDeadLettered"],
        ["CommandRejected", "MessageDeadLettered"],
    )
    assert (await kinds(case)).count("PartitionReleased") == 1, "it is a duplicate now"


async def test_it_may_be_sent_while_the_halted_service_is_down(
    case: Case, halting: Record
) -> None:
    case.topics.hold(COMMANDS, [halting])
    inbox = await case.start()
    await case.read(inbox, COMMANDS)
    await seconds_later(inbox)
    since = inbox.owners[PARTITION].stops.found[COMMANDS].since
    case.topics.hold(COMMANDS, [halting, release(1)])
    case.clock = FixedClock(NOW + 60_000 * MS)
    inbox = await case.start()
    assert inbox.halted, "it is noted, and tried again"
    await case.read(inbox, COMMANDS)
    (event,) = [e for e, _ in await stored(case) if isinstance(e, PartitionReleased)]
    assert event.since == since
    await case.read(inbox, COMMANDS)
    await seconds_later(inbox)
    assert inbox.halted == {}
    assert isinstance(case.notes, Notes)
    assert case.notes.kept == {}


async def test_or_come_with_what_is_read_when_it_is_tried_again(
    case: Case, halting: Record
) -> None:
    case.topics.hold(COMMANDS, [halting])
    inbox = await case.start()
    await case.read(inbox, COMMANDS)
    case.topics.hold(COMMANDS, [halting, accelerate(1), release(2)])
    owner = inbox.owners[PARTITION]
    owner.stops.try_again(COMMANDS)
    await inbox._seek(owner)
    await case.read(inbox, COMMANDS)
    assert await kinds(case) == OBEYED
    await case.read(inbox, COMMANDS)
    assert inbox.halted == {}
    assert [e.amount for e, _ in await stored(case) if isinstance(e, Counted)] == [0]


async def test_one_that_may_not_be_obeyed_is_refused_once(case: Case, halting: Record) -> None:
    case.topics.hold(COMMANDS, [halting, release(1, approved_by="li")])
    for _ in range(3):
        inbox = await case.start()
        await case.read(inbox, COMMANDS)
        assert inbox.halted
    assert await codes(case) == ["same_person"]


async def test_one_that_cant_be_stored_keeps_no_later_one_unheard(case: Case) -> None:
    case.topics.hold(COMMANDS, [broken(0), release(1, reason=LONG), release(2)])
    inbox = await case.start()
    await case.read(inbox, COMMANDS)
    assert await kinds(case) == OBEYED
    await case.read(inbox, COMMANDS)
    assert inbox.halted == {}
    assert await codes(case) == ["released_already"], "it is read when the topic goes on"


async def test_what_was_stored_just_before_the_halt_is_obeyed(case: Case) -> None:
    """A release of facts, and behind it in one poll a command that can't be stored."""
    case.topics.hold(TOPIC, [closed_day(0, DAY), closed_day(1, BEYOND), repayment(2, amount=7)])
    case.topics.hold(COMMANDS, [release(0, TOPIC), accelerate(1, LONG)])
    inbox = await case.start()
    await case.read(inbox)
    await case.read(inbox, COMMANDS)
    owner = inbox.owners[PARTITION]
    assert owner.stops.found[COMMANDS].rule == "not_storable"
    assert TOPIC not in owner.stops.standing(), "it is tried again"
    await case.read(inbox)
    assert TOPIC not in owner.stops.found
    assert [e.amount for e, _ in await stored(case) if isinstance(e, Counted)] == [7]


# -- a commands topic that is made anew -----------------------------------------------------------


async def lost(case: Case) -> Inbox:
    """A service whose commands topic was made anew: our position lies beyond its end."""
    await case.has_taken([accelerate(0), accelerate(1)], COMMANDS)
    case.topics.hold(COMMANDS, [])
    inbox = await case.start()
    assert inbox.owners[PARTITION].stops.found[COMMANDS].rule == "offsets_lost"
    await seconds_later(inbox)
    return inbox


def at_ms(record: Record, after: int) -> Record:
    return record._replace(timestamp=int(NOW.timestamp() * 1000) + after)


@pytest.mark.parametrize(("after_ms", "heard"), [(-1, []), (0, OBEYED)])
async def test_there_too_what_came_since_the_halt_is_heard_after_a_restart(
    case: Case, after_ms: int, heard: list[str]
) -> None:
    await lost(case)
    known = await kinds(case)
    order = at_ms(release(8, continue_at="beginning"), after_ms)
    case.topics.hold(COMMANDS, [at_ms(accelerate(7), -1), order])
    case.clock = FixedClock(NOW + 60_000 * MS)
    inbox = await case.start()
    await case.read(inbox, COMMANDS)
    assert await kinds(case) == sorted([*known, *heard])


async def test_looking_again_at_another_topic_passes_no_release_over(case: Case) -> None:
    inbox = await lost(case)
    owner = inbox.owners[PARTITION]
    case.topics.hold(COMMANDS, [at_ms(accelerate(7), 5)])
    await case.read(inbox, COMMANDS)
    case.topics.hold(COMMANDS, [at_ms(accelerate(7), 5), at_ms(release(8), 6)])
    await inbox._seek(owner)  # for a fact that is tried again, before the release was polled
    assert case.topics.sought[COMMANDS] == 1
    await case.read(inbox, COMMANDS)
    assert (await kinds(case)).count("PartitionReleased") == 1
