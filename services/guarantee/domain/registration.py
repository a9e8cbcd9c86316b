"""Registration of guarantors by the law of the day on which they signed (GUA-02, GU-04, 12.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Protocol

from contracts.values import Component, Money
from services.guarantee.domain.acts import RegisterGuarantee
from services.guarantee.domain.checks import check_claim_is_ours, check_money, refuse
from services.guarantee.domain.guarantor_events import (
    GuaranteeLiabilityRegistered,
    GuarantorEligibilityChecked,
)
from services.guarantee.domain.state import SecurityFile
from services.guarantee.policy import GuaranteeBook, GuaranteePolicy, edition_of_contract

PER_CENT = 100
BARRED = "GU-02"


def is_share(percent: str | None) -> bool:
    """Whether it is a share of 100 above nothing, or none at all."""
    return percent is None or 0 < Fraction(percent) <= PER_CENT


class Terms(Protocol):
    """What a guarantee says, however it came."""

    @property
    def guarantor_id(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def guarantor_kind(self) -> str | None: ...
    @property
    def cap(self) -> Money | None: ...
    @property
    def share_percent(self) -> str | None: ...
    @property
    def period_ends_on(self) -> date | None: ...
    @property
    def period_months(self) -> int | None: ...
    @property
    def period_unclear(self) -> bool: ...
    @property
    def document_id(self) -> str | None: ...
    @property
    def scope(self) -> tuple[Component, ...]: ...
    @property
    def recourse_agreed(self) -> bool: ...
    @property
    def order_agreed(self) -> bool: ...
    @property
    def assignment_barred(self) -> bool: ...


KINDS = {"general": "general", "joint": "joint", "joint_and_several": "joint"}
"""What core banking's and officers' words for a kind mean; any other word says nothing of it."""


def registered(
    terms: Terms,
    edition: GuaranteePolicy,
    *,
    loan_id: str,
    day: date,
    signed_on: date,
    registered_by: str | None,
) -> GuaranteeLiabilityRegistered:
    """He stands for the loan; a kind that is not agreed or unclear is the law's default (GU-04)."""
    agreed = terms.kind in KINDS
    kind = KINDS.get(terms.kind or "", edition.default_kind.value)
    return GuaranteeLiabilityRegistered(
        loan_id=loan_id,
        effective_on=day,
        guarantor_id=terms.guarantor_id,
        kind="joint" if kind == "joint" else "general",
        kind_agreed=agreed,
        guarantor_kind=terms.guarantor_kind,
        cap=terms.cap,
        share_percent=terms.share_percent,
        period_ends_on=terms.period_ends_on,
        period_months=terms.period_months,
        period_unclear=terms.period_unclear,
        signed_on=signed_on,
        document_id=terms.document_id,
        scope=terms.scope,
        recourse_agreed=terms.recourse_agreed,
        order_agreed=terms.order_agreed,
        assignment_barred=terms.assignment_barred,
        policy_id=edition.policy_id,
        registered_by=registered_by,
    )


def check_at_intake(
    event: GuaranteeLiabilityRegistered, edition: GuaranteePolicy
) -> Iterator[GuarantorEligibilityChecked]:
    """The check on registration, when it is known what he is (GU-02)."""
    if event.guarantor_kind is not None:
        yield GuarantorEligibilityChecked(
            loan_id=event.loan_id,
            effective_on=event.effective_on,
            guarantor_id=event.guarantor_id,
            guarantor_kind=event.guarantor_kind,
            passed=event.guarantor_kind not in edition.barred.codes,
            rule=BARRED,
            document_id=event.document_id,
            checked_by=None,
            policy_id=edition.policy_id,
        )


def register(
    act: RegisterGuarantee, file: SecurityFile, policies: GuaranteeBook
) -> tuple[GuaranteeLiabilityRegistered | GuarantorEligibilityChecked, ...]:
    """A guarantee that was signed: by the law of the day of its signing (12.1)."""
    check_claim_is_ours(act, file)
    if act.guarantor_id in file.guarantors:
        refuse(
            "already_registered", f"guarantor_id {act.guarantor_id!r} is registered already (B.4)"
        )
    if act.guarantor_id == file.obligor_id:
        refuse(
            "debtor_is_no_guarantor", f"guarantor_id {act.guarantor_id!r} is the debtor himself"
        )
    if act.signed_on > act.day:
        refuse("signed_in_future", f"signed_on {act.signed_on} lies after {act.day}")
    if not is_share(act.share_percent):
        refuse("share_out_of_range", f"share_percent {act.share_percent!r} is no share of 100")
    check_money(file, "cap", act.cap)
    if act.cap is not None and not act.cap:
        refuse("cap_zero", f"cap {act.cap.amount}: who stands for nothing is no guarantor (GU-15)")
    contract = edition_of_contract(policies, act.signed_on)
    event = registered(
        act,
        contract,
        loan_id=act.loan_id,
        day=act.day,
        signed_on=act.signed_on,
        registered_by=act.requested_by,
    )
    return (event, *check_at_intake(event, contract))
