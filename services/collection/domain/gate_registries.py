"""The gate's registries: released texts, legal bases, agencies with licence and agreement."""

from __future__ import annotations

from services.collection.domain.asked import Asked, Block
from services.collection.domain.steps import CasePlacedWithAgency
from services.collection.domain.touches import Contact, PlaceWithAgency


def template(asked: Asked) -> Block | None:
    """What is written goes by a released text; a spoken script, where there is one, too (COL-60)."""
    touch, gate = asked.touch, asked.edition.gate
    if not isinstance(touch, Contact):
        return None
    needed = touch.channel in gate.written.codes or hasattr(touch, "notice_id")
    if touch.template_id is None:
        return asked.block("UNAPPROVED_LETTER") if needed else None
    known = asked.edition.templates.get(touch.template_id)
    day = asked.day.isoformat()
    if (
        known is None
        or touch.channel not in known.channels
        or not known.released_from <= day <= (known.released_to or day)
    ):
        return asked.block("UNAPPROVED_LETTER")
    return None


def legal_basis(asked: Asked) -> Block | None:
    """An article is cited only while it is in force and for what it is about (XCT-58)."""
    day = asked.day.isoformat()
    for cited in getattr(asked.touch, "legal_bases", ()):
        known = asked.edition.legal_bases.get(cited.basis)
        if known is None or cited.subject not in known.subjects:
            return asked.block("FALSE_LEGAL_BASIS")
        if not known.valid_from <= day <= (known.valid_to or day):
            return asked.block("FALSE_LEGAL_BASIS")
    return None


def agency(asked: Asked) -> Block | None:
    """An agency acts with a licence in force, an agreement and a placement (COL-132 to COL-136).

    The placement is of the loan's present case, or of its last one where it is pursued after that.
    """
    touch = asked.touch
    if isinstance(touch, PlaceWithAgency):
        ends = touch.licence_ends_on
        licensed = touch.licence_id is not None and ends is not None and ends >= asked.day
        if not licensed:
            return asked.block("UNLICENSED_AGENCY", "COL-135")
        return None if touch.agreement_id else asked.block("UNLICENSED_AGENCY", "COL-136")
    name = asked.word("agency_id")
    if name is None:
        return None
    placed = asked.customer.of_case(CasePlacedWithAgency, touch.loan_id, asked.day)
    if any(each.agency_id == name and each.licence_ends_on >= asked.day for each in placed):
        return None
    return asked.block("UNLICENSED_AGENCY")
