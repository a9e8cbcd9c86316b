"""Repayment plans: agreed, broken, completed, amended, judged again when money comes late."""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.conclusions import PlanJudged
from services.collection.domain.deadlines import deadlines
from services.collection.domain.done import Contacted
from tests.unit.collection.life import EDITION, LOAN, Life, cny, on, refusal, spoken


def plan_verdicts(life: Life) -> list[tuple[str, str, int | None]]:
    return [(e.effective_on.isoformat(), e.outcome, e.part) for e in life.state.live(PlanJudged)]


# -- plans --------------------------------------------------------------------------------------

PARTS = (("2024-03-25", "100.00"), ("2024-04-25", "200.00"))


def planned(signed: bool = True) -> Life:
    life = spoken()
    life.plan(*PARTS, signed=signed)
    return life


def test_a_plan_is_completed_on_the_day_of_its_last_money() -> None:
    """Rules: COL-104."""
    life = planned().to("2024-03-25")
    life.paid("100.00")
    life.to("2024-04-20").paid("200.00")
    assert plan_verdicts(life) == [("2024-04-20", "completed", None)]


def test_paying_ahead_counts_for_the_parts_to_come() -> None:
    life = planned().close()
    life.paid("300.00")
    assert plan_verdicts(life) == [("2024-03-22", "completed", None)]


@pytest.mark.parametrize(("paid", "broken"), [("99.99", True), ("100.00", False)])
def test_a_part_must_be_paid_in_full_by_the_end_of_its_day(paid: str, broken: bool) -> None:
    life = planned().to("2024-03-25")
    life.paid(paid)
    life.to("2024-03-27")
    assert plan_verdicts(life) == ([("2024-03-26", "broken", 1)] if broken else [])


def test_after_one_payment_the_next_part_is_watched() -> None:
    """Rules: COL-35."""
    life = planned().to("2024-03-25")
    life.paid("100.00")
    life.to("2024-04-27")
    assert plan_verdicts(life) == [("2024-04-26", "broken", 2)]


def test_money_booked_late_mends_a_broken_plan_and_going_back_breaks_it_again() -> None:
    life = planned().to("2024-03-28")
    assert life.case() == "FOLLOW_UP"
    number = life.paid("100.00", day="2024-03-25")
    assert plan_verdicts(life) == []
    assert life.case() == "PLAN_ACTIVE"
    life.close().gone(number)
    assert plan_verdicts(life) == [("2024-03-26", "broken", 1)]
    assert life.case() == "FOLLOW_UP"


def test_an_amendment_needs_a_second_person_and_replaces_what_remains() -> None:
    """Rules: COL-37."""
    life = planned().to("2024-03-24")
    fields: dict[str, Any] = {
        "plan_id": "PL-1",
        "total": cny("300.00"),
        "parts": (acts.PlanPart(on("2024-05-01"), cny("300.00")),),
    }
    assert refusal(lambda: life.act(acts.AmendPlan, **fields)) == "second_person_missing"
    second = {"approved_by": "wang", "approver_role": "collection_manager"}
    assert (
        refusal(lambda: life.act(acts.AmendPlan, **fields, **(second | {"approved_by": "Chen"})))
        == "same_person"
    )
    life.act(acts.AmendPlan, **fields, **second)
    life.to("2024-04-30")
    assert plan_verdicts(life) == []
    seen = life.seen("2024-04-29")
    assert seen is not None
    assert [(p.state, p.parts) for p in seen.plans] == [
        ("amended", ((on("2024-05-01"), cny("300.00")),))
    ]
    life.to("2024-05-03")
    assert plan_verdicts(life) == [("2024-05-02", "broken", 1)]
    assert refusal(lambda: life.act(acts.AmendPlan, **fields, **second)) == "plan_not_running"


def test_a_broken_plan_is_not_mended_by_an_amendment_entered_after_it_broke() -> None:
    """Rules: COL-35, COL-37."""
    life = planned().to("2024-03-28")
    later: dict[str, Any] = {
        "plan_id": "PL-1",
        "total": cny("300.00"),
        "parts": (acts.PlanPart(on("2024-05-01"), cny("300.00")),),
        "done_on": on("2024-03-25"),
        "approved_by": "wang",
        "approver_role": "collection_manager",
    }
    assert refusal(lambda: life.act(acts.AmendPlan, **later)) == "plan_not_running"
    assert plan_verdicts(life) == [("2024-03-26", "broken", 1)]


@pytest.mark.parametrize(("agreed", "good"), [("2024-03-25", True), ("2024-03-26", False)])
def test_a_plan_is_agreed_before_its_first_part_has_passed(agreed: str, good: bool) -> None:
    """Rules: COL-94, COL-104. Its first part falls due on 25 March."""
    life = spoken()
    parts = tuple(acts.PlanPart(on(day), cny(amount)) for day, amount in PARTS)
    life.act(acts.ProposePlan, plan_id="PL-1", total=cny("300.00"), parts=parts)
    documents = EDITION.cases.plan_documents.codes
    words = {"plan_id": "PL-1", "documents": documents, "signed": True, "recording_id": None}
    life.to("2024-03-26" if good else "2024-03-28")
    agree = {**words, "done_on": on(agreed)}
    if good:
        life.act(acts.AgreePlan, **agree)
        assert life.to("2024-03-28").case() == "FOLLOW_UP"
    else:
        assert refusal(lambda: life.act(acts.AgreePlan, **agree)) == "plan_days"
        assert life.case() == "FIRST_CONTACT_DONE"


def test_a_signed_plan_stops_collection_until_it_is_broken() -> None:
    """Rules: CC-12."""
    life = planned()
    assert refusal(lambda: life.call("15:00")) == "plan_running"
    assert isinstance(life.call("15:00", purposes=("information",))[0], Contacted)
    life.to("2024-03-27")
    assert isinstance(life.call("15:00")[0], Contacted)


def test_an_oral_plan_does_not_stop_collection() -> None:
    assert isinstance(planned(signed=False).call("15:00")[0], Contacted)


def test_a_plan_does_not_stop_the_day_counter() -> None:
    """Under an oral plan the steps go on; under a signed one they wait, and days are counted."""
    for signed in (False, True):
        seen = planned(signed=signed).seen("2024-03-24")
        assert seen is not None
        due = {each.what for each in seen.due}
        assert ("second_visit" in due, "plan_part" in due) == (not signed, True)


def test_states_of_a_plan() -> None:
    life = spoken()
    parts = (acts.PlanPart(on("2024-03-25"), cny("100.00")),)
    life.act(acts.ProposePlan, plan_id="PL-1", total=cny("100.00"), parts=parts)
    states = []
    for day in ("2024-03-21", "2024-03-22", "2024-03-25", "2024-03-26"):
        life.to(day)
        if day == "2024-03-22":
            life.act(
                acts.AgreePlan,
                plan_id="PL-1",
                documents=("identity_card", "income_proof", "ability_proof"),
                signed=True,
                recording_id=None,
            )
        seen = life.seen(day)
        assert seen is not None
        states.append(seen.plans[0].state)
    life.close()
    seen = life.seen("2024-03-26")
    assert seen is not None
    assert [*states, seen.plans[0].state] == ["proposed", "agreed", "active", "active", "broken"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((), "plan_empty"),
        ((("2024-03-25", "0.00"),), "plan_empty"),
        ((("2024-03-20", "1.00"),), "plan_days"),
        ((("2024-03-25", "1.00"), ("2024-03-25", "1.00")), "plan_days"),
        ((("2029-03-22", "1.00"),), "plan_too_long"),
    ],
)
def test_parts_of_a_plan(parts: tuple[tuple[str, str], ...], code: str) -> None:
    assert refusal(lambda: spoken().plan(*parts)) == code


def test_five_years_to_the_day_are_allowed() -> None:
    """Rules: CC-12."""
    life = spoken()
    life.plan(("2029-03-21", "1.00"))
    assert life.case() == "PLAN_ACTIVE"


def test_the_parts_come_to_the_total() -> None:
    parts = (acts.PlanPart(on("2024-03-25"), cny("1.00")),)
    fields = {"plan_id": "PL-1", "total": cny("2.00"), "parts": parts}
    assert refusal(lambda: spoken().act(acts.ProposePlan, **fields)) == "plan_sum"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"documents": ("identity_card",)}, "documents_missing"),
        ({"signed": False, "recording_id": None}, "recording_missing"),
    ],
)
def test_an_agreement_needs_documents_and_a_signature_or_recording(
    fields: dict[str, Any], code: str
) -> None:
    """Rules: COL-94, COL-121."""
    assert refusal(lambda: spoken().plan(*PARTS, **fields)) == code


def test_one_plan_at_a_time() -> None:
    """Rules: COL-37."""
    life = planned()
    assert refusal(lambda: life.plan(*PARTS)) == "plan_known"
    assert refusal(lambda: life.plan(*PARTS, name="PL-2")) == "plan_running"
    agree = {"plan_id": "PL-9", "documents": (), "signed": True, "recording_id": None}
    assert refusal(lambda: life.act(acts.AgreePlan, **agree)) == "plan_unknown"


# -- which part is due ---------------------------------------------------------------------------


def parts_due(life: Life) -> list[tuple[str, str]]:
    found = [each for each in deadlines(life.state, LOAN, life.today) if each.what == "plan_part"]
    return [(each.on.isoformat(), each.rule) for each in found]


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        (None, "2024-03-25"),
        ("99.99", "2024-03-25"),
        ("100.00", "2024-04-25"),
        ("299.99", "2024-04-25"),
    ],
)
def test_the_part_that_is_due_is_the_first_one_unpaid(paid: str | None, due: str) -> None:
    """Rules: COL-35. One that was paid early hides the next one no longer."""
    life = planned().close()
    if paid is not None:
        life.paid(paid)
    assert parts_due(life) == [(due, "COL-35")]


def test_a_part_whose_money_is_taken_back_is_due_again() -> None:
    """Rules: COL-35."""
    life = planned().close()
    receipt = life.paid("100.00")
    assert parts_due(life) == [("2024-04-25", "COL-35")]
    life.gone(receipt)
    assert parts_due(life) == [("2024-03-25", "COL-35")]


def test_an_amended_plan_is_owed_from_its_amendment_on() -> None:
    """Rules: COL-37. What came before it stays with the parts before it."""
    life = planned().close()
    life.paid("100.00")
    life.to("2024-03-26")
    second = {"approved_by": "wang", "approver_role": "collection_manager"}
    part = acts.PlanPart(on("2024-05-10"), cny("200.00"))
    life.act(acts.AmendPlan, plan_id="PL-1", total=cny("200.00"), parts=(part,), **second)
    assert parts_due(life) == [("2024-05-10", "COL-35")]
