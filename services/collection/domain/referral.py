"""Referral to law of each loan (COL-13): the case is the customer's, a suit is about one loan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.collection.domain.conclusions import CaseMoved
from services.collection.domain.facts import ArrearsNoted
from services.collection.domain.state import Customer
from services.collection.domain.steps import LegalReferralMade


def referral(customer: Customer, loan_id: str, day: date) -> LegalReferralMade | None:
    """The loan's referral that stands on ``day``: of its present case, and of arrears not cured."""
    over = max(_cures(customer, loan_id, day), default=date.min)
    made = [
        each
        for each in customer.of_case(LegalReferralMade, loan_id, day)
        if each.loan_id == loan_id and each.effective_on > over
    ]
    return made[-1] if made else None


def _cures(customer: Customer, loan_id: str, day: date) -> Iterator[date]:
    """Days on which its arrears were paid, or the case was cured with the loan in it."""
    for row in customer.loans[loan_id].of(ArrearsNoted):
        if row.overdue_since is None and row.effective_on <= day:
            yield row.effective_on
    if customer.in_case(loan_id, day) is not None:
        for move in customer.live(CaseMoved, day):
            if move.state == "CURED":
                yield move.effective_on
