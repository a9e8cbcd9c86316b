"""What disposal tells: taken in kind, transferred, remitted, written off; late, twice, undone."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import corebank, disposal
from services.kit.domain import Rejected
from services.monitoring.domain.agenda import agenda
from services.monitoring.domain.entries import ArrearsChanged, ClaimStated, MoneyAllocated
from services.monitoring.domain.facts import ReceiptTaken
from services.monitoring.domain.work_items import FactSetAside
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import (
    STREAM,
    Story,
    about,
    cny,
    remitted,
    taken_in_kind,
    transferred,
    written_off,
)
from tests.unit.monitoring.loans import (
    FEBRUARY,
    JANUARY,
    LOAN,
    MARCH,
    acceleration,
    charge,
    opening,
    receipt,
    yuan,
)

SOLD = JANUARY + 10 * DAY


def _in_arrears() -> Story:
    return Story.reviewed().until(JANUARY + 3 * DAY)


def test_an_asset_for_debt_is_one_receipt_in_kind() -> None:
    story = _in_arrears()
    day = JANUARY + 4 * DAY
    events = story.tell(day, taken_in_kind(day, "535.00"))
    taken = events[0]
    assert isinstance(taken, ReceiptTaken)
    assert (taken.receipt_id, taken.payer_kind, taken.sequence) == ("asset:A-1", "in_kind", None)
    (moved,) = [event for event in events if isinstance(event, MoneyAllocated)]
    assert (moved.received, moved.payer_kind) == (yuan("535.00"), "in_kind")
    assert not story.tell(day, taken_in_kind(day, "535.00"))
    assert story.tell(day, taken_in_kind(day, "500.00", asset="A-2"))
    assert story.state(day) == "enhanced"


def test_an_asset_pays_what_it_is_taken_for_though_not_all_of_that_is_due_yet() -> None:
    """Four days after the first of three parts, 1,035.00 of it due with 1.20 of penalty: the rest of
    1,500.00 pays principal of the next ones, in their order. Rules: DIS-03, POL-24."""
    story = _in_arrears()
    day = JANUARY + 4 * DAY
    events = story.tell(day, taken_in_kind(day, "1500.00"))
    (moved,) = [event for event in events if isinstance(event, MoneyAllocated)]
    due = sum(each.amount for each in moved.parts if each.claim == "1")
    assert [(e.claim, e.component) for e in moved.parts if e.claim != "1"] == [("2", "principal")]
    assert sum(each.amount for each in moved.parts) == 1500_00 > due >= 1035_00
    assert moved.unapplied == yuan("0.00")


def test_an_asset_told_late_counts_from_its_day() -> None:
    story = _in_arrears()
    day = JANUARY + 2 * DAY
    events = story.tell(JANUARY + 20 * DAY, taken_in_kind(day, "1035.00"))
    (moved,) = [event for event in events if isinstance(event, MoneyAllocated)]
    assert moved.effective_on == day
    assert story.state(day, known=JANUARY + 20 * DAY) == "enhanced"


def test_debt_turned_into_equity_is_a_receipt_in_kind_too() -> None:
    story = _in_arrears()
    day = JANUARY + 4 * DAY
    data = {**about(day), "equity_id": "E-1", "amount": cny("100.00")}
    events = story.tell(day, disposal.DebtConvertedToEquity.model_validate(data))
    assert getattr(events[0], "receipt_id", None) == "equity:E-1"


def test_what_is_set_aside_is_no_gap_and_leaves_what_was_taken_in_kind() -> None:
    """The work item bears the name of the receipt in kind that waits for its day."""
    story = Story.reviewed()
    story.tell(JANUARY - 5 * DAY, taken_in_kind(JANUARY, "100.00"))
    before = story.bank.states[STREAM]
    fields: dict[str, Any] = {
        "loan_id": LOAN,
        "obligor_id": "C-1",
        "receipt_id": "asset:A-1",
        "amount": cny("500.00"),
        "value_date": "2024-01-15",
        "booked_on": "2024-01-15",
        "payer": {"kind": "borrower"},
    }
    message = corebank.RepaymentReceived.model_validate(fields)
    [aside] = story.tell(JANUARY - 4 * DAY, message)
    assert isinstance(aside, FactSetAside)
    after = story.bank.states[STREAM]
    assert (after.waiting, after.sequence) == (before.waiting, 9)


def test_after_the_transfer_the_ledger_stands_still() -> None:
    story = _in_arrears()
    story.tell(SOLD, transferred(SOLD))
    assert not agenda(story.bank.states[STREAM])
    before = len(story.bank.events(LOAN))
    story.until(MARCH + 90 * DAY)
    assert len(story.bank.events(LOAN)) == before
    file = story.file(MARCH)
    assert (file.state, file.since) == ("closed_transferred", SOLD)
    assert story.state(SOLD - DAY, known=MARCH) == "overdue"


def test_money_of_the_day_of_transfer_counts_and_later_money_does_not() -> None:
    story = _in_arrears()
    story.tell(SOLD, transferred(SOLD))
    assert [e for e in story.pay("R1", "10.00", SOLD) if isinstance(e, MoneyAllocated)]
    events = story.pay("R2", "20.00", SOLD + DAY)
    assert [type(event) for event in events] == [ReceiptTaken, FactSetAside]
    assert getattr(events[1], "reason", None) == "transferred"
    assert not story.pay("R2", "20.00", SOLD + DAY)
    shown = story.bank.view(LOAN, MARCH, MARCH)
    assert shown is not None
    assert shown.unapplied == yuan("0.00")


def test_a_transfer_told_late_puts_money_aside_that_had_been_counted() -> None:
    story = _in_arrears()
    story.pay("R1", "1035.00", SOLD - DAY)
    story.pay("R2", "50.00", SOLD + DAY)
    story.pay("R3", "60.00", SOLD + 2 * DAY)
    events = story.tell(SOLD + 5 * DAY, transferred(SOLD))
    asides = [event.fact for event in events if isinstance(event, FactSetAside)]
    assert asides == ["receipt:R2", "receipt:R3"]
    shown = story.bank.view(LOAN, SOLD + 5 * DAY, SOLD + 5 * DAY)
    assert shown is not None
    assert (shown.unapplied, shown.principal_outstanding) == (yuan("0.00"), yuan("2000.00"))
    earlier = story.bank.view(LOAN, SOLD + 4 * DAY, SOLD + 4 * DAY)
    assert earlier is not None
    assert earlier.unapplied == yuan("110.00")
    (last,) = [event for event in events if isinstance(event, ClaimStated)]
    assert last.unapplied == yuan("0.00")


def test_a_reversal_after_the_transfer_of_money_from_before_still_counts() -> None:
    story = _in_arrears()
    story.pay("R1", "1035.00", SOLD - DAY)
    story.tell(SOLD, transferred(SOLD))
    story.undo("R1", known=SOLD + 9 * DAY)
    shown = story.bank.view(LOAN, SOLD, SOLD + 9 * DAY)
    assert shown is not None
    assert shown.principal_outstanding == yuan("3000.00")
    stages = [e for e in story.bank.events(LOAN) if isinstance(e, ArrearsChanged)]
    assert max(each.effective_on for each in stages) <= SOLD


def test_a_charge_after_the_transfer_waits_for_ever() -> None:
    story = _in_arrears()
    story.tell(SOLD, transferred(SOLD))
    story.until(FEBRUARY + DAY).bank.put(STREAM, charge("K1", "cost", "8.00", FEBRUARY + DAY))
    story.until(MARCH)
    shown = story.bank.view(LOAN, MARCH, MARCH)
    assert shown is not None
    assert not shown.charges
    assert not agenda(story.bank.states[STREAM])


def test_a_transfer_is_told_once_and_ends_acceleration() -> None:
    story = _in_arrears()
    assert story.tell(SOLD, transferred(SOLD))
    assert not story.tell(SOLD + DAY, transferred(SOLD + DAY))
    with pytest.raises(Rejected, match="claim_closed"):
        story.bank.put(STREAM, acceleration(SOLD + DAY))


def test_a_transfer_may_come_before_the_loan_is_known() -> None:
    story = Story()
    assert story.tell(SOLD, transferred(SOLD))
    story.bank.put(STREAM, receipt("R1", "10.00", SOLD + DAY, as_of=SOLD + DAY))
    story.bank.put(STREAM, opening(as_of=SOLD + DAY))
    asides = [e for e in story.bank.events(LOAN) if isinstance(e, FactSetAside)]
    assert [each.fact for each in asides] == ["receipt:R1"]
    assert story.state(SOLD + 2 * DAY) == "closed_transferred"


def test_a_remitted_claim_is_closed_and_states_that_nothing_is_owed() -> None:
    story = _in_arrears()
    events = story.tell(SOLD, remitted(SOLD))
    stated = events[-1]
    assert isinstance(stated, ClaimStated)
    assert (stated.debts, stated.overdue_since) == ((), None)
    assert stated.principal_outstanding == yuan("0.00")
    assert story.state(SOLD) == "closed"
    assert [duty.what for duty in story.file(SOLD).due] == ["post_recovery_care"]
    (late,) = [e for e in story.pay("R1", "5.00", SOLD + DAY) if isinstance(e, FactSetAside)]
    assert late.reason == "remitted"


@pytest.mark.parametrize(("back", "owes"), [(1, True), (0, False)])
def test_a_claim_given_up_is_owed_until_the_day_before_and_not_from_its_day_on(
    back: int, owes: bool
) -> None:
    """Told five days late; then money of a day before comes to light, which the claim then was."""
    story = _in_arrears()
    story.tell(SOLD + 5 * DAY, remitted(SOLD))
    late = story.pay("R1", "5.00", SOLD - back * DAY, SOLD + 9 * DAY)
    told = [each for each in late if isinstance(each, ClaimStated)]
    assert told[-1].effective_on == SOLD
    assert (told[-1].debts, told[-1].principal_outstanding) == ((), yuan("0.00"))
    days = [(each.effective_on, bool(each.debts)) for each in told]
    assert days == [(SOLD - DAY, True), (SOLD, False)] if owes else [(SOLD, False)]
    events = [e for e in story.bank.events(LOAN) if isinstance(e, ClaimStated)]
    assert [each.effective_on for each in events if not each.debts] == [SOLD, SOLD]


def test_a_write_off_is_noted_and_nothing_else_changes() -> None:
    story = _in_arrears()
    events = story.tell(SOLD, written_off(SOLD, entry=1))
    assert [event.NAME for event in events] == ["monitoring.WriteOffNoted"]
    assert not story.tell(SOLD, written_off(SOLD, entry=1))
    file = story.file(SOLD)
    assert file.state == "overdue"
    assert file.written_off is not None
    assert story.pay("R1", "1035.00", SOLD + DAY)
    assert story.state(SOLD + DAY) == "enhanced"


def test_a_write_off_judged_again_shows_the_last_and_one_withdrawn_none() -> None:
    story = _in_arrears()
    story.tell(SOLD, written_off(SOLD, entry=1))
    story.tell(SOLD + DAY, written_off(SOLD, entry=2, corrects=(1,)))
    noted = story.file(SOLD, known=SOLD + DAY).written_off
    assert noted is not None
    assert noted.number == 2
    gone = {**about(SOLD - DAY), "entry": 3, "corrects": [2]}
    story.tell(SOLD + 2 * DAY, disposal.EntriesWithdrawn.model_validate(gone))
    assert story.file(SOLD, known=SOLD + 2 * DAY).written_off is None
    assert story.file(SOLD, known=SOLD + DAY).written_off == noted
