"""The acceptance loan L-4801 (domain catalogue, section C): its ledger and arrears."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.debts import Sums
from services.monitoring.domain.entries import ArrearsChanged
from services.monitoring.domain.facts import ReceiptTaken
from tests.unit.monitoring.bank import DAY, Bank
from tests.unit.monitoring.l4801 import (
    CALLED,
    LOAN,
    SOLD,
    interest,
    lived,
    on,
    owed,
)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return lived()


def test_the_story_s_instalments_are_these(bank: Bank) -> None:
    amounts = [20_000 + interest(number) for number in (1, 8, 12, 13, 14, 15)]
    assert amounts == [22_880, 22_040, 21_560, 21_440, 21_320, 21_200]
    assert on(bank, date(2023, 11, 20)).principal_outstanding.amount == "320000.00"
    assert on(bank, date(2024, 2, 20)).principal_outstanding.amount == "260000.00"


@pytest.mark.parametrize(
    ("day", "days_past_due", "stage"),
    [
        (date(2024, 3, 20), 0, "current"),
        (date(2024, 3, 21), 1, "M1"),
        (date(2024, 4, 19), 30, "M1"),
        (date(2024, 4, 20), 31, "M2"),
        (date(2024, 6, 18), 90, "M3"),
        (date(2024, 6, 19), 91, "M4"),
        (date(2024, 12, 16), 271, "M7+"),
        (date(2025, 3, 16), 361, "M7+"),
    ],
)
def test_days_past_due_and_stage_on_the_story_s_days(
    bank: Bank, day: date, days_past_due: int, stage: str
) -> None:
    shown = on(bank, day)
    assert (shown.days_past_due, shown.stage) == (days_past_due, stage)
    assert shown.overdue_since == (date(2024, 3, 20) if days_past_due else None)


def test_overdue_on_19_june_2024_is_instalments_12_to_14(bank: Bank) -> None:
    shown = on(bank, date(2024, 6, 19))
    assert shown.overdue.amount == "64320.00"
    assert shown.principal_outstanding.amount == "260000.00"
    assert shown.unapplied.amount == "0.00"


def test_the_notice_of_27_march_asks_for_seven_days_of_penalty(bank: Bank) -> None:
    shown = on(bank, date(2024, 3, 27))
    assert (shown.overdue.amount, shown.penalty.amount) == ("21560.00", "42.00")


def test_the_whole_claim_on_25_june_2024(bank: Bank) -> None:
    shown = on(bank, date(2024, 6, 25))
    (debt,) = [each for each in shown.charges if each.name == "acceleration"]
    due = {component: money.amount for component, money in debt.due.items()}
    assert due == {
        "cost": "0.00",
        "fee": "0.00",
        "interest": "5700.00",
        "penalty": "1224.00",
        "principal": "260000.00",
    }
    assert (shown.overdue + shown.penalty).amount == "266924.00"
    assert shown.accelerated_on == date(2024, 6, 25)
    assert (shown.days_past_due, shown.overdue_since) == (97, date(2024, 3, 20))


@pytest.mark.parametrize(
    ("day", "penalty_before", "principal"),
    [
        (date(2024, 11, 20), "12768.00", "243318.00"),
        (date(2024, 12, 10), "1459.91", "184777.91"),
        (date(2025, 3, 5), "4711.84", "88689.75"),
    ],
)
def test_principal_after_each_payment_of_the_enforcement(
    bank: Bank, day: date, penalty_before: str, principal: str
) -> None:
    before = bank.view(LOAN, day, date.fromordinal(day.toordinal() - 1))
    assert before is not None
    assert before.penalty.amount == penalty_before
    after = on(bank, day)
    assert (after.principal_outstanding.amount, after.penalty.amount) == (principal, "0.00")


def test_penalty_on_the_day_of_the_write_off_is_a_memo_of_3113_01(bank: Bank) -> None:
    shown = on(bank, date(2025, 6, 30))
    assert (shown.penalty.amount, (shown.overdue + shown.penalty).amount) == (
        "3113.01",
        "91802.76",
    )


def test_each_stage_is_told_once_on_its_day_and_by_that_day_s_tick(bank: Bank) -> None:
    told = [
        (event.effective_on, event.stage, event.processed_on, event.cause_recorded_on)
        for event in bank.events(LOAN)
        if isinstance(event, ArrearsChanged)
    ]
    days = [
        (date(2024, 3, 21), "M1"),
        (date(2024, 4, 20), "M2"),
        (date(2024, 5, 20), "M3"),
        (date(2024, 6, 19), "M4"),
        (date(2024, 7, 19), "M5"),
        (date(2024, 8, 18), "M6"),
        (date(2024, 9, 17), "M7+"),
    ]
    assert told == [(day, stage, day, day) for day, stage in days]


@pytest.mark.parametrize(
    ("day", "penalty", "total"),
    [
        (date(2024, 3, 27), 4_200, 2_160_200),
        (CALLED, 122_400, 26_692_400),
        (date(2025, 6, 30), 311_301, 9_180_276),
        (SOLD, 675_816, 9_544_791),
    ],
)
def test_every_service_makes_the_same_claim_of_the_statement(
    bank: Bank, day: date, penalty: int, total: int
) -> None:
    """C: notice 21,602.00; claim 266,924.00; memo claim 91,802.76; claim sold 95,447.91."""
    claim = owed(bank, day)
    assert (claim.penalty, claim.total) == (penalty, total)
    shown = on(bank, day)
    assert (shown.overdue + shown.penalty).minor == total


def test_the_court_s_money_pays_costs_interest_penalty_and_the_rest_principal(bank: Bank) -> None:
    day = date(2024, 11, 20)
    before, after = owed(bank, day - DAY), owed(bank, day)
    assert before.penalty == 1_276_800 - 7_800  # 147 of the 148 days at 78.00 on 260,000
    assert (before.cost, before.interest, before.principal) == (715_000, 570_000, 26_000_000)
    assert after == Sums(principal=24_331_800)
    accrued = 148 * 7_800
    assert accrued == 1_154_400
    assert 4_230_000 - 715_000 - 570_000 - (122_400 + accrued) == 26_000_000 - 24_331_800


def test_the_shop_counts_once_and_in_kind(bank: Bank) -> None:
    taken = [event for event in bank.events(LOAN) if isinstance(event, ReceiptTaken)]
    shop = [event for event in taken if event.receipt_id == "asset:SHOP"]
    assert [(each.payer_kind, each.amount.amount) for each in shop] == [("in_kind", "100800.00")]
    assert on(bank, date(2025, 3, 5)).principal_outstanding.amount == "88689.75"
