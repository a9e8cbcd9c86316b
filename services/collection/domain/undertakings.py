"""What the debtor undertook, as events: promises to pay and repayment plans.

They bear entry numbers because they are published as decisions; they themselves are never undone.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.collection.domain.acts import PlanPart
from services.collection.domain.done import Done


class PromiseToPayMade(Done, frozen=True, kw_only=True):
    """A promise. ``expected_cash`` is its amount at ``weight`` per cent, for forecasts (COL-67).

    ``received``: the receipts of its day that had come before it, and so keep no part of it.
    """

    NAME: ClassVar[str] = "collection.PromiseToPayMade"
    entry: int
    promise_id: str
    due_on: date
    half_day: str
    hour: str
    amount: Money
    weight: int
    expected_cash: Money
    received: tuple[str, ...] = ()


class PromiseWithdrawn(Done, frozen=True, kw_only=True):
    """The promise was taken back."""

    NAME: ClassVar[str] = "collection.PromiseWithdrawn"
    entry: int
    promise_id: str
    due_on: date
    amount: Money


class RepaymentPlanProposed(Done, frozen=True, kw_only=True):
    """A plan lies on the table."""

    NAME: ClassVar[str] = "collection.RepaymentPlanProposed"
    plan_id: str
    total: Money
    parts: tuple[PlanPart, ...]


class RepaymentPlanAgreed(Done, frozen=True, kw_only=True):
    """The plan holds. It does not stop the day counter.

    ``received``: the receipts of its day that had come before it.
    """

    NAME: ClassVar[str] = "collection.RepaymentPlanAgreed"
    entry: int
    plan_id: str
    documents: tuple[str, ...]
    signed: bool
    recording_id: str | None
    received: tuple[str, ...] = ()


class RepaymentPlanAmended(Done, frozen=True, kw_only=True):
    """From ``effective_on`` on these parts are the plan, without what was ``received`` that day before."""

    NAME: ClassVar[str] = "collection.RepaymentPlanAmended"
    entry: int
    plan_id: str
    total: Money
    parts: tuple[PlanPart, ...]
    signed: bool
    received: tuple[str, ...] = ()


PromiseDone = PromiseToPayMade | PromiseWithdrawn
PlanDone = RepaymentPlanProposed | RepaymentPlanAgreed | RepaymentPlanAmended
