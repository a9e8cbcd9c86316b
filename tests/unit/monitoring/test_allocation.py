"""Where money goes: due instalments, unapplied money, the core's own allocation, charges."""

from __future__ import annotations

import pytest

from services.monitoring.domain.entries import (
    InstallmentPaid,
    LoanReopened,
    LoanSettled,
    MoneyAllocated,
    Part,
)
from services.monitoring.policy import Order
from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.loans import (
    DISBURSED,
    FEBRUARY,
    JANUARY,
    MARCH,
    POLICY_ID,
    acceleration,
    charge,
    decided,
    fen,
    given,
    opening,
    receipt,
    row,
    seen,
    tick,
    with_product,
    yuan,
)

COMMON = {"loan_id": "L-1", "policy_id": POLICY_ID}


def _moves(*commands: object) -> list[MoneyAllocated]:
    events, _ = decided(*commands)
    return [event for event in events if isinstance(event, MoneyAllocated)]


def test_an_exact_payment_pays_its_instalment_component_by_component() -> None:
    past, _ = decided(opening())
    taken = receipt("R1", "1035.00", JANUARY)
    events, _ = decided(opening(), taken)
    given(*past).when(taken).then(
        events[1],
        MoneyAllocated(
            **COMMON,
            effective_on=JANUARY,
            entry=1,
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
        InstallmentPaid(**COMMON, effective_on=JANUARY, entry=2, number=1, due_on=JANUARY),
    )


@pytest.mark.parametrize(
    ("amount", "paid"),
    [
        ("5.00", {"fee": "5.00"}),
        ("5.01", {"fee": "5.00", "interest": "0.01"}),
        ("35.00", {"fee": "5.00", "interest": "30.00"}),
        ("35.01", {"fee": "5.00", "interest": "30.00", "principal": "0.01"}),
        ("1034.99", {"fee": "5.00", "interest": "30.00", "principal": "999.99"}),
    ],
)
def test_a_partial_payment_follows_the_order_of_components(
    amount: str, paid: dict[str, str]
) -> None:
    """Rules: GU-21."""
    (first, *_) = seen(JANUARY, opening(), receipt("R1", amount, JANUARY)).installments
    assert {name: money for name, money in first.paid.items() if money} == {
        name: yuan(money) for name, money in paid.items()
    }
    assert first.paid_on is None


def test_another_product_may_pay_principal_first() -> None:
    order = Order(components=("principal", "interest", "fee", "cost", "penalty"), source="test")
    policies = with_product(allocation=order)
    shown = seen(JANUARY, opening(), receipt("R1", "1000.00", JANUARY), policies=policies)
    assert shown.principal_outstanding == yuan("2000.00")


def test_the_oldest_instalment_is_paid_first() -> None:
    shown = seen(FEBRUARY, opening(), receipt("R1", "1040.00", FEBRUARY))
    assert [row.paid_on for row in shown.installments] == [FEBRUARY, None, None]
    assert shown.installments[1].paid["fee"] == yuan("5.00")


def test_money_before_anything_is_due_is_unapplied_and_used_on_the_due_day() -> None:
    early = JANUARY - 5 * DAY
    first, second = _moves(opening(), receipt("R1", "1100.00", early), tick(JANUARY))
    assert (first.parts, first.unapplied) == ((), yuan("1100.00"))
    assert (second.receipt_id, second.effective_on) == (None, JANUARY)
    assert second.unapplied == yuan("65.00")


def test_the_due_day_itself_is_early_enough_and_the_day_before_is_not() -> None:
    commands = (opening(), receipt("R1", "1035.00", JANUARY - DAY))
    assert seen(JANUARY - DAY, *commands).unapplied == yuan("1035.00")
    assert seen(JANUARY, *commands).unapplied == yuan("0.00")


def test_excess_waits_for_the_next_due_day() -> None:
    commands = (opening(), receipt("R1", "2060.00", JANUARY))
    assert seen(FEBRUARY - DAY, *commands).unapplied == yuan("1025.00")
    shown = seen(FEBRUARY, *commands)
    assert (shown.unapplied, shown.principal_outstanding) == (yuan("0.00"), yuan("1000.00"))
    assert shown.installments[1].paid_on == FEBRUARY


def test_the_core_s_own_allocation_wins_even_for_a_later_instalment() -> None:
    taken = receipt("R1", "1000.00", JANUARY, (3, "principal", "1000.00"))
    shown = seen(JANUARY, opening(), taken)
    assert shown.principal_outstanding == yuan("2000.00")
    assert shown.installments[0].paid["principal"] == yuan("0.00")
    assert shown.installments[2].paid["principal"] == yuan("1000.00")


def test_a_named_part_beyond_what_is_unpaid_goes_to_what_is_due_and_then_waits() -> None:
    taken = receipt("R1", "1100.00", JANUARY, (1, "interest", "100.00"))
    (move,) = _moves(opening(), taken)
    assert move.parts[0] == Part("1", "interest", fen("30.00"))
    assert sum(part.amount for part in move.parts) == fen("1035.00")
    assert move.unapplied == yuan("65.00")


def test_a_named_instalment_that_does_not_exist_is_left_to_the_rule() -> None:
    taken = receipt("R1", "35.00", JANUARY, (9, "principal", "35.00"))
    shown = seen(JANUARY, opening(), taken)
    assert shown.installments[0].paid["interest"] == yuan("30.00")


def test_a_charge_due_with_an_instalment_is_paid_as_part_of_it() -> None:
    shown = seen(
        JANUARY,
        opening(),
        charge("K1", "cost", "8.00", JANUARY),
        receipt("R1", "10.00", JANUARY),
    )
    assert shown.charges[0].paid["cost"] == yuan("8.00")
    assert shown.installments[0].paid["fee"] == yuan("2.00")


def test_a_charge_due_between_instalments_waits_its_turn() -> None:
    between = JANUARY + DAY
    shown = seen(
        FEBRUARY,
        opening(),
        charge("K1", "cost", "8.00", between),
        receipt("R1", "1040.00", FEBRUARY),
    )
    assert shown.installments[0].paid_on == FEBRUARY
    assert shown.charges[0].paid["cost"] == yuan("5.00")


def test_a_named_cost_reaches_the_charge_when_the_instalment_has_none() -> None:
    shown = seen(
        FEBRUARY,
        opening(),
        charge("K1", "cost", "8.00", FEBRUARY),
        receipt("R1", "8.00", FEBRUARY, (2, "cost", "8.00")),
    )
    assert shown.charges[0].paid["cost"] == yuan("8.00")


def test_unapplied_money_pays_a_charge_on_its_due_day() -> None:
    between = JANUARY + DAY
    shown = seen(
        between,
        opening(),
        receipt("R1", "1043.00", JANUARY),
        charge("K1", "fee", "8.00", between),
    )
    assert (shown.unapplied, shown.days_past_due) == (yuan("0.00"), 0)


def test_a_loan_is_settled_by_its_last_cent_and_reopened_by_a_later_charge() -> None:
    commands = [opening(), receipt("R1", "3074.99", MARCH)]
    assert not [e for e in decided(*commands)[0] if isinstance(e, LoanSettled)]
    commands.append(receipt("R2", "0.01", MARCH))
    settled = decided(*commands)[0][-1]
    assert isinstance(settled, LoanSettled)
    assert settled.effective_on == MARCH
    commands.append(charge("K1", "cost", "1.00", MARCH + DAY))
    assert isinstance(decided(*commands)[0][-1], LoanReopened)


def test_after_acceleration_money_is_spread_over_the_whole_claim() -> None:
    called_on = FEBRUARY + DAY
    shown = seen(
        called_on,
        opening(),
        acceleration(called_on),
        charge("K1", "cost", "7.00", called_on),
        receipt("R1", "80.00", called_on),
    )
    debt = next(each for each in shown.charges if each.name == "acceleration")
    cost = next(each for each in shown.charges if each.name == "charge:K1")
    assert cost.paid["cost"] == yuan("7.00")
    assert {name: money.amount for name, money in debt.paid.items() if money} == {
        "fee": "10.00",
        "interest": "50.00",
        "principal": "13.00",
    }


def test_a_row_without_amounts_is_never_due() -> None:
    plan = (row(1, DISBURSED + DAY, "0.00"), row(2, JANUARY, "3000.00"))
    shown = seen(JANUARY, opening(schedule=plan))
    assert shown.days_past_due == 0
    assert shown.installments[0].paid_on is None
