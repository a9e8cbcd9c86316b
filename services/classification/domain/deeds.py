"""Cure tests, triage, preservation: from an officer's act to what is kept of it.

A test that is not passed is kept too. A refusal has a stable code: those of ``kit.acts``, and
``loan_unknown``, ``loan_out``, ``loan_settled``, ``test_unknown``, ``finding_missing``,
``finding_not_asked``, ``nothing_to_recover``, ``ground_unknown``, ``evidence_missing``,
``ground_stands``, ``ground_not_standing``.
"""

from __future__ import annotations

from typing import Any, assert_never

from services.classification.domain.acts import (
    AnyAct,
    CompleteTriage,
    Finding,
    HoldCureTest,
    RecogniseFourTier,
    RecognisePreservation,
)
from services.classification.domain.criteria import OWN_RECORD, CureTest
from services.classification.domain.done import (
    AnyDone,
    ConditionResult,
    CureTested,
    FourTierGroundRecorded,
    PreservationRecognised,
    TriageCompleted,
)
from services.classification.domain.merit import bare_merit, days_past_due
from services.classification.domain.officers import impaired_claim, stand_on
from services.classification.domain.state import LoanFile, Obligor
from services.classification.domain.tier_deeds import refuse_ground
from services.classification.policy import ClassificationBook, ClassificationPolicy, edition_on
from services.kit.acts import check_act, check_currency
from services.kit.domain import Rejected


def deed(act: AnyAct, obligor: Obligor, policies: ClassificationBook) -> AnyDone:
    """What is kept of the act, or ``Rejected``. ``obligor`` is judged up to ``as_of``."""
    edition = edition_on(policies, act.day)
    check_act(act, edition.acts[act.RULE])
    file = _loan(act, obligor)
    if file.taken is not None:
        check_currency(act, file.taken.principal.currency)
    made: dict[str, Any] = {
        "loan_id": act.loan_id,
        "effective_on": act.day,
        "processed_on": act.as_of,
        "recorded_on": act.as_of,
        "requested_by": act.requested_by,
        "role": act.role,
        "reason": act.reason,
        "approved_by": act.approved_by,
        "approver_role": act.approver_role,
        "policy_id": edition.policy_id,
    }
    match act:
        case HoldCureTest():
            results = _results(act, file, obligor, policies)
            return CureTested(
                **made,
                test=act.test,
                passed=all(each.met for each in results),
                results=results,
            )
        case CompleteTriage():
            _refuse_calm(act, file)
            findings = frozenset(act.findings)
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
            return PreservationRecognised(**made, ground=act.ground, document_id=act.document_id)
        case RecogniseFourTier():
            refuse_ground(act, file.annex, edition.four_tier)
            return FourTierGroundRecorded(
                **made, ground=act.ground, holds=act.holds, evidence=act.evidence
            )
    assert_never(act)


def _loan(act: AnyAct, obligor: Obligor) -> LoanFile:
    file = obligor.loans.get(act.loan_id)
    if file is None or not file.disbursed_by(act.day):
        raise Rejected(
            "loan_unknown", f"loan_id {act.loan_id!r} is not a loan of this obligor on {act.day}"
        )
    left = file.annex.left
    if left is not None and left.effective_on <= act.day:
        raise Rejected(
            "loan_out",
            f"loan {act.loan_id} is out of the book since {left.effective_on} ({left.how}): it has"
            " no class to test or to rank",
        )
    if file.settled_on(act.day):
        raise Rejected("loan_settled", f"loan {act.loan_id} is settled: nothing is owed")
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


def _results(
    act: HoldCureTest, file: LoanFile, obligor: Obligor, policies: ClassificationBook
) -> tuple[ConditionResult, ...]:
    edition = edition_on(policies, act.day)
    test = _test(act, edition)
    found = {each.condition: each for each in act.findings}
    numbered = list(enumerate(test.conditions, 1))
    asked = {number for number, each in numbered if each.found_by != OWN_RECORD}
    _refuse_other_findings(act, test, asked)
    results = []
    for number, _ in numbered:
        if number in asked:
            results.append(_judged(found[number]))
        else:
            results.append(_own_record(number, act, file, obligor, policies))
    return tuple(results)


def _test(act: HoldCureTest, edition: ClassificationPolicy) -> CureTest:
    for each in edition.cure_tests:
        if each.name == act.test:
            return each
    known = " or ".join(each.name for each in edition.cure_tests)
    raise Rejected("test_unknown", f"test {act.test!r} is not a cure test, use {known} (POL-05)")


def _refuse_other_findings(act: HoldCureTest, test: CureTest, asked: set[int]) -> None:
    given = [each.condition for each in act.findings]
    missing = sorted(asked - set(given))
    if missing:
        raise Rejected(
            "finding_missing",
            f"findings: condition {missing[0]} of {test.name} is not answered, all of"
            f" {sorted(asked)} must be ({test.rule})",
        )
    for each in given:
        if each not in asked or given.count(each) > 1:
            raise Rejected(
                "finding_not_asked",
                f"findings: condition {each} of {test.name} is answered by nobody or only once:"
                f" {sorted(asked)} are asked, each once ({test.rule})",
            )


def _judged(finding: Finding) -> ConditionResult:
    """A condition said to be met counts only with evidence (CLS-40)."""
    met, reason = finding.met, finding.reason
    if met and not finding.evidence:
        met, reason = False, "evidence_missing"
    return ConditionResult(finding.condition, met, reason, finding.evidence)


def _own_record(
    number: int, act: HoldCureTest, file: LoanFile, obligor: Obligor, policies: ClassificationBook
) -> ConditionResult:
    """The class of the day is normal, or is so as soon as this test is passed (CLS-41 (5))."""
    day = act.day
    bare = bare_merit(file, day, edition_on(policies, day))
    stand = stand_on(file, day)
    other = impaired_claim(file, obligor, day, policies)
    reason, met = "class_normal", True
    if bare.risk_class != "normal":
        reason, met = f"class_{bare.risk_class}", False
    elif stand.held and (stand.watch is None or stand.watch.completed_on is None):
        reason, met = "observation_not_complete", False
    elif stand.held and other is not None:
        reason, met = "debtor_has_impaired_claim", False
    return ConditionResult(number, met, reason)
