"""Two loans of one customer: one case, but notice and referral are of the loan they are about."""

from __future__ import annotations

from datetime import date

import pytest

from services.collection.domain import acts
from services.collection.domain.done import CollectionCallMade
from services.collection.domain.steps import LegalReferralMade
from tests.unit.collection.life import LOAN, Life, debt, on, refusal, spoken


def two() -> Life:
    """L-2 fell due on the same day as the first loan; the debtor was spoken to."""
    life = spoken().lent("L-2")
    life.overdue("2024-03-20", loan="L-2", amount="1000.00")
    life.claim(debt(1, "2024-03-20", "1000.00", "0.00", "2024-03-21", "2024-03-20"), loan="L-2")
    return life


def dues(life: Life, loan: str) -> dict[str, date]:
    seen = life.seen(life.today.isoformat(), loan=loan)
    assert seen is not None
    return {each.what: each.on for each in seen.due}


# -- referral (COL-13: a loan long overdue goes to court) ----------------------------------------


def test_each_loan_is_referred_to_law_once() -> None:
    """Rules: COL-13, B.3."""
    life = two()
    life.refer()
    assert refusal(life.refer) == "wrong_state"
    life.refer(loan_id="L-2")
    assert [each.loan_id for each in life.of(LegalReferralMade)] == [LOAN, "L-2"]
    assert refusal(lambda: life.refer(loan_id="L-2")) == "wrong_state"
    assert life.case() == "LEGAL_REFERRED"


def test_a_second_referral_leaves_the_case_with_preservation() -> None:
    """Rules: COL-138."""
    life = two()
    life.refer()
    life.act(acts.TransferToPreservation, role="specialist", to_unit="preservation")
    life.refer(loan_id="L-2")
    assert life.case() == "TRANSFERRED_FRONTLINE_FOLLOWS"


def test_a_referral_while_a_case_with_preservation_is_paused_goes_back_there() -> None:
    """B.3: PAUSED -> back or LIT."""
    life = two()
    life.refer()
    life.act(acts.TransferToPreservation, role="specialist", to_unit="preservation")
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    assert refusal(life.refer) == "wrong_state"
    life.refer(loan_id="L-2")
    assert life.case() == "TRANSFERRED_FRONTLINE_FOLLOWS"


def test_a_loan_that_joins_a_referred_case_is_referred_itself() -> None:
    life = spoken()
    life.refer()
    life.lent("L-2").overdue("2024-03-20", loan="L-2")
    life.refer(loan_id="L-2")
    assert len(life.of(LegalReferralMade)) == 2


def test_new_arrears_of_a_loan_that_had_been_paid_need_a_referral_of_their_own() -> None:
    life = two()
    life.refer()
    life.close().overdue(None)
    life.to("2024-04-21").overdue("2024-04-20")
    life.refer()
    assert refusal(life.refer) == "wrong_state"


def test_a_death_that_was_none_leaves_no_referral() -> None:
    """Rules: COL-143."""
    life = Life().lent().happens("death")
    life.refer()
    life.close().happens("recovered")
    life.to("2024-04-02").overdue("2024-04-01")
    life.call()
    life.refer()
    assert len(life.of(LegalReferralMade)) == 2


def test_a_referral_made_early_is_still_the_step_of_day_91() -> None:
    """Rules: COL-13. Due 20 March 2024: the step counts from 19 June."""
    life = two()
    assert dues(life, LOAN)["legal_referral"] == on("2024-06-19")
    life.refer()
    assert "legal_referral" not in dues(life, LOAN)
    assert dues(life, "L-2")["legal_referral"] == on("2024-06-19")


@pytest.mark.parametrize(("loan", "good"), [(LOAN, True), ("L-2", False)])
def test_the_suit_is_named_of_the_loan_that_is_referred(loan: str, good: bool) -> None:
    """Rules: POL-18."""
    life = two()
    life.refer()
    words = {"loan_id": loan, "statements": ("suit_possible",)}
    if good:
        assert isinstance(life.call("12:00", **words)[0], CollectionCallMade)
    else:
        assert refusal(lambda: life.call("12:00", **words)) == "statement_not_approved"


# -- notice (COL-10) and the calls after it (COL-11) ---------------------------------------------


def test_a_notice_on_one_loan_is_none_on_the_other() -> None:
    """Rules: COL-10, COL-11."""
    life = two().to("2024-03-27")
    life.notice()
    assert "demand_notice" not in dues(life, LOAN)
    assert dues(life, LOAN)["daily_call"] == on("2024-03-28")
    assert dues(life, "L-2")["demand_notice"] == on("2024-03-27")
    assert "daily_call" not in dues(life, "L-2")
    life.notice("11:00", notice_id="N-2", loan_id="L-2")
    assert "demand_notice" not in dues(life, "L-2")


def test_a_call_and_a_visit_are_about_all_the_debtors_loans() -> None:
    """Rules: COL-08, COL-09. The person is called once, whatever he owes."""
    life = two().to("2024-03-24")
    assert "first_contact" not in dues(life, "L-2")
    life.visit()
    assert "second_visit" not in dues(life, LOAN)
    assert "second_visit" not in dues(life, "L-2")
