"""Own events in the published language."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from contracts import disposal
from contracts import monitoring as published
from contracts.message import Message
from contracts.values import Money
from services.monitoring.domain.commands import NoteBankruptcy
from services.monitoring.domain.entries import ClaimStated, MoneyAllocated
from services.monitoring.domain.loan import EVENTS, decider
from services.monitoring.domain.state import LoanEvent
from services.monitoring.publications import publish
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import (
    Story,
    about,
    cny,
    monetised,
    remitted,
    transferred,
    written_off,
)
from tests.unit.monitoring.loans import (
    DISBURSED,
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
    NoteBankruptcy(as_of=MARCH + 2 * DAY, loan_id="L-1", effective_on=MARCH + 2 * DAY),
    receipt("R2", "9000.00", MARCH + 3 * DAY),
    charge("K2", "cost", "9000.00", MARCH + 4 * DAY),
)
SHEETS: dict[str, type[Message] | None] = {
    "monitoring.PostLoanReviewCompleted": None,
    "monitoring.RiskSignalRaised": published.RiskSignalRaised,
    "monitoring.SignalAcknowledged": None,
    "monitoring.SignalDismissed": None,
    "monitoring.RiskDisposalOpinionIssued": published.RiskDisposalOpinionIssued,
    "monitoring.RectificationCompleted": None,
    "monitoring.ControlBreachRecorded": None,
    "monitoring.ControlBreachWithdrawn": None,
    "monitoring.InspectionScheduled": None,
    "monitoring.InspectionCompleted": None,
    "monitoring.InspectionMissed": None,
    "monitoring.BorrowerLifeEventReported": published.BorrowerLifeEventReported,
    "monitoring.ReminderRecorded": None,
    "monitoring.ReminderPreferenceSet": None,
    "monitoring.CounsellingHeld": None,
    "monitoring.DebtTransferNoted": None,
    "monitoring.RemissionNoted": None,
    "monitoring.AssetIncomeNoted": None,
    "monitoring.WriteOffNoted": None,
    "monitoring.WriteOffWithdrawn": None,
    "monitoring.ProhibitedActionBlocked": published.ProhibitedActionBlocked,
}
"""The post-loan file's and the gate's, with the message that tells each."""
EXPECTED: dict[str, type[Message] | None] = {
    "monitoring.LoanOpened": published.LoanOpened,
    "monitoring.ReceiptTaken": None,
    "monitoring.ReceiptReversed": None,
    "monitoring.ChargeTaken": None,
    "monitoring.ScheduleReplaced": published.ScheduleReplaced,
    "monitoring.LoanAccelerated": None,
    "monitoring.WentBankrupt": None,
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
    "monitoring.ClaimStated": published.ClaimStated,
}


@pytest.fixture(scope="module")
def events() -> list[LoanEvent]:
    return decided(*COMMANDS, statements=True)[0]


def test_one_life_shows_every_kind_of_event(events: list[LoanEvent]) -> None:
    assert {event.NAME for event in events} == set(EXPECTED)
    assert {event.NAME for event in EVENTS} == {*EXPECTED, *SHEETS}
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


def test_a_balance_names_who_paid(events: list[LoanEvent]) -> None:
    moved = next(event for event in events if isinstance(event, MoneyAllocated))
    told: Any = publish(moved, "C-1")
    assert (told.received, told.payer_kind, told.payer_id) == (yuan("1035.00"), "borrower", None)
    assert [(part.component, part.amount) for part in told.paid] == [
        ("fee", yuan("5.00")),
        ("interest", yuan("30.00")),
        ("principal", yuan("1000.00")),
    ]


def test_a_statement_names_every_claim_component_by_component(events: list[LoanEvent]) -> None:
    stated = next(event for event in events if isinstance(event, ClaimStated))
    told: Any = publish(stated, "C-1")
    first = told.owed[0]
    assert (first.key, first.kind, first.due_on) == ("1", "installment", JANUARY)
    assert (first.late_from, first.penalty_from) == (JANUARY + DAY, JANUARY)
    sums = (first.cost, first.fee, first.interest, first.penalty, first.principal)
    assert sums == tuple(map(yuan, ("0.00", "5.00", "30.00", "0.00", "1000.00")))
    assert (told.overdue_since, told.principal_outstanding) == (JANUARY, yuan("3000.00"))


def _sheets() -> list[LoanEvent]:
    """Two files on which everything is done."""
    story = Story.reviewed()
    day = DISBURSED + 2 * DAY
    story.act(day, "SetReminderPreference", channel="sms", automatic=True)
    story.signalled(day).signalled(day, "S-2")
    story.act(day, "AcknowledgeSignal", signal_id="S-1")
    story.act(day, "DismissSignal", signal_id="S-2")
    story.judged(day, rectify_by=(day + DAY).isoformat())
    plan = {"inspection_id": "I-1", "due_on": (day + DAY).isoformat(), "mode": "on_site"}
    story.act(day, "ScheduleInspection", **plan)
    done = {"opinion_id": "O-1", "measures": ["limit_frozen", "more_tracking"]}
    in_time = (day + DAY).isoformat()
    story.act(day + 3 * DAY, "CompleteRectification", **done, done_on=in_time)
    inspection = {"inspection_id": "I-2", "mode": "off_site", "clean": True}
    story.act(day + 3 * DAY, "CompleteInspection", **inspection)
    reminder = {"reminder_id": "M-1", "kind": "reminder", "channel": "sms", "delivered": False}
    due = {"due_on": JANUARY.isoformat(), "amount": cny("1035.00")}
    story.act(JANUARY - DAY, "RecordReminder", **reminder, **due)
    story.act(JANUARY + 2 * DAY, "ReportLifeEvent", life_event="detained")
    story.tell(MARCH, written_off(MARCH, entry=1))
    gone = {**about(MARCH), "entry": 2, "corrects": [1]}
    story.tell(MARCH, disposal.EntriesWithdrawn.model_validate(gone))
    story.tell(MARCH, monetised(MARCH, "RENT-1"))
    story.tell(MARCH, remitted(MARCH))
    story.act(MARCH, "HoldCounselling", conduct={"tone": "angry"})
    story.act(MARCH, "HoldCounselling")
    other = Story.opened()
    other.tell(MARCH, transferred(MARCH))
    return [*story.bank.events("L-1"), *other.bank.events("L-1")]


def test_signals_opinions_and_life_events_are_told_and_the_rest_of_the_file_is_kept() -> None:
    seen = set()
    for event in _sheets():
        if event.NAME not in SHEETS:
            continue
        seen.add(event.NAME)
        message: Any = publish(event, "C-1")
        assert (type(message) if message else None) is SHEETS[event.NAME], event
        if message is not None:
            assert type(message).model_validate_json(message.to_payload()) == message
            assert (message.loan_id, message.obligor_id) == ("L-1", "C-1")
            assert message.effective_on == event.effective_on
    assert seen == set(SHEETS)
