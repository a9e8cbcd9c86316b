"""Conclusions in the making: complete but for their entry numbers, which the record gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from services.classification.domain.contagion import balances_used
from services.classification.domain.cures import Fate
from services.classification.domain.decisions import (
    AnyCure,
    AnyObservation,
    CureLapsed,
    Inputs,
    LoanClassified,
    LoanRevitalised,
    MarkKind,
    ObservationBroken,
    ObservationCompleted,
    ObservationStarted,
)
from services.classification.domain.four_tier import Placed
from services.classification.domain.merit import Merit, is_non_performing
from services.classification.domain.observation import Note, ends_on
from services.classification.domain.outcome import Outcome
from services.classification.domain.state import LoanFile, kind, principal_on
from services.classification.domain.tier_events import FourTierChanged
from services.classification.domain.tier_rules import Tier
from services.classification.policy import ClassificationPolicy

Draft = LoanClassified | AnyObservation | AnyCure | FourTierChanged
UNNUMBERED = 0
OBSERVED: dict[MarkKind, type[AnyObservation]] = {
    each.KIND: each for each in (ObservationStarted, ObservationBroken, ObservationCompleted)
}


class Cause(NamedTuple):
    """When the judging happens and when its cause was booked."""

    processed_on: date
    recorded_on: date


def classified(
    file: LoanFile,
    day: date,
    before: LoanClassified | None,
    outcome: Outcome,
    inputs: Inputs,
    edition: ClassificationPolicy,
    cause: Cause,
) -> LoanClassified:
    """The loan has the outcome's class from ``day`` on."""
    return LoanClassified(
        loan_id=file.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        processed_on=cause.processed_on,
        cause_recorded_on=cause.recorded_on,
        risk_class=outcome.risk_class,
        previous_class=None if before is None else before.risk_class,
        own_merit=outcome.own_merit,
        non_performing=is_non_performing(outcome.risk_class),
        contagion=outcome.contagion,
        reasons=outcome.reasons,
        rules=outcome.rules,
        policy_id=edition.policy_id,
        inputs=inputs,
        overridden=outcome.overridden,
        provision_percent=edition.provision_percent(outcome.risk_class),
        principal=principal_on(file, day),
    )


def inputs_of(file: LoanFile, day: date, merit: Merit, claims: Mapping[str, LoanFile]) -> Inputs:
    """What the class of ``day`` was concluded from; ``claims`` when their balances were used."""
    arrears, grade = file.arrears_on(day), file.grade_on(day)
    return Inputs(
        as_of=day,
        days_past_due=merit.days_past_due,
        overdue_since=arrears.overdue_since if arrears else None,
        arrears_entry=arrears.monitoring_entry if arrears else None,
        arrears_effective_on=arrears.effective_on if arrears else None,
        arrears_recorded_on=arrears.recorded_on if arrears else None,
        expert_since=grade.effective_on if grade else None,
        balances=balances_used(claims, day),
    )


def observed(
    file: LoanFile, day: date, note: Note, edition: ClassificationPolicy, cause: Cause
) -> AnyObservation:
    """What ``day`` did to the loan's observation."""
    return OBSERVED[note.kind](
        loan_id=file.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        processed_on=cause.processed_on,
        cause_recorded_on=cause.recorded_on,
        watch=note.watch,
        reason=note.reason,
        rule=edition.segment(kind(file)).upgrade.rule,
        policy_id=edition.policy_id,
        observation_ends_on=ends_on(file, day, note.watch),
    )


def cured(
    file: LoanFile, day: date, fate: Fate, edition: ClassificationPolicy, cause: Cause
) -> AnyCure:
    """What ``day`` made of a passed cure test."""
    shape = LoanRevitalised if fate.kind == "revitalised" else CureLapsed
    return shape(
        loan_id=file.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        processed_on=cause.processed_on,
        cause_recorded_on=cause.recorded_on,
        tested_on=fate.tested_on,
        reason=fate.reason,
        rule=fate.rule,
        policy_id=edition.policy_id,
    )


def tiered(
    file: LoanFile,
    day: date,
    before: Tier,
    place: Placed,
    edition: ClassificationPolicy,
    cause: Cause,
) -> FourTierChanged:
    """The loan stands in the place's tier from ``day`` on."""
    return FourTierChanged(
        loan_id=file.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        processed_on=cause.processed_on,
        cause_recorded_on=cause.recorded_on,
        tier=place.tier,
        previous_tier=before,
        reason=place.reason,
        rule=place.rule,
        policy_id=edition.policy_id,
        counted_from=place.counted_from,
    )
