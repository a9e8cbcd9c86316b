"""Statements of all claims: who has them, when they come, and that sums from them are ours."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from contracts.debts import Debt, owed_on
from services.monitoring.domain.correction import differences
from services.monitoring.domain.entries import ArrearsChanged, ClaimStated, MoneyAllocated
from services.monitoring.domain.loan import decider
from tests.oracle.lives import Life, lives
from tests.unit.monitoring.bank import DAY, POLICIES, Bank
from tests.unit.monitoring.living import LOAN as LIVED
from tests.unit.monitoring.living import live
from tests.unit.monitoring.loans import (
    FEBRUARY,
    JANUARY,
    LOAN,
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

LATE = JANUARY + 5 * DAY


def _statements(*commands: object) -> list[ClaimStated]:
    events, _ = decided(*commands, statements=True)
    return [event for event in events if isinstance(event, ClaimStated)]


def test_a_loan_that_never_was_in_arrears_states_nothing() -> None:
    bank = Bank()
    bank.put("loan-L-1", opening())
    for name, amount, on in (
        ("R1", "1035.00", JANUARY),
        ("R2", "1030.00", FEBRUARY),
        ("R3", "1010.00", MARCH),
    ):
        bank.close_until(on - DAY)
        bank.put("loan-L-1", receipt(name, amount, on))
    bank.close_until(MARCH + 30 * DAY)
    assert not [event for event in bank.events(LOAN) if isinstance(event, ClaimStated)]


def test_the_first_day_past_due_states_all_claims_due_or_not() -> None:
    assert not _statements(opening(), tick(JANUARY))
    (stated,) = _statements(opening(penalty_daily="0.0003"), tick(JANUARY + DAY))
    assert stated.effective_on == JANUARY + DAY
    assert (stated.overdue_since, stated.accelerated_on) == (JANUARY, None)
    assert (stated.principal_outstanding, stated.unapplied) == (yuan("3000.00"), yuan("0.00"))
    assert (stated.interest_daily, stated.penalty_daily) == (None, "0.0003")
    assert stated.debts[0] == Debt(
        "1", "installment", JANUARY, JANUARY + DAY, (0, 500, 3_000, 0, 100_000), JANUARY
    )
    assert [each.due_on for each in stated.debts] == [JANUARY, FEBRUARY, MARCH]


@pytest.mark.parametrize(
    "command",
    [
        receipt("R1", "10.00", LATE),
        receipt("R1", "10.00", JANUARY + 2 * DAY, as_of=LATE),
        charge("K1", "cost", "8.00", LATE),
        change("P1", "extension", LATE, row(1, MARCH, "3000.00")),
        acceleration(LATE),
        tick(JANUARY + 31 * DAY),
    ],
)
def test_each_change_of_a_loan_in_trouble_is_followed_by_one_statement(command: object) -> None:
    past = (opening(), tick(JANUARY + DAY))
    events, loan = decided(*past, statements=True)
    new = decider.decide(command, loan, POLICIES)  # type: ignore[arg-type]
    assert [type(event) for event in new].count(ClaimStated) == 1
    assert isinstance(new[-1], ClaimStated)
    assert new[-1].debts != events[-1].debts or isinstance(new[0], ArrearsChanged)  # type: ignore[union-attr]


def test_a_day_without_a_change_states_nothing() -> None:
    past = (opening(), tick(JANUARY + DAY))
    assert len(_statements(*past, tick(JANUARY + 2 * DAY), tick(JANUARY + 30 * DAY))) == 1


def test_acceleration_alone_is_trouble() -> None:
    stated = _statements(opening(), acceleration(JANUARY - DAY))
    assert [each.accelerated_on for each in stated] == [JANUARY - DAY]


def test_statements_go_on_when_the_arrears_turn_out_never_to_have_been() -> None:
    stated = _statements(
        opening(),
        tick(JANUARY + DAY),
        receipt("R1", "1035.00", JANUARY, as_of=LATE),
        receipt("R2", "1025.00", FEBRUARY),
    )
    assert [[debt.key for debt in each.debts] for each in stated] == [
        ["1", "2", "3"],
        ["2", "3"],
        ["3"],
    ]
    assert [each.overdue_since for each in stated] == [JANUARY, None, None]


def test_entries_stored_before_the_payer_was_told_give_no_corrections() -> None:
    commands = (opening(), receipt("R1", "1035.00", JANUARY, payer_id="C-1"))
    events, loan = decided(*commands)
    old = [
        msgspec.structs.replace(event, received=None, payer_kind=None, payer_id=None)
        if isinstance(event, MoneyAllocated)
        else event
        for event in events
    ]
    stored = decider.fold(old)
    assert stored.entries != loan.entries
    assert differences(stored.entries, loan.entries) == ([], [])
    late = receipt("R0", "1.00", JANUARY, as_of=FEBRUARY)
    again = decider.decide(late, stored, POLICIES)
    assert not [event for event in again if getattr(event, "corrects", ())]
    (undone,) = (
        event
        for event in decider.decide(reversal("R1", as_of=FEBRUARY), stored, POLICIES)
        if getattr(event, "corrects", ())
    )
    assert type(undone).__name__ == "EntriesWithdrawn"


def test_another_payer_than_was_told_is_a_difference() -> None:
    _, loan = decided(opening(), receipt("R1", "1035.00", JANUARY))
    other = [
        msgspec.structs.replace(each, payer_kind="guarantor")
        if isinstance(each, MoneyAllocated)
        else each
        for each in loan.entries
    ]
    withdrawn, new = differences(other, loan.entries)
    assert withdrawn
    assert new


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lives())
def test_sums_from_the_latest_statement_are_the_view_s_on_every_day(life: Life) -> None:
    bank, _ = live(life)
    closed = [step for kind, step in life.steps if kind == "close"]
    for day in closed:
        known = [event for _, event in bank.known(f"loan-{LIVED}", day)]
        stated = [event for event in known if isinstance(event, ClaimStated)]
        if not stated:
            assert not [event for event in known if isinstance(event, ArrearsChanged)]
            continue
        _agrees(bank, stated[-1], day)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lives())
def test_of_a_past_day_the_last_statement_that_counts_by_then_says_what_is_known_now(
    life: Life,
) -> None:
    bank, _ = live(life)
    closed = [step for kind, step in life.steps if kind == "close"]
    for known_on in closed[-1:]:
        known = [event for _, event in bank.known(f"loan-{LIVED}", known_on)]
        stated = [event for event in known if isinstance(event, ClaimStated)]
        day = min((each.effective_on for each in stated), default=known_on + DAY)
        while day <= known_on:
            latest = [each for each in stated if each.effective_on <= day][-1]
            shown = bank.view(LIVED, day, known_on)
            assert shown is not None
            late = [debt for debt in latest.debts if debt.late_from <= day]
            assert owed_on(late, day, latest.penalty_daily).overdue == shown.overdue.minor, day
            assert latest.principal_outstanding == shown.principal_outstanding, day
            day += DAY


def _agrees(bank: Bank, stated: ClaimStated, day: date) -> None:
    shown = bank.view(LIVED, day, day)
    assert shown is not None
    late = [debt for debt in stated.debts if debt.late_from <= day]
    assert owed_on(late, day, stated.penalty_daily).overdue == shown.overdue.minor
    whole = owed_on(stated.debts, day, stated.penalty_daily, due_only=False)
    assert whole.penalty == shown.penalty.minor
    assert stated.principal_outstanding == shown.principal_outstanding
    assert stated.unapplied == shown.unapplied
    assert stated.overdue_since == shown.overdue_since
    assert stated.accelerated_on == shown.accelerated_on
