"""The gate's registry of agencies: licence, agreement, placement (COL-132 to COL-136)."""

from __future__ import annotations

from services.collection.domain.agency import standing
from services.collection.domain.asked import AskedHere
from services.collection.domain.state import Customer
from services.collection.domain.touches import Contact, PlaceWithAgency
from services.kit.conduct.asked import Asked, Block


def agency(asked: AskedHere) -> Block | None:
    """An agency acts with a licence in force, an agreement and a placement.

    The placement is of the loan's present case, or of its last one where it is pursued after that, and
    stands: no unit has taken the case back, and no other agency got it.
    """
    touch = asked.touch
    if isinstance(touch, PlaceWithAgency):
        ends = touch.licence_ends_on
        licensed = touch.licence_id is not None and ends is not None and ends >= asked.day
        if not licensed:
            return asked.block("UNLICENSED_AGENCY", "COL-135")
        return None if touch.agreement_id else asked.block("UNLICENSED_AGENCY", "COL-136")
    if _unnamed(asked):
        return asked.block("UNLICENSED_AGENCY")
    return placed(asked, asked.customer, touch.loan_id)


def _unnamed(asked: AskedHere) -> bool:
    """Whether an agency's person contacts somebody without naming it, or acts on a loan that none has."""
    touch = asked.touch
    if touch.role not in asked.edition.gate.agency_roles.codes:
        return False
    if isinstance(touch, Contact):
        return touch.agency_id is None
    held = standing(asked.customer, touch.loan_id, asked.day)
    return held is None or held.licence_ends_on < asked.day


def placed(asked: Asked, customer: Customer, loan_id: str) -> Block | None:
    """An agency that is named has the loan's placement, under a licence in force."""
    name = asked.word("agency_id")
    if name is None:
        return None
    held = standing(customer, loan_id, asked.day)
    if held is not None and held.agency_id == name and held.licence_ends_on >= asked.day:
        return None
    return asked.block("UNLICENSED_AGENCY")
