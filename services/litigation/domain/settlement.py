"""Mediation before or beside a suit, and settlement in enforcement (LIT-16, LIT-24, CL-17)."""

from __future__ import annotations

from services.kit.domain import Rejected, changed
from services.kit.holidays import rolled
from services.litigation.domain.effect import effect_by
from services.litigation.domain.kept import is_kept, running
from services.litigation.domain.outcomes import (
    ConfirmationRequested,
    MediationClosed,
    MediationOpened,
    SettlementAgreed,
    SettlementBroken,
)
from services.litigation.domain.state import Case
from services.litigation.domain.suit import check_parties
from services.litigation.domain.suits import suit_on
from services.litigation.domain.terms import last_day
from services.litigation.policy import LitigationPolicy


def open_mediation(
    deed: MediationOpened, case: Case, edition: LitigationPolicy
) -> MediationOpened:
    """Before suit, or beside it (LIT-16)."""
    if any(each.mediation_id == deed.mediation_id for each in case.all_of(MediationOpened)):
        raise Rejected("already_known", f"mediation_id {deed.mediation_id!r} is on file (LIT-16)")
    return deed


def close_mediation(
    deed: MediationClosed, case: Case, edition: LitigationPolicy
) -> MediationClosed:
    """Agreed before suit, it can be confirmed in court within its term (CL-17).

    Beside a suit the court itself writes the agreement down; not agreed, the suit goes on.
    """
    opened = {each.mediation_id for each in case.all_of(MediationOpened, deed.effective_on)}
    closed = {each.mediation_id for each in case.all_of(MediationClosed)}
    if deed.mediation_id not in opened - closed:
        raise Rejected(
            "mediation_unknown", f"mediation_id {deed.mediation_id!r} is not open (LIT-16)"
        )
    if not deed.agreed:
        return deed
    if deed.pay_by is not None and deed.pay_by < deed.effective_on:
        raise Rejected("pay_by_past", f"pay_by {deed.pay_by} lies before the agreement (CL-17)")
    effect = effect_by(case)
    if effect is not None:
        raise Rejected(
            "judgment_effective",
            f"agreed: the judgment binds since {effect.effective_on}; what is agreed on after it is"
            " a settlement in enforcement (LIT-24)",
        )
    if suit_on(case, deed.effective_on) is not None:
        return deed
    return changed(deed, confirm_by=last_day(deed.effective_on, edition.terms["confirm"]))


def request_confirmation(
    deed: ConfirmationRequested, case: Case, edition: LitigationPolicy
) -> ConfirmationRequested:
    """Once for each agreement, within its term (CL-17)."""
    agreed = {
        each.mediation_id: each
        for each in case.all_of(MediationClosed, deed.effective_on)
        if each.agreed
    }
    closed = agreed.get(deed.mediation_id)
    if closed is None:
        raise Rejected(
            "mediation_unknown", f"mediation_id {deed.mediation_id!r} led to no agreement (CL-17)"
        )
    if closed.confirm_by is None:
        raise Rejected(
            "nothing_to_confirm",
            f"mediation_id {deed.mediation_id!r} was held beside the suit: the court itself writes"
            " the agreement down (CL-17)",
        )
    if deed.effective_on > closed.confirm_by.on:
        raise Rejected(
            "confirmation_too_late",
            f"done_on {deed.effective_on}: confirmation could be asked for until"
            f" {closed.confirm_by.on} (CL-17)",
        )
    if any(e.mediation_id == deed.mediation_id for e in case.all_of(ConfirmationRequested)):
        raise Rejected(
            "already_known",
            f"confirmation of mediation_id {deed.mediation_id!r} is asked for (CL-17)",
        )
    return deed


def settle(deed: SettlementAgreed, case: Case, edition: LitigationPolicy) -> SettlementAgreed:
    """With parties and a day of payment that is not over."""
    check_parties("parties", deed.parties, case)
    if deed.remain_liable:
        check_parties("remain_liable", deed.remain_liable, case)
    if deed.amount.minor == 0:
        raise Rejected("amount_zero", "amount 0: a settlement names what is to be paid")
    if deed.pay_by < deed.effective_on:
        raise Rejected("pay_by_past", f"pay_by {deed.pay_by} lies before the settlement")
    return deed


def broken(deed: SettlementBroken, case: Case, edition: LitigationPolicy) -> SettlementBroken:
    """Its day of payment is over, as T-3 moves it, and it is not paid; paid late it is kept as well."""
    agreed, day = running(case, deed.effective_on), deed.effective_on
    if agreed is None:
        return deed
    if agreed.pay_by is not None and day <= rolled(agreed.pay_by).on:
        raise Rejected(
            "settlement_not_due",
            f"done_on {day}: pay_by {agreed.pay_by} is not over, until then nothing is broken (LIT-24)",
        )
    if is_kept(case, agreed, day):
        raise Rejected(
            "settlement_kept",
            f"done_on {day}: what was agreed on {agreed.effective_on} is paid, nothing is broken"
            " (LIT-24)",
        )
    return deed
