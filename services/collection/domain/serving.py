"""Service of the overdue notice: on the debtor, proved as its way needs, else an attempt (COL-10, LM-07)."""

from __future__ import annotations

from contracts.values import Money
from services.collection.domain.contacts import lost_contact
from services.collection.domain.desk import Desk, new_id
from services.collection.domain.done import (
    DemandNoticeAttempted,
    DemandNoticeServed,
    GuarantorDemandRequested,
)
from services.collection.domain.facts import ReceiptNoted
from services.collection.domain.steps import AnyDone
from services.collection.domain.touches import ServeDemandNotice
from services.kit.conduct.shape import ConductPolicy
from services.kit.domain import Rejected


def served(desk: Desk, notice: ServeDemandNotice) -> tuple[AnyDone, ...]:
    """What became of the notice; after service the guarantor's side is asked too (COL-12)."""
    rules = desk.conduct
    taken = {each.notice_id for each in desk.customer.acts(DemandNoticeServed)}
    new_id(notice.notice_id, taken, "notice_known", "notice_id")
    if desk.case_id:  # without one the claim is written off and pressed on with (WO-01)
        desk.needs_case(rule="COL-10")
    _check_public(desk, notice, rules)
    proven = rules.proven(notice.method, notice.proof) is not None
    if (proven or notice.proof != "none") and notice.proof_id is None:
        raise Rejected(
            "proof_missing",
            f"proof {notice.proof!r} of a notice by {notice.method} needs its proof_id, that of the"
            " paper or of the entry in the account (COL-10, XCT-55)",
        )
    if proven and notice.method in desk.edition.gate.debits.codes:
        _check_debit(desk, notice)
    if not (proven and _reached(desk, notice)):
        return (desk.made(DemandNoticeAttempted),)
    claim, owed = desk.file.claim_on(desk.day), desk.file.owed(desk.day)
    if claim is None or owed is None:
        raise Rejected("claim_unknown", f"no claim of loan {notice.loan_id} is known (XCT-51)")
    event = desk.made(DemandNoticeServed, amount=Money(owed.total, claim.currency))
    if not (desk.file.guarantors_on(desk.day) and desk.last_case):
        return (event,)
    return event, desk.made(GuarantorDemandRequested, case_id=desk.last_case)


def _reached(desk: Desk, notice: ServeDemandNotice) -> bool:
    """It came to the debtor himself (COL-10, LM-05)."""
    return desk.to_debtor and notice.result in desk.edition.gate.served.codes


def _check_debit(desk: Desk, notice: ServeDemandNotice) -> None:
    """What was deducted is a receipt on the books, from the debtor's own money: ``receipt_unknown``.

    One entry is one demand (``receipt_used``): an old one would else interrupt limitation for ever.
    """
    others = desk.edition.cases.other_payers.codes
    known = {
        row.receipt_id
        for row in desk.file.of(ReceiptNoted)
        if row.received and row.effective_on <= desk.day and row.payer_kind not in others
    }
    if notice.proof_id not in known:
        raise Rejected(
            "receipt_unknown",
            f"proof_id {notice.proof_id!r}: no such receipt from the debtor's account is known of loan"
            f" {notice.loan_id} by {desk.day}, so nothing was deducted (LM-07)",
        )
    used = notice.loan_id, notice.method, notice.proof_id
    for each in desk.customer.acts(DemandNoticeServed):
        if (each.loan_id, each.method, each.proof_id) == used:
            raise Rejected(
                "receipt_used",
                f"proof_id {notice.proof_id!r} proves notice {each.notice_id!r} of"
                f" {each.effective_on} already: one deduction is one demand (LM-07)",
            )


def _check_public(desk: Desk, notice: ServeDemandNotice, rules: ConductPolicy) -> None:
    """A notice is published only while nobody knows where the debtor is: ``debtor_not_lost``.

    As for a locate message, the contacts show that he cannot be reached (CC-06); or he is reported gone.
    """
    row = rules.demands.get(notice.method)
    if row is None or not row.when_lost:
        return
    gate = desk.edition.gate
    gone = desk.customer.life_on(desk.day) & set(gate.whereabouts_unknown.codes)
    if not gone and not lost_contact(desk.customer, gate, desk.day):
        raise Rejected(
            "debtor_not_lost",
            f"method {notice.method!r}: no contacts by {desk.day} show that the debtor cannot be"
            f" reached, and he is not reported gone ({row.rule}, CC-06)",
        )
