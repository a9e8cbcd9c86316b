"""From what would be concluded now to what must be written: only what is new, and what goes.

A draft that says what a standing conclusion says changes nothing. One that does not takes the place
of the standing one about the same thing, and names it; what has nothing in its place is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from services.collection.domain.conclusions import (
    AnyConclusion,
    AnyDraft,
    EntriesWithdrawn,
    GuarantorContactDue,
    PlanJudged,
    PromiseJudged,
    RecoveryRecognised,
)
from services.collection.domain.state import Customer
from services.kit.domain import changed


def differences(customer: Customer, drafts: list[AnyDraft], to: date) -> Iterator[AnyConclusion]:
    """New conclusions and withdrawals, numbered on from the customer's last entry."""
    standing = {_says(each): each for each in customer.concluded}
    wanted = {_says(each) for each in drafts}
    gone = [each for says, each in standing.items() if says not in wanted]
    number = customer.entries
    for draft in drafts:
        if _says(draft) in standing:
            continue
        replaced = [each for each in gone if _about(each) == _about(draft)]
        gone = [each for each in gone if each not in replaced]
        number += 1
        yield changed(draft, entry=number, corrects=tuple(each.entry for each in replaced))
    for loan_id in sorted({each.loan_id for each in gone}):
        rows = [each for each in gone if each.loan_id == loan_id]
        number += 1
        yield EntriesWithdrawn(
            loan_id=loan_id,
            effective_on=min(each.effective_on for each in rows),
            entry=number,
            corrects=tuple(each.entry for each in rows),
            processed_on=to,
        )


def _says(each: AnyDraft) -> Any:
    """Everything that a conclusion says, without when it was written down."""
    return type(each).__name__, changed(each, entry=0, corrects=(), processed_on=date.min)


def _about(each: AnyDraft) -> tuple[str, str, str]:
    """What a conclusion is about: at most one standing one per promise, plan, receipt, loan."""
    match each:
        case PromiseJudged():
            about = each.promise_id
        case PlanJudged():
            about = each.plan_id
        case RecoveryRecognised():
            about = f"{each.recovery_id} {each.effective_on}"
        case GuarantorContactDue():
            about = each.case_id
        case _:
            about = each.effective_on.isoformat()
    return type(each).__name__, each.loan_id, about
