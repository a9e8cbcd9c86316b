"""Sums judged again: late payments and reversals around the write-off, duplicates, late statements."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import classification, litigation, monitoring
from contracts import disposal as published
from services.disposal.domain.events import (
    LoanWrittenOff,
    RecoveryRecognised,
)
from tests.unit.disposal.l4801 import until_held, until_npl, until_transferred, until_written_off
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_recovery import bad, live
from tests.unit.disposal.told import (
    IDS,
    balance,
    classified,
    cny,
    freed,
    guaranteed,
    on,
    opened,
    staged,
    stated,
)

# -- reversed and late payments before and after the write-off ----------------------------------


def test_a_reversed_payment_is_no_recovery_and_the_old_view_stays() -> None:
    story = until_npl()
    undone = balance("2024-11-20", 50, "260000.00", corrects=(31,))
    story.tell(undone, "2025-01-15")
    assert [each.recovery_id for each in live(story)] == ["ZHAO-1"]
    assert story.view("2025-01-15").recovered_net == cny("60000.00")
    assert story.view("2025-01-15", "2025-01-14").recovered_net == cny("95150.00")


def test_a_payment_that_is_told_again_with_another_sum_replaces_its_entry() -> None:
    story = until_npl()
    court = balance(
        "2024-11-20", 50, "243318.00", "COURT-1", "42300.00", "court", "7000.00", (31,)
    )
    story.tell(court, "2025-01-15")
    newest = story.made(RecoveryRecognised)[-1]
    assert (newest.cost, newest.corrects) == (cny("7000.00"), (1,))
    same = balance("2024-11-20", 51, "243318.00", "COURT-1", "42300.00", "court", "7000.00", (50,))
    before = len(story.made(RecoveryRecognised))
    story.tell(same, "2025-01-16")  # another entry that says the same
    assert len(story.made(RecoveryRecognised)) == before


def test_other_entries_of_monitoring_withdraw_payments_too() -> None:
    for withdrawing in (
        monitoring.EntriesWithdrawn(
            **IDS, entry=60, corrects=(31,), effective_on=on("2024-11-20")
        ),
        monitoring.InstallmentPaid(
            **IDS,
            entry=60,
            corrects=(31,),
            effective_on=on("2024-11-20"),
            number=1,
            due_on=on("2024-03-20"),
            paid_on=on("2024-11-20"),
        ),
        monitoring.LoanReopened(**IDS, entry=60, corrects=(31,), effective_on=on("2024-11-20")),
    ):
        story = until_npl()
        story.tell(withdrawing, "2025-01-15")
        assert [each.recovery_id for each in live(story)] == ["ZHAO-1"]
        assert story.tell(withdrawing, "2025-01-16") == ()


def paid_late() -> Story:
    """A payment of 20 June comes to light on 10 July: 2,846.94 penalty, the rest principal."""
    story = until_written_off()
    late = balance("2025-06-20", 40, "86536.69", "R-40", "5000.00", "guarantor")
    story.tell(late, "2025-07-10")
    story.tell(stated("2025-06-20", "86536.69"), "2025-07-10")
    return story


def test_a_late_payment_makes_the_write_off_smaller() -> None:
    story = paid_late()
    out = story.state.written_off
    assert out is not None
    assert (out.principal, out.provision_used) == (cny("86536.69"), cny("86536.69"))
    assert out.memo_claim == cny("86796.30")  # ten days of penalty: 259.61
    assert out.effective_on == on("2025-06-30")
    corrected = story.made(LoanWrittenOff)
    assert [each.entry for each in corrected] == sorted(each.entry for each in corrected)
    assert corrected[-1].corrects == (corrected[-2].entry,)
    late = live(story)[2]
    assert (late.recovery_id, late.after_write_off) == ("R-40", False)
    old, new = story.view("2025-06-30", "2025-07-09"), story.view("2025-06-30")
    assert (old.written_off, old.recovered_net) == (cny("88689.75"), cny("95150.00"))
    assert (new.written_off, new.recovered_net) == (cny("86536.69"), cny("100150.00"))


def test_a_late_payment_that_is_reversed_leaves_the_write_off_as_approved() -> None:
    story = paid_late()
    story.tell(balance("2025-06-20", 41, "88689.75", corrects=(40,)), "2025-07-20")
    story.tell(stated("2025-06-20", "88689.75", "2025-03-05"), "2025-07-20")
    out = story.state.written_off
    assert out is not None
    assert (out.principal, out.memo_claim) == (cny("88689.75"), cny("91802.76"))
    assert story.view("2025-06-30").recovered_net == cny("95150.00")
    assert story.view("2025-06-30", "2025-07-15").written_off == cny("86536.69")


def test_a_loan_that_was_settled_before_its_write_off_was_never_written_off() -> None:
    story = until_written_off()
    story.tell(
        balance("2025-06-20", 40, "0.00", "R-40", "91536.69", "borrower"),
        "2025-07-10",
    )
    story.tell(stated("2025-06-20", "0.00"), "2025-07-10")
    settled = monitoring.LoanSettled(**IDS, entry=41, effective_on=on("2025-06-20"))
    story.tell(settled, "2025-07-10")
    assert story.state.written_off is None
    seen = story.view("2025-07-10")
    assert (seen.state, seen.accounting_state, seen.legal_state) == (
        "write_off",
        "on_book",
        "settled",
    )
    assert seen.memo_claim is None
    assert any(isinstance(m, published.EntriesWithdrawn) for m in story.published())
    assert story.view("2025-07-01", "2025-07-09").accounting_state == "written_off"


@pytest.mark.parametrize(
    ("day", "after"), [("2025-06-29", False), ("2025-06-30", False), ("2025-07-01", True)]
)
def test_what_comes_after_the_day_of_write_off_is_a_recovery_after_it(
    day: str, after: bool
) -> None:
    story = until_written_off()
    story.tell(balance(day, 40, "88000.00", "R-40", "1000.00", "guarantor"), "2025-07-01")
    paid = next(each for each in live(story) if each.recovery_id == "R-40")
    assert paid.after_write_off is after
    seen = story.view("2025-07-01")
    assert seen.recovered_after_write_off == cny("1000.00" if after else "0.00")


def test_after_write_off_money_counts_even_if_the_class_was_never_told() -> None:
    story = until_written_off()
    for entry in (5, 6, 7):
        gone = classification.ClassesWithdrawn(
            **IDS, entry=10 + entry, corrects=(entry,), effective_on=on("2024-06-19")
        )
        story.tell(gone, "2025-07-02")
    story.tell(balance("2025-07-03", 40, "88000.00", "R-40", "1000.00", "court"), "2025-07-03")
    assert [each.recovery_id for each in live(story)] == ["R-40"]


@pytest.mark.parametrize(("day", "counts"), [("2025-11-14", True), ("2025-11-15", False)])
def test_money_after_the_sale_is_the_buyers(day: str, counts: bool) -> None:
    story = until_transferred()
    story.tell(balance(day, 60, "88000.00", "R-60", "500.00", "guarantor"), "2025-11-20")
    assert ("R-60" in {each.recovery_id for each in live(story)}) is counts


# -- duplicates and late statements -------------------------------------------------------------


def test_what_is_told_twice_is_noted_once() -> None:
    story = until_held()
    gone = classification.ClassesWithdrawn(
        **IDS, entry=9, corrects=(7,), effective_on=on("2025-03-16")
    )
    again: tuple[Any, ...] = (
        opened(),
        guaranteed("2023-03-20"),
        classified("2024-06-19", "substandard", 5),
        balance("2024-12-10", 32, "184777.91", "ZHAO-1", "60000.00", "guarantor"),
        stated("2025-03-05", "88689.75"),
        staged("2025-03-20", "dormant"),
    )
    for message in again:
        assert story.tell(message, "2025-04-01") == (), message
    assert story.tell(gone, "2025-04-01")
    assert story.tell(gone, "2025-04-02") == ()
    assert story.tell(freed("2025-04-02"), "2025-04-02")
    assert story.tell(freed("2025-04-02"), "2025-04-03") == ()


def test_arrears_and_instalments_without_corrections_say_nothing_to_us() -> None:
    told = monitoring.InstallmentPaid(
        **IDS,
        entry=60,
        effective_on=on("2024-11-20"),
        number=1,
        due_on=on("2024-03-20"),
        paid_on=on("2024-11-20"),
    )
    assert until_npl().tell(told, "2025-01-15") == ()


def test_of_two_statements_the_one_told_last_stands() -> None:
    story = bad()
    story.tell(stated("2024-07-01", "490000.00"), "2024-07-01")
    for entry, (day, principal, told_on) in enumerate(
        (
            ("2024-07-10", "480000.00", "2024-07-10"),
            ("2024-07-20", "470000.00", "2024-07-20"),
            ("2024-07-15", "460000.00", "2024-07-25"),
        ),
        2,
    ):
        story.tell(balance(day, entry, principal), told_on)
        story.tell(stated(day, principal), told_on)
    told = [story.state.stated_on(on(day)) for day in ("2024-07-12", "2024-07-16", "2024-07-21")]
    assert [each and each.principal_outstanding.amount for each in told] == [
        "480000.00",
        "460000.00",
        "460000.00",
    ]
    assert len(story.state.claims) == 3
    assert story.state.stated_on(on("2024-06-24")) is None


def test_without_a_statement_the_claim_is_the_principal() -> None:
    assert bad().state.claim_on(on("2024-07-01")).total == cny("480000.00").minor


def test_a_release_that_is_undone_on_its_own_day_was_none() -> None:
    story = bad()
    for message in (guaranteed("2024-07-01"), freed("2024-08-01"), guaranteed("2024-08-01")):
        story.tell(message, message.effective_on.isoformat())
    assert story.state.guarantors_on(on("2024-08-01")) == ("G-ZHAO",)


def test_a_stage_that_litigation_withdraws_proves_nothing() -> None:
    story = bad()
    numbered = staged("2024-10-10", "dormant").model_copy(update={"entry": 4})
    story.tell(numbered, "2024-10-10")
    stage = story.state.stage_on(on("2024-10-10"))
    assert stage is not None
    gone = litigation.EntriesWithdrawn(
        **IDS, entry=5, corrects=(4,), effective_on=on("2024-10-10")
    )
    story.tell(gone, "2024-10-12")
    assert story.state.stage_on(on("2024-10-12")) is None
    assert story.tell(gone, "2024-10-13") == ()
    other = staged("2024-10-11", "enforcing").model_copy(update={"entry": 6, "corrects": (4,)})
    story.tell(other, "2024-10-14")
    stage = story.state.stage_on(on("2024-10-14"))
    assert stage is not None
    assert stage.stage == "enforcing"


def test_a_guarantor_who_is_free_and_stands_again_is_told_of_a_sale() -> None:
    story = bad()
    story.tell(guaranteed("2024-07-01"), "2024-07-01")
    story.tell(freed("2024-08-01"), "2024-08-01")
    assert story.state.guarantors_on(on("2024-07-31")) == ("G-ZHAO",)
    assert story.state.guarantors_on(on("2024-08-01")) == ()
    story.tell(guaranteed("2024-09-01"), "2024-09-01")
    assert story.state.guarantors_on(on("2024-09-01")) == ("G-ZHAO",)


@pytest.mark.parametrize(("day", "counts"), [("2025-06-30", False), ("2025-07-01", True)])
def test_the_borrowers_money_is_ours_to_recognise_from_the_day_after_the_write_off(
    day: str, counts: bool
) -> None:
    story = until_written_off()
    story.tell(balance(day, 40, "88000.00", "R-40", "1000.00", "borrower"), "2025-07-01")
    assert ("R-40" in {each.recovery_id for each in live(story)}) is counts


def test_of_a_write_off_that_never_was_no_audit_and_no_report_is_due() -> None:
    story = until_written_off()
    assert {"special_audit", "finance_report"} <= {d.what for d in story.view("2025-07-09").due}
    story.tell(balance("2025-06-20", 40, "0.00", "R-40", "91536.69", "borrower"), "2025-07-10")
    story.tell(stated("2025-06-20", "0.00"), "2025-07-10")
    story.tell(
        monitoring.LoanSettled(**IDS, entry=41, effective_on=on("2025-06-20")), "2025-07-10"
    )
    left = {each.what for each in story.view("2025-07-10").due}
    assert left == {"stock_take", "dispose_of_asset"}
