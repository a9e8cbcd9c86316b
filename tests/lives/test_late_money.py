"""A payment that is booked after a stage of the life and counts from a day before it.

Each row names what the loan's document says without the payment and with it, on the business day on
which it was booked. What was known before is answered as before, and no money counts twice.
"""

from __future__ import annotations

import pytest

from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.counting import check_money
from tests.lives.late_rows import ROWS, Late
from tests.lives.late_rows_of_law import LETTER
from tests.lives.reading import seen
from tests.lives.telling import DAY, cents, on


@pytest.mark.parametrize("row", [*ROWS, *LETTER], ids=lambda row: row.name)
def test_a_late_payment_is_judged_again_at_every_stage(row: Late) -> None:
    without = row.told()
    without.close()
    late, booked = without.fork(), without.today
    days = (booked - DAY, booked - 30 * DAY, row.value)
    before = [late.loan(day, booked - DAY) for day in days]
    late.pay("LATE", row.amount, row.value, booked)
    for life in (without, late):
        life.close()
    old, new = without.loan(booked), late.loan(booked)
    paths = (*row.changes, *row.same)
    assert seen(old, paths) == {path: was for path, (was, _) in row.changes.items()} | seen(
        old, row.same
    )
    assert seen(new, paths) == {path: now for path, (_, now) in row.changes.items()} | seen(
        old, row.same
    )
    assert [late.loan(day, booked - DAY) for day in days] == before
    for life in (without, late):
        check_money(life)


@pytest.mark.parametrize("row", [*ROWS[5:-1], *LETTER], ids=lambda row: row.name)
def test_the_claim_of_a_past_day_is_the_ledgers_in_every_service(row: Late) -> None:
    late = row.told()
    late.close()
    booked = late.today
    late.pay("LATE", row.amount, row.value, booked)
    late.close()
    for day in (on(row.value) + DAY, booked - 2 * DAY, booked - DAY):
        shown = late.loan(day)
        ledger, law = shown["monitoring"], shown["litigation"]["claim"]["total"]
        owed = cents(ledger["overdue"]) + cents(ledger["penalty"])
        assert cents(law) == owed, day
        memo = (shown["disposal"] or {}).get("memo_claim")
        assert memo is None or cents(memo) == owed, day


def test_money_for_a_day_after_the_transfer_is_the_buyers() -> None:
    life = told.until(end.sold)
    life.close()
    before = life.loan(life.today)
    life.pay("LATE", "500.00", "2025-11-20", "2025-11-21")
    life.close()
    after = life.loan(life.today - DAY)
    same = ("disposal", "monitoring.principal_outstanding", "collection.recovered")
    assert seen(after, same) == seen(before, same)
    check_money(life)
