"""Schedule changes: what becomes of each instalment, rule by rule."""

from __future__ import annotations

from datetime import date

import pytest

from services.monitoring.domain.entries import InstallmentPaid, MoneyAllocated, PlanChanged
from services.monitoring.domain.view import MonitoringView
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.loans import (
    DISBURSED,
    FEBRUARY,
    JANUARY,
    MARCH,
    PLAN,
    acceleration,
    change,
    charge,
    decided,
    opening,
    receipt,
    row,
    seen,
    tick,
    yuan,
)

BETWEEN = JANUARY + 5 * DAY
APRIL = MARCH + 31 * DAY
PAID_FIRST = receipt("R1", "1035.00", JANUARY)


def _live(shown: MonitoringView) -> dict[int | None, str]:
    """Unpaid principal of each instalment that stands."""
    return {
        row.number: (row.due["principal"] - row.paid["principal"]).amount
        for row in shown.installments
        if row.ceased_on is None
    }


def test_a_listed_number_takes_new_amounts_and_due_date_and_keeps_what_was_paid() -> None:
    longer = change(
        "P1", "extension", BETWEEN, row(2, MARCH, "1000.00", "25.00"), row(3, APRIL, "1000.00")
    )
    partly = receipt("R2", "100.00", JANUARY + DAY, (2, "principal", "100.00"))
    shown = seen(BETWEEN, opening(), PAID_FIRST, partly, longer)
    assert _live(shown) == {1: "0.00", 2: "900.00", 3: "1000.00"}
    assert [each.due_on for each in shown.installments] == [JANUARY, MARCH, APRIL]
    assert shown.installments[1].due["interest"] == yuan("25.00")


def test_the_old_due_date_holds_until_the_change_counts() -> None:
    commands = (
        opening(),
        change("P1", "extension", BETWEEN, row(1, MARCH, "3000.00")),
    )
    assert seen(BETWEEN - DAY, opening()).days_past_due == 4
    assert seen(BETWEEN, *commands).days_past_due == 0
    assert seen(MARCH + DAY, *commands).days_past_due == 1


def test_a_change_known_ahead_waits_for_its_day() -> None:
    ahead = change("P1", "extension", BETWEEN, row(1, MARCH, "3000.00"), as_of=DISBURSED)
    events, _ = decided(opening(), ahead)
    assert not [event for event in events if isinstance(event, PlanChanged)]
    events, _ = decided(opening(), ahead, tick(BETWEEN))
    assert [event.effective_on for event in events if isinstance(event, PlanChanged)] == [BETWEEN]


def test_an_unlisted_unpaid_instalment_ceases() -> None:
    shorter = change("P1", "restructure", BETWEEN, row(2, FEBRUARY, "2000.00"))
    shown = seen(BETWEEN, opening(), PAID_FIRST, shorter)
    assert _live(shown) == {1: "0.00", 2: "2000.00"}
    assert [each.number for each in shown.installments] == [1, 2]


def test_a_ceased_instalment_stays_visible_with_what_was_paid_on_it() -> None:
    partly = receipt("R2", "100.00", JANUARY + DAY, (3, "principal", "100.00"))
    shorter = change("P1", "restructure", BETWEEN, row(2, FEBRUARY, "1900.00"))
    shown = seen(BETWEEN, opening(), PAID_FIRST, partly, shorter)
    gone = shown.installments[2]
    assert (gone.ceased_on, gone.due["principal"]) == (BETWEEN, yuan("100.00"))
    assert _live(shown) == {1: "0.00", 2: "1900.00"}


@pytest.mark.parametrize(
    ("second", "days_past_due"), [("1000.00", 5), ("1500.00", 0), ("1000.01", 0)]
)
def test_an_unlisted_overdue_instalment_stays_only_when_the_plan_leaves_room_for_it(
    second: str, days_past_due: int
) -> None:
    rest = change("P1", "rate_change", BETWEEN, row(2, FEBRUARY, second), row(3, MARCH, "1000.00"))
    assert seen(BETWEEN, opening(), rest).days_past_due == days_past_due


def test_an_unlisted_overdue_instalment_without_unpaid_principal_stays() -> None:
    principal = receipt("R1", "1000.00", JANUARY, (1, "principal", "1000.00"))
    rest = change(
        "P1", "rate_change", BETWEEN, row(2, FEBRUARY, "1000.00"), row(3, MARCH, "1000.00")
    )
    shown = seen(BETWEEN, opening(), principal, rest)
    assert (shown.days_past_due, shown.overdue) == (5, yuan("35.00"))


def test_an_interest_only_instalment_to_come_ceases_when_it_is_not_listed() -> None:
    plan = (row(1, JANUARY, "0.00", "10.00"), row(2, FEBRUARY, "0.00", "10.00"))
    bullet = opening(schedule=(*plan, row(3, MARCH, "3000.00", "10.00")))
    rest = change("P1", "rate_change", BETWEEN, row(3, MARCH, "3000.00", "20.00"))
    shown = seen(BETWEEN, bullet, receipt("R1", "10.00", JANUARY), rest)
    assert _live(shown) == {1: "0.00", 3: "3000.00"}


def test_numbers_that_restart_with_exactly_what_is_outstanding_are_a_new_plan() -> None:
    anew = change(
        "P1", "restructure", BETWEEN, row(1, FEBRUARY, "500.00"), row(2, MARCH, "1500.00")
    )
    shown = seen(BETWEEN, opening(), PAID_FIRST, anew)
    assert _live(shown) == {1: "500.00", 2: "1500.00"}
    assert [(each.number, each.paid_on, each.ceased_on) for each in shown.installments] == [
        (1, JANUARY, BETWEEN),
        (1, None, None),
        (2, None, None),
    ]


def test_a_new_plan_closes_old_arrears() -> None:
    paid = receipt("R1", "500.00", JANUARY)
    anew = change(
        "P1", "restructure", BETWEEN, row(1, FEBRUARY, "1000.00"), row(2, MARCH, "1535.00")
    )
    shown = seen(BETWEEN, opening(), paid, anew)
    assert shown.principal_outstanding == yuan("2535.00")
    assert (shown.days_past_due, shown.overdue) == (0, yuan("0.00"))
    assert [(each.number, each.ceased_on) for each in shown.installments] == [
        (1, BETWEEN),
        (1, None),
        (2, None),
    ]


def test_a_restart_before_anything_was_paid_is_matched_by_number() -> None:
    shorter = change(
        "P1", "restructure", BETWEEN, row(1, FEBRUARY, "1500.00"), row(2, MARCH, "1500.00")
    )
    assert _live(seen(BETWEEN, opening(), shorter)) == {1: "1500.00", 2: "1500.00"}


def test_an_instalment_never_falls_below_what_was_paid_on_it() -> None:
    less = change("P1", "correction", BETWEEN, row(1, JANUARY, "900.00"), *PLAN[1:])
    shown = seen(BETWEEN, opening(), PAID_FIRST, less)
    assert shown.installments[0].due["principal"] == yuan("1000.00")
    assert shown.installments[0].paid_on == JANUARY


def test_an_instalment_that_a_change_makes_small_enough_is_paid_on_that_day() -> None:
    most = receipt("R1", "935.00", JANUARY)
    less = change(
        "P1", "correction", BETWEEN, row(1, JANUARY, "900.00", "30.00", "5.00"), *PLAN[1:]
    )
    events, _ = decided(opening(), most, less)
    paid = [event for event in events if isinstance(event, InstallmentPaid)]
    assert [(each.number, each.effective_on) for each in paid] == [(1, BETWEEN)]


def test_charges_are_no_part_of_any_plan() -> None:
    late = charge("K1", "cost", "8.00", JANUARY)
    anew = change("P1", "restructure", BETWEEN, row(1, FEBRUARY, "3000.00"))
    shown = seen(BETWEEN, opening(), late, anew)
    assert (shown.overdue, shown.days_past_due) == (yuan("8.00"), 5)


def test_a_prepayment_pays_the_principal_that_its_plan_no_longer_lists() -> None:
    early = receipt("R2", "800.00", BETWEEN)
    plan = change("P1", "prepayment", BETWEEN, row(2, FEBRUARY, "600.00"), row(3, MARCH, "600.00"))
    events, _ = decided(opening(), PAID_FIRST, early, plan)
    used = [event for event in events if isinstance(event, MoneyAllocated)][-1]
    assert (used.receipt_id, used.unapplied) == (None, yuan("0.00"))
    shown = seen(BETWEEN, opening(), PAID_FIRST, early, plan)
    assert shown.principal_outstanding == yuan("1200.00")
    assert _live(shown) == {1: "0.00", 2: "600.00", 3: "600.00"}


def test_a_prepayment_plan_without_the_money_forgives_nothing() -> None:
    plan = change("P1", "prepayment", BETWEEN, row(2, FEBRUARY, "600.00"), row(3, MARCH, "600.00"))
    events, _ = decided(opening(), PAID_FIRST, plan)
    (changed,) = [event for event in events if isinstance(event, PlanChanged)]
    assert changed.planned_principal == yuan("1200.00")
    assert changed.principal_outstanding == yuan("2000.00")


def test_a_plan_with_more_principal_raises_what_is_outstanding() -> None:
    capitalised = change(
        "P1", "restructure", BETWEEN, row(1, FEBRUARY, "1535.00"), row(2, MARCH, "1535.00")
    )
    assert seen(BETWEEN, opening(), capitalised).principal_outstanding == yuan("3070.00")


def test_a_backdated_change_is_corrected_from_its_own_day() -> None:
    late = change(
        "P1", "extension", JANUARY, row(1, FEBRUARY, "1000.00"), *PLAN[1:], as_of=BETWEEN
    )
    events, _ = decided(opening(), tick(JANUARY + DAY), late)
    assert [type(event).__name__ for event in events[-2:]] == ["EntriesWithdrawn", "PlanChanged"]
    assert seen(BETWEEN, opening(), tick(JANUARY + DAY), late).days_past_due == 0


def test_penalty_until_an_extension_is_claimed_on_the_old_terms() -> None:
    longer = change("P1", "extension", BETWEEN, row(1, MARCH, "1000.00"), *PLAN[1:])
    commands = (opening(penalty_daily="0.0003"), longer)
    assert seen(BETWEEN, *commands).penalty == yuan("1.50")
    assert seen(FEBRUARY, *commands).penalty == yuan("1.50")
    assert seen(MARCH + 10 * DAY, *commands).penalty == yuan("19.20")  # 39, 10 and 10 days more


def test_an_acceleration_by_the_core_makes_its_whole_plan_one_debt() -> None:
    rest = row(3, MARCH, "2000.00", "12.00")
    called = change("P1", "acceleration", BETWEEN, rest)
    shown = seen(BETWEEN, opening(), called)
    assert shown.accelerated_on == BETWEEN
    assert (shown.days_past_due, shown.overdue_since) == (5, JANUARY)
    assert shown.overdue == yuan("3047.00")  # instalment 1 fits beside the listed 2,000.00


def test_a_new_plan_after_acceleration_ends_the_one_debt() -> None:
    again = change("P1", "restructure", FEBRUARY, row(9, MARCH, "3000.00"))
    shown = seen(FEBRUARY, opening(), acceleration(BETWEEN), again)
    assert (shown.accelerated_on, shown.days_past_due) == (None, 0)
    assert _live(shown)[9] == "3000.00"


@pytest.mark.parametrize(("day", "stays"), [(JANUARY, False), (JANUARY + DAY, True)])
def test_an_unlisted_instalment_due_on_the_day_of_the_change_was_not_due_before_it(
    day: date, stays: bool
) -> None:
    rest = change("P1", "rate_change", day, row(2, FEBRUARY, "1000.00"), row(3, MARCH, "1000.00"))
    assert (1 in _live(seen(day, opening(), rest))) is stays


def test_room_for_one_of_two_overdue_instalments_goes_to_the_older() -> None:
    later = FEBRUARY + DAY
    rest = change("P1", "rate_change", later, row(3, MARCH, "2000.00"))
    assert _live(seen(later, opening(), rest)) == {1: "1000.00", 3: "2000.00"}


def test_penalty_until_principal_changes_is_claimed_on_the_old_principal() -> None:
    half = change("P1", "correction", BETWEEN, row(1, JANUARY, "500.00"), *PLAN[1:])
    commands = (opening(penalty_daily="0.0003"), half)
    assert seen(BETWEEN, *commands).penalty == yuan("1.50")
    assert seen(BETWEEN + 10 * DAY, *commands).penalty == yuan("3.00")
