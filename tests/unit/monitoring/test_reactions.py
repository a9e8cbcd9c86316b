"""Messages become commands to the loan's stream; nothing that is listened to is dropped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contracts import commands, corebank
from contracts.catalogue import MODELS
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.values import Money
from services.monitoring.domain.commands import (
    AccelerateLoan,
    OpenLoan,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeReceipt,
    TimeReached,
)
from services.monitoring.domain.facts import Installment, NamedPart
from services.monitoring.reactions import IGNORES, LISTENS, react, time_reached

BOOKED, TAKEN = date(2024, 1, 20), date(2024, 1, 22)
IDS = {"loan_id": "L-1", "obligor_id": "C-1"}
ROWS = [
    {
        "number": 1,
        "due_on": "2024-02-20",
        "principal": {"amount": "100.00", "currency": "CNY"},
        "interest": {"amount": "1.00", "currency": "CNY"},
        "fee": {"amount": "0.10", "currency": "CNY"},
    }
]
CNY = {"amount": "100.00", "currency": "CNY"}
BY = {"reason": "r", "requested_by": "a", "approved_by": "b"}
COMMON: dict[str, Any] = {
    "as_of": TAKEN, "loan_id": "L-1", "booked_on": BOOKED, "sequence": 7,
}  # fmt: skip


def _put(model: type[Message], **data: Any) -> Any:
    message = model.model_validate({**IDS, **data})
    envelope = Envelope("1", "/corebank", model.TYPE, BOOKED, sequence=7)
    ((stream, command),) = react(message, envelope, TAKEN)
    assert stream == "loan-L-1"
    return command


def test_a_disbursement_opens_the_loan() -> None:
    opened = _put(
        corebank.LoanDisbursed,
        obligor_kind="personal",
        product="consumer",
        principal=CNY,
        disbursed_on="2024-01-20",
        matures_on="2024-02-20",
        security="credit",
        schedule=ROWS,
        rates={"penalty_daily": "0.0003"},
        branch="B1",
    )
    assert opened == OpenLoan(
        **COMMON,
        obligor_kind="personal",
        product="consumer",
        security="credit",
        principal=Money(10_000),
        disbursed_on=date(2024, 1, 20),
        matures_on=date(2024, 2, 20),
        schedule=(Installment(1, date(2024, 2, 20), 10_000, 100, 10),),
        branch="B1",
        penalty_daily="0.0003",
    )


def test_a_repayment_is_taken_with_the_core_s_own_allocation() -> None:
    taken = _put(
        corebank.RepaymentReceived,
        receipt_id="R1",
        amount=CNY,
        value_date="2024-01-18",
        booked_on="2024-01-20",
        payer={"kind": "guarantor", "id": "C-2"},
        allocation=[{"installment": 1, "component": "interest", "amount": CNY}],
    )
    assert taken == TakeReceipt(
        **COMMON,
        receipt_id="R1",
        amount=Money(10_000),
        value_date=date(2024, 1, 18),
        payer_kind="guarantor",
        payer_id="C-2",
        allocation=(NamedPart(1, "interest", 10_000),),
    )


def test_a_reversal_a_charge_and_a_schedule_change_are_taken() -> None:
    undone = {"receipt_id": "R1", "reversal_id": "X1", "booked_on": "2024-01-20", "reason": "r"}
    assert _put(corebank.RepaymentReversed, **undone) == ReverseReceipt(
        **COMMON, receipt_id="R1", reversal_id="X1", reason="r"
    )
    charged = {"charge_id": "K1", "component": "cost", "amount": CNY}
    days = {"due_on": "2024-01-19", "booked_on": "2024-01-20"}
    assert _put(corebank.ChargeAccrued, **charged, **days) == TakeCharge(
        **COMMON,
        charge_id="K1",
        component="cost",
        amount=Money(10_000),
        due_on=date(2024, 1, 19),
    )
    change = {"change_id": "P1", "effective_on": "2024-01-25", "reason": "extension"}
    plan = {"financial_difficulty": True, "schedule": ROWS}
    assert _put(corebank.ScheduleChanged, **change, **plan) == ReplaceSchedule(
        **COMMON,
        change_id="P1",
        effective_on=date(2024, 1, 25),
        reason="extension",
        financial_difficulty=True,
        schedule=(Installment(1, date(2024, 2, 20), 10_000, 100, 10),),
        currency="CNY",
    )


def test_an_officer_s_acceleration_comes_the_same_way() -> None:
    assert _put(commands.AccelerateLoan, effective_on="2024-01-22", **BY) == AccelerateLoan(
        as_of=TAKEN, loan_id="L-1", effective_on=TAKEN, **BY
    )


def test_a_tick_asks_the_stream_for_the_day_s_work() -> None:
    assert time_reached("loan-L-1", TAKEN) == TimeReached(as_of=TAKEN)


def test_every_message_of_core_banking_is_listened_to_or_ignored_on_purpose() -> None:
    sent = {model for name, model in MODELS.items() if name.startswith("corebank.")}
    ticks = {corebank.BusinessDayClosed}
    assert sent - ticks <= {*LISTENS, *IGNORES}


@pytest.mark.parametrize("model", LISTENS)
def test_what_is_listened_to_is_in_the_contract(model: type[Message]) -> None:
    assert MODELS[model.TYPE] is model
