"""The answer to a command that became a blocked act says so: the officer must not believe he may do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

import msgspec
import pytest

from services.kit import events
from services.kit.conduct.blocked import BlockedAct
from services.kit.conduct.words import INSTEAD
from services.kit.domain import DomainEvent
from services.kit.kit_events import Blocked, CommandAccepted
from services.kit.memory_store import MemoryStore
from services.kit.row import EventRow
from tests.integration.kit.toy import DECIDER, Counted, ToyService, toy
from tests.simulation.world import rules
from tests.unit.kit.test_fitting import DAY, asked, replies, rows
from tests.unit.kit.test_refused_of_ours import owner_of

SERVICE = toy("")
BLOCKED = Blocked("QUIET_HOURS", "CC-01", "toy/2000-01-01", "after_quiet_hours")


class Kept(BlockedAct, frozen=True, kw_only=True):
    """The toy's own blocked act, under a name of its own."""

    NAME: ClassVar[str] = "toy.Kept"


events.register([Kept])


def kept_from(told: Blocked = BLOCKED) -> Kept:
    return Kept(
        loan_id="L-1",
        effective_on=DAY,
        **msgspec.structs.asdict(told),
        attempted_by="li",
        role="collector",
        target_role="borrower",
        channel="phone",
    )


def counted() -> Counted:
    return Counted(loan_id="L-1", effective_on=DAY, amount=0, total=0)


async def answered(*made: DomainEvent) -> tuple[ToyService, EventRow]:
    """What the officer is answered where his command led to these events."""

    def decide(command: Any, state: Any, policies: object) -> Sequence[Any]:
        return made

    service, store = replace(SERVICE, decider=replace(DECIDER, decide=decide)), MemoryStore()
    owner = await owner_of(store, service)
    await owner.take(service.commands_topic, [asked(owner.partition)])
    (row,) = [row for row in await rows(store) if row.type == CommandAccepted.NAME]
    return service, row


def stored(row: EventRow) -> CommandAccepted:
    event = events.decode(row.type, row.schema_version, row.payload)
    assert isinstance(event, CommandAccepted)
    return event


@pytest.mark.parametrize(
    "made",
    [(kept_from(),), (kept_from(), counted()), (counted(), kept_from())],
    ids=["alone", "first", "last"],
)
async def test_the_answer_says_what_was_blocked_and_what_to_do_instead(
    made: tuple[DomainEvent, ...],
) -> None:
    service, row = await answered(*made)
    assert stored(row).blocked == BLOCKED
    (told,) = replies(service, [row])
    english, chinese = INSTEAD["after_quiet_hours"]
    assert told.blocked.model_dump() == {
        "code": "QUIET_HOURS",
        "rule": "CC-01",
        "policy_id": "toy/2000-01-01",
        "alternative": f"{chinese} / {english}",
    }
    assert len(told.event_ids) == len(made)


async def test_of_two_blocked_acts_the_first_is_told() -> None:
    second = msgspec.structs.replace(BLOCKED, code="SOLO_VISIT")
    _, row = await answered(kept_from(), kept_from(second))
    assert stored(row).blocked == BLOCKED


@pytest.mark.parametrize("made", [(), (counted(),)], ids=["nothing", "a deed"])
async def test_an_answer_without_one_has_the_bytes_that_it_always_had(
    made: tuple[DomainEvent, ...],
) -> None:
    service, row = await answered(*made)
    assert b"blocked" not in row.payload
    (told,) = replies(service, [row])
    assert told.blocked is None
    assert b"blocked" not in told.to_payload()


def test_an_answer_of_an_earlier_release_is_read() -> None:
    older = b'{"loan_id":"L-1","effective_on":"2024-03-20","command_id":"c-1","event_ids":[]}'
    event = events.decode(CommandAccepted.NAME, 1, older)
    assert isinstance(event, CommandAccepted)
    assert event.blocked is None
    assert events.encode(event) == older


def test_every_services_blocked_act_is_known_as_one() -> None:
    kinds = [event for service in rules().values() for event in service.decider.events]
    named = {each.NAME for each in kinds if each.__name__ == "ProhibitedActionBlocked"}
    assert {name.partition(".")[0] for name in named} == {
        *("monitoring", "collection", "guarantee", "litigation", "disposal")
    }
    assert {each.NAME for each in kinds if issubclass(each, BlockedAct)} == named


def test_the_two_languages_of_an_alternative_can_be_told_apart() -> None:
    for english, chinese in INSTEAD.values():
        assert " / " not in english + chinese
