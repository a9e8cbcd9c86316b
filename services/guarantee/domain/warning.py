"""The warning of the legal risk to a guarantor (B.4, GUA-07)."""

from __future__ import annotations

from datetime import date

from services.guarantee.domain.acts import SendRiskWarning
from services.guarantee.domain.arrears import is_overdue
from services.guarantee.domain.checks import (
    check_claim_is_ours,
    check_data,
    guarantor_in,
    of_guarantor,
    refuse,
)
from services.guarantee.domain.guarantor_events import GuarantorRiskWarningSent
from services.guarantee.domain.reached import check_contact, check_method
from services.guarantee.domain.risk_facts import RecoveryNoted, RiskNoted
from services.guarantee.domain.state import SecurityFile
from services.guarantee.policy import GuaranteePolicy
from services.kit.conduct.asked import kept
from services.kit.conduct.own_party import check_party


def warn(
    act: SendRiskWarning, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorRiskWarningSent]:
    """The legal risk is told while the debtor is at risk (GUA-07).

    Only to himself, never by publication (GUA-17). While collection has a case it is a contact like
    any other, which collection's gate let through and counted.
    """
    check_claim_is_ours(act, file)
    guarantor_in(act, file, "registered")
    rules = edition.conduct_on(act.day)
    check_party(act.conduct, rules, "guarantor", act.guarantor_id, "GUA-07")
    overdue = is_overdue(file, act.day)
    risks = _risks(file, act.day)
    if not overdue and not risks:
        refuse(
            "debtor_not_at_risk",
            f"loan {act.loan_id} is neither in arrears nor under a risk signal nor a life event on"
            f" {act.day}: there is nothing to warn of (GUA-07)",
        )
    check_data(act.data_fields, edition)
    check_method(act.method, edition)
    grave = any(
        set(each.codes) & set(edition.case_events.codes) for each in risks if each.life_event
    )
    if overdue or grave:
        check_contact(act, act.contact_id, file, edition)
    return (
        GuarantorRiskWarningSent(
            **of_guarantor(act, edition),
            document_id=act.document_id,
            method=act.method,
            data_fields=act.data_fields,
            contact_id=act.contact_id,
            conduct=kept(act.conduct),
        ),
    )


def _risks(file: SecurityFile, day: date) -> list[RiskNoted]:
    """Risk signals, and life events from which he has not recovered."""
    recovered = max(
        (r.effective_on for r in file.of_signals(RecoveryNoted, day)), default=date.min
    )
    signals = file.of_signals(RiskNoted, day)
    return [each for each in signals if not each.life_event or each.effective_on > recovered]
