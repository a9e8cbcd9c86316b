"""By which contact a guarantor was told, asked or heard (GUA-12)."""

from __future__ import annotations

from services.guarantee.domain.acts import OfGuarantor
from services.guarantee.domain.arrears import is_overdue, of_these_arrears
from services.guarantee.domain.checks import refuse
from services.guarantee.domain.facts import ContactNoted
from services.guarantee.domain.state import SecurityFile
from services.guarantee.policy import GuaranteePolicy

PUBLICATION = "publication"
"""A method that touches nobody."""


def check_contact(
    act: OfGuarantor, contact_id: str | None, file: SecurityFile, edition: GuaranteePolicy
) -> None:
    """He was reached by a contact that collection's conduct gate let through (GUA-12).

    By the day of the act, in the arrears of that day, and by none that an act of another day used.
    """
    if contact_id is None:
        refuse(
            "contact_missing",
            "contact_id is missing: who is told, asked or heard is contacted through collection's"
            " conduct gate (GUA-12)",
        )
    overdue = is_overdue(file, act.day)
    heard = (of_these_arrears if overdue else SecurityFile.of_signals)(file, ContactNoted, act.day)
    named = contact_id, act.guarantor_id
    noted = [each for each in heard if (each.contact_id, each.guarantor_id) == named]
    if not noted:
        refuse(
            "contact_unknown",
            f"contact_id {contact_id!r} is no contact with guarantor {act.guarantor_id} that"
            f" collection's conduct gate let through by {act.day} (GUA-12)",
        )
    if noted[-1].result not in edition.contact_results.codes:
        refuse(
            "contact_failed",
            f"contact {contact_id!r} ended with {noted[-1].result!r}, but must be"
            f" {' or '.join(edition.contact_results.codes)} (GUA-12)",
        )
    for step in file.guarantors[act.guarantor_id].steps:
        if getattr(step, "contact_id", None) == contact_id and step.effective_on != act.day:
            refuse(
                "contact_used",
                f"contact {contact_id!r} is that of an act of {step.effective_on} (GUA-12)",
            )
