"""A claim that was given up ends with its own day: the days before say what they said (DIS-19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.audit.knowledge import EVERYTHING
from services.audit.money import money
from services.audit.registry import REGISTRY
from tests.lives import whole_life_end as end
from tests.lives.counting import check_money
from tests.lives.reading import at
from tests.lives.telling import DAY, Told, cents, cny, on
from tests.lives.whole_life import until
from tests.town import definitions

TRUTHS = ("monitoring", "disposal", "litigation", "guarantee", "classification")


def remitted(life: Told, day: date | str, **told: Any) -> None:
    """Given up on ``day``; ``told`` on a later business day."""
    life.act("disposal", "remit-debt", day, approval_id="APP-1", **told)
    life.close()


def truths(life: Told, day: date) -> dict[str, Any]:
    """What every service says is true of a day."""
    shown = life.loan(day)
    return {name: shown[name] for name in TRUTHS}


def claims(life: Told, day: date | str) -> tuple[int, ...]:
    """The claim of a day: the court's, the guarantor's, the ledger's, the memo when written off."""
    shown = life.loan(day)
    ledger, memo = shown["monitoring"], shown["disposal"]["memo_claim"]
    law = cents(shown["litigation"]["claim"]["total"])
    owed = cents(ledger["overdue"]) + cents(ledger["penalty"])
    liable = cents(shown["guarantee"]["guarantors"][0]["liable"])
    return law, liable, owed, law if memo is None else cents(memo)


@pytest.mark.parametrize("step", [end.in_kind, end.written_off], ids=["in kind", "written off"])
@pytest.mark.parametrize("late", [0, 5], ids=["told at once", "told five days later"])
def test_a_remission_changes_no_day_before_it(step: Callable[[Told], None], late: int) -> None:
    life = until(step)
    life.close()
    given_up = life.today
    life.to(given_up + late * DAY)
    days = [given_up - n * DAY for n in (1, 2, 9, 60)]
    before = [truths(life, day) for day in days]
    remitted(life, life.today, done_on=given_up.isoformat())
    assert [truths(life, day) for day in days] == before
    for day in (given_up, given_up + DAY):
        shown = life.loan(day)
        assert at(shown, "litigation.claim.total") == "0.00"
        assert at(shown, "disposal.memo_claim") is None
        assert at(shown, "disposal.legal_state") == "extinguished"
    check_money(life)


def test_the_memo_claim_of_the_write_off_is_what_was_owed_on_its_day() -> None:
    life = until(end.written_off)
    remitted(life, "2025-07-12")
    found = money(REGISTRY, life.town.past("L-4801"), life.today, EVERYTHING, definitions())
    assert found is not None
    (memo,) = (each for each in found["stated"] if each["what"] == "memo_claim")
    assert memo["stated"] == memo["counted"] == cny("91802.76")
    for day in ("2025-07-05", "2025-07-11"):
        assert len(set(claims(life, day))) == 1, day


@pytest.mark.parametrize("step", [end.in_kind, end.written_off], ids=["in kind", "written off"])
@pytest.mark.parametrize("undone", [False, True], ids=["paid late", "and reversed"])
def test_late_money_before_a_remission_is_judged_on_its_own_day(
    step: Callable[[Told], None], undone: bool
) -> None:
    """A payment of two days before comes to light after the remission, and may be undone."""
    life = until(step)
    life.close()
    given_up = life.today + 2 * DAY
    remitted(life, given_up)
    days = [given_up - n * DAY for n in (1, 2, 3, 9)]
    before = [truths(life, day) for day in days]
    life.pay("LATE", "1000.00", given_up - 2 * DAY, given_up + 30 * DAY)
    life.close()
    if undone:
        life.undo("LATE", life.today)
        life.close()
        assert [claims(life, day) for day in days] == [claims_of(each) for each in before]
    else:
        assert claims(life, days[0])[0] < claims_of(before[0])[0]
        assert [claims(life, day) for day in days[2:]] == [claims_of(e) for e in before[2:]]
    for day in days:
        assert len(set(claims(life, day))) == 1, day
    for day in (given_up, life.today - DAY):
        assert at(life.loan(day), "litigation.claim.total") == "0.00"
        assert at(life.loan(day), f"guarantee.guarantors[{end.ZHAO}].liable") == "0.00"
    check_money(life)


def claims_of(shown: dict[str, Any]) -> tuple[int, ...]:
    """``claims`` of a document."""
    law = cents(shown["litigation"]["claim"]["total"])
    return law, law, law, law


def test_a_reversal_after_a_remission_still_counts_for_its_own_day() -> None:
    life = until(end.written_off)
    remitted(life, "2025-07-12")
    life.undo("ZHAO-1", "2025-07-15")
    life.close()
    law, liable, owed, memo = claims(life, "2025-07-11")
    assert law == liable == owed == 155_949_53
    assert memo == law - 61_492_77, "what was owed beside the write-off is on the book"
    assert at(life.loan("2025-07-12"), "litigation.claim.total") == "0.00"
    assert on("2025-07-16") == life.today
