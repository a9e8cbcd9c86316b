"""Write-off: proposed with proofs and documents, approved by a third person (WO-01 to WO-06).

An act of accounting: the claim stays, grows by its penalty and is pursued (WO-08). The sums are
judged apart (``judged``), because a late payment changes them.
"""

from __future__ import annotations

from datetime import date, timedelta

from services.disposal.domain.acts import (
    ApproveWriteOff,
    DisposalAct,
    ProposeWriteOff,
    RecordWriteOffReview,
    RejectWriteOff,
)
from services.disposal.domain.book import on_book
from services.disposal.domain.checks import (
    case_in,
    check_claim_is_ours,
    check_known,
    check_money,
    check_non_performing,
    check_not_before,
    done,
    refuse,
)
from services.disposal.domain.criteria import check_applies, prove
from services.disposal.domain.documents import check_bars, check_evidence, check_measures
from services.disposal.domain.provision import set_aside_for
from services.disposal.domain.pursuit import check_named
from services.disposal.domain.state import Case, LoanFile
from services.disposal.domain.write_off_events import (
    WriteOffApproved,
    WriteOffProposed,
    WriteOffRejected,
    WriteOffReviewed,
)
from services.disposal.policy import Criterion, DisposalPolicy
from services.kit.days import period_end
from services.kit.domain import same_person


def propose(
    act: ProposeWriteOff, file: LoanFile, edition: DisposalPolicy
) -> tuple[WriteOffProposed, ...]:
    """Applicant and reviewer propose by exactly one criterion."""
    check_claim_is_ours(act, file)
    check_money(file, provision=act.provision)
    case = case_in(act, file, "write_off")
    if case.proposal is not None:
        refuse(
            "proposal_pending",
            f"case {case.case_id} of loan {act.loan_id} has a proposal that is not decided yet (B.6)",
        )
    check_non_performing(act, file)
    criterion = _criterion(act.criterion, edition)
    check_known(act, act.condition_since, "condition_since", criterion.rule)
    check_named(act, file)
    check_applies(criterion, act, file, act.day, edition)
    proofs = prove(criterion, act, file, act.day, edition)
    check_evidence(criterion, act.evidence, edition)
    check_bars(act.examined, edition)
    check_measures(act.measures, file, act.day)
    claim = file.claim_on(act.day)
    principal = file.money(_to_write_off(act, file))
    if act.provision < principal:
        refuse(
            "provision_short",
            f"provision {act.provision.amount} is below the principal of {principal.amount}:"
            " it is set aside before the loss is taken (DIS-18)",
        )
    provisions = set_aside_for(principal, act.provision_top_up, file, act.day)
    return (
        WriteOffProposed(
            **done(act, case.case_id, edition),
            criterion=act.criterion,
            level=criterion.level,
            claim=claim,
            principal=principal,
            provision=act.provision,
            proofs=proofs,
            evidence=act.evidence,
            measures=act.measures,
            examined=act.examined,
            contacts=act.contacts,
            debtor_balance=act.debtor_balance,
            condition_since=act.condition_since,
            accountability_id=act.accountability_id,
            **provisions,
        ),
    )


def _to_write_off(act: DisposalAct, file: LoanFile) -> int:
    """Principal on the book; refuse when a write-off stands that left none."""
    left = on_book(file, act.day)
    if file.written_off is not None and not left:
        refuse(
            "nothing_on_book",
            f"of loan {act.loan_id} nothing is on the book on {act.day}: it was written off on"
            f" {file.written_off.effective_on} (DIS-18)",
        )
    return left


def _criterion(name: str, edition: DisposalPolicy) -> Criterion:
    criterion = edition.criteria.get(name)
    if criterion is None:
        refuse(
            "criterion_unknown",
            f"criterion {name!r} is none of {', '.join(edition.criteria)} ({edition.policy_id})",
        )
    return criterion


def _proposal(act: DisposalAct, file: LoanFile) -> tuple[Case, WriteOffProposed]:
    case = case_in(act, file, "write_off")
    if case.proposal is None:
        refuse(
            "proposal_missing",
            f"case {case.case_id} of loan {act.loan_id} has no proposal to decide on (B.6)",
        )
    return case, case.proposal


def approve(
    act: ApproveWriteOff, file: LoanFile, edition: DisposalPolicy
) -> tuple[WriteOffApproved, ...]:
    """A third person of the needed level approves; what the criterion rests on still holds."""
    check_claim_is_ours(act, file)
    case, proposal = _proposal(act, file)
    for field, name in (
        ("applicant", proposal.requested_by),
        ("reviewer", proposal.approved_by or ""),
    ):
        if same_person(act.requested_by, name):
            refuse(
                "same_person",
                f"requested_by {act.requested_by!r} is the {field} of the proposal: applicant,"
                " reviewer and approver are three persons (WO-05)",
            )
    level = edition.write_off.levels[proposal.level]
    if act.role not in level.codes:
        refuse(
            "approval_level_too_low",
            f"role {act.role!r} may not approve {proposal.criterion}, but"
            f" {' or '.join(level.codes)} ({proposal.level}, WO-05)",
        )
    check_non_performing(act, file)
    criterion = _criterion(proposal.criterion, edition)
    check_applies(criterion, proposal, file, act.day, edition)
    prove(criterion, proposal, file, act.day, edition)
    principal = file.money(min(proposal.principal.minor, _to_write_off(act, file)))
    provisions = set_aside_for(principal, proposal.provision_top_up, file, act.day)
    year_end, rules = date(act.day.year + 1, 1, 1) - timedelta(days=1), edition.write_off
    return (
        WriteOffApproved(
            **done(act, case.case_id, edition),
            criterion=proposal.criterion,
            principal=principal,
            provision=proposal.provision,
            audit_by=period_end(year_end, rules.audit.value, "month"),
            report_by=period_end(year_end, rules.report.value, "month"),
            **provisions,
            review_article=edition.article("write_off_review", act.day),
        ),
    )


def reject(
    act: RejectWriteOff, file: LoanFile, edition: DisposalPolicy
) -> tuple[WriteOffRejected, ...]:
    """The proposal is turned down: back to ASSESSED (B.6)."""
    case, proposal = _proposal(act, file)
    return (WriteOffRejected(**done(act, case.case_id, edition), criterion=proposal.criterion),)


def review(
    act: RecordWriteOffReview, file: LoanFile, edition: DisposalPolicy
) -> tuple[WriteOffReviewed, ...]:
    """The yearly audit or report was made (WO-09)."""
    approved = [each for each in file.cases.values() if each.approved is not None]
    undone = (each for each in approved if act.review not in each.reviews)
    case = next(undone, approved[-1] if approved else None)
    if case is None:
        refuse(
            "not_written_off", f"loan {act.loan_id} is not written off: nothing to review (WO-09)"
        )
    check_not_before(act, case, f"case {case.case_id}")
    if act.review in case.reviews:
        refuse(
            "already_recorded", f"review {act.review!r} of case {case.case_id} was made (WO-09)"
        )
    return (
        WriteOffReviewed(
            **done(act, case.case_id, edition), review=act.review, report_id=act.report_id
        ),
    )
