"""By which contact a guarantor was told, asked or heard (GUA-12)."""

from __future__ import annotations

from services.guarantee.domain.acts import OfGuarantor
from services.guarantee.domain.arrears import is_overdue, of_these_arrears
from services.guarantee.domain.checks import refuse
from services.guarantee.domain.facts import ContactNoted
from services.guarantee.domain.state import SecurityFile
from services.guarantee.policy import GuaranteePolicy
from services.kit.quantities import Listed

PUBLICATION = "publication"
"""A method that touches nobody: a claim may be made so, but nobody is warned or told."""


def check_contact(
    act: OfGuarantor, contact_id: str | None, file: SecurityFile, edition: GuaranteePolicy
) -> None:
    """He was reached by a contact that collection's conduct gate let through (GUA-12).

    By the day of the act, in the arrears of that day, through a channel of the act's method, his
    identity verified, and by none that an act of another day used.
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
    _check_outcome(act, noted[-1], edition)
    for step in file.guarantors[act.guarantor_id].steps:
        if getattr(step, "contact_id", None) == contact_id and step.effective_on != act.day:
            refuse(
                "contact_used",
                f"contact {contact_id!r} is that of an act of {step.effective_on} (GUA-12)",
            )


def check_method(method: str, edition: GuaranteePolicy) -> Listed:
    """Collection's channels for the method; refused when it is none that touches a person."""
    fitting = edition.channels.get(method)
    if fitting is None:
        refuse(
            "method_not_allowed",
            f"method {method!r} is none of {', '.join(edition.channels)}: what is told of the debtor"
            " goes to the guarantor and to nobody else (GUA-17)",
        )
    return fitting


def _check_outcome(act: OfGuarantor, noted: ContactNoted, edition: GuaranteePolicy) -> None:
    """The contact was with himself, as the act says."""
    if noted.result not in edition.contact_results.codes:
        refuse(
            "contact_failed",
            f"contact {noted.contact_id!r} ended with {noted.result!r}, but must be"
            f" {' or '.join(edition.contact_results.codes)} (GUA-12)",
        )
    method: str | None = getattr(act, "method", None)
    interview = edition.interview_channels
    fitting = interview if method is None else check_method(method, edition)
    if noted.channel not in fitting.codes:
        what = "an interview" if method is None else f"method {method!r}"
        refuse(
            "contact_channel",
            f"contact {noted.contact_id!r} was by {noted.channel!r}, but {what} needs"
            f" {' or '.join(fitting.codes)} (GUA-12, GU-09)",
        )
    if noted.channel in edition.identified_channels.codes and not noted.identity_verified:
        refuse(
            "contact_unverified",
            f"contact {noted.contact_id!r} was with somebody whose identity was not verified"
            " (COL-47, GUA-12)",
        )
