"""What core banking sends (contract.md section 3): facts, booked there, never refused here."""

from __future__ import annotations

import re
from math import isfinite
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import PlainValidator, WithJsonSchema, model_validator

from contracts.errors import broken, shown
from contracts.message import (
    Code,
    GivenDay,
    Group,
    Identifier,
    Message,
    Positive,
    Text,
    YesNo,
    open_list,
)
from contracts.schedule import (
    SCHEDULE_RULES,
    Installment,
    check_currency,
    check_positive,
    check_principal,
    check_schedule,
)
from contracts.values import Component, GivenMoney, Money, ObligorKind, Security

__all__ = [
    "Allocation",
    "BusinessDayClosed",
    "ChargeAccrued",
    "Installment",
    "LoanDisbursed",
    "Payer",
    "Rates",
    "RepaymentReceived",
    "RepaymentReversed",
    "ScheduleChanged",
]

RATE_PATTERN = r"^[0-9](\.[0-9]{1,18})?$"
_RATE = re.compile(r"[0-9](\.[0-9]{1,18})?", re.ASCII)


def _read_rate(value: object) -> str:
    if not isinstance(value, str):
        raise broken("rate_format", f"{shown(value)} is not a decimal string")
    if _RATE.fullmatch(value) is None:
        raise broken(
            "rate_format", f"{shown(value)!r} is not a plain decimal string from 0 to 9.9"
        )
    return value


Rate = Annotated[
    str,
    PlainValidator(_read_rate),
    WithJsonSchema({"type": "string", "pattern": RATE_PATTERN}),
]
"""A rate per day as a plain decimal string (``"0.0002"`` is 0.02 % a day)."""


class Rates(Group):
    """Simple daily rates, never compounded: on the balance and on overdue principal."""

    interest_daily: Rate | None = None
    penalty_daily: Rate | None = None


def _is_finite(value: Any) -> bool:
    """Whether every number inside these plain JSON values is one that JSON can hold."""
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_finite, value))
    return not isinstance(value, float) or isfinite(value)


class LoanDisbursed(Message):
    """A loan was paid out (放款). ``guarantees`` and ``collateral`` are passed on as they come."""

    TYPE: ClassVar[str] = "corebank.loan-disbursed.v1"
    RULES: ClassVar[tuple[str, ...]] = (
        *("money_zero", "term_order", "schedule_sum"),
        *SCHEDULE_RULES,
    )

    loan_id: Identifier
    obligor_id: Identifier
    obligor_kind: ObligorKind
    product: Code
    principal: GivenMoney
    disbursed_on: GivenDay
    matures_on: GivenDay
    purpose: Text | None = None
    branch: Code | None = None
    officer: Code | None = None
    security: Security
    schedule: tuple[Installment, ...]
    guarantees: tuple[dict[str, Any], ...] | None = None
    collateral: tuple[dict[str, Any], ...] | None = None
    rates: Rates | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_positive(self.principal, "principal")
        if self.matures_on < self.disbursed_on:
            raise broken(
                "term_order",
                f"the loan matures before it is disbursed ({self.disbursed_on})",
                "matures_on",
                self.matures_on.isoformat(),
            )
        for name in ("guarantees", "collateral"):
            if not _is_finite(getattr(self, name)):
                raise broken("not_json", "JSON has no NaN and no infinite number", name, "NaN")
        check_schedule(self.schedule, self.principal.currency)
        check_principal(self.schedule, self.principal)
        return self


class Payer(Group):
    """Who paid. ``kind`` is an open list."""

    kind: Annotated[Code, open_list("borrower", "guarantor", "third_party", "court")]
    id: Identifier | None = None


class Allocation(Group):
    """The part of a receipt that core banking booked to one component of one instalment."""

    installment: Positive
    component: Component
    amount: GivenMoney


class RepaymentReceived(Message):
    """Money came in for a loan. It counts on ``value_date`` and was booked on ``booked_on``.

    ``allocation`` may cover less than ``amount``: what it leaves is unapplied money.
    """

    TYPE: ClassVar[str] = "corebank.repayment-received.v1"
    RULES: ClassVar[tuple[str, ...]] = (
        *("money_zero", "money_currencies"),
        *("allocation_empty", "allocation_sum"),
    )

    loan_id: Identifier
    obligor_id: Identifier
    receipt_id: Identifier
    amount: GivenMoney
    value_date: GivenDay
    booked_on: GivenDay
    payer: Payer
    allocation: tuple[Allocation, ...] | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_positive(self.amount, "amount")
        if self.allocation is not None:
            _check_allocation(self.allocation, self.amount)
        return self


def _check_allocation(parts: tuple[Allocation, ...], amount: Money) -> None:
    if not parts:
        raise broken(
            "allocation_empty",
            "no part is given; leave the field out when core banking allocates nothing",
            "allocation",
            "[]",
        )
    for place, part in enumerate(parts):
        check_currency(part.amount, amount.currency, f"allocation[{place}].amount")
        check_positive(part.amount, f"allocation[{place}].amount")
    total = Money(sum(part.amount.minor for part in parts), amount.currency)
    if amount < total:
        raise broken(
            "allocation_sum",
            f"the parts add up to {total.amount}, more than the amount {amount.amount}",
            "allocation",
            total.amount,
        )


class RepaymentReversed(Message):
    """A receipt is undone: what it had paid opens again from its own value date."""

    TYPE: ClassVar[str] = "corebank.repayment-reversed.v1"

    loan_id: Identifier
    obligor_id: Identifier
    receipt_id: Identifier
    reversal_id: Identifier
    booked_on: GivenDay
    reason: Text


class ScheduleChanged(Message):
    """The plan of repayment from ``effective_on`` on. ``reason`` is an open list."""

    TYPE: ClassVar[str] = "corebank.schedule-changed.v1"
    RULES: ClassVar[tuple[str, ...]] = SCHEDULE_RULES

    loan_id: Identifier
    obligor_id: Identifier
    change_id: Identifier
    effective_on: GivenDay
    reason: Annotated[
        Code,
        open_list(
            "extension", "restructure", "prepayment", "rate_change", "acceleration", "correction"
        ),
    ]
    financial_difficulty: YesNo
    schedule: tuple[Installment, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_schedule(self.schedule)
        return self


class ChargeAccrued(Message):
    """Core banking charged a penalty, a fee or a cost."""

    TYPE: ClassVar[str] = "corebank.charge-accrued.v1"
    RULES: ClassVar[tuple[str, ...]] = ("money_zero",)

    loan_id: Identifier
    obligor_id: Identifier
    charge_id: Identifier
    component: Literal["penalty", "fee", "cost"]
    amount: GivenMoney
    due_on: GivenDay
    booked_on: GivenDay

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_positive(self.amount, "amount")
        return self


class BusinessDayClosed(Message):
    """The bank's business day is over: a watermark, one message to every partition."""

    TYPE: ClassVar[str] = "corebank.business-day-closed.v1"
    KEYED: ClassVar[bool] = False

    business_date: GivenDay
