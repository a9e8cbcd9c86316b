"""Collateral from its pledge to its realisation or release (B.4, GUA-18 to GUA-25)."""

from __future__ import annotations

from typing import Any

from services.guarantee.domain.acts import (
    RealiseSecurity,
    RecordAdditionalSecurity,
    RecordValuation,
    RegisterCollateral,
    ReleaseCollateral,
    ReportImpairment,
    RequestAdditionalSecurity,
)
from services.guarantee.domain.checks import (
    check_claim_is_ours,
    check_money,
    check_new,
    collateral_in,
    of_collateral,
    refuse,
)
from services.guarantee.domain.collateral_events import (
    AdditionalSecurityNotProvided,
    AdditionalSecurityProvided,
    AdditionalSecurityRequested,
    CollateralImpaired,
    CollateralPledged,
    CollateralReleased,
    CollateralValued,
    RealisationStarted,
)
from services.guarantee.domain.state import SecurityFile
from services.guarantee.domain.worth import CHARGED, open_request, valid_until, worth_on
from services.guarantee.policy import GuaranteePolicy


def register(
    act: RegisterCollateral, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[CollateralPledged]:
    """It is charged for the loan."""
    check_claim_is_ours(act, file)
    if act.collateral_id in file.collateral:
        refuse(
            "already_registered",
            f"collateral_id {act.collateral_id!r} is registered already (B.4)",
        )
    return (
        CollateralPledged(
            loan_id=act.loan_id,
            effective_on=act.day,
            collateral_id=act.collateral_id,
            kind=act.kind,
            owner_id=act.owner_id,
            rank=act.rank,
            document_id=act.document_id,
            registered_by=act.requested_by,
        ),
    )


def value(
    act: RecordValuation, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[CollateralValued]:
    """It was valued on the day of the act; an impaired one is whole again by it (B.4)."""
    check_claim_is_ours(act, file)
    one = collateral_in(act, file, *CHARGED, "in_realisation")
    check_money(file, "value", act.value)
    valued = [each for each in one.steps if isinstance(each, CollateralValued)]
    check_new(act, valued, "GUA-18", "report_id")
    return (
        CollateralValued(
            loan_id=act.loan_id,
            effective_on=act.day,
            collateral_id=act.collateral_id,
            value=act.value,
            report_id=act.report_id,
            valid_until=valid_until(act.day, edition),
            valued_by=act.requested_by,
            policy_id=edition.policy_id,
        ),
    )


def impair(
    act: ReportImpairment, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[CollateralImpaired]:
    """A valued one is worth less than it was (GUA-19)."""
    check_claim_is_ours(act, file)
    one = collateral_in(act, file, "valued")
    check_money(file, "value", act.value)
    before = worth_on(one, act.day)
    if before is not None and before.minor <= act.value.minor:
        refuse(
            "no_loss_of_value",
            f"value {act.value.amount} is not below {before.amount}, what collateral"
            f" {act.collateral_id} was worth: nothing is impaired (GUA-19)",
        )
    fields: dict[str, Any] = {
        "cause": act.cause,
        "value": act.value,
        "document_id": act.document_id,
    }
    return (CollateralImpaired(**of_collateral(act, edition), **fields),)


def request(
    act: RequestAdditionalSecurity, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[AdditionalSecurityRequested]:
    """Further security is asked for, because it is impaired (GUA-19)."""
    check_claim_is_ours(act, file)
    one = collateral_in(act, file, "impaired")
    if act.due_on < act.day:
        refuse("due_in_past", f"due_on {act.due_on} lies before {act.day} (GUA-21)")
    if open_request(one) is not None:
        refuse(
            "already_requested",
            f"further security for {act.collateral_id} is asked for already (GUA-21)",
        )
    fields: dict[str, Any] = {"due_on": act.due_on, "document_id": act.document_id}
    return (AdditionalSecurityRequested(**of_collateral(act, edition), **fields),)


def answer(
    act: RecordAdditionalSecurity, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[AdditionalSecurityProvided | AdditionalSecurityNotProvided]:
    """Further security was given, or was not (GUA-21)."""
    check_claim_is_ours(act, file)
    one = collateral_in(act, file, "impaired")
    if open_request(one) is None:
        refuse(
            "not_requested", f"no further security for {act.collateral_id} was asked for (GUA-21)"
        )
    common = {**of_collateral(act, edition), "document_id": act.document_id}
    if not act.provided:
        return (AdditionalSecurityNotProvided(**common),)
    known = {*file.collateral, *file.guarantors} - {act.collateral_id}
    if act.security_id is None or act.security_id not in known:
        refuse(
            "new_security_missing",
            f"security_id {act.security_id!r} is not registered for loan {act.loan_id}: register"
            " it first (GUA-21)",
        )
    return (AdditionalSecurityProvided(**common, security_id=act.security_id),)


def realise(
    act: RealiseSecurity, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[RealisationStarted]:
    """It is to be turned into money, since the debtor does not pay (GUA-24)."""
    check_claim_is_ours(act, file)
    collateral_in(act, file, *CHARGED)
    stated = file.stated_on(act.day)
    if stated is None or stated.overdue_since is None:
        refuse("nothing_overdue", f"loan {act.loan_id} is not in arrears on {act.day} (GUA-24)")
    return (RealisationStarted(**of_collateral(act, edition), document_id=act.document_id),)


def release(
    act: ReleaseCollateral, file: SecurityFile, edition: GuaranteePolicy
) -> tuple[CollateralReleased]:
    """The charge is given back because other security took its place (GUA-22)."""
    check_claim_is_ours(act, file)
    collateral_in(act, file, *CHARGED)
    if not any(
        each.old_id == act.collateral_id and each.effective_on <= act.day for each in file.replaced
    ):
        refuse(
            "not_replaced",
            f"collateral {act.collateral_id} was not replaced by {act.day}: it can't be given back"
            " while the loan owes (GUA-22)",
        )
    fields: dict[str, Any] = {"ground": act.ground, "document_id": act.document_id}
    return (CollateralReleased(**of_collateral(act, edition), **fields),)
