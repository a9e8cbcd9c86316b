"""Write-off: documents, bars, measures, three persons, level, provision, sums, secrecy."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal as published
from services.disposal.domain.events import (
    DutyMissed,
    LoanWrittenOff,
    WriteOffApproved,
    WriteOffProposed,
    WriteOffRejected,
)
from services.disposal.domain.view import for_debtor
from tests.unit.disposal.asked import (
    assessment,
    contacts,
    document,
    examined,
    measures,
    proposal,
    routed,
)
from tests.unit.disposal.l4801 import until_held, until_proposed, until_written_off
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_small_claims import told_of
from tests.unit.disposal.told import DEBTOR, GUARANTOR, balance, charged, cny, freed, staged

PROPOSE = ("ProposeWriteOff", "2025-06-20")


def on_route() -> Story:
    story = until_held()
    story.act("AssessDisposal", "2025-06-10", **assessment("D-2"))
    story.act("SelectRoute", "2025-06-11", "manager", **routed("write_off"))
    return story


# -- proposal: persons, provision, documents, bars, measures -------------------------------------


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"approved_by": None}, "second_person_missing"),
        ({"approved_by": "CHEN"}, "same_person"),
        ({"approver_role": "teller"}, "approver_role_not_allowed"),
        ({"criterion": "WC-19"}, "criterion_unknown"),
        ({"criterion": "WC-21"}, "criterion_unknown"),
        ({"provision": cny("88689.74")}, "provision_short"),
        ({"evidence": ()}, "evidence_incomplete"),
        ({"examined": examined()[:-1]}, "bar_not_examined"),
        ({"examined": examined("obligor_able_to_pay")}, "write_off_barred"),
        ({"measures": measures(DEBTOR)}, "measures_incomplete"),
        ({"measures": measures(GUARANTOR)}, "measures_incomplete"),
    ],
)
def test_a_proposal_is_refused_for_each_thing_that_is_lacking(
    changed: dict[str, Any], code: str
) -> None:
    """Rules: DIS-17, DIS-18, WO-01, WO-02, WO-03."""
    on_route().refused(code, *PROPOSE, **proposal(**changed))


@pytest.mark.parametrize(
    "bar",
    [
        "obligor_able_to_pay",
        "evasion_not_pursued",
        "administrative_interference",
        "barred_by_law",
    ],
)
def test_every_bar_blocks_and_is_named(bar: str) -> None:
    """Rules: WO-04."""
    said = on_route().refused("write_off_barred", *PROPOSE, **proposal(examined=examined(bar)))
    assert bar in said


def test_a_complete_proposal_names_criterion_level_and_proofs() -> None:
    story = on_route()
    story.act(*PROPOSE, **proposal())
    (made,) = story.made(WriteOffProposed)
    assert (made.criterion, made.level) == ("WC-08", "head_office")
    assert made.proofs == ("legal_stage:dormant@2025-03-20",)
    assert made.principal == cny("88689.75")
    assert story.view("2025-06-20").state == "write_off"
    assert [each.what for each in story.view("2025-06-20").due if each.on is None] == [
        "decide_write_off"
    ]
    story.refused("proposal_pending", *PROPOSE, **proposal())


INTERNAL = ("recovery_report", "asset_search_report", "legal_opinion")


def test_signed_internal_evidence_stands_in_where_external_can_not_be_had() -> None:
    """Rules: WO-03."""
    story = on_route()
    signed = tuple(document(kind, "internal", "liu") for kind in INTERNAL)
    for lacking in (
        signed[:-1],
        (*signed[:-1], document("legal_opinion", "internal")),
        (*signed[:-1], document("legal_opinion", "external", "liu")),
        (document("court_ruling", "internal", "liu"),),
    ):
        story.refused("evidence_incomplete", *PROPOSE, **proposal(evidence=lacking))
    assert story.act(*PROPOSE, **proposal(evidence=signed))


def test_measures_are_asked_of_whoever_stands_for_the_claim_on_the_day() -> None:
    story = on_route()
    story.tell(charged("2025-06-12", "pledged", "TRUCK-1"), "2025-06-12")
    story.refused("measures_incomplete", *PROPOSE, **proposal())
    touched = measures(DEBTOR, GUARANTOR, "TRUCK-1")
    assert story.act(*PROPOSE, **proposal(measures=touched))
    other = on_route()
    other.tell(freed("2025-06-12"), "2025-06-12")
    assert other.act(*PROPOSE, **proposal(measures=measures(DEBTOR)))


# -- approval -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"requested_by": "chen"}, "same_person"),
        ({"requested_by": "LIU"}, "same_person"),
        ({"role": "branch_head"}, "approval_level_too_low"),
        ({"role": "preservation_manager"}, "role_not_allowed"),
    ],
)
def test_applicant_reviewer_and_approver_are_three_and_the_level_is_right(
    changed: dict[str, Any], code: str
) -> None:
    """Rules: WO-05."""
    until_proposed().refused(code, "ApproveWriteOff", "2025-06-30", "committee", **changed)


PURSUED = ("2024-07-01", "2024-12-28")


def small_proposal() -> dict[str, Any]:
    """A small business claim, pursued: WC-16, which a branch may approve."""
    return proposal(
        criterion="WC-16",
        evidence=(document("recovery_record"),),
        contacts=contacts(*PURSUED),
        debtor_balance=cny("88689.75"),
    )


@pytest.mark.parametrize("role", ["branch_head", "head_office_committee"])
def test_a_small_claim_may_be_approved_by_the_branch_or_above(role: str) -> None:
    """Rules: WO-05."""
    story = told_of(on_route(), *PURSUED)
    story.act(*PROPOSE, **small_proposal())
    assert story.made(WriteOffProposed)[0].level == "branch"
    story.act("ApproveWriteOff", "2025-06-30", "committee", role=role)
    assert story.view("2025-06-30").state == "written_off"


def test_what_the_criterion_rests_on_must_still_hold_when_it_is_approved() -> None:
    story = until_proposed()
    story.tell(staged("2025-06-25", "enforcing"), "2025-06-25")  # a new asset clue
    said = story.refused("criterion_not_proven", "ApproveWriteOff", "2025-06-30", "committee")
    assert "WC-08" in said


def test_without_a_proposal_there_is_nothing_to_decide() -> None:
    story = on_route()
    story.refused("proposal_missing", "ApproveWriteOff", "2025-06-30", "committee")
    story.refused("proposal_missing", "RejectWriteOff", "2025-06-30", "committee")


def test_a_rejected_proposal_leads_back_to_assessed_and_another_route() -> None:
    story = until_proposed()
    story.act("RejectWriteOff", "2025-06-30", "committee")
    assert story.made(WriteOffRejected)[0].criterion == "WC-08"
    assert story.view("2025-06-30").state == "assessed"
    story.act("SelectRoute", "2025-07-01", "manager", **routed("transfer"))
    assert story.view("2025-07-01").state == "transfer"


# -- sums, secrecy, audit -----------------------------------------------------------------------


def test_a_payment_between_proposal_and_approval_makes_the_sum_smaller() -> None:
    story = until_proposed()
    paid = balance("2025-06-25", 40, "80000.00", "R-40", "11000.00", "borrower")
    story.tell(paid, "2025-06-25")
    story.act("ApproveWriteOff", "2025-06-30", "committee")
    (approved,) = story.made(WriteOffApproved)
    assert approved.principal == cny("80000.00")
    (out,) = story.made(LoanWrittenOff)
    assert (out.principal, out.provision_used) == (cny("80000.00"), cny("80000.00"))


def test_a_balance_that_grew_is_not_covered_by_the_approval() -> None:
    story = until_proposed()
    story.tell(balance("2025-06-25", 40, "90000.00"), "2025-06-25")
    story.act("ApproveWriteOff", "2025-06-30", "committee")
    (out,) = story.made(LoanWrittenOff)
    assert out.principal == cny("88689.75")
    assert out.memo_claim == cny("91802.76")  # of a claim of 93,113.01, 1,310.25 is on the book


def test_the_debtor_sees_nothing_of_a_write_off() -> None:
    """Rules: WO-07."""
    shown = for_debtor(until_written_off().view("2025-06-30"))
    words = repr(shown)
    assert "written_off" not in words
    assert "write_off" not in words
    assert "WC-08" not in words
    assert shown["legal_state"] == "alive"


def test_a_write_off_is_told_with_its_sums() -> None:
    told = [m for m in until_written_off().published() if isinstance(m, published.LoanWrittenOff)]
    assert [(m.principal, m.memo_claim, m.criterion) for m in told] == [
        (cny("88689.75"), cny("91802.76"), "WC-08")
    ]


def test_the_yearly_audits_are_due_until_they_are_recorded() -> None:
    story = until_written_off()
    audit = {"review": "special_audit", "report_id": "AUD-1", "role": "auditor"}
    story.act("RecordWriteOffReview", "2026-03-31", **audit)
    story.pass_days("2026-06-30")
    missed = [each for each in story.made(DutyMissed) if each.rule == "WO-09"]
    assert [(each.duty, str(each.due_on)) for each in missed] == [("finance_report", "2026-06-30")]
    report = {"review": "finance_report", "report_id": "AUD-2", "role": "auditor"}
    story.act("RecordWriteOffReview", "2026-07-15", **report)
    assert not [each for each in story.view("2026-07-15").due if each.rule == "WO-09"]
    on_route().refused("not_written_off", "RecordWriteOffReview", "2026-03-31", **audit)
