"""Own events in the published language."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from contracts import monitoring as published
from contracts.message import Message
from contracts.values import Money
from services.monitoring.domain.loan import EVENTS, decider
from services.monitoring.domain.state import LoanEvent
from services.monitoring.publications import publish
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.loans import (
    JANUARY,
    MARCH,
    acceleration,
    change,
    charge,
    decided,
    opening,
    receipt,
    reversal,
    row,
    tick,
    yuan,
)

COMMANDS = (
    opening(sequence=1),
    tick(JANUARY + DAY),
    receipt("R1", "1035.00", JANUARY, as_of=JANUARY + 2 * DAY, sequence=3),
    receipt("R1", "1035.00", JANUARY, as_of=JANUARY + 2 * DAY, sequence=4),
    msgspec.structs.replace(
        receipt("D1", "1.00", JANUARY + 2 * DAY), amount=Money.of("1.00", "USD")
    ),
    change(
        "P1", "extension", JANUARY + 3 * DAY, row(2, MARCH, "1000.00"), row(3, MARCH, "1000.00")
    ),
    charge("K1", "fee", "8.00", MARCH),
    reversal("R1", as_of=MARCH + DAY),
    acceleration(MARCH + 2 * DAY),
    receipt("R2", "9000.00", MARCH + 3 * DAY),
    charge("K2", "cost", "9000.00", MARCH + 4 * DAY),
)
EXPECTED: dict[str, type[Message] | None] = {
    "monitoring.LoanOpened": published.LoanOpened,
    "monitoring.ReceiptTaken": None,
    "monitoring.ReceiptReversed": None,
    "monitoring.ChargeTaken": None,
    "monitoring.ScheduleReplaced": published.ScheduleReplaced,
    "monitoring.LoanAccelerated": None,
    "monitoring.MessageGapNoted": None,
    "monitoring.FactSetAside": None,
    "monitoring.FactRepeated": None,
    "monitoring.MoneyAllocated": published.BalanceChanged,
    "monitoring.ChargeClaimed": None,
    "monitoring.PlanChanged": published.BalanceChanged,
    "monitoring.InstallmentPaid": published.InstallmentPaid,
    "monitoring.LoanSettled": published.LoanSettled,
    "monitoring.LoanReopened": published.LoanReopened,
    "monitoring.ArrearsChanged": published.ArrearsChanged,
    "monitoring.EntriesWithdrawn": published.EntriesWithdrawn,
}


@pytest.fixture(scope="module")
def events() -> list[LoanEvent]:
    return decided(*COMMANDS)[0]


def test_one_life_shows_every_kind_of_event(events: list[LoanEvent]) -> None:
    assert {event.NAME for event in events} == set(EXPECTED)
    assert {event.NAME for event in EVENTS} == set(EXPECTED)
    assert decider.events == EVENTS


def test_each_event_is_told_by_its_message_or_kept(events: list[LoanEvent]) -> None:
    for event in events:
        message = publish(event, "C-1")
        expected = EXPECTED[event.NAME]
        assert (type(message) if message else None) is expected, event
        if message is not None:
            told: Any = type(message).model_validate_json(message.to_payload())
            assert told == message
            assert (told.loan_id, told.obligor_id) == ("L-1", "C-1")
            assert told.effective_on == event.effective_on
            assert getattr(told, "corrects", ()) == getattr(event, "corrects", ())


def test_a_balance_names_the_receipt_whose_money_moved(events: list[LoanEvent]) -> None:
    told = [publish(event, "C-1") for event in events if event.NAME == "monitoring.MoneyAllocated"]
    assert told[0] is not None
    first: Any = told[0]
    assert (first.receipt_id, first.principal_outstanding) == ("R1", yuan("2000.00"))
