"""A payment that was taken, and is reversed after a stage of the life.

Each row plays the life with the payment, through the stage, and then takes the money back: the
document says what is judged again, and what was known before is answered as before.
"""

from __future__ import annotations

import pytest

from tests.lives import reversed_rows, reversed_rows_of_law
from tests.lives import whole_life as told
from tests.lives.counting import check_money
from tests.lives.reading import seen
from tests.lives.reversed_rows import Undone
from tests.lives.telling import DAY

ROWS = (*reversed_rows.ROWS, *reversed_rows_of_law.ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_reversed_payment_is_judged_again_at_every_stage(row: Undone) -> None:
    kept = told.until(row.step)
    if row.paid is not None:
        amount, value, payer = row.paid
        kept.pay("R", amount, value, **payer)
    for step in row.then:
        step(kept)
    kept.to(row.day)
    undone, day = kept.fork(), kept.today
    days = (day - DAY, day - 30 * DAY)
    before = [undone.loan(on, day - DAY) for on in days]
    undone.undo(row.receipt, day)
    for life in (kept, undone):
        life.close()
    old, new = kept.loan(day), undone.loan(day)
    paths = (*row.changes, *row.same)
    stays = seen(old, row.same)
    assert seen(old, paths) == {path: was for path, (was, _) in row.changes.items()} | stays
    assert seen(new, paths) == {path: now for path, (_, now) in row.changes.items()} | stays
    assert [undone.loan(on, day - DAY) for on in days] == before
    for life in (kept, undone):
        check_money(life)
