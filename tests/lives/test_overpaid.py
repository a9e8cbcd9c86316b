"""Money over the debt: it counts as recovery and recourse on the day it pays, and once.

Figures of L-4801: 260,000 principal, 78.00 of penalty a day on the whole debt; on 25 June 2024
266,924.00 are owed, of which 5,700.00 interest and 1,224.00 penalty; costs of 7,150.00 come in July.
"""

from __future__ import annotations

from typing import Any

import pytest

from contracts import collection, disposal, guarantee
from services.audit.knowledge import EVERYTHING
from services.audit.money import money
from services.audit.registry import REGISTRY
from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.counting import check_money
from tests.lives.reading import seen
from tests.lives.telling import DAY, Told, on

ZHAO = "guarantee.guarantors[G-ZHAO]"
OF_ZHAO = {"payer": "guarantor", "payer_id": end.ZHAO}


def standing(life: Told, service: str, shape: Any) -> list[tuple[str, str, str]]:
    """(day, id, amount) of what counts."""
    rows = []
    for word in life.standing(service, shape):
        name = getattr(word, "recovery_id", None) or word.receipt_id
        amount = getattr(word, "gross", None) or word.amount
        rows.append((str(word.effective_on), name, amount.amount))
    return sorted(rows)


def adds_up(life: Told) -> dict[str, Any]:
    check_money(life)
    found = money(REGISTRY, life.town.past(told.LOAN), life.today - DAY, EVERYTHING)
    assert found is not None
    assert found["adds_up"], found["proof"]
    return found


def test_a_guarantor_has_recourse_for_what_paid_the_debt_as_it_falls_due() -> None:
    """On 28 March 21,608.00 are owed: 20,000 and 1,560 and eight days of 6.00. Of 50,000.00 the rest
    waits: 21,440.00 of it pay instalment 13 on 20 April, 6,952.00 part of the next one.
    """
    life = told.until(told.guarantor_called)
    life.pay("ZHAO-1", "50000.00", "2024-03-28", **OF_ZHAO)
    paths = (f"{ZHAO}.paid", f"{ZHAO}.recourse", f"{ZHAO}.payments", f"{ZHAO}.state")
    life.to("2024-05-22")
    for day, amount in (
        ("2024-03-27", "0.00"),
        ("2024-03-28", "21608.00"),
        ("2024-04-19", "21608.00"),
        ("2024-04-20", "43048.00"),
        ("2024-05-19", "43048.00"),
        ("2024-05-20", "50000.00"),
    ):
        paid = amount != "0.00"
        assert seen(life.loan(day), paths) == {
            paths[0]: amount,
            paths[1]: amount,
            paths[2]: int(paid),
            paths[3]: "part_paid" if paid else "notified",
        }, day
    rows = [
        ("2024-03-28", "ZHAO-1", "21608.00"),
        ("2024-04-20", "ZHAO-1", "21440.00"),
        ("2024-05-20", "ZHAO-1", "6952.00"),
    ]
    assert standing(life, "guarantee", guarantee.GuarantorPaid) == rows
    assert standing(life, "guarantee", guarantee.RecourseRightRecorded) == rows
    totals = [w.total.amount for w in life.standing("guarantee", guarantee.RecourseRightRecorded)]
    assert totals == ["21608.00", "43048.00", "50000.00"]
    adds_up(life)


def test_a_reversal_of_earlier_money_lets_the_guarantors_own_pay_more_and_no_more_than_came() -> (
    None
):
    """Instalment 11 of 21,680.00 is owed again from 20 February: on 28 March its penalty is 37 days
    of 6.00 and that of the twelfth 48.00, so 43,510.00 of his 50,000.00 pay at once.
    """
    life = told.until(told.guarantor_called)
    life.pay("ZHAO-1", "50000.00", "2024-03-28", **OF_ZHAO)
    life.to("2024-05-22")
    life.undo("R11", "2024-05-22")
    life.close()
    assert standing(life, "guarantee", guarantee.RecourseRightRecorded) == [
        ("2024-03-28", "ZHAO-1", "43510.00"),
        ("2024-04-20", "ZHAO-1", "6490.00"),
    ]
    before = life.loan("2024-05-20", "2024-05-21")
    assert seen(before, [f"{ZHAO}.recourse"]) == {f"{ZHAO}.recourse": "50000.00"}
    adds_up(life)


def test_money_over_the_whole_debt_is_no_recovery_until_there_is_a_debt() -> None:
    """300,000.00 come on 20 November: 7,150.00 costs, 5,700.00 interest, 12,768.00 penalty and
    260,000.00 are 285,618.00. What Zhao pays in December pays nothing. When the court takes its money
    back, his pays from its own day: 60,000.00, of which 7,150.00 give back costs.
    """
    life = told.until(end.collected)
    life.undo("COURT-1", "2024-12-01")
    life.pay("COURT-2", "300000.00", "2024-11-20", "2024-12-01", payer="court")
    life.pay("ZHAO-1", "60000.00", "2024-12-10", **OF_ZHAO)
    life.close()
    whole = [("2024-11-20", "COURT-2", "285618.00")]
    for service, shape in (
        ("disposal", disposal.RecoveryRecognised),
        ("collection", collection.RecoveryRecognised),
    ):
        assert standing(life, service, shape) == whole, service
    assert standing(life, "guarantee", guarantee.RecourseRightRecorded) == []
    recovered = adds_up(life)["recovered"]
    assert recovered["gross"]["amount"] == "285618.00"
    assert recovered["net"]["amount"] == "278468.00"
    paths = (f"{ZHAO}.paid", f"{ZHAO}.state", "disposal.recovered_net")
    shown = life.loan("2024-12-10")
    assert seen(shown, paths) == {
        paths[0]: "0.00",
        paths[1]: "released",
        paths[2]: "278468.00",
    }
    life.undo("COURT-2", "2024-12-20")
    life.close()
    again = [("2024-12-10", "ZHAO-1", "60000.00")]
    assert standing(life, "disposal", disposal.RecoveryRecognised) == again
    assert standing(life, "guarantee", guarantee.RecourseRightRecorded) == again
    assert adds_up(life)["recovered"]["net"]["amount"] == "52850.00"


@pytest.mark.parametrize("more", ["0.01", "20000.00"])
def test_the_last_cent_of_the_debt_and_one_more(more: str) -> None:
    """On 20 November the debt is 285,618.00: one cent more is none of it."""
    life = told.until(end.collected)
    life.undo("COURT-1", "2024-12-01")
    life.pay("COURT-2", "285618.00", "2024-11-20", "2024-12-01", payer="court")
    life.pay("MORE", more, "2024-11-21", "2024-12-01")
    life.close()
    assert standing(life, "disposal", disposal.RecoveryRecognised) == [
        ("2024-11-20", "COURT-2", "285618.00")
    ]
    adds_up(life)


def test_unapplied_money_of_two_pays_the_older_first() -> None:
    """The borrower's 1,000.00 of 27 March and Zhao's 30,000.00 of 28 March: the debt of the 28th is
    20,608.00 (42.00 penalty, 1,560.00 interest to the 27th need more than 1,000.00: all of it is
    applied). Of Zhao's money 9,392.00 wait; with the borrower's 5,000.00 of 29 March they pay
    instalment 13 of 21,440.00 on 20 April: Zhao's first, then the borrower's.
    """
    life = told.until(told.guarantor_called)
    life.pay("OWN-1", "1000.00", "2024-03-27", "2024-03-28")
    life.pay("ZHAO-1", "30000.00", "2024-03-28", **OF_ZHAO)
    life.pay("OWN-2", "5000.00", "2024-03-29")
    life.to("2024-04-22")
    assert standing(life, "guarantee", guarantee.RecourseRightRecorded) == [
        ("2024-03-28", "ZHAO-1", "20608.00"),
        ("2024-04-20", "ZHAO-1", "9392.00"),
    ]
    shown = life.loan(on("2024-04-20"))
    assert seen(shown, ["monitoring.unapplied"]) == {"monitoring.unapplied": "0.00"}
    adds_up(life)


def test_a_promise_is_kept_by_what_came_whatever_it_paid() -> None:
    """He promised money and brought it: that 2,000.00 of it wait is not his breach."""
    life = told.until(told.overdue)
    told.promises(life, "23590.00")
    life.pay("R", "23590.00", "2024-03-25")
    life.close()
    shown = life.loan("2024-03-25")
    paths = ("collection.promises[PR-1].state", "collection.recovered", "monitoring.unapplied")
    assert seen(shown, paths) == {paths[0]: "kept", paths[1]: "21590.00", paths[2]: "2000.00"}
    adds_up(life)
