"""Messages become commands to the loan's stream; nothing that is listened to is dropped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contracts import commands, corebank, disposal, litigation, monitoring_acts
from contracts.catalogue import MODELS
from contracts.envelope import Envelope, is_identifier
from contracts.errors import ContractError
from contracts.message import Message
from contracts.receipts import Kind, room
from contracts.values import Money
from services.monitoring.domain.commands import (
    AccelerateLoan,
    NoteBankruptcy,
    OpenLoan,
    Perform,
    ReplaceSchedule,
    ReverseReceipt,
    TakeCharge,
    TakeReceipt,
    TimeReached,
)
from services.monitoring.domain.facts import Installment, NamedPart
from services.monitoring.domain.file_events import SignalDismissed
from services.monitoring.domain.news_events import (
    DebtTransferNoted,
    RemissionNoted,
    WriteOffNoted,
    WriteOffWithdrawn,
)
from services.monitoring.reactions import (
    DEEDS,
    IGNORES,
    IN_KIND,
    LISTENS,
    NEWS,
    react,
    time_reached,
)

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
BY = {"reason": "r", "requested_by": "a", "role": "legal_officer", "approved_by": "b"}
BY |= {"approver_role": "legal_manager"}
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


def test_an_acceleration_from_before_roles_were_asked_for_names_none() -> None:
    named = {name: value for name, value in BY.items() if not name.endswith("role")}
    command = _put(commands.AccelerateLoan, effective_on="2024-01-22", **named)
    assert (command.role, command.approver_role) == ("", None)


def test_a_tick_asks_the_stream_for_the_day_s_work() -> None:
    assert time_reached("loan-L-1", TAKEN) == TimeReached(as_of=TAKEN)


def test_every_message_of_core_banking_is_listened_to_or_ignored_on_purpose() -> None:
    sent = {model for name, model in MODELS.items() if name.startswith("corebank.")}
    ticks = {corebank.BusinessDayClosed}
    assert sent - ticks <= {*LISTENS, *IGNORES}


def test_every_act_and_every_message_of_disposal_for_us_is_listened_to() -> None:
    assert set(DEEDS) == set(monitoring_acts.ACTS)
    ours = {each for each, to in disposal.PUBLISHED.items() if "monitoring" in to}
    assert {*NEWS, *IN_KIND} == ours
    assert {*DEEDS, *ours} <= set(LISTENS)


@pytest.mark.parametrize("model", LISTENS)
def test_what_is_listened_to_is_in_the_contract(model: type[Message]) -> None:
    named = {each.TYPE: each for each in (*monitoring_acts.ACTS, *disposal.PUBLISHED)}
    assert {**named, **MODELS}[model.TYPE] is model


def test_a_message_of_disposal_that_is_not_ours_asks_for_nothing() -> None:
    others = {each for each, to in disposal.PUBLISHED.items() if "monitoring" not in to}
    for model in others:
        message = model.model_construct(loan_id="L-1", obligor_id="C-1", effective_on=TAKEN)
        assert not react(message, Envelope("1", "/disposal", model.TYPE, BOOKED), TAKEN)
    assert others


def _told(model: type[Message], **data: Any) -> Any:
    return _put(model, effective_on="2024-01-19", **data)


def test_what_is_taken_in_kind_is_a_receipt_without_core_banking_s_counter() -> None:
    taken = _told(
        disposal.AssetReceivedInSatisfaction, asset_id="A-1", debt_reduced=CNY, ground="agreement"
    )
    assert taken == TakeReceipt(
        as_of=TAKEN,
        loan_id="L-1",
        booked_on=TAKEN,
        receipt_id="asset:A-1",
        amount=Money(10_000),
        value_date=date(2024, 1, 19),
        payer_kind="in_kind",
        ours=True,
    )


@pytest.mark.parametrize("kind", ["asset", "equity"])
def test_a_name_in_kind_leaves_room_for_its_receipt_or_breaks_the_contract(kind: Kind) -> None:
    """The receipt is published, and what no identifier can hold would stop its shard's relay."""

    def told(name: str) -> Any:
        if kind == "asset":
            asset: Any = {"asset_id": name, "debt_reduced": CNY, "ground": "agreement"}
            return _told(disposal.AssetReceivedInSatisfaction, **asset)
        return _told(disposal.DebtConvertedToEquity, equity_id=name, amount=CNY)

    longest = "x" * room(kind)
    assert told(longest).receipt_id == f"{kind}:{longest}"
    assert is_identifier(told(longest).receipt_id)
    with pytest.raises(ContractError) as broken:
        told(longest + "x")
    assert (broken.value.rule, broken.value.field) == ("identifier_format", f"{kind}_id")


def test_a_transfer_a_write_off_and_what_is_withdrawn_become_sheets_of_the_file() -> None:
    on: dict[str, Any] = {"loan_id": "L-1", "effective_on": date(2024, 1, 19)}
    sold = _told(disposal.DebtTransferred, buyer_id="B-1", price=CNY, claim=CNY)
    assert sold.news == DebtTransferNoted(
        **on, buyer_id="B-1", price=Money(10_000), claim=Money(10_000)
    )
    sums = {"principal": CNY, "memo_claim": CNY, "criterion": "A-1"}
    off = _told(disposal.LoanWrittenOff, **sums, entry=2, corrects=[1])
    assert off.news == WriteOffNoted(
        **on, principal=Money(10_000), memo_claim=Money(10_000), number=2, replaces=(1,)
    )
    gone = _told(disposal.EntriesWithdrawn, entry=3, corrects=[2])
    assert gone.news == WriteOffWithdrawn(**on, numbers=(2,))
    assert _told(disposal.DebtRemitted, amount=CNY).news == RemissionNoted(
        **on, amount=Money(10_000)
    )


def test_an_officer_s_deed_carries_who_when_and_why() -> None:
    signed = {"requested_by": "chen", "role": "risk_reviewer", "reason": "old news"}
    second = {"approved_by": "liu", "approver_role": "branch_head", "done_on": "2024-01-21"}
    act = _put(monitoring_acts.DismissSignal, signal_id="S-1", **signed, **second)
    assert act == Perform(
        as_of=TAKEN,
        loan_id="L-1",
        requested_by="chen",
        role="risk_reviewer",
        reason="old news",
        approved_by="liu",
        approver_role="branch_head",
        done_on=date(2024, 1, 21),
        deed=SignalDismissed(
            loan_id="L-1",
            effective_on=date(2024, 1, 21),
            by="chen",
            reason="old news",
            approved_by="liu",
            signal_id="S-1",
        ),
    )
    today = _put(monitoring_acts.DismissSignal, signal_id="S-1", **signed)
    assert today.deed.effective_on == TAKEN


def test_the_borrowers_bankruptcy_stops_interest_and_a_guarantors_does_not() -> None:
    told = {"effective_on": "2024-01-19", "file_claim_by": "2024-03-01"}
    assert _put(litigation.BankruptcyAccepted, party_id="C-1", **told) == NoteBankruptcy(
        as_of=TAKEN, loan_id="L-1", effective_on=date(2024, 1, 19)
    )
    other = litigation.BankruptcyAccepted.model_validate({**IDS, "party_id": "G-1", **told})
    assert react(other, Envelope("1", "/postloan/litigation", other.TYPE, BOOKED), TAKEN) == ()
