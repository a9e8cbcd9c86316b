"""Agencies: the debtor is told before one comes; a complaint of banned conduct stops it at once."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.done import CollectionCallMade, MeasureRequested
from services.collection.domain.steps import AdverseCreditNoticeSent, CasePlacedWithAgency
from services.kit.conduct.asked import Conduct
from tests.unit.collection.life import Life, refusal, spoken
from tests.unit.collection.test_gate import placed
from tests.unit.collection.test_gate_limits import measure, with_agency


def agency(who: str = "zhou", **fields: Any) -> dict[str, Any]:
    """The words of a call by somebody of agency A-1."""
    words: dict[str, Any] = {
        "agency_id": "A-1",
        "role": "agency_collector",
        "speaks_as": "agency",
        "phone_stage": None,
        "requested_by": who,
        "staff_ids": (who,),
        "purposes": ("information",),
    }
    return words | fields


def complain(life: Life, against: str, *tags: str, **fields: Any) -> Life:
    words = {"ground": "complaint", "against": against, "tags": tags or ("violence",)}
    life.act(acts.PauseCase, **words, **fields)
    return life


def answer(life: Life) -> Life:
    words = {"role": "specialist", "requested_by": "wang", "answer": "another team has the case"}
    life.act(acts.ResumeCase, ground="complaint", **words)
    return life


# -- told before (CC-13) ---------------------------------------------------------------------------


def handed_over() -> Life:
    """A guarantor stands; the case was handed over, and nobody was told of an agency."""
    life = spoken().guarantor()
    life.promise("2024-03-21", "100.00")
    life.close()
    life.hand_over(hard_case="repeated_breach")
    return life


@pytest.mark.parametrize(
    ("target", "good"),
    [
        ({"target_role": "guarantor", "target_id": "G-ZHAO"}, False),
        ({"target_role": "borrower"}, True),
        ({"target_role": "co_borrower", "target_id": "C-8"}, True),
        ({"target_role": "debtor"}, True),
    ],
    ids=lambda each: str(each),
)
def test_an_agency_comes_only_when_the_debtor_himself_was_told(
    target: dict[str, Any], good: bool
) -> None:
    """Rules: CC-13."""
    life = handed_over()
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",), **target)
    if good:
        assert isinstance(placed(life)[0], CasePlacedWithAgency)
    else:
        assert refusal(lambda: placed(life)) == "outsource_notice_missing"


@pytest.mark.parametrize(("result", "good"), [("returned", False), ("delivered", True)])
def test_a_notice_of_an_agency_that_came_back_told_nobody(result: str, good: bool) -> None:
    """Rules: CC-13."""
    life = handed_over()
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",), result=result)
    if good:
        assert isinstance(placed(life)[0], CasePlacedWithAgency)
    else:
        assert refusal(lambda: placed(life)) == "outsource_notice_missing"


# -- stopped at once (regulations 2.3) -------------------------------------------------------------


def test_a_complaint_stops_the_agency_of_the_collector_it_names_until_it_is_answered() -> None:
    """Rules: CP-01, COL-133. Section 2.3: the collector and the agency at once."""
    life = with_agency().close()
    life.call("10:00", **agency(purposes=("recovery",)))
    complain(life, "zhou").close()
    assert refusal(lambda: life.call("10:00", **agency())) == "collector_stopped"
    assert refusal(lambda: life.call("11:00", **agency("qian"))) == "agency_stopped"
    ours = life.call("12:00", phone_stage=None, purposes=("information",))
    assert isinstance(ours[0], CollectionCallMade)
    answer(life)
    for hour, who in (("13:00", "zhou"), ("14:00", "qian")):
        assert isinstance(life.call(hour, **agency(who))[0], CollectionCallMade)


def test_the_agency_of_a_collector_is_known_by_contacts_on_any_day_before() -> None:
    life = with_agency()
    life.call("15:00", **agency("Zhou "))
    complain(life.to("2024-06-01"), "zhou")
    assert refusal(lambda: life.call("11:00", **agency("qian"))) == "agency_stopped"


@pytest.mark.parametrize("tag", ["violence", "stalking", None])
def test_only_a_tag_of_banned_conduct_stops_an_agency(tag: str | None) -> None:
    life = with_agency()
    life.call("15:00", **agency())
    life.act(
        acts.PauseCase, ground="complaint", against="zhou", tags=() if tag is None else (tag,)
    )
    life.close()
    if tag is None:
        assert isinstance(life.call("11:00", **agency("qian"))[0], CollectionCallMade)
    else:
        assert refusal(lambda: life.call("11:00", **agency("qian"))) == "agency_stopped"


def test_who_is_in_no_contact_is_of_the_agency_that_had_the_case_then() -> None:
    life = complain(with_agency(), "somebody who came to the shop")
    assert refusal(lambda: life.call("11:00", **agency("qian"))) == "agency_stopped"


def test_a_complaint_about_our_own_collector_does_not_stop_the_agency() -> None:
    """chen called for the bank before the agency came."""
    life = complain(with_agency(), "chen").close()
    assert refusal(lambda: life.call("11:00", purposes=("information",))) == "collector_stopped"
    assert isinstance(life.call("12:00", **agency("qian"))[0], CollectionCallMade)


@pytest.mark.parametrize(
    ("who", "code"), [("zhou", "collector_stopped"), ("qian", "agency_stopped")]
)
def test_neither_sends_a_credit_notice_meanwhile(who: str, code: str) -> None:
    """Rules: XCT-57."""
    life = with_agency().close()
    life.call("10:00", **agency())
    words: dict[str, Any] = {"notice_id": "CN-1", "requested_by": who}
    conduct = Conduct(agency_id="A-1", staff_ids=(who,), speaks_as="agency")
    complain(life, "zhou")
    assert refusal(lambda: life.act(acts.SendCreditNotice, conduct=conduct, **words)) == code
    sent = answer(life).act(acts.SendCreditNotice, conduct=conduct, **words)
    assert isinstance(sent[0], AdverseCreditNoticeSent)


# -- named (COL-132, COL-136) -----------------------------------------------------------------------


@pytest.mark.parametrize("has_it", [True, False])
def test_an_agencys_person_contacts_nobody_without_naming_it(has_it: bool) -> None:
    """Rules: COL-132, COL-136."""
    life = with_agency() if has_it else spoken().close()
    assert life.call("11:00", role="agency_collector")[0].code == "UNLICENSED_AGENCY"


@pytest.mark.parametrize(("day", "good"), [("2025-12-31", True), ("2026-01-01", False)])
def test_an_agencys_person_asks_for_measures_while_it_has_the_case(day: str, good: bool) -> None:
    """Rules: COL-59, COL-132."""
    life = with_agency().to(day)
    made = measure(life, "auxiliary_letter", role="agency_collector")[0]
    assert isinstance(made, MeasureRequested) == good
    assert getattr(made, "code", None) == (None if good else "UNLICENSED_AGENCY")
