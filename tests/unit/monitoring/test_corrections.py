"""Late and reversed facts: what followed is derived anew, and only differences are recorded."""

from __future__ import annotations

from services.monitoring.domain.entries import (
    ArrearsChanged,
    EntriesWithdrawn,
    InstallmentPaid,
    LoanSettled,
    MoneyAllocated,
    Part,
)
from services.monitoring.domain.facts import ReceiptReversed, ReceiptTaken
from tests.unit.monitoring.bank import DAY, Bank
from tests.unit.monitoring.loans import (
    FEBRUARY,
    JANUARY,
    MARCH,
    POLICY_ID,
    decided,
    fen,
    given,
    opening,
    receipt,
    reversal,
    seen,
    tick,
    yuan,
)

COMMON = {"loan_id": "L-1", "policy_id": POLICY_ID}
LATE = JANUARY + 5 * DAY


def test_a_receipt_booked_late_withdraws_the_arrears_that_never_were() -> None:
    past, _ = decided(opening(), tick(JANUARY + DAY))
    given(*past).when(receipt("R1", "1035.00", JANUARY, as_of=LATE)).then(
        ReceiptTaken(
            loan_id="L-1",
            effective_on=JANUARY,
            booked_on=LATE,
            receipt_id="R1",
            amount=yuan("1035.00"),
            payer_kind="borrower",
        ),
        EntriesWithdrawn(loan_id="L-1", effective_on=JANUARY + DAY, entry=2, corrects=(1,)),
        MoneyAllocated(
            **COMMON,
            effective_on=JANUARY,
            entry=3,
            receipt_id="R1",
            parts=(
                Part("1", "fee", fen("5.00")),
                Part("1", "interest", fen("30.00")),
                Part("1", "principal", fen("1000.00")),
            ),
            principal_outstanding=yuan("2000.00"),
            unapplied=yuan("0.00"),
            received=yuan("1035.00"),
            payer_kind="borrower",
        ),
        InstallmentPaid(**COMMON, effective_on=JANUARY, entry=4, number=1, due_on=JANUARY),
    )


def test_a_receipt_booked_late_counts_from_its_value_date_once_known_and_not_before() -> None:
    bank = Bank()
    bank.put("loan-L-1", opening())
    bank.close_until(LATE - DAY)
    bank.put("loan-L-1", receipt("R1", "1035.00", JANUARY + 2 * DAY, as_of=LATE))
    bank.close_until(LATE)
    as_known = {
        known: [
            shown.days_past_due
            for day in range(5)
            if (shown := bank.view("L-1", JANUARY + day * DAY, known)) is not None
        ]
        for known in (LATE - DAY, LATE)
    }
    assert as_known == {LATE - DAY: [0, 1, 2, 3, 4], LATE: [0, 1, 0, 0, 0]}


def test_arrears_that_ended_earlier_than_was_known_are_corrected_by_their_own_kind() -> None:
    paid_late = receipt("R2", "1035.00", JANUARY + 2 * DAY, as_of=JANUARY + 40 * DAY)
    events, _ = decided(opening(), tick(JANUARY + 31 * DAY), paid_late)
    told = [event for event in events if isinstance(event, ArrearsChanged)]
    assert [(each.entry, each.corrects, each.effective_on, each.stage) for each in told] == [
        (1, (), JANUARY + DAY, "M1"),
        (2, (), JANUARY + 31 * DAY, "M2"),
        (5, (2,), JANUARY + 2 * DAY, "current"),
        (6, (), FEBRUARY + DAY, "M1"),
    ]
    assert told[2].cause_recorded_on == told[2].processed_on == JANUARY + 40 * DAY


def test_a_reversal_opens_again_from_the_original_value_date() -> None:
    undone = reversal("R1", as_of=LATE)
    past, _ = decided(opening(), receipt("R1", "1035.00", JANUARY), tick(LATE - DAY))
    given(*past).when(undone).then(
        ReceiptReversed(
            loan_id="L-1",
            effective_on=JANUARY,
            booked_on=LATE,
            receipt_id="R1",
            reversal_id="R1-X",
            reason="returned",
        ),
        EntriesWithdrawn(loan_id="L-1", effective_on=JANUARY, entry=3, corrects=(1, 2)),
        ArrearsChanged(
            **COMMON,
            effective_on=JANUARY + DAY,
            entry=4,
            stage="M1",
            previous_stage="current",
            overdue_since=JANUARY,
            days_past_due=1,
            overdue=yuan("1035.00"),
            day_count="due_day_zero",
            processed_on=LATE,
            cause_recorded_on=LATE,
        ),
    )


def test_later_receipts_move_up_when_an_earlier_one_is_reversed() -> None:
    commands = (
        opening(),
        receipt("R1", "1035.00", JANUARY),
        receipt("R2", "1025.00", FEBRUARY),
        reversal("R1", as_of=FEBRUARY + DAY),
    )
    events, _ = decided(*commands)
    moved = [event for event in events if isinstance(event, MoneyAllocated)][-1]
    assert (moved.receipt_id, moved.corrects) == ("R2", (3,))
    assert {part.claim for part in moved.parts} == {"1"}
    shown = seen(FEBRUARY + DAY, *commands)
    assert (shown.days_past_due, shown.overdue_since) == (32, JANUARY)
    assert shown.overdue == yuan("1035.00")


def test_entries_that_did_not_change_are_not_repeated() -> None:
    past = (
        opening(),
        receipt("R1", "1035.00", JANUARY),
        receipt("R2", "1025.00", FEBRUARY),
        receipt("R3", "10.00", FEBRUARY + DAY),
    )
    before, _ = decided(*past)
    after, _ = decided(*past, reversal("R3", as_of=FEBRUARY + 2 * DAY))
    assert [type(event).__name__ for event in after[len(before) :]] == [
        "ReceiptReversed",
        "EntriesWithdrawn",
    ]


def test_the_settlement_goes_with_the_receipt_that_made_it() -> None:
    events, loan = decided(
        opening(), receipt("R1", "3075.00", MARCH), reversal("R1", as_of=MARCH + DAY)
    )
    settled = next(event for event in events if isinstance(event, LoanSettled))
    gone = next(event for event in events if isinstance(event, EntriesWithdrawn))
    assert settled.entry in gone.corrects
    assert loan.ledger is None  # folded anew when it is next asked for
    assert seen(MARCH + DAY, *(opening(),)).principal_outstanding == yuan("3000.00")


def test_a_reversal_before_its_receipt_waits_for_it() -> None:
    events, _ = decided(
        opening(),
        reversal("R1", as_of=LATE),
        receipt("R1", "1035.00", JANUARY, as_of=LATE + DAY),
    )
    assert [type(event).__name__ for event in events[:2]] == ["LoanOpened", "ReceiptReversed"]
    assert not [event for event in events if isinstance(event, MoneyAllocated)]
    taken = next(event for event in events if isinstance(event, ReceiptTaken))
    assert taken.undone_before


def test_a_reversal_is_no_news_the_second_time() -> None:
    past, _ = decided(opening(), receipt("R1", "1035.00", JANUARY), reversal("R1", as_of=LATE))
    given(*past).when(reversal("R1", as_of=LATE + DAY)).then_nothing()


def test_two_events_of_one_day_keep_their_order_when_that_day_is_derived_anew() -> None:
    commands = (
        opening(),
        receipt("R1", "1000.00", FEBRUARY),
        receipt("R2", "500.00", FEBRUARY),
        receipt("R0", "100.00", JANUARY, as_of=FEBRUARY + DAY),
    )
    events, loan = decided(*commands)
    again = [each for each in events if isinstance(each, MoneyAllocated)][2:]
    assert [(each.receipt_id, bool(each.corrects)) for each in again] == [
        ("R0", False),
        ("R1", True),
        ("R2", True),
    ]
    assert seen(FEBRUARY + DAY, *commands).principal_outstanding == yuan("1460.00")
    assert loan.entry_count == max(each.entry for each in again) + 1
