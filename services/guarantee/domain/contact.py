"""Calling on a guarantor short of a demand: notice, interview, address, refusal (B.4).

Consents and the end of a general guarantor's right to refuse are recorded here too.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from services.guarantee.domain.acts import (
    NotifyGuarantor,
    RecordConsent,
    RecordDefenceRemoved,
    RecordInterview,
    RecordRefusal,
    VerifyAddress,
)
from services.guarantee.domain.arrears import contact_due_since
from services.guarantee.domain.checks import (
    check_claim_is_ours,
    check_data,
    check_new,
    guarantor_in,
    of_guarantor,
    refuse,
)
from services.guarantee.domain.eligibility import OPEN
from services.guarantee.domain.guarantor_events import (
    DefenceRemoved,
    GuarantorAddressVerified,
    GuarantorConsented,
    GuarantorInterviewHeld,
    GuarantorNotified,
    GuarantorRefused,
)
from services.guarantee.domain.reached import check_contact
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.guarantee.policy import GuaranteePolicy


def notify(
    act: NotifyGuarantor, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorNotified]:
    """He is told of the arrears once the timeline calls for it (GUA-08)."""
    check_claim_is_ours(act, file)
    guarantor_in(act, file, "registered", "warned")
    if contact_due_since(file, act.day) is None:
        refuse(
            "contact_not_due",
            f"collection's timeline does not call for the guarantor of loan {act.loan_id} by"
            f" {act.day} in these arrears: he is contacted after D4 (GUA-08)",
        )
    check_data(act.data_fields, edition)
    check_contact(act, act.contact_id, file, edition)
    return (
        GuarantorNotified(
            **of_guarantor(act, edition),
            contact_id=act.contact_id,
            method=act.method,
            data_fields=act.data_fields,
        ),
    )


def interview(
    act: RecordInterview, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorInterviewHeld]:
    """He came, signed the record and confirmed his address for service (GUA-14)."""
    check_claim_is_ours(act, file)
    one = guarantor_in(act, file, "demanded")
    for field, given in (("signed", act.signed), ("address_confirmed", act.address_confirmed)):
        if not given:
            refuse(
                "address_confirmation_unsigned",
                f"{field} is false: the record and the address for service must be signed (GUA-14)",
            )
    check_new(act, one.all_of(GuarantorInterviewHeld, date.max), "GUA-14", "record_id")
    check_contact(act, act.contact_id, file, edition)
    fields: dict[str, Any] = {"record_id": act.record_id, "contact_id": act.contact_id}
    return (GuarantorInterviewHeld(**of_guarantor(act, edition), **fields),)


def verify(
    act: VerifyAddress, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorAddressVerified]:
    """His address, from a lawful source only (GUA-13)."""
    check_claim_is_ours(act, file)
    one = guarantor_in(act, file, *OPEN)
    known = one.all_of(GuarantorAddressVerified, date.max)
    check_new(act, known, "GUA-13", "source", "document_id")
    if act.source not in edition.address_sources.codes:
        refuse(
            "source_not_lawful",
            f"source {act.source!r} is none of {', '.join(edition.address_sources.codes)} (GUA-13)",
        )
    fields: dict[str, Any] = {"source": act.source, "document_id": act.document_id}
    return (GuarantorAddressVerified(**of_guarantor(act, edition), **fields),)


def refusal(
    act: RecordRefusal, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorRefused]:
    """He refused or can't be found: to law, with an address or the record of the search (B.4)."""
    check_claim_is_ours(act, file)
    one = guarantor_in(act, file, "demanded", "part_paid")
    if act.search_record_id is None and not address_known(one, act.day):
        refuse(
            "address_not_verified",
            f"neither a verified address of guarantor {act.guarantor_id} nor search_record_id is"
            " there: enforcement would have no object (GUA-13)",
        )
    fields: dict[str, Any] = {"ground": act.ground, "search_record_id": act.search_record_id}
    return (GuarantorRefused(**of_guarantor(act, edition), **fields),)


def consent(
    act: RecordConsent, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorConsented]:
    """His written consent to a change of the debt or to an assignment (GU-11, GU-12)."""
    check_claim_is_ours(act, file)
    one = guarantor_in(act, file, *OPEN)
    check_new(act, one.all_of(GuarantorConsented, date.max), "GU-11, GU-12", "subject")
    fields: dict[str, Any] = {"subject": act.subject, "document_id": act.document_id}
    return (GuarantorConsented(**of_guarantor(act, edition), **fields),)


def defence(
    act: RecordDefenceRemoved, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[DefenceRemoved]:
    """A general guarantor may refuse no longer (GU-05); a joint one never could (GU-06)."""
    check_claim_is_ours(act, file)
    one = guarantor_in(act, file, *OPEN)
    if one.registered.kind == "joint":
        refuse(
            "no_defence",
            f"guarantor {act.guarantor_id} is joint and several: he has no right to refuse (GU-05)",
        )
    removed = one.all_of(DefenceRemoved, date.max)
    check_new(act, removed, "GU-05", "ground", "document_id")
    fields: dict[str, Any] = {"ground": act.ground, "document_id": act.document_id}
    return (DefenceRemoved(**of_guarantor(act, edition), **fields),)


def address_known(one: Guarantor, day: date) -> bool:
    """His address is verified: by a lawful source, or by his own signature."""
    return bool(
        one.all_of(GuarantorAddressVerified, day) or one.all_of(GuarantorInterviewHeld, day)
    )
