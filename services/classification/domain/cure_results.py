"""What a cure test comes to, condition by condition (CLS-40, CLS-41)."""

from __future__ import annotations

from services.classification.domain.acts import Finding, HoldCureTest
from services.classification.domain.criteria import OWN_RECORD, CureTest
from services.classification.domain.done import ConditionResult
from services.classification.domain.merit import bare_merit
from services.classification.domain.officers import impaired_claim, stand_on
from services.classification.domain.state import LoanFile, Obligor
from services.classification.policy import ClassificationBook, ClassificationPolicy, edition_on
from services.kit.domain import Rejected


def results(
    act: HoldCureTest, file: LoanFile, obligor: Obligor, policies: ClassificationBook
) -> tuple[ConditionResult, ...]:
    """Each condition's result; ``Rejected`` when they are not answered once each."""
    edition = edition_on(policies, act.day)
    test = _test(act, edition)
    found = {each.condition: each for each in act.findings}
    numbered = list(enumerate(test.conditions, 1))
    asked = {number for number, each in numbered if each.found_by != OWN_RECORD}
    _refuse_other_findings(act, test, asked)
    found_all = []
    for number, _ in numbered:
        if number in asked:
            found_all.append(_judged(found[number]))
        else:
            found_all.append(_own_record(number, act, file, obligor, policies))
    return tuple(found_all)


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
    for finding in act.findings:
        if not finding.reason.strip():
            raise Rejected(
                "finding_reason_missing",
                f"findings: the reason of condition {finding.condition} is empty ({test.rule})",
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
    bare = bare_merit(file, day, edition_on(policies, day), obligor.liquidated_on)
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
