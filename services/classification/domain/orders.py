"""What a fact is, and the facts that officers' orders about a class make."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import RiskClass
from services.kit.domain import DomainEvent


class Fact(DomainEvent, frozen=True, kw_only=True):
    """Taken by us on the bank's day ``processed_on``, booked on ``recorded_on``."""

    processed_on: date
    recorded_on: date


class Ordered(Fact, frozen=True, kw_only=True):
    """By two persons; roles are None in facts from before they were asked for."""

    requested_by: str
    approved_by: str
    role: str | None = None
    approver_role: str | None = None


class OverrideSet(Ordered, frozen=True, kw_only=True):
    """An expert's class from ``effective_on`` on, until it is withdrawn or replaced."""

    NAME: ClassVar[str] = "classification.OverrideSet"
    risk_class: RiskClass
    reason: str


class OverrideWithdrawn(Ordered, frozen=True, kw_only=True):
    """The expert's class no longer stands from ``effective_on`` on."""

    NAME: ClassVar[str] = "classification.OverrideWithdrawn"
    reason: str


class UpgradeApproved(Ordered, frozen=True, kw_only=True):
    """On ``effective_on`` two persons held that the debtor can go on performing (RC-70 (2)).

    It counts on that day only: when it later turns out that the observation was not complete then,
    it lifts nothing.
    """

    NAME: ClassVar[str] = "classification.UpgradeApproved"
    assessment: str


AnyOrder = OverrideSet | OverrideWithdrawn | UpgradeApproved
