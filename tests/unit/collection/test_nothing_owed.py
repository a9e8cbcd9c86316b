"""Who owes nothing is told something at most: nothing is collected from him (B.3)."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.done import Contacted
from tests.unit.collection.life import LOAN, Life, debt, in_case, refusal, spoken
from tests.unit.collection.test_gate import measure, segment

BY_HAND = {"purposes": ("information",)}


def cured() -> Life:
    """All that was due is paid on 22 March; the case is watched."""
    life = spoken().close()
    life.overdue(None)
    life.claim()
    return life


def pursued(*debts: Any) -> Life:
    """Written off on 22 March, and pursued; then this is owed."""
    life = spoken().close().disposed("written_off", number=1)
    return life.claim(*debts)


@pytest.mark.parametrize("purpose", ["recovery", "service_of_notice", "locate"])
@pytest.mark.parametrize("does", ["call", "message", "visit", "notice"])
def test_from_a_cured_case_nothing_is_collected(does: str, purpose: str) -> None:
    """Rules: B.3. CURED is watched until it is closed or overdue again."""
    life = cured()
    assert life.case() == "CURED"
    before = len(life.of(Contacted))
    assert refusal(lambda: getattr(life, does)("11:00", purposes=(purpose,))) == "wrong_state"
    assert len(life.of(Contacted)) == before


def test_who_is_cured_may_be_told_something_and_serving_a_demand_is_not_that() -> None:
    """Rules: B.3."""
    life = cured()
    for does in (life.call, life.message, life.visit):
        assert isinstance(does("11:00", **BY_HAND)[0], Contacted)
    assert refusal(lambda: life.notice("12:00", **BY_HAND)) == "wrong_state"
    mixed = ("information", "recovery")
    assert refusal(lambda: life.call("13:00", purposes=mixed)) == "wrong_state"
    assert refusal(lambda: measure(life, "set_off", clause_id="C-1")) == "wrong_state"


def test_new_arrears_are_collected_again() -> None:
    """Rules: B.3."""
    life = cured().close()
    life.overdue("2024-03-23", amount="1000.00")
    life.claim(debt(13, "2024-03-23", "1000.00", "0.00", "2024-03-24", "2024-03-23"))
    assert life.case() == "OPEN"
    assert isinstance(life.call()[0], Contacted)


@pytest.mark.parametrize(
    ("principal", "refused"), [("0.00", "nothing_owed"), ("0.01", None)], ids=["nought", "a cent"]
)
def test_of_what_is_written_off_and_paid_nothing_is_pursued(
    principal: str, refused: str | None
) -> None:
    """Rules: B.3, WO-01. A demand of nought is none."""
    life = pursued(debt(12, "2024-03-20", principal, "0.00", "2024-03-21", "2024-03-20"))
    deeds = (
        lambda: life.call("11:00"),
        lambda: life.notice("12:00"),
        lambda: measure(life, "set_off", clause_id="C-1"),
    )
    for does in deeds:
        if refused is None:
            assert does()
        else:
            assert refusal(does) == refused
    assert isinstance(life.call("15:00", **BY_HAND)[0], Contacted)


def test_of_two_loans_only_the_one_that_is_owed_is_collected() -> None:
    """Rules: B.3. The case is the customer's, and what is owed is the loan's."""
    life = spoken().lent("L-2")
    life.overdue("2024-03-20", loan="L-2", amount="100.00")
    life.claim(debt(1, "2024-03-20", "100.00", "0.00", "2024-03-21", "2024-03-20"), loan="L-2")
    assert isinstance(life.call("11:00", loan_id="L-2")[0], Contacted)
    life.overdue(None, loan="L-2")
    life.claim(loan="L-2")
    assert refusal(lambda: life.call("12:00", loan_id="L-2")) == "nothing_owed"
    assert isinstance(life.call("13:00", loan_id=LOAN)[0], Contacted)


def test_notes_of_a_cured_case_touch_nobody_and_are_taken() -> None:
    """Rules: CLS-36."""
    assert segment(cured(), "days_past_due")


@pytest.mark.parametrize("does", ["call", "visit"])
def test_before_anything_is_known_of_the_claim_the_case_is_worked(does: str) -> None:
    """Rules: COL-01. Arrears may be told before the claim is."""
    life = Life().lent().to("2024-03-21")
    life.overdue("2024-03-20", amount="21560.00")
    assert isinstance(getattr(life, does)()[0], Contacted)
    assert in_case().call()


@pytest.mark.parametrize(("what", "sought"), [("disappeared", True), ("death", False)])
def test_who_is_reported_gone_is_sought_though_nothing_is_due_yet(what: str, sought: bool) -> None:
    """Rules: COL-02, CC-06. The case is open by the report; whoever is found is told nothing to pay."""
    life = Life().lent().to("2024-03-01").happens(what).claim().close()
    assert life.case() == "OPEN"
    assert refusal(lambda: life.call("10:00")) == "nothing_owed"
    if sought:
        assert isinstance(life.call("11:00", purposes=("locate",))[0], Contacted)
    else:
        assert refusal(lambda: life.call("11:00", purposes=("locate",))) == "nothing_owed"
