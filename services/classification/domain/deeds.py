"""Cure tests, triage, preservation: from an officer's act to what is kept of it.

A test that is not passed is kept too. A refusal has a stable code: those of ``kit.acts``, and
``loan_unknown``, ``loan_out``, ``loan_settled``, ``test_unknown``, ``finding_missing``,
``finding_not_asked``, ``finding_reason_missing``, ``findings_unknown``, ``nothing_to_recover``,
``ground_unknown``, ``evidence_missing``, ``ground_stands``, ``ground_not_standing``.
"""

from __future__ import annotations

from typing import Any, assert_never

from services.classification.domain.acts import (
    AnyAct,
    CompleteTriage,
    HoldCureTest,
    RecogniseFourTier,
    RecognisePreservation,
    RecordRestructuring,
    ReviewRestructuring,
)
from services.classification.domain.cure_results import results
from services.classification.domain.done import (
    AnyDone,
    CureTested,
    FourTierGroundRecorded,
    PreservationRecognised,
    TriageCompleted,
)
from services.classification.domain.merit import days_past_due
from services.classification.domain.restructuring_deeds import recorded, reviewed
from services.classification.domain.state import LoanFile, Obligor
from services.classification.domain.tier_deeds import refuse_ground
from services.classification.policy import ClassificationBook, ClassificationPolicy, edition_on
from services.kit.acts import check_act, check_currency, check_news, check_since, recorded_by
from services.kit.domain import Rejected


def deed(act: AnyAct, obligor: Obligor, policies: ClassificationBook) -> AnyDone:
    """What is kept of the act, or ``Rejected``. ``obligor`` is judged up to ``as_of``."""
    edition = edition_on(policies, act.day)
    check_act(act, edition.acts[act.RULE])
    file = _loan(act, obligor)
    made = _done(act, file, obligor, policies)
    annex = file.annex
    known = (*annex.tests, *annex.triages, *annex.preservations, *annex.restructurings)
    check_news(made, known)
    return made


def _done(act: AnyAct, file: LoanFile, obligor: Obligor, policies: ClassificationBook) -> AnyDone:
    edition = edition_on(policies, act.day)
    made = _made(act, edition)
    if isinstance(act, RecordRestructuring):
        return recorded(act, file, edition.restructuring, made)
    if isinstance(act, ReviewRestructuring):
        return reviewed(act, file, made)
    match act:
        case HoldCureTest():
            found = results(act, file, obligor, policies)
            return CureTested(
                **made,
                test=act.test,
                passed=all(each.met for each in found),
                results=found,
            )
        case CompleteTriage():
            _refuse_calm(act, file)
            findings = frozenset(act.findings)
            _refuse_strange(findings, edition)
            number, group = next(
                row for row in enumerate(edition.triage, 1) if row[1].takes(findings)
            )
            return TriageCompleted(
                **made,
                group=number,
                name=group.name,
                findings=tuple(sorted(findings)),
                evidence=act.evidence,
                expected=act.expected,
            )
        case RecognisePreservation():
            _refuse_recognised(act, file)
            return PreservationRecognised(**made, ground=act.ground, document_id=act.document_id)
        case RecogniseFourTier():
            refuse_ground(act, file.annex, edition.four_tier)
            return FourTierGroundRecorded(
                **made, ground=act.ground, holds=act.holds, evidence=act.evidence
            )
    assert_never(act)


def _made(act: AnyAct, edition: ClassificationPolicy) -> dict[str, Any]:
    """Who did it, when, in which role and under which edition."""
    days = {"processed_on": act.as_of, "recorded_on": act.as_of}
    return recorded_by(act, edition.policy_id) | days


def _loan(act: AnyAct, obligor: Obligor) -> LoanFile:
    file = obligor.loans.get(act.loan_id)
    if file is None or file.taken is None:
        raise Rejected(
            "loan_unknown", f"loan_id {act.loan_id!r} is not a loan of this obligor_id (B.2)"
        )
    check_since(act, file.taken.effective_on)
    check_currency(act, file.taken.principal.currency)
    left = file.annex.left
    if left is not None and left.effective_on <= act.day:
        raise Rejected(
            "loan_out",
            f"loan {act.loan_id} is out of the book since {left.effective_on} ({left.how}): it has"
            " no class to test or to rank (B.2)",
        )
    if file.settled_on(act.day):
        raise Rejected(
            "loan_settled", f"loan {act.loan_id} is settled on {act.day}: nothing is owed (B.2)"
        )
    return file


def _refuse_calm(act: CompleteTriage, file: LoanFile) -> None:
    concluded = file.class_on(act.day)
    bad = concluded is not None and concluded.non_performing
    if not bad and days_past_due(file.arrears_on(act.day), act.day) == 0:
        raise Rejected(
            "nothing_to_recover",
            f"loan {act.loan_id} is neither overdue nor non-performing on {act.day}: there is"
            " nothing to rank (CLS-35)",
        )


def _refuse_strange(findings: frozenset[str], edition: ClassificationPolicy) -> None:
    """Only what the groups ask for is found: a slip would lead to another group."""
    asked = {w.removeprefix("not_") for g in edition.triage for all_of in g.when for w in all_of}
    strange = sorted(findings - asked)
    if strange:
        raise Rejected(
            "findings_unknown",
            f"findings {', '.join(strange)}: only {', '.join(sorted(asked))} are asked (CLS-36)",
        )


def _refuse_recognised(act: RecognisePreservation, file: LoanFile) -> None:
    for each in file.annex.preservations:
        if (each.ground, each.document_id) == (act.ground, act.document_id):
            raise Rejected(
                "already_recorded",
                f"ground {act.ground!r} by document_id {act.document_id!r} is recognised since"
                f" {each.effective_on}: it is one result (POL-06)",
            )
