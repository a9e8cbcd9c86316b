"""What a guarantor paid of the debt and may ask back: over the debt, late, reversed, unknown, in full."""

from __future__ import annotations

import pytest

from contracts import guarantee, monitoring
from services.guarantee.domain.entries import (
    EntriesWithdrawn,
    GuarantorPaid,
    PaymentUnassigned,
    RecourseRightRecorded,
)
from tests.unit.guarantee.story import demanded
from tests.unit.guarantee.test_liability import called
from tests.unit.guarantee.told import ZHAO, accelerated, balance, cny, numbered, stated


def test_every_payment_adds_to_what_he_may_ask_of_the_debtor() -> None:
    """Rules: GU-16."""
    story = called()
    story.tell(balance("2024-07-01", 40, "80000.00", "Z-1", "20000.00"), "2024-07-01")
    story.tell(balance("2024-08-01", 41, "75000.00", "Z-2", "5000.00"), "2024-08-01")
    rights = story.made(RecourseRightRecorded)
    assert [(r.amount, r.total, r.debtor_id) for r in rights] == [
        (cny("20000.00"), cny("20000.00"), "C-0007"),
        (cny("5000.00"), cny("25000.00"), "C-0007"),
    ]
    assert story.guarantor("2024-07-31").recourse == cny("20000.00")


def test_money_of_others_is_no_payment_of_his() -> None:
    story = called()
    for entry, (kind, payer) in enumerate((("borrower", "C-0007"), ("court", ZHAO)), 40):
        story.tell(
            balance("2024-07-01", entry, "90000.00", f"R{entry}", "5.00", kind, payer),
            "2024-07-01",
        )
    assert story.made(GuarantorPaid) == []


def test_money_over_the_debt_is_paid_on_the_day_on_which_it_pays_something() -> None:
    """20,000.00 came, 15,000.00 were owed; the rest pays in two months, some on one day twice."""
    story = called()
    paid = balance("2024-07-01", 40, "85000.00", "Z-1", "20000.00", paid="15000.00")
    story.tell(paid, "2024-07-01")
    assert story.guarantor("2024-07-01").paid == cny("15000.00")
    for entry, left, amount in ((41, "82000.00", "3000.00"), (42, "80000.00", "2000.00")):
        moved = balance("2024-08-20", entry, left, sources=(("Z-1", amount),))
        story.tell(moved, "2024-08-20")
    assert story.guarantor("2024-08-19").paid == cny("15000.00")
    zhao = story.guarantor("2024-08-20")
    assert (zhao.paid, zhao.recourse, zhao.payments) == (cny("20000.00"), cny("20000.00"), 1)
    live = [e for e in story.state.live if isinstance(e, GuarantorPaid)]
    assert [(str(e.effective_on), e.amount, e.total) for e in live] == [
        ("2024-07-01", cny("15000.00"), cny("15000.00")),
        ("2024-08-20", cny("5000.00"), cny("20000.00")),
    ]


def test_money_that_pays_nothing_yet_gives_no_recourse() -> None:
    story = called()
    story.tell(
        balance("2024-07-01", 40, "100000.00", "Z-1", "20000.00", paid="0.00"), "2024-07-01"
    )
    assert story.made(GuarantorPaid) == story.made(RecourseRightRecorded) == []
    assert story.guarantor("2024-07-01").paid == cny("0.00")


@pytest.mark.parametrize("payer", ["SOMEBODY", None])
def test_money_of_a_guarantor_whom_nobody_knows_is_a_work_item(payer: str | None) -> None:
    """Rules: GUA-28."""
    story = called()
    story.tell(balance("2024-07-01", 40, "80000.00", "X-1", "20000.00", payer=payer), "2024-07-01")
    assert [e.receipt_id for e in story.made(PaymentUnassigned)] == ["X-1"]
    assert ("assign_payment", "X-1", None) in story.due("2024-07-01")
    assert story.guarantor("2024-07-01").paid == cny("0.00")


def test_a_reversed_payment_is_judged_again_and_the_old_view_stays() -> None:
    story = demanded()
    story.tell(balance("2024-04-02", 20, "250000.00", "Z-1", "10000.00"), "2024-04-02")
    story.tell(balance("2024-04-02", 21, "260000.00", corrects=(20,)), "2024-04-10")
    after, before = story.guarantor("2024-04-02"), story.guarantor("2024-04-02", "2024-04-09")
    assert (after.state, after.paid, after.recourse) == ("demanded", cny("0.00"), cny("0.00"))
    assert (before.state, before.paid) == ("part_paid", cny("10000.00"))
    gone = story.made(EntriesWithdrawn)
    paid, right = story.made(GuarantorPaid)[0], story.made(RecourseRightRecorded)[0]
    assert {paid.entry, right.entry} <= set(gone[0].corrects)
    told = [m for m in story.published() if isinstance(m, guarantee.EntriesWithdrawn)]
    assert [m.corrects for m in told] == [gone[0].corrects]


def test_a_payment_that_comes_late_counts_from_its_day() -> None:
    story = demanded()
    story.tell(balance("2024-04-20", 20, "250000.00", "Z-2", "10000.00"), "2024-04-20")
    story.tell(balance("2024-04-02", 22, "257000.00", "Z-1", "3000.00"), "2024-05-06")
    assert story.guarantor("2024-04-02").paid == cny("3000.00")
    assert story.guarantor("2024-04-20").recourse == cny("13000.00")
    corrected = story.made(GuarantorPaid)[-1]
    assert (corrected.receipt_id, corrected.total) == ("Z-2", cny("13000.00"))
    assert corrected.corrects == (story.made(GuarantorPaid)[0].entry,)


def test_paid_in_full_and_reversed_he_is_liable_again() -> None:
    story = called()
    story.tell(balance("2024-07-01", 40, "0.00", "Z-1", "103500.00"), "2024-07-01")
    story.tell(stated("2024-07-01", since=None), "2024-07-01")
    story.tell(numbered(monitoring.LoanSettled, "2024-07-01", 41), "2024-07-01")
    assert story.guarantor("2024-07-01").state == "discharged_by_payment"
    paid = [e for e in story.made(GuarantorPaid) if e.in_full]
    assert len(paid) == 1
    story.tell(balance("2024-07-01", 42, "100000.00", corrects=(40, 41)), "2024-07-05")
    whole = accelerated("2024-07-01", "100000.00", "3000.00", "0.00", "500.00")
    story.tell(stated("2024-07-01", whole, called="2024-07-01"), "2024-07-05")
    shown = story.guarantor("2024-07-01")
    assert (shown.state, shown.liable) == ("registered", cny("103500.00"))
    assert story.guarantor("2024-07-01", "2024-07-04").state == "discharged_by_payment"
