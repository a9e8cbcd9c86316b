"""Refusals that many acts share. Each has a stable code and a sentence with field, value and rule."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import Any, NoReturn

from contracts.receipts import Kind, room
from contracts.values import Money, RiskClass
from services.disposal.domain.acts import DisposalAct
from services.disposal.domain.state import Asset, Case, LoanFile
from services.disposal.policy import DisposalPolicy
from services.kit.acts import recorded_by
from services.kit.domain import Rejected


def refuse(code: str, detail: str) -> NoReturn:
    """Refuse the act."""
    raise Rejected(code, detail)


def done(act: DisposalAct, case_id: str, edition: DisposalPolicy) -> dict[str, Any]:
    """Who did it when, in which case, under which edition."""
    return recorded_by(act, edition.policy_id) | {"case_id": case_id}


def check_claim_is_ours(act: DisposalAct, file: LoanFile, *, paid: bool = False) -> None:
    """Refuse when there is no claim (any more) to dispose of on the day.

    ``paid``: what the ledger takes for the payment that settled it is known to be none.
    """
    if file.taken is None or file.taken.effective_on > act.day:
        refuse("loan_unknown", f"loan_id {act.loan_id!r} is not known here on {act.day} (B.6)")
    if file.transferred is not None:
        refuse(
            "claim_transferred",
            f"loan {act.loan_id} was sold to {file.transferred.buyer_id} on"
            f" {file.transferred.effective_on}: the claim is no longer ours (TA-03)",
        )
    if file.remitted is not None:
        refuse(
            "claim_extinguished",
            f"loan {act.loan_id} was remitted on {file.remitted.effective_on}: the liability has"
            " ended (DIS-19)",
        )
    if file.settled_on(act.day) and not paid:
        refuse(
            "loan_settled", f"loan {act.loan_id} is settled on {act.day}: nothing is owed (B.6)"
        )


def check_non_performing(act: DisposalAct, file: LoanFile) -> RiskClass:
    """Only a non-performing claim is disposed of (DIS-01); the class of the day."""
    noted = file.class_on(act.day)
    if noted is None or noted.risk_class is None:
        refuse("not_classified", f"loan {act.loan_id} has no class on {act.day} (DIS-01)")
    if not noted.non_performing:
        refuse(
            "not_non_performing",
            f"class {noted.risk_class!r} on {act.day} is performing: it is collected, not disposed"
            " of (DIS-01)",
        )
    return noted.risk_class


def check_not_before(act: DisposalAct, subject: Case | Asset, name: str) -> None:
    """An act can't be dated before the step it builds on."""
    if act.day < subject.last_on:
        refuse(
            "done_before_last_step",
            f"done_on {act.day} lies before {subject.last_on}, the last step of {name}",
        )


def case_in(act: DisposalAct, file: LoanFile, *states: str) -> Case:
    """The newest case, which must be in one of ``states`` (B.6)."""
    case = file.case
    if case is None or case.state not in states:
        stands = "has no disposal case" if case is None else f"is {case.state}"
        refuse(
            "wrong_state",
            f"loan {act.loan_id} {stands} on {act.day}, but must be {' or '.join(states)} (B.6)",
        )
    check_not_before(act, case, f"case {case.case_id}")
    return case


def asset_in(act: DisposalAct, file: LoanFile, asset_id: str, *states: str) -> Asset:
    """An asset taken for this loan, which must be in one of ``states``."""
    asset = file.assets.get(asset_id)
    if asset is None:
        refuse(
            "asset_unknown", f"asset_id {asset_id!r} was not taken for loan {act.loan_id} (B.6)"
        )
    if asset.state not in states:
        refuse(
            "wrong_state",
            f"asset {asset_id} is {asset.state} on {act.day}, but must be {' or '.join(states)} (B.6)",
        )
    check_not_before(act, asset, f"asset {asset_id}")
    return asset


def check_name(field: str, kind: Kind, name: str, known: Container[str]) -> None:
    """What is taken for debt is counted once, as a receipt of its name (POL-24)."""
    if name in known:
        refuse(f"{kind}_known", f"{field} {name!r} was taken before: it counts once (POL-24)")
    if len(name) > room(kind):
        refuse(
            f"{field}_too_long",
            f"{field} {name!r} has {len(name)} characters: more than {room(kind)} leave no room"
            f" for the receipt {kind}:{field} that it is counted as (POL-24)",
        )


def check_money(file: LoanFile, **amounts: Money) -> None:
    """All amounts are in the loan's currency."""
    for field, amount in amounts.items():
        if amount.currency != file.currency:
            refuse(
                "currency_mismatch",
                f"{field} is in {amount.currency}, but the loan is in {file.currency}",
            )


def check_some(rule: str, **amounts: Money) -> None:
    """Each amount is more than nothing."""
    for field, amount in amounts.items():
        if not amount:
            refuse(f"{field}_zero", f"{field} {amount.amount} must be above 0 ({rule})")


def check_known(act: DisposalAct, day: date | None, field: str, rule: str) -> None:
    """What is said to have happened on ``day`` is no later than the act."""
    if day is not None and day > act.day:
        refuse("day_in_future", f"{field} {day} lies after {act.day}, the day of the act ({rule})")
