"""Credit bureau and blacklist: told before, listed only with reason, approval and review date."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from services.collection.domain.acts import (
    AddBlacklistEntry,
    RemoveBlacklistEntry,
    SendCreditNotice,
    SubmitCreditReport,
)
from services.collection.domain.conclusions import LongOverdueMarked
from services.collection.domain.desk import Desk, new_id, not_gone
from services.collection.domain.propriety import check_stopped
from services.collection.domain.steps import (
    AdverseCreditNoticeSent,
    AnyDone,
    BlacklistEntryAdded,
    BlacklistEntryRemoved,
    CreditReportSubmitted,
)
from services.kit.conduct.asked import Conduct, kept
from services.kit.conduct.own_party import check_party
from services.kit.domain import Rejected

Listing = SendCreditNotice | SubmitCreditReport | AddBlacklistEntry | RemoveBlacklistEntry
REPAID = "long_overdue_repaid"


def listed(desk: Desk, act: Listing) -> AnyDone:
    """The act's event, or ``Rejected``.

    After a sale the bank reports nothing to the bureau; its blacklist is about the customer.
    """
    if isinstance(act, SendCreditNotice | SubmitCreditReport):
        not_gone(desk)
    match act:
        case SendCreditNotice():
            _overdue(desk)
            check_party(act.conduct, desk.conduct, "borrower", None, "XCT-57")
            said = act.conduct or Conduct()
            check_stopped(desk, (*said.staff_ids, act.requested_by), said.agency_id)
            taken = {each.notice_id for each in desk.customer.acts(AdverseCreditNoticeSent)}
            new_id(act.notice_id, taken, "notice_known", "notice_id")
            return desk.made(AdverseCreditNoticeSent, conduct=kept(act.conduct))
        case SubmitCreditReport():
            return _report(desk, act)
        case AddBlacklistEntry():
            return _entry(desk, act)
        case RemoveBlacklistEntry():
            gone = {each.entry_id for each in desk.customer.acts(BlacklistEntryRemoved)}
            held = {each.entry_id for each in desk.customer.acts(BlacklistEntryAdded, desk.day)}
            if act.entry_id not in held - gone:
                raise Rejected(
                    "entry_unknown",
                    f"entry {act.entry_id!r} does not stand on {desk.day} (COL-137)",
                )
            return desk.made(BlacklistEntryRemoved)
    assert_never(act)


def _overdue(desk: Desk) -> date:
    since = desk.file.overdue_since(desk.day)
    if since is None:
        raise Rejected(
            "not_overdue", f"loan {desk.act.loan_id} is not overdue on {desk.day} (XCT-57)"
        )
    return since


def _report(desk: Desk, act: SubmitCreditReport) -> CreditReportSubmitted:
    since = _overdue(desk)
    taken = {each.report_id for each in desk.customer.acts(CreditReportSubmitted)}
    new_id(act.report_id, taken, "report_known", "report_id")
    told = [
        each
        for each in desk.customer.acts(AdverseCreditNoticeSent, desk.day)
        if each.loan_id == act.loan_id and each.effective_on >= since
    ]
    if not told or told[0].effective_on >= desk.day:
        raise Rejected(
            "credit_notice_missing",
            f"nobody told the person before {desk.day} about these arrears of loan {act.loan_id}"
            " (XCT-57)",
        )
    return desk.made(CreditReportSubmitted, notice_id=told[0].notice_id)


def _entry(desk: Desk, act: AddBlacklistEntry) -> BlacklistEntryAdded:
    """By COL-137 only who was long overdue and has paid in full; else a decision of its own."""
    taken = {each.entry_id for each in desk.customer.acts(BlacklistEntryAdded)}
    new_id(act.entry_id, taken, "entry_known", "entry_id")
    if act.review_on <= desk.day:
        raise Rejected("review_missing", f"review_on {act.review_on} is not ahead (COL-137)")
    if act.ground == REPAID:
        marked = any(
            each.loan_id == act.loan_id for each in desk.customer.live(LongOverdueMarked, desk.day)
        )
        if not marked:
            raise Rejected(
                "not_long_overdue", f"loan {act.loan_id} was not marked long overdue (COL-137)"
            )
        if not desk.file.settled_on(desk.day) or desk.file.outcome_on(desk.day) is not None:
            raise Rejected(
                "not_fully_repaid",
                f"loan {act.loan_id} is not repaid in full: COL-137 lists nobody before",
            )
    return desk.made(BlacklistEntryAdded)
