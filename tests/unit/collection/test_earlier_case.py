"""Arrears that are over: what was done in them fulfils no condition of the next ones.

Neither in a case of their own nor in the same case, where they fall into the watch of its cure.
"""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain.done import CollectionCallMade, SiteVisitCompleted
from services.collection.domain.steps import LegalReferralMade
from tests.unit.collection.life import Life, debt, in_case, refusal, spoken
from tests.unit.collection.test_gate import placed

PAID = ("2024-05-10", "2024-09-10")
AGENCY: dict[str, Any] = {"agency_id": "A-1", "role": "agency_collector", "speaks_as": "agency"}


def again(life: Life, paid: str = "2024-05-10") -> Life:
    """Paid on 10 May, closed after its watch; new arrears on 21 September open a second case.

    Paid on 10 September they open the same one again.
    """
    life.to(paid).overdue(None)
    life.to("2024-09-21").overdue("2024-09-20", amount="1000.00")
    life.claim(debt(18, "2024-09-20", "1000.00", "0.00", "2024-09-21", "2024-09-20"))
    assert life.case() == "OPEN"
    return life


def broken(life: Life, day: str, name: str) -> Life:
    """A promise of that day was broken."""
    life.promise(day, "100.00", name=name)
    return life.close()


def with_agency() -> Life:
    life = broken(spoken(), "2024-03-21", "PR-1")
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    life.hand_over(hard_case="repeated_breach")
    placed(life)
    return life


def whats(life: Life) -> set[str]:
    seen = life.seen(life.today.isoformat())
    assert seen is not None
    return {each.what for each in seen.due}


@pytest.mark.parametrize("paid", PAID)
def test_a_final_call_of_an_earlier_case_gives_no_respite_now(paid: str) -> None:
    """Rules: COL-16."""
    life = spoken()
    life.call("15:00", phone_stage="final")
    again(life, paid).call()
    assert "hand_over" not in whats(life)
    broken(life, "2024-09-21", "PR-9").call(phone_stage="negotiation")
    assert refusal(life.hand_over) == "hand_over_too_early"
    life.call("15:00", phone_stage="final")
    life.to("2024-09-24").hand_over()
    assert life.case() == "SPECIALIST_UNIT"


@pytest.mark.parametrize("paid", PAID)
def test_a_talk_in_an_earlier_case_is_none_about_these_arrears(paid: str) -> None:
    """Rules: COL-143: he is talked with in every kind of arrears."""
    life = again(spoken(), paid)
    assert refusal(life.refer) == "no_attempt_to_talk"
    tried = life.call(result="no_answer", identity_verified=False)[0]
    life.refer()
    assert life.of(LegalReferralMade)[0].attempts == (tried.contact_id,)


@pytest.mark.parametrize("paid", PAID)
def test_an_agency_of_an_earlier_case_does_not_act_in_the_next(paid: str) -> None:
    """Rules: COL-132."""
    life = again(with_agency(), paid)
    blocked = life.call(**AGENCY)[0]
    assert (blocked.code, blocked.rule) == ("UNLICENSED_AGENCY", "COL-132")
    assert not whats(life) & {"agency_evaluation", "licence_end", "team_review"}
    seen = life.seen(life.today.isoformat())
    assert seen is not None
    assert (seen.team, seen.agency_id) == ((), None)


@pytest.mark.parametrize("paid", PAID)
def test_own_collection_and_the_notice_of_an_agency_are_of_this_case(paid: str) -> None:
    """Rules: COL-132, CC-13."""
    life = again(with_agency(), paid)
    life.visit("09:00", agency_id=None)
    broken(life, "2024-09-21", "PR-9").hand_over(hard_case="repeated_breach")
    assert refusal(lambda: placed(life)) == "outsource_notice_missing"
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    placed(life)
    assert isinstance(life.call("11:00", **AGENCY)[0], CollectionCallMade)


def test_a_written_off_loan_stays_with_the_agency_of_its_last_case() -> None:
    """Rules: WO-01."""
    life = with_agency()
    life.close().disposed("written_off", number=1)
    assert life.case() == "CLOSED_LOSS"
    assert isinstance(life.call("11:00", **AGENCY)[0], CollectionCallMade)


@pytest.mark.parametrize("paid", PAID)
def test_the_first_look_at_a_business_is_the_first_of_the_case(paid: str) -> None:
    """Rules: COL-05, COL-92."""
    life = in_case()
    life.visit(appointment=False)
    assert isinstance(again(life, paid).visit(appointment=False)[0], SiteVisitCompleted)
    assert refusal(lambda: life.visit("15:00", appointment=False)) == "appointment_missing"
