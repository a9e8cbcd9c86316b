"""A last payment that is reversed, and booked again: all services know who and what secures the loan.

Releases are told with their days, and read by them; whoever was told of one that was none is told anew.
"""

from __future__ import annotations

import pytest

from services.collection.domain.state import Customer
from services.disposal.domain.state import LoanFile
from services.litigation.domain.state import Case
from services.litigation.domain.suit import guarantors_on
from tests.lives.lending import SHOP, TANG, ZHAO, lend
from tests.lives.telling import Told, cny, on

BOTH = (TANG, ZHAO)


def lent() -> Told:
    """10,300.00 due on 10 February 2024; Zhao stands for 4,000.00 at most, Tang for all of it."""
    life = Told(about={"loan_id": "L-1", "obligor_id": "C-1"}, today=on("2024-01-10"))
    joint = {"guarantor_id": ZHAO, "kind": "joint", "period_months": 36, "document_id": "G-1"}
    general = {"guarantor_id": TANG, "kind": "general", "period_months": 36}
    lend(life, parts=1, guarantees=[joint | {"cap": cny("4000.00")}, general])
    return life


def states(life: Told, service: str) -> object:
    return next(
        state
        for stream, state in life.town.houses[service].states.items()
        if stream.endswith(("customer-C-1", "legal-L-1", "disposal-L-1"))
    )


def stand(life: Told) -> set[tuple[str, ...]]:
    """Who stands for the loan today, by each service that needs to know."""
    customer, file = states(life, "collection"), states(life, "disposal")
    legal = states(life, "litigation")
    assert isinstance(customer, Customer)
    assert isinstance(file, LoanFile)
    assert isinstance(legal, Case)
    return {
        customer.loans["L-1"].guarantors_on(life.today),
        tuple(sorted(guarantors_on(legal, life.today))),
        file.guarantors_on(life.today),
    }


def zhao_pays(life: Told, receipt: str, value: str, booked: str) -> None:
    life.pay(receipt, "4000.00", value, booked, payer="guarantor", payer_id=ZHAO)


@pytest.mark.parametrize("value", ["2024-02-10", "2024-02-12", "2024-02-14", "2024-02-20"])
def test_a_guarantor_whose_payment_is_booked_again_is_free_for_all(value: str) -> None:
    """B.4, GUA-B.4. Before, on, and after the day of the first booking, and on the day of the second."""
    life = lent()
    zhao_pays(life, "R-1", "2024-02-12", "2024-02-12")
    assert stand(life) == {(TANG,)}
    life.undo("R-1", "2024-02-16")
    assert stand(life) == {BOTH}
    zhao_pays(life, "R-2", value, "2024-02-20")
    assert stand(life) == {(TANG,)}
    life.undo("R-2", "2024-02-20")
    zhao_pays(life, "R-3", value, "2024-02-20")
    assert stand(life) == {(TANG,)}
    life.undo("R-3", "2024-02-20")
    assert stand(life) == {BOTH}


def test_who_is_free_after_all_is_contacted_no_more() -> None:
    """Rules: CC-04."""
    life = lent()
    zhao_pays(life, "R-1", "2024-02-12", "2024-02-12")
    life.undo("R-1", "2024-02-16")
    zhao_pays(life, "R-2", "2024-02-12", "2024-02-20")
    before = len(life.told("postloan.collection.prohibited-action-blocked.v1"))
    life.reached(ZHAO)
    (blocked,) = life.told("postloan.collection.prohibited-action-blocked.v1")[before:]
    assert (blocked.code, blocked.rule) == ("THIRD_PARTY_PRESSURE", "CC-04")


def charged(life: Told) -> tuple[str, ...]:
    file = states(life, "disposal")
    assert isinstance(file, LoanFile)
    return file.collateral_there()


def test_collateral_is_charged_for_all_when_the_last_payment_is_reversed() -> None:
    """B.4, GUA-23: what secures the loan may be taken in kind or go to a buyer again."""
    life = lent()
    life.pay("R-1", "10306.00", "2024-02-12")
    assert charged(life) == ()
    life.undo("R-1", "2024-02-16")
    assert charged(life) == (SHOP,)
    (shop,) = life.loan("2024-02-16")["guarantee"]["collateral"]
    assert shop["state"] == "valued"
    assert life.told("postloan.guarantee.collateral-changed.v1")[-1].state == "valued"
    life.pay("R-2", "10306.00", "2024-02-12", "2024-02-20")
    assert charged(life) == ()
    assert life.loan("2024-02-20")["guarantee"]["collateral"][0]["state"] == "released"


def test_a_payment_known_late_frees_collateral_that_was_valued_meanwhile() -> None:
    life = lent()
    life.to("2024-02-15")
    valued = {"collateral_id": SHOP, "value": cny("80000.00"), "report_id": "V-9"}
    life.act("guarantee", "record-valuation", **valued)
    life.pay("R-1", "10306.00", "2024-02-12", "2024-02-20")
    assert charged(life) == ()
