"""Refusals that many acts share. Each has a stable code and a sentence with field, value and rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from contracts.values import Money
from services.guarantee.domain.acts import GuaranteeAct, OfCollateral, OfGuarantor
from services.guarantee.domain.legal_facts import RemissionNoted, TransferNoted
from services.guarantee.domain.phase import collateral_phase_on, phase_on
from services.guarantee.domain.state import Collateral, Guarantor, SecurityFile
from services.guarantee.policy import GuaranteePolicy
from services.kit.acts import recorded_by
from services.kit.domain import DomainEvent, Rejected


def refuse(code: str, detail: str) -> NoReturn:
    """Refuse the act."""
    raise Rejected(code, detail)


def done(act: GuaranteeAct, edition: GuaranteePolicy) -> dict[str, Any]:
    """Who did it when, under which edition."""
    return recorded_by(act, edition.policy_id)


def of_guarantor(act: OfGuarantor, edition: GuaranteePolicy) -> dict[str, Any]:
    """The same, about one guarantor."""
    return {**done(act, edition), "guarantor_id": act.guarantor_id}


def of_collateral(act: OfCollateral, edition: GuaranteePolicy) -> dict[str, Any]:
    """The same, about one piece of collateral."""
    return {**done(act, edition), "collateral_id": act.collateral_id}


def check_claim_is_ours(act: GuaranteeAct, file: SecurityFile) -> None:
    """Refuse when there is no claim (any more) to secure on the day."""
    if file.taken is None:
        refuse("loan_unknown", f"loan_id {act.loan_id!r} is not known here (B.4)")
    for sold in file.of_law(TransferNoted, act.day):
        refuse(
            "claim_transferred",
            f"loan {act.loan_id} was sold to {sold.buyer_id} on {sold.effective_on}: the claim and"
            " what secures it are no longer ours (TA-03)",
        )
    for given_up in file.of_law(RemissionNoted, act.day):
        refuse(
            "claim_extinguished",
            f"loan {act.loan_id} was remitted on {given_up.effective_on}: what secures it has ended"
            " with it (DIS-19)",
        )
    if file.settled_on(act.day):
        refuse(
            "loan_settled", f"loan {act.loan_id} is settled on {act.day}: nothing is owed (B.4)"
        )


def guarantor_of(act: OfGuarantor, file: SecurityFile) -> Guarantor:
    """The guarantor that the act is about; not before his registration or his last step."""
    one = file.guarantors.get(act.guarantor_id)
    if one is None:
        refuse(
            "guarantor_unknown",
            f"guarantor_id {act.guarantor_id!r} does not stand for loan {act.loan_id} (GUA-10)",
        )
    last = max(one.registered.effective_on, *(each.effective_on for each in one.steps), date.min)
    _check_not_before(act, last, f"guarantor {act.guarantor_id}")
    return one


def guarantor_in(act: OfGuarantor, file: SecurityFile, *states: str) -> Guarantor:
    """The guarantor, who must be in one of ``states`` of B.4 on the day of the act."""
    one = guarantor_of(act, file)
    state = phase_on(file, one, act.day)
    if state == "expired":
        refuse(
            "guarantee_expired",
            f"the period of guarantor {act.guarantor_id} is over on {act.day}: he is free, and no"
            " demand or signature revives it (GU-09, GU-51)",
        )
    if state not in states:
        refuse(
            "wrong_state",
            f"guarantor {act.guarantor_id} is {state} on {act.day}, but must be"
            f" {' or '.join(states)} (B.4)",
        )
    return one


def collateral_in(act: OfCollateral, file: SecurityFile, *states: str) -> Collateral:
    """The collateral, which must be in one of ``states`` of B.4 on the day of the act."""
    one = file.collateral.get(act.collateral_id)
    if one is None:
        refuse(
            "collateral_unknown",
            f"collateral_id {act.collateral_id!r} is not charged for loan {act.loan_id} (B.4)",
        )
    last = max(one.pledged.effective_on, *(each.effective_on for each in one.steps), date.min)
    _check_not_before(act, last, f"collateral {act.collateral_id}")
    state = collateral_phase_on(file, one, act.day)
    if state not in states:
        refuse(
            "wrong_state",
            f"collateral {act.collateral_id} is {state} on {act.day}, but must be"
            f" {' or '.join(states)} (B.4)",
        )
    return one


def check_new(act: GuaranteeAct, steps: Iterable[DomainEvent], rule: str, *names: str) -> None:
    """Refuse what is on file under the same ``names``, also of another day: it counts once."""
    said = [getattr(act, name) for name in names]
    for each in steps:
        if [getattr(each, name) for name in names] == said:
            shown = " and ".join(f"{n} {v!r}" for n, v in zip(names, said, strict=True))
            refuse(
                "already_recorded",
                f"{shown} is on file since {each.effective_on}: it counts once ({rule})",
            )


def check_data(fields: tuple[str, ...], edition: GuaranteePolicy) -> None:
    """No more of the debtor's data than the guarantor needs (GUA-17)."""
    more = [field for field in fields if field not in edition.notice_data.codes]
    if more:
        refuse(
            "data_not_needed",
            f"data_fields {', '.join(more)} go beyond {', '.join(edition.notice_data.codes)}, what a"
            " guarantor may be told (GUA-17)",
        )


def check_money(file: SecurityFile, field: str, amount: Money | None) -> None:
    """The amount is in the loan's currency."""
    if amount is not None and amount.currency != file.currency:
        refuse(
            "currency_mismatch",
            f"{field} is in {amount.currency}, but the loan is in {file.currency}",
        )


def _check_not_before(act: GuaranteeAct, last: date, name: str) -> None:
    if act.day < last:
        refuse(
            "done_before_last_step",
            f"done_on {act.day} lies before {last}, the last step of {name}",
        )
