"""A debtor who pays off all he owes before the promised day has kept his word (COL-114, COL-104).

What was promised counts penalty up to its day; whoever pays earlier owes less.
"""

from __future__ import annotations

from typing import Any

import pytest

from services.collection.domain import acts
from services.collection.domain.conclusions import PlanJudged, PromiseJudged
from tests.unit.collection.life import EDITION, LOAN, Life, cny, on, spoken

BORROWER, GUARANTOR = "borrower", "guarantor"


def verdicts(life: Life, kind: type[Any]) -> list[tuple[str, str]]:
    return [(each.effective_on.isoformat(), each.outcome) for each in life.state.live(kind)]


def promised() -> Life:
    life = spoken()
    life.promise("2024-03-25", "21590.00")
    return life.to("2024-03-22")


@pytest.mark.parametrize(
    ("payers", "verdict"),
    [
        ((BORROWER,), ("2024-03-22", "kept")),
        ((GUARANTOR,), ("2024-03-25", "broken")),
        ((BORROWER, GUARANTOR), ("2024-03-25", "partly_kept")),
    ],
    ids=["he", "another", "both"],
)
def test_who_pays_off_the_loan_early_has_kept_his_promise(
    payers: tuple[str, ...], verdict: tuple[str, str]
) -> None:
    """Rules: COL-114. 21,560.00 and two days of 6.00."""
    life = promised()
    for place, payer in enumerate(payers):
        amount = "21572.00" if len(payers) == 1 else ("1572.00", "20000.00")[place]
        life.paid(amount, payer_kind=payer)
    life.settled()
    assert verdicts(life.to("2024-03-27"), PromiseJudged) == [verdict]


def test_a_loan_that_was_paid_in_part_is_not_paid_off() -> None:
    life = promised()
    life.paid("21572.00")
    assert verdicts(life.to("2024-03-27"), PromiseJudged) == [("2024-03-25", "partly_kept")]


def test_it_is_judged_again_when_the_loan_owes_again() -> None:
    life = promised()
    receipt, settled = life.paid("21572.00"), life.settled()
    life.to("2024-03-27").gone(receipt, settled)
    assert verdicts(life, PromiseJudged) == [("2024-03-25", "broken")]


@pytest.mark.parametrize("payer", [BORROWER, GUARANTOR])
def test_a_plan_is_completed_when_the_loan_is_paid_off_early(payer: str) -> None:
    """Rules: COL-35. By whoever it was."""
    life = spoken()
    life.plan(("2024-03-25", "11590.00"), ("2024-04-25", "10186.00"))
    life.to("2024-03-22").paid("21572.00", payer_kind=payer)
    life.settled()
    assert verdicts(life.to("2024-04-27"), PlanJudged) == [("2024-03-22", "completed")]


def two_plans() -> Life:
    life = spoken().lent("L-2")
    life.overdue("2024-03-20", loan="L-2", amount="1000.00")
    life.plan(("2024-03-25", "100.00"))
    other: dict[str, Any] = {"plan_id": "PL-2", "loan_id": "L-2"}
    parts = (acts.PlanPart(on("2024-04-25"), cny("100.00")),)
    life.act(acts.ProposePlan, total=cny("100.00"), parts=parts, **other)
    papers = EDITION.cases.plan_documents.codes
    life.act(acts.AgreePlan, documents=papers, signed=True, recording_id=None, **other)
    life.to("2024-03-25").paid("100.00", loan=LOAN)
    return life.close()


def test_a_plan_of_another_loan_that_runs_keeps_the_case_in_it() -> None:
    """B.3: PLAN_ACTIVE until a plan is broken."""
    life = two_plans()
    assert verdicts(life, PlanJudged) == [("2024-03-25", "completed")]
    assert life.case() == "PLAN_ACTIVE"
    assert life.to("2024-04-27").case() == "FOLLOW_UP"
    assert life.moves()[-1] == ("2024-04-26", "FOLLOW_UP")


def test_the_last_plan_that_is_completed_leads_to_follow_up() -> None:
    life = two_plans().to("2024-04-01")
    life.paid("100.00", loan="L-2")
    assert life.moves()[-1] == ("2024-04-01", "FOLLOW_UP")
