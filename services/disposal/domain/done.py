"""Officers' acts as events: what all of them carry, and those about the case as a whole."""

from __future__ import annotations

from typing import ClassVar

from contracts.values import Money, RiskClass
from services.disposal.domain.values import Alternative, ClaimSum, Rung
from services.disposal.policy import RouteName
from services.kit.domain import DomainEvent


class Done(DomainEvent, frozen=True, kw_only=True):
    """An officer's act in a case, under the edition ``policy_id``."""

    case_id: str
    requested_by: str
    role: str
    reason: str
    approved_by: str | None
    approver_role: str | None
    policy_id: str


class DisposalAssessmentCompleted(Done, frozen=True, kw_only=True):
    """The case opens (CLS-46); ``claim`` is what is owed that day, ``risk_class`` its class."""

    NAME: ClassVar[str] = "disposal.DisposalAssessmentCompleted"
    report_id: str
    recoverable: Money
    expected_cost: Money
    claim: ClaimSum
    risk_class: RiskClass


class DisposalRouteSelected(Done, frozen=True, kw_only=True):
    """The route, the other ones with the reasons against them, the rungs before (DIS-01, DIS-02)."""

    NAME: ClassVar[str] = "disposal.DisposalRouteSelected"
    route: RouteName
    alternatives: tuple[Alternative, ...]
    rungs: tuple[Rung, ...]


class DebtConvertedToEquity(Done, frozen=True, kw_only=True):
    """So much of the claim became shares (DIS-12)."""

    NAME: ClassVar[str] = "disposal.DebtConvertedToEquity"
    equity_id: str
    regulator_approval_id: str
    amount: Money


class DebtRemitted(Done, frozen=True, kw_only=True):
    """The whole claim was given up: the liability ends (DIS-19)."""

    NAME: ClassVar[str] = "disposal.DebtRemitted"
    approval_id: str
    amount: Money
