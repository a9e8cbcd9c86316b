"""The demand on a guarantor: after the notice to the borrower, in time, with proof (GUA-09, GU-09).

A further one interrupts the limitation that the first began (LM-05), and leaves him in his state.
"""

from __future__ import annotations

from datetime import date

from contracts.values import CHARGED_NO_MORE
from services.guarantee.domain.acts import ServeGuarantorDemand
from services.guarantee.domain.arrears import of_these_arrears
from services.guarantee.domain.checks import (
    check_claim_is_ours,
    check_money,
    check_new,
    guarantor_in,
    of_guarantor,
    refuse,
)
from services.guarantee.domain.facts import BorrowerNoticeNoted
from services.guarantee.domain.guarantor_events import GuarantorDemandServed
from services.guarantee.domain.liability import liability
from services.guarantee.domain.limitation import defence_open
from services.guarantee.domain.phase import PAYING, collateral_phase_on
from services.guarantee.domain.reached import PUBLICATION, check_contact
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.guarantee.policy import GuaranteePolicy


def demand(
    act: ServeGuarantorDemand, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[GuarantorDemandServed]:
    """He is asked to pay what he is liable for on the day of service."""
    check_claim_is_ours(act, file)
    one = guarantor_in(act, file, "notified", *PAYING)
    check_new(act, one.all_of(GuarantorDemandServed, date.max), "GU-09", "document_id")
    if not of_these_arrears(file, BorrowerNoticeNoted, act.day):
        refuse(
            "borrower_not_notified",
            f"no demand notice of these arrears reached the borrower of loan {act.loan_id} by"
            f" {act.day}: he is asked first (GUA-09)",
        )
    _check_proof(act, edition)
    if act.method != PUBLICATION:
        check_contact(act, act.contact_id, file, edition)
    _check_amount(act, file, one)
    period = file.clock_on(act.guarantor_id, "period", act.day)
    open_until = None if period is None or period.state != "running" else period.ends_on
    return (
        GuarantorDemandServed(
            **of_guarantor(act, edition),
            document_id=act.document_id,
            method=act.method,
            proof=act.proof,
            amount=act.amount,
            contested=open_until is not None and open_until < act.day,
            defence_open=defence_open(file, one, act.day),
            debtor_collateral=debtor_collateral(file, one, act.day),
            contact_id=act.contact_id,
        ),
    )


def _check_proof(act: ServeGuarantorDemand, edition: GuaranteePolicy) -> None:
    """Served as it can be proved later: what proves which way is the same as for the debtor (LM-07)."""
    row = edition.conduct_on(act.day).demands.get(act.method)
    codes = () if row is None else row.codes
    if act.proof not in codes:
        refuse(
            "proof_missing",
            f"proof {act.proof!r} of a demand by {act.method} is none of {', '.join(codes)}: a claim"
            " that can't be proved keeps no guarantee alive (GU-09, LM-07)",
        )


def debtor_collateral(file: SecurityFile, one: Guarantor, day: date) -> tuple[str, ...]:
    """The debtor's own collateral that must be turned into money before him (GU-19).

    Nothing when an order was agreed, or when it is not known to be the debtor's own.
    """
    if one.registered.order_agreed:
        return ()
    return tuple(
        name
        for name, each in file.collateral.items()
        if each.pledged.owner_id == file.obligor_id
        and each.pledged.effective_on <= day
        and collateral_phase_on(file, each, day) not in CHARGED_NO_MORE
    )


def _check_amount(act: ServeGuarantorDemand, file: SecurityFile, one: Guarantor) -> None:
    check_money(file, "amount", act.amount)
    liable = liability(file, one, act.day, whole=False)
    if not 0 < act.amount.minor <= liable:
        refuse(
            "amount_above_liability" if act.amount.minor else "amount_missing",
            f"amount {act.amount.amount} must be above nothing and at most"
            f" {file.money(liable).amount}, what guarantor {act.guarantor_id} is liable for on"
            f" {act.day} (GU-07, GU-15)",
        )
