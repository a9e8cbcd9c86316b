"""A topic of core banking or of officers that was made anew while a service was down is not read on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from contracts.commands import AccelerateLoan, kit_commands
from contracts.corebank import RepaymentReceived
from services.kit import earlier
from services.kit.kit_events import PartitionReleased
from services.kit.releases import _given_up
from tests.unit.kit.filled import COMMANDS, Case
from tests.unit.kit.observing import (
    DAY,
    NOW,
    PARTITION,
    TOPIC,
    Record,
    closed_day,
    record,
    repayment,
)


@pytest.fixture
def case() -> Case:
    return Case()


def others(n: int) -> list[Record]:
    return [repayment(100 + each, loan=f"L-{each}") for each in range(n)]


@pytest.mark.parametrize("longer", [0, 2])
async def test_a_topic_made_anew_that_holds_as_much_is_not_read_on(
    case: Case, longer: int
) -> None:
    await case.has_taken([repayment(n) for n in range(3)])
    case.topics.hold(TOPIC, others(3 + longer))
    inbox = await case.start()
    (told,) = inbox.halted.values()
    assert told == (
        f"{TOPIC} partition {PARTITION}: our position is 3, but at 0 before it lies a "
        f"{RepaymentReceived.TYPE} that was never taken: re-created or another cluster"
    )
    await inbox.take(tuple(case.topics.logs[TOPIC][3:]))
    assert inbox.owners[PARTITION].next_offsets[TOPIC] == 3, "nothing is taken"


async def test_the_topic_that_was_read_before_is_read_on(case: Case) -> None:
    known = [repayment(n) for n in range(3)]
    await case.has_taken(known)
    case.topics.hold(TOPIC, [*known, repayment(3)])
    inbox = await case.start()
    assert inbox.halted == {}
    await case.read(inbox)
    assert inbox.owners[PARTITION].next_offsets[TOPIC] == 4


async def test_the_same_facts_in_another_order_are_known_and_one_more_among_them_is_not(
    case: Case,
) -> None:
    known = [repayment(n) for n in range(3)]
    await case.has_taken(known)
    case.topics.hold(TOPIC, known[::-1])
    assert await case.halt() is None
    case.topics.hold(TOPIC, [known[2], repayment(77), known[1], known[0]])
    told = await case.halt()
    assert told is not None
    assert "our position is 3, but at 1 before it" in told


async def test_sent_again_under_other_offsets_is_taken(case: Case) -> None:
    one = repayment(1)
    await case.has_taken([one, one._replace(offset=1), repayment(2), one])
    assert await case.halt() is None


async def test_so_many_offsets_before_ours_are_looked_at_and_not_one_more(case: Case) -> None:
    known = [repayment(n) for n in range(earlier.LOOK_BACK + 1)]
    await case.has_taken(known)
    case.topics.hold(TOPIC, [repayment(900), *known[1:]])
    assert await case.halt() is None
    assert case.topics.looked[-1] == {TOPIC: range(1, earlier.LOOK_BACK + 1)}
    case.topics.hold(TOPIC, [known[0], repayment(900), *known[2:]])
    told = await case.halt()
    assert told is not None
    assert "but at 1 before it" in told


async def test_where_nothing_is_left_before_our_position_nothing_is_asked(case: Case) -> None:
    await case.has_taken([repayment(n) for n in range(3)])
    case.topics.hold(TOPIC, others(5))
    case.topics.begins[TOPIC] = 3
    case.topics.looked.clear()
    assert await case.halt() is None
    assert case.topics.looked == []
    case.topics.begins[TOPIC] = 2
    told = await case.halt()
    assert told is not None
    assert "but at 2 before it" in told


async def test_a_first_start_looks_at_nothing(case: Case) -> None:
    case.topics.hold(TOPIC, others(5))
    assert await case.halt() is None
    assert case.topics.looked == []


@pytest.mark.parametrize(("days", "known"), [(0, True), (-1, True), (1, False)])
async def test_a_tick_is_known_when_its_day_is_closed(case: Case, days: int, known: bool) -> None:
    await case.has_taken([closed_day(0, DAY)])
    case.topics.hold(TOPIC, [closed_day(9, DAY + timedelta(days=days))])
    assert (await case.halt() is None) is known


def broken(offset: int, value: bytes = b"not json") -> Record:
    return repayment(offset)._replace(value=value)


async def test_a_refused_message_is_known_by_its_place_and_its_bytes(case: Case) -> None:
    await case.has_taken([broken(0)])
    case.topics.hold(TOPIC, [broken(0)])
    assert await case.halt() is None
    case.topics.hold(TOPIC, [broken(0, b"nor this")])
    told = await case.halt()
    assert told is not None
    assert "a record that breaks the rule not_json and was never taken" in told


async def test_what_is_not_for_this_service_says_nothing(case: Case) -> None:
    await case.has_taken([repayment(0)])
    unlistened = Case(replace(case.service, listens=frozenset()))
    unlistened.store = case.store
    unlistened.topics.hold(TOPIC, others(1))
    assert await unlistened.halt() is None


async def test_a_type_of_newer_code_says_nothing(case: Case) -> None:
    await case.has_taken([repayment(0)])
    name = b"corebank.loan.something-else.v1"
    headers = tuple((k, name if k == "ce_type" else v) for k, v in repayment(9).headers)
    case.topics.hold(TOPIC, [repayment(9)._replace(headers=headers)])
    assert await case.halt() is None


def command(n: int) -> Record:
    message = AccelerateLoan.model_validate(
        {
            "loan_id": "L-1",
            "obligor_id": "C-1",
            "effective_on": DAY.isoformat(),
            "reason": f"reason {n}",
            "requested_by": "li",
            "role": "post_loan_officer",
            "approved_by": "wang",
            "approver_role": "risk_reviewer",
        }
    )
    return record(message, n, None, subject="L-1", key="C-1")


async def test_officers_commands_are_looked_at_too(case: Case) -> None:
    ordered = kit_commands("monitoring").redrive.model_validate(
        {"stream": "loan-L-1", "reason": "r", "requested_by": "li", "approved_by": "wang"}
    )
    order = record(ordered, 1, None)
    await case.has_taken([command(0), order], COMMANDS)
    assert await case.halt(COMMANDS) is None
    case.topics.hold(COMMANDS, [command(0), command(2)])
    told = await case.halt(COMMANDS)
    assert told is not None
    assert told.startswith(f"{COMMANDS} partition {PARTITION}: our position is 2, but at 1")


async def test_kafka_does_not_answer_and_the_partition_is_claimed_again(case: Case) -> None:
    await case.has_taken([repayment(0)])
    case.topics.hold(TOPIC, others(2))
    case.topics.silent = True
    inbox = await case.start()
    assert inbox.owners == {}
    assert inbox.failure is None
    case.topics.silent = False
    await inbox._claim_missing(inbox.consumer())  # type: ignore[arg-type]
    assert PARTITION in inbox.halted


async def test_under_a_running_service_a_record_from_before_makes_it_look(case: Case) -> None:
    known = [repayment(n) for n in range(3)]
    case.topics.hold(TOPIC, known)
    inbox = await case.start()
    await case.read(inbox)
    case.topics.looked.clear()
    case.topics.hold(TOPIC, others(8))
    await inbox.take(tuple(case.topics.logs[TOPIC]))  # handed out from the beginning
    assert "but at 0 before it" in inbox.halted[PARTITION]
    assert inbox.owners[PARTITION].next_offsets[TOPIC] == 3


async def test_a_jump_ahead_is_not_looked_behind(case: Case) -> None:
    case.topics.hold(TOPIC, [repayment(n) for n in range(9)])
    inbox = await case.start()
    await inbox.take(tuple(case.topics.logs[TOPIC][:3]))
    case.topics.looked.clear()
    ahead = tuple(case.topics.logs[TOPIC][5:])
    await inbox.take(ahead)
    await inbox.take(ahead)
    assert inbox.owners[PARTITION].next_offsets[TOPIC] == 9
    assert case.topics.looked == []


def released(waits_at: int, continue_at: str, on: date = DAY) -> PartitionReleased:
    return PartitionReleased(
        loan_id="",
        effective_on=on,
        topic=TOPIC,
        partition=PARTITION,
        rule="offsets_lost",
        waits_at=waits_at,
        since=NOW,
        given_up="",
        reason="looked into",
        requested_by="li",
        approved_by="wang",
        continue_at=continue_at,
    )


async def test_what_two_persons_have_vouched_for_is_not_asked_again(case: Case) -> None:
    await case.has_taken([repayment(0)])
    case.topics.hold(TOPIC, others(1))
    inbox = await case.start()
    stops = inbox.owners[PARTITION].stops
    halt = stops.found[TOPIC]
    assert (halt.waits_at, halt.previous) == (1, 0)
    assert "never taken, as at 0" in _given_up(halt, "stored")["given_up"]
    assert "from its beginning" in _given_up(halt, "beginning")["given_up"]
    stops.learn([msgspec.structs.replace(released(1, "stored"), since=halt.since)])
    stops.try_again(TOPIC)
    await inbox._seek(inbox.owners[PARTITION])
    assert inbox.halted == {}
    assert stops.vouched(TOPIC) == 1
    stops.learn([released(1, "stored"), released(1, "beginning")])
    assert stops.vouched(TOPIC) == 0, "the later one counts"
    assert stops.vouched(COMMANDS) == 0
