"""What holds a case: disputes, hardship, complaints that nobody has answered (CC-10, CP-01)."""

from __future__ import annotations

from datetime import date

from services.collection.domain.state import Customer
from services.collection.domain.steps import CasePaused, CaseResumed


def unanswered(customer: Customer, day: date) -> list[CasePaused]:
    """What was brought up by ``day`` and not answered since; an answer answers all before it.

    By the order in which it was taken, for a complaint may follow an answer on its day.
    """
    held: list[CasePaused] = []
    for each in customer.done:
        if each.effective_on <= day and isinstance(each, CasePaused):
            held.append(each)
        elif each.effective_on <= day and isinstance(each, CaseResumed):
            held = []
    return held
