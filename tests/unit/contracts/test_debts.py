"""What is owed on a day, worked out from claims: the numbers of the acceptance loan, and limits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.debts import Debt, Sums, accrue, earned_by, owed_on

RATE = "0.0003"
DUE = date(2024, 3, 20)


def _debt(key: str, due_on: date, interest: int, principal: int = 20_000, **more: int) -> Debt:
    """Amounts in yuan."""
    unpaid = (more.get("cost", 0), more.get("fee", 0), interest, more.get("penalty", 0), principal)
    late_from = due_on + timedelta(days=1)
    fen = tuple(100 * each for each in unpaid)
    return Debt(key, "installment", due_on, late_from, fen, due_on)  # type: ignore[arg-type]


L4801 = (
    _debt("12", DUE, 1_560),
    _debt("13", date(2024, 4, 20), 1_440),
    _debt("14", date(2024, 5, 20), 1_320),
    _debt("15", date(2024, 6, 20), 1_200),
    _debt("16", date(2024, 7, 20), 1_080),
)


def test_the_notice_of_27_march_2024_asks_for_21_602() -> None:
    owed = owed_on(L4801, date(2024, 3, 27), RATE)
    assert owed == Sums(interest=156_000, penalty=4_200, principal=2_000_000)
    assert (owed.total, owed.overdue) == (2_160_200, 2_156_000)


@pytest.mark.parametrize(("day", "interest"), [(19, 300_000), (20, 432_000)])
def test_interest_of_what_falls_due_after_the_day_is_not_earned_and_its_principal_is_lent(
    day: int, interest: int
) -> None:
    """Instalments 12 and 13 bear 3,000 yuan, with 14, due on 20 May, 4,320; all lend 100,000."""
    on = date(2024, 5, day)
    owed = owed_on(earned_by(on, L4801), on, None, due_only=False)
    assert owed == Sums(interest=interest, principal=10_000_000)


def test_the_overdue_instalments_12_to_14_of_19_june_2024_are_64_320() -> None:
    assert owed_on(L4801, date(2024, 6, 19), RATE).overdue == 6_432_000


def test_penalty_on_25_june_2024_is_counted_per_claim() -> None:
    day = date(2024, 6, 25)
    assert [debt.on(day, RATE).penalty for debt in L4801] == [58_200, 39_600, 21_600, 3_000, 0]


def test_the_whole_claim_of_25_june_2024_is_266_924() -> None:
    """The one debt of the accelerated loan: interest 5,520 + 180, penalty 582 + 396 + 216 + 30."""
    called = date(2024, 6, 25)
    unpaid = (0, 0, 552_000 + 18_000, 58_200 + 39_600 + 21_600 + 3_000, 26_000_000)
    debt = Debt("acceleration", "accelerated", DUE, DUE + timedelta(days=1), unpaid, called)
    assert owed_on([debt], called, RATE).total == 26_692_400
    later = owed_on([debt], date(2024, 11, 20), RATE)
    assert later.penalty == 122_400 + 148 * 7_800 == 1_276_800


@pytest.mark.parametrize(
    ("days", "penalty"),
    [(-1, 0), (0, 0), (1, 600), (2, 1_200)],
)
def test_penalty_begins_on_the_first_day_past_due(days: int, penalty: int) -> None:
    assert L4801[0].on(DUE + timedelta(days=days), RATE).penalty == penalty


def test_within_grace_nothing_accrues_and_after_it_all_days_count() -> None:
    debt = Debt("1", "installment", DUE, DUE + timedelta(days=4), (0, 0, 0, 0, 2_000_000), DUE)
    assert debt.on(DUE + timedelta(days=3), RATE).penalty == 0
    assert debt.on(DUE + timedelta(days=4), RATE).penalty == 2_400


def test_a_claim_counts_from_its_due_date_or_at_once_when_asked() -> None:
    before = DUE - timedelta(days=1)
    assert owed_on(L4801[:1], before, RATE) == Sums()
    assert owed_on(L4801[:1], DUE, RATE).total == 2_156_000
    assert owed_on(L4801[:1], before, RATE, due_only=False).total == 2_156_000


def test_penalty_already_claimed_is_owed_and_bears_none() -> None:
    debt = _debt("1", DUE, 0, 20_000, penalty=42, cost=7, fee=3)
    owed = owed_on([debt], DUE + timedelta(days=10), RATE)
    assert owed == Sums(cost=700, fee=300, penalty=4_200 + 6_000, principal=2_000_000)


def test_nothing_is_owed_on_no_claims() -> None:
    assert owed_on([], DUE, RATE) == Sums()


@pytest.mark.parametrize(
    ("balance", "days", "rate", "interest"),
    [
        (5_000, 1, "0.0001", 1),  # 0.5 rounds up
        (4_999, 1, "0.0001", 0),
        (24_331_800, 20, RATE, 145_991),  # 243,318.00 for 20 days: 1,459.908
        (18_477_791, 85, RATE, 471_184),  # 184,777.91 for 85 days: 4,711.8367
        (8_868_975, 117, RATE, 311_301),  # 88,689.75 for 117 days: 3,113.0102
        (8_868_975, 254, RATE, 675_816),  # to 14 Nov 2025: 6,758.1590, in one go
        (100, 5, None, 0),
        (100, 0, RATE, 0),
        (100, -1, RATE, 0),
        (0, 5, RATE, 0),
    ],
)
def test_simple_interest_is_rounded_half_up_once(
    balance: int, days: int, rate: str | None, interest: int
) -> None:
    assert accrue(balance, days, rate) == interest
