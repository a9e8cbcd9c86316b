"""Calling on a guarantor short of a demand: warning, notice, interview, address, refusal (B.4).

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
    SendRiskWarning,
    VerifyAddress,
)
from services.guarantee.domain.checks import (
    check_claim_is_ours,
    check_new,
    guarantor_in,
    of_guarantor,
    refuse,
)
from services.guarantee.domain.eligibility import OPEN
from services.guarantee.domain.facts import RecoveryNoted, RiskNoted
from services.guarantee.domain.guarantor_events import (
    DefenceRemoved,
    GuarantorAddressVerified,
    GuarantorConsented,
    GuarantorInterviewHeld,
    GuarantorNotified,
    GuarantorRefused,
    GuarantorRiskWarningSent,
)
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.guarantee.policy import GuaranteePolicy


def warn(
    act: SendRiskWarning, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorRiskWarningSent]:
    """The legal risk is told while the debtor is at risk (GUA-07)."""
    check_claim_is_ours(act, file)
    guarantor_in(act, file, "registered")
    if not _at_risk(file, act.day):
        refuse(
            "debtor_not_at_risk",
            f"loan {act.loan_id} is neither in arrears nor under a risk signal nor a life event on"
            f" {act.day}: there is nothing to warn of (GUA-07)",
        )
    _check_data(act.data_fields, edition)
    return (
        GuarantorRiskWarningSent(
            **of_guarantor(act, edition),
            document_id=act.document_id,
            method=act.method,
            data_fields=act.data_fields,
        ),
    )


def _at_risk(file: SecurityFile, day: date) -> bool:
    """In arrears, or under a risk signal or a life event from which he has not recovered."""
    stated = file.stated_on(day)
    if stated is not None and stated.overdue_since is not None:
        return True
    recovered = max(
        (r.effective_on for r in file.of_signals(RecoveryNoted, day)), default=date.min
    )
    signals = file.of_signals(RiskNoted, day)
    return any(not each.life_event or each.effective_on > recovered for each in signals)


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
            f" {act.day}: he is contacted after D4 (GUA-08)",
        )
    _check_data(act.data_fields, edition)
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
    return (GuarantorInterviewHeld(**of_guarantor(act, edition), record_id=act.record_id),)


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


def contact_due_since(file: SecurityFile, day: date) -> date | None:
    """Since when collection's timeline calls for the guarantor's side."""
    return next((each.effective_on for each in file.contact_due if each.effective_on <= day), None)


def address_known(one: Guarantor, day: date) -> bool:
    """His address is verified: by a lawful source, or by his own signature."""
    return bool(
        one.all_of(GuarantorAddressVerified, day) or one.all_of(GuarantorInterviewHeld, day)
    )


def _check_data(fields: tuple[str, ...], edition: GuaranteePolicy) -> None:
    """No more of the debtor's data than the guarantor needs (GUA-17)."""
    more = [field for field in fields if field not in edition.notice_data.codes]
    if more:
        refuse(
            "data_not_needed",
            f"data_fields {', '.join(more)} go beyond {', '.join(edition.notice_data.codes)}, what a"
            " guarantor may be told (GUA-17)",
        )
