"""Own events -> the published language, or None for what is nobody else's business. Pure."""

from __future__ import annotations

from typing import Any, assert_never

from contracts import classification as published
from contracts.message import Message
from contracts.values import Money
from services.classification.domain import facts, orders
from services.classification.domain.decisions import (
    AnyObservation,
    ClassesWithdrawn,
    ClassificationEvent,
    Contagion,
    CureLapsed,
    LoanClassified,
    LoanRevitalised,
    MarkKind,
    ObservationBroken,
    ObservationCompleted,
    ObservationStarted,
    Overridden,
    ReviewPlanned,
)
from services.classification.domain.done import (
    CureTested,
    FourTierGroundRecorded,
    PreservationRecognised,
    RestructuringRecorded,
    RestructuringReviewed,
    TriageCompleted,
)
from services.classification.domain.provision import provision_of
from services.classification.domain.tier_events import FourTierChanged, FourTierWithdrawn

AnyObserved = (
    published.ObservationStarted | published.ObservationBroken | published.ObservationCompleted
)
OBSERVED: dict[MarkKind, type[AnyObserved]] = {
    "started": published.ObservationStarted,
    "broken": published.ObservationBroken,
    "completed": published.ObservationCompleted,
}
SHARE_DECIMALS = 10
"""So many that a share just above a rule's percentage looks so, up to sums of a thousand million."""
PER_CENT = 100


def publish(event: ClassificationEvent, obligor_id: str) -> Message | None:
    """The message that tells the world about ``event``; facts came from the world and stay."""
    match event:
        case LoanClassified():
            return _loan_classified(event, obligor_id)
        case ClassesWithdrawn():
            return published.ClassesWithdrawn(
                loan_id=event.loan_id,
                obligor_id=obligor_id,
                entry=event.entry,
                corrects=event.corrects,
                effective_on=event.effective_on,
            )
        case ObservationStarted() | ObservationBroken() | ObservationCompleted():
            return _observed(event, obligor_id)
        case LoanRevitalised() | CureLapsed() | CureTested():
            return _cure(event, obligor_id)
        case TriageCompleted() | PreservationRecognised():
            return _done(event, obligor_id)
        case (
            facts.LoanTaken()
            | facts.ScheduleNoted()
            | facts.MirroredFact()
            | facts.CauseNoted()
            | facts.SignalNoted()
            | facts.InterestNoted()
        ):
            return None
        case (
            facts.LeavingNoted()
            | facts.LeavingGoneNoted()
            | facts.LiquidationNoted()
            | orders.OverrideSet()
            | orders.OverrideWithdrawn()
            | orders.UpgradeApproved()
            | ReviewPlanned()
        ):
            return None
        case FourTierChanged() | FourTierWithdrawn():
            return None
        case FourTierGroundRecorded() | RestructuringRecorded() | RestructuringReviewed():
            return None
    assert_never(event)


def _loan_classified(event: LoanClassified, obligor_id: str) -> published.LoanClassified:
    return published.LoanClassified(
        loan_id=event.loan_id,
        obligor_id=obligor_id,
        entry=event.entry,
        corrects=event.corrects,
        effective_on=event.effective_on,
        processed_on=event.processed_on,
        cause_recorded_on=event.cause_recorded_on,
        risk_class=event.risk_class,
        previous_class=event.previous_class,
        own_merit=event.own_merit,
        non_performing=event.non_performing,
        contagion=None if event.contagion is None else _contagion(event.contagion),
        reasons=event.reasons,
        rules=event.rules,
        policy_id=event.policy_id,
        overridden=None if event.overridden == Overridden() else _overridden(event.overridden),
        provision_percent=event.provision_percent,
        provision=_provision(event),
    )


def _provision(event: LoanClassified) -> Money | None:
    if event.provision_percent is None or event.principal is None:
        return None
    return provision_of(event.principal, event.provision_percent)


def _contagion(contagion: Contagion) -> published.Contagion:
    share = None
    if contagion.total_minor:
        share = share_percent(contagion.non_performing_minor, contagion.total_minor)
    return published.Contagion(
        rule=contagion.rule, from_loans=contagion.from_loans, share_percent=share
    )


def share_percent(part: int, total: int) -> str:
    """``part`` of ``total`` in percent, half up at the last of the decimals, no trailing zeros.

    For people; the rule compared the whole numbers.
    """
    unit = 10**SHARE_DECIMALS
    whole, rest = divmod((2 * part * PER_CENT * unit + total) // (2 * total), unit)
    return f"{whole}.{rest:0{SHARE_DECIMALS}d}".rstrip("0").rstrip(".")


def _overridden(lost: Overridden) -> published.Overridden:
    return published.Overridden(
        day_floor=lost.day_floor,
        own_merit=lost.own_merit,
        contagion=lost.contagion,
        expert=lost.expert,
    )


def _observed(event: AnyObservation, obligor_id: str) -> Message:
    return OBSERVED[event.KIND](
        **_about(event, obligor_id),
        entry=event.entry,
        corrects=event.corrects,
        observation_ends_on=event.observation_ends_on,
        reason=event.reason,
    )


def _about(event: ClassificationEvent, obligor_id: str) -> dict[str, Any]:
    return {"loan_id": event.loan_id, "obligor_id": obligor_id, "effective_on": event.effective_on}


def _cure(event: LoanRevitalised | CureLapsed | CureTested, obligor_id: str) -> Message:
    about = _about(event, obligor_id)
    if isinstance(event, CureTested):
        return published.CureTested(
            **about,
            test=event.test,
            passed=event.passed,
            failed=tuple(each.condition for each in event.results if not each.met),
            policy_id=event.policy_id,
        )
    revitalised = isinstance(event, LoanRevitalised)
    shape = published.LoanRevitalised if revitalised else published.CureLapsed
    return shape(
        **about,
        entry=event.entry,
        corrects=event.corrects,
        tested_on=event.tested_on,
        reason=event.reason,
        policy_id=event.policy_id,
    )


def _done(event: TriageCompleted | PreservationRecognised, obligor_id: str) -> Message:
    about = _about(event, obligor_id)
    if isinstance(event, TriageCompleted):
        return published.TriageCompleted(
            **about,
            group=event.group,
            name=event.name,
            findings=event.findings,
            policy_id=event.policy_id,
        )
    return published.PreservationRecognised(
        **about, ground=event.ground, policy_id=event.policy_id
    )
