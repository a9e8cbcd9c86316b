"""The ``guarantee`` object of the loan document: who and what stands for the loan on a day."""

from __future__ import annotations

from datetime import date

from services.guarantee.domain.alarms import warnings_by
from services.guarantee.domain.collateral_events import (
    CollateralAuctionHeld,
    CollateralReceived,
    CollateralValued,
)
from services.guarantee.domain.contact import address_known
from services.guarantee.domain.duties import duties
from services.guarantee.domain.eligibility import OPEN
from services.guarantee.domain.guarantor_events import (
    GuarantorDemandServed,
    GuarantorNotified,
    GuarantorRiskWarningSent,
)
from services.guarantee.domain.legal_facts import TransferNoted
from services.guarantee.domain.liability import debt_is_known, liability
from services.guarantee.domain.limitation import defence_open
from services.guarantee.domain.payments import paid_by, payments
from services.guarantee.domain.phase import collateral_phase_on, phase_on, stage_on
from services.guarantee.domain.recourse import contributions
from services.guarantee.domain.release import invalid_on
from services.guarantee.domain.shown import (
    ClockView,
    CollateralView,
    DueView,
    GuaranteeView,
    GuarantorView,
)
from services.guarantee.domain.state import Collateral, Guarantor, SecurityFile
from services.guarantee.domain.words import words
from services.guarantee.domain.worth import worth_on

NEVER_IN_ARREARS = "never_in_arrears"
"""Why it is not known what he is liable for."""


def view(file: SecurityFile, loan_id: str, as_of: date) -> GuaranteeView | None:
    """What secures the loan at the end of ``as_of``; None when nothing ever did.

    ``file`` is folded in effective order up to ``as_of``.
    """
    if file.taken is None or not (file.guarantors or file.collateral or file.unreadable):
        return None
    sold = file.of_law(TransferNoted, as_of)
    shown = [_guarantor(file, each, as_of) for each in file.guarantors.values()]
    paid = file.money(sum(each.paid.minor for each in shown))
    return GuaranteeView(
        guarantors=tuple(shown),
        collateral=tuple(_collateral(file, each, as_of) for each in file.collateral.values()),
        paid=paid,
        recourse=paid,
        held_by=sold[0].buyer_id if sold else None,
        unreadable=len(file.unreadable),
        due=tuple(
            DueView(
                on=each.on,
                what=each.what,
                words=words(each.what),
                subject=each.subject,
                rule=each.rule,
                article=each.article,
            )
            for each in duties(file, as_of)
        ),
    )


def _guarantor(file: SecurityFile, one: Guarantor, day: date) -> GuarantorView:
    terms, name = one.registered, one.registered.guarantor_id
    state, released = phase_on(file, one, day), file.released_on(name, day)
    demands = one.all_of(GuarantorDemandServed, day)
    warned = one.all_of(GuarantorRiskWarningSent, day)
    notified = one.all_of(GuarantorNotified, day)
    paid = paid_by(file, name, day)
    known = state not in OPEN or debt_is_known(file, day)
    liable = liability(file, one, day, whole=True) if state in OPEN else 0
    return GuarantorView(
        guarantor_id=name,
        kind=terms.kind,
        kind_agreed=terms.kind_agreed,
        guarantor_kind=terms.guarantor_kind,
        state=state,
        called_on=stage_on(file, one, day),
        registered_on=terms.effective_on,
        cap=terms.cap,
        share_percent=terms.share_percent,
        liable=file.money(liable) if known else None,
        liable_unknown=None if known else NEVER_IN_ARREARS,
        defence_open=state in OPEN and defence_open(file, one, day),
        warned_on=warned[0].effective_on if warned else None,
        notified_on=notified[0].effective_on if notified else None,
        demanded_on=demands[0].effective_on if demands else None,
        demanded=demands[0].amount if demands else None,
        contact_verified=address_known(one, day),
        paid=file.money(paid),
        payments=len({p.receipt_id for on, p in payments(file) if p.payer_id == name}),
        recourse=file.money(paid),
        recourse_from=contributions(file, one, day),
        released_on=None if released is None else released.effective_on,
        release_reason=None if released is None else released.reason,
        period=_clock(file, one, "period", day),
        limitation=_clock(file, one, "limitation", day),
        alarms=warnings_by(file, one, day),
    )


def _clock(file: SecurityFile, one: Guarantor, name: str, day: date) -> ClockView | None:
    """A clock on a day: of one who is free it has expired or was stopped, but never runs (B.4)."""
    clock = file.clock_on(one.registered.guarantor_id, name, day)
    if clock is None:
        return None
    state, free = clock.state, _free_on(file, one, day)
    if state == "running" and free is not None and clock.final_end is not None:
        state = "expired" if clock.final_end < free else "stopped"
    stopped = state == "stopped"
    return ClockView(
        state=state,
        started_on=clock.started_on,
        ends_on=None if stopped else clock.ends_on,
        final_end=None if stopped else clock.final_end,
        why=clock.why,
        rule=clock.rule,
        article=clock.article,
        calendar_known=clock.calendar_known,
    )


def _free_on(file: SecurityFile, one: Guarantor, day: date) -> date | None:
    """Since when he is liable for nothing: released, or his guarantee is void; None while he stands."""
    released = file.released_on(one.registered.guarantor_id, day)
    ends = (None if released is None else released.effective_on, invalid_on(one, day))
    return min((each for each in ends if each is not None), default=None)


def _collateral(file: SecurityFile, one: Collateral, day: date) -> CollateralView:
    steps = [each for each in one.steps if each.effective_on <= day]
    valued = [each for each in steps if isinstance(each, CollateralValued)]
    rounds = [each for each in steps if isinstance(each, CollateralAuctionHeld)]
    taken = [each.debt_reduced for each in steps if isinstance(each, CollateralReceived)]
    sold = [each.price for each in rounds if each.sold]
    realised = [*taken, *sold]
    return CollateralView(
        collateral_id=one.pledged.collateral_id,
        kind=one.pledged.kind,
        state=collateral_phase_on(file, one, day),
        owner_id=one.pledged.owner_id,
        rank=one.pledged.rank,
        value=worth_on(one, day),
        valued_on=valued[-1].effective_on if valued else None,
        auction_rounds=len(rounds),
        realised=realised[0] if realised else None,
    )
