"""Small loans and facts for the tests of monitoring: round amounts, chosen dates."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from contracts.values import Money
from services.kit.policy import PolicyBook
from services.kit.testing import Specification
from services.monitoring.domain.commands import (
    AccelerateLoan,
    LoanCommand,
    OpenLoan,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeReceipt,
    TimeReached,
)
from services.monitoring.domain.entries import ClaimStated
from services.monitoring.domain.facts import Installment, NamedPart
from services.monitoring.domain.loan import decider
from services.monitoring.domain.state import Loan, LoanEvent
from services.monitoring.domain.view import MonitoringView, view
from services.monitoring.policy import DayCountChoice, MonitoringPolicy
from tests.unit.monitoring.bank import POLICIES

LOAN = "L-1"
POLICY_ID = "cn/2010-02-12"
"""The edition of these loans' terms."""


def without_statements(events: Sequence[LoanEvent]) -> tuple[LoanEvent, ...]:
    """The events but for statements of all claims, where these are not the point."""
    return tuple(event for event in events if not isinstance(event, ClaimStated))


def _decide_quietly(
    command: LoanCommand, loan: Loan, policies: PolicyBook[MonitoringPolicy]
) -> tuple[LoanEvent, ...]:
    return without_statements(decider.decide(command, loan, policies))


given = Specification(dataclasses.replace(decider, decide=_decide_quietly), POLICIES)


def yuan(text: str) -> Money:
    """1234.50 -> money in CNY."""
    return Money.of(text)


def fen(text: str) -> int:
    """1234.50 -> 123450."""
    return Money.of(text).minor


def row(
    number: int, due_on: date, principal: str, interest: str = "0.00", fee: str = "0.00"
) -> Installment:
    """One row of a plan."""
    return Installment(number, due_on, fen(principal), fen(interest), fen(fee))


JANUARY = date(2024, 1, 20)
FEBRUARY = date(2024, 2, 20)
MARCH = date(2024, 3, 20)
DISBURSED = date(2023, 12, 20)
PLAN = (
    row(1, JANUARY, "1000.00", "30.00", "5.00"),
    row(2, FEBRUARY, "1000.00", "20.00", "5.00"),
    row(3, MARCH, "1000.00", "10.00", "5.00"),
)


def opening(as_of: date = DISBURSED, **changes: Any) -> OpenLoan:
    """3,000.00 in three instalments of 1,035.00, 1,025.00, 1,015.00."""
    loan = OpenLoan(
        as_of=as_of,
        loan_id=LOAN,
        booked_on=as_of,
        obligor_kind="personal",
        product="consumer",
        security="credit",
        principal=yuan("3000.00"),
        disbursed_on=DISBURSED,
        matures_on=MARCH,
        schedule=PLAN,
    )
    return msgspec.structs.replace(loan, **changes)


def receipt(
    name: str,
    amount: str,
    value_date: date,
    *parts: tuple[int, str, str],
    as_of: date | None = None,
    **changes: Any,
) -> TakeReceipt:
    """Money in; ``parts`` are (instalment, component, amount) named by the core."""
    taken_on = as_of or value_date
    taken = TakeReceipt(
        as_of=taken_on,
        loan_id=LOAN,
        booked_on=taken_on,
        receipt_id=name,
        amount=yuan(amount),
        value_date=value_date,
        payer_kind="borrower",
        allocation=tuple(
            NamedPart(number, component, fen(part))  # type: ignore[arg-type]
            for number, component, part in parts
        ),
    )
    return msgspec.structs.replace(taken, **changes)


def reversal(name: str, as_of: date) -> ReverseReceipt:
    """The receipt comes back."""
    return ReverseReceipt(
        as_of=as_of,
        loan_id=LOAN,
        booked_on=as_of,
        receipt_id=name,
        reversal_id=f"{name}-X",
        reason="returned",
    )


def charge(
    name: str, component: Any, amount: str, due_on: date, as_of: date | None = None
) -> TakeCharge:
    """The core charges something."""
    taken_on = as_of or due_on
    return TakeCharge(
        as_of=taken_on,
        loan_id=LOAN,
        booked_on=taken_on,
        charge_id=name,
        component=component,
        amount=yuan(amount),
        due_on=due_on,
    )


def change(
    name: str, reason: str, on: date, *schedule: Installment, as_of: date | None = None
) -> ReplaceSchedule:
    """A new plan from ``on``."""
    taken_on = as_of or on
    return ReplaceSchedule(
        as_of=taken_on,
        loan_id=LOAN,
        booked_on=taken_on,
        change_id=name,
        effective_on=on,
        reason=reason,
        financial_difficulty=False,
        schedule=schedule,
        currency="CNY",
    )


def acceleration(on: date, as_of: date | None = None, **changes: Any) -> AccelerateLoan:
    """Two officers call the whole claim due."""
    command = AccelerateLoan(
        as_of=as_of or on,
        loan_id=LOAN,
        effective_on=on,
        reason="another creditor takes stock away",
        requested_by="chen",
        role="post_loan_officer",
        approved_by="liu",
        approver_role="risk_reviewer",
    )
    return msgspec.structs.replace(command, **changes)


def tick(on: date) -> TimeReached:
    """The day is over."""
    return TimeReached(as_of=on)


def with_product(**changes: Any) -> PolicyBook[MonitoringPolicy]:
    """The default pack with these conventions for every product."""
    edition = POLICIES.editions[0]
    terms = edition.product("default")
    if "day_count" in changes:
        changes["day_count"] = DayCountChoice(value=changes["day_count"], source="test")
    if "grace" in changes:
        changes["grace"] = msgspec.structs.replace(terms.grace, value=changes["grace"])
    changed = msgspec.structs.replace(terms, **changes)
    return PolicyBook((msgspec.structs.replace(edition, products={"default": changed}),))


def decided(
    *commands: Any,
    policies: PolicyBook[MonitoringPolicy] = POLICIES,
    statements: bool = False,
) -> tuple[list[LoanEvent], Loan]:
    """Events that these commands lead to, statements when asked for, and the loan after them."""
    loan, events = decider.initial, list[LoanEvent]()
    for command in commands:
        new = decider.decide(command, loan, policies)
        events.extend(new if statements else without_statements(new))
        loan = decider.fold(new, loan)
    return events, loan


def seen(
    on: date, *commands: Any, policies: PolicyBook[MonitoringPolicy] = POLICIES
) -> MonitoringView:
    """The loan at the end of ``on`` after these commands."""
    shown = view(decided(*commands, policies=policies)[1], on)
    assert shown is not None
    return shown
