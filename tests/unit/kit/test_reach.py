"""A slip in the year of a business day: a fact is a letter, a closed day halts its topic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.commands import AccelerateLoan, kit_commands
from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope
from services.kit import events
from services.kit.inbox import Inbox
from services.kit.kit_events import CommandAccepted, CommandRejected, MessageDeadLettered
from services.kit.kit_events import DayClosed as DayPassedOn
from services.kit.reach import DAYS_AHEAD
from services.kit.sharding import shard_of
from tests.integration.kit.toy import Counted, toy
from tests.unit.kit.filled import COMMANDS, Case
from tests.unit.kit.observing import DAY, PARTITION, TOPIC, Record, closed_day, lying, repayment
from tests.unit.kit.observing import record as from_outside

LAST = DAY + timedelta(days=DAYS_AHEAD)
BEYOND = LAST + timedelta(days=1)
KIT = kit_commands("monitoring")


async def stored(case: Case) -> list[tuple[Any, Any]]:
    """Each event with the day on which it was known."""
    rows = [row for n in range(16) for row in await case.store.page(n, 0, 1_000)]
    return [
        (events.decode(row.type, row.schema_version, row.payload), row.known_on) for row in rows
    ]


async def letters(case: Case) -> list[tuple[str, date]]:
    return [(e.rule, on) for e, on in await stored(case) if isinstance(e, MessageDeadLettered)]


async def amounts(case: Case) -> list[int]:
    return [each.amount for each, _ in await stored(case) if isinstance(each, Counted)]


async def passed_on(case: Case) -> list[date]:
    return [each.business_date for each, _ in await stored(case) if isinstance(each, DayPassedOn)]


async def fed(case: Case, *records: Record) -> Inbox:
    inbox = await case.start()
    await inbox.take(records)
    assert inbox.failure is None, inbox.failure
    return inbox


def ordered(offset: int, message: Any, on: date = DAY, name: str = "o") -> Record:
    keyed = message.KEYED and getattr(message, "loan_id", None)
    envelope = Envelope(
        id=f"{name}-{offset}",
        source="/officers",
        type=message.TYPE,
        business_date=on,
        subject="L-1" if keyed else None,
        key="C-1" if keyed else None,
    )
    return lying(COMMANDS, PARTITION, offset, envelope, message)


def release(offset: int) -> Record:
    said = {"topic": TOPIC, "partition": PARTITION, "reason": "a slip of core banking's"}
    people = {"requested_by": "li", "approved_by": "wang"}
    return ordered(offset, KIT.release.model_validate({**said, **people}))


async def test_a_fact_is_taken_up_to_the_last_day_in_reach() -> None:
    case = Case()
    await fed(case, closed_day(0, DAY), repayment(1, amount=7, day=LAST))
    assert (await amounts(case), await letters(case)) == ([7], [])


async def test_a_fact_beyond_is_a_letter_of_the_first_open_day_and_moves_nothing() -> None:
    case = Case()
    next_day = DAY + timedelta(days=1)
    await fed(
        case, closed_day(0, DAY), repayment(1, day=BEYOND), repayment(2, amount=7, day=next_day)
    )
    assert await letters(case) == [("date_range", next_day)]
    assert [on for e, on in await stored(case) if isinstance(e, Counted)] == [next_day]
    (letter,) = [e for e, _ in await stored(case) if isinstance(e, MessageDeadLettered)]
    assert "ce_businessdate" in letter.detail
    assert f"{BEYOND} lies 367 days after {DAY}" in letter.detail


async def test_mended_it_comes_under_its_own_id() -> None:
    case = Case()
    mended = repayment(1, amount=7)._replace(offset=2)
    await fed(case, closed_day(0, DAY), repayment(1, amount=7, day=BEYOND), mended)
    assert await amounts(case) == [7]


async def test_before_the_first_closed_day_nothing_is_too_far() -> None:
    case = Case()
    far = date(2099, 12, 31)
    await fed(case, repayment(0, amount=7, day=far), closed_day(1, far))
    assert (await amounts(case), await letters(case)) == ([7], [])
    assert await passed_on(case) == [far]


@pytest.mark.parametrize(("on", "taken"), [(LAST, CommandAccepted), (BEYOND, CommandRejected)])
async def test_an_officers_command_beyond_is_refused_and_answered(on: date, taken: Any) -> None:
    case = Case()
    people = {"reason": "r", "requested_by": "li", "approved_by": "wang"}
    message = AccelerateLoan.model_validate(
        {**people, "loan_id": "L-1", "obligor_id": "C-1", "effective_on": str(DAY)}
    )
    inbox = await fed(case, closed_day(0, DAY))
    await inbox.take((ordered(0, message, on),))
    (answer,) = [
        e for e, _ in await stored(case) if isinstance(e, CommandAccepted | CommandRejected)
    ]
    assert isinstance(answer, taken)
    assert isinstance(answer, CommandAccepted) or answer.code == "date_range"


async def test_redriven_while_it_lies_beyond_it_is_refused_again_and_taken_later() -> None:
    case = Case()
    inbox = await fed(case, closed_day(0, DAY), repayment(1, amount=7, day=BEYOND))
    (letter,) = case.store.database.tables.letters
    people = {"reason": "r", "requested_by": "li", "approved_by": "wang"}
    redrive = KIT.redrive.model_validate({**people, "dead_letter": str(letter)})
    await inbox.take((ordered(0, redrive),))
    await inbox.take((closed_day(2, DAY + timedelta(days=1)),))
    await inbox.take((ordered(1, redrive),))
    found = [e for e, _ in await stored(case) if isinstance(e, CommandAccepted | CommandRejected)]
    answers = {each.command_id: type(each) for each in found}
    assert answers == {"o-0": CommandRejected, "o-1": CommandAccepted}
    assert await amounts(case) == [7]


async def test_days_one_after_the_other_are_closed_in_one_batch() -> None:
    case = Case()
    days = [DAY, LAST, LAST + timedelta(days=DAYS_AHEAD)]
    await fed(case, *(closed_day(n, on) for n, on in enumerate(days)))
    assert await passed_on(case) == days


async def halted_at_a_far_day(case: Case, beyond: date = BEYOND) -> Inbox:
    inbox = await fed(
        case,
        closed_day(0, DAY),
        repayment(1, amount=3),
        closed_day(2, beyond),
        repayment(3, amount=4),
    )
    assert await amounts(case) == [3], "what came before it is taken"
    return inbox


async def test_a_closed_day_beyond_halts_its_topic_and_closes_nothing() -> None:
    case = Case()
    inbox = await halted_at_a_far_day(case)
    owner = inbox.owners[PARTITION]
    halt = owner.stops.found[TOPIC]
    assert (halt.rule, halt.waits_at) == ("day_ahead", 2)
    assert f"{BEYOND} lies 367 days after {DAY}, the last closed day" in halt.detail
    assert {state.closed_on for n, state in owner.shards.items() if n in owner.owned} == {DAY}
    assert await letters(case) == []


async def test_a_restart_that_allows_more_days_closes_it() -> None:
    case = Case()
    sent = [closed_day(0, DAY), repayment(1, amount=3), closed_day(2, BEYOND)]
    case.topics.hold(TOPIC, [*sent, repayment(3, amount=4)])
    await fed(case, *sent)
    inbox = await case.start()
    inbox.owners[PARTITION].days_ahead = DAYS_AHEAD + 1
    await case.read(inbox)
    assert await passed_on(case) == [DAY, BEYOND]
    assert await amounts(case) == [3, 4]


async def test_two_persons_give_it_up_and_the_next_day_is_closed() -> None:
    case = Case()
    sent = [closed_day(0, DAY), repayment(1, amount=3), closed_day(2, BEYOND)]
    next_day = DAY + timedelta(days=1)
    sent += [repayment(3, amount=4), closed_day(4, next_day)]
    case.topics.hold(TOPIC, sent)
    inbox = await fed(case, *sent)
    order = release(0)
    case.topics.hold(COMMANDS, [order])
    await inbox.take((order,))
    assert inbox.failure is None, inbox.failure
    await case.read(inbox)
    assert inbox.halted == {}
    assert await letters(case) == [("date_range", next_day)]
    assert await passed_on(case) == [DAY, next_day]
    assert await amounts(case) == [3, 4]
    (answer,) = [e for e, _ in await stored(case) if isinstance(e, CommandAccepted)]
    assert answer.command_id == "o-0"


async def test_a_release_beyond_is_not_heard() -> None:
    case = Case()
    inbox = await halted_at_a_far_day(case)
    stops = inbox.owners[PARTITION].stops
    said = KIT.release.model_validate(
        {
            "topic": TOPIC,
            "partition": PARTITION,
            "reason": "r",
            "requested_by": "li",
            "approved_by": "wang",
        }
    )
    await inbox.take((ordered(0, said, BEYOND),))
    assert stops.found[TOPIC].rule == "day_ahead"
    assert stops.release_of(stops.found[TOPIC]) is None


async def test_given_up_a_day_of_ours_counts_as_taken() -> None:
    """Where another service of ours passes it on: its number is taken with the letter."""
    case = Case(replace(toy(""), foreign=False))
    shard = shard_of("C-1")

    def tick(offset: int, on: date) -> Record:
        own = {"shard": shard, "position": offset + 1, "previous": offset}
        return from_outside(BusinessDayClosed(business_date=on), offset, None, day=on, **own)

    next_day = DAY + timedelta(days=1)
    sent = [tick(0, DAY), tick(1, BEYOND), tick(2, next_day)]
    case.topics.hold(TOPIC, sent)
    inbox = await fed(case, *sent)
    assert inbox.owners[PARTITION].stops.found[TOPIC].rule == "day_ahead"
    order = release(0)
    case.topics.hold(COMMANDS, [order])
    await inbox.take((order,))
    await case.read(inbox)
    assert inbox.halted == {}
    assert await passed_on(case) == [DAY, next_day]
    assert inbox.owners[PARTITION].sources == {(TOPIC, shard): 3}
