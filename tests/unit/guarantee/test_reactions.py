"""Messages in, commands out."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from contracts import collection, disposal, guarantee_acts, litigation, monitoring
from contracts.catalogue import CATALOGUE
from contracts.envelope import Envelope
from contracts.message import Message
from services.guarantee.domain import acts
from services.guarantee.domain.events import GuaranteeEvent
from services.guarantee.domain.facts import ContactDueGoneNoted, EntriesGoneNoted
from services.guarantee.domain.security import TakeFact, TimeReached, decider
from services.guarantee.reactions import COMMANDS, FACTS, IGNORES, LISTENS, react, time_reached
from tests.unit.guarantee.told import (
    DEBTOR,
    IDS,
    SHOP,
    ZHAO,
    auction,
    balance,
    bankrupt,
    borrower_notice,
    cny,
    contact_due,
    contacted,
    declared,
    in_kind,
    numbered,
    on,
    opened,
    owed,
    plan,
    sold,
    staged,
    stated,
    suit,
    suit_ended,
    transfer_notice,
)

TODAY = on("2024-06-20")
ENVELOPE = Envelope("1", "/postloan/any", "any", TODAY)
DAY = "2024-06-10"
ABOUT: dict[str, Any] = {**IDS, "effective_on": on(DAY)}

TOLD: tuple[Message, ...] = (
    opened(),
    monitoring.ScheduleReplaced(
        **ABOUT, change_id="CH-1", reason="extension", financial_difficulty=True, schedule=plan()
    ),
    balance(DAY, 4, "5.00", "R-1", "1.00"),
    stated(DAY, owed(12)),
    numbered(monitoring.LoanSettled, DAY, 5),
    numbered(monitoring.LoanReopened, DAY, 6),
    numbered(monitoring.EntriesWithdrawn, DAY, 7, 5),
    monitoring.InstallmentPaid(
        **ABOUT, number=1, due_on=on(DAY), paid_on=on(DAY), entry=8, corrects=(4,)
    ),
    monitoring.ArrearsChanged(
        **ABOUT,
        entry=9,
        corrects=(3,),
        processed_on=TODAY,
        cause_recorded_on=TODAY,
        stage="M1",
        previous_stage="current",
        days_past_due=1,
        overdue_since=on(DAY),
        overdue=cny("5.00"),
        day_count="due_day_zero",
    ),
    monitoring.RiskSignalRaised(**ABOUT, signal_id="S-1", codes=("TURNOVER_DROP",)),
    monitoring.BorrowerLifeEventReported(**ABOUT, life_event="death"),
    contact_due(DAY),
    contacted(DAY),
    collection.EntriesWithdrawn(**ABOUT, entry=9, corrects=(4,)),
    borrower_notice(DAY),
    collection.GuarantorDemandRequested(**ABOUT, case_id="COL-1", notice_id="N-1"),
    suit(DAY),
    suit_ended(DAY, DAY),
    declared(DAY),
    staged(DAY, "enforcing"),
    litigation.LimitationChanged(**ABOUT, state="running", article="188", entry=5, corrects=(4,)),
    litigation.PreservationChanged(
        **ABOUT, measure_id="M-1", state="lapsed", asset_kind="cash", entry=6, corrects=(3,)
    ),
    litigation.EntriesWithdrawn(**ABOUT, entry=7, corrects=(5,)),
    auction(DAY, 1, "5.00"),
    bankrupt(DAY),
    in_kind(DAY),
    sold(DAY),
    transfer_notice(DAY),
    disposal.DebtRemitted(**ABOUT, amount=cny("5.00")),
)


@pytest.mark.parametrize("message", TOLD, ids=lambda each: type(each).__name__)
def test_every_word_of_the_others_becomes_a_fact_of_the_loans_stream(message: Message) -> None:
    ((stream, command),) = react(message, ENVELOPE, TODAY)
    assert stream == "security-L-4801"
    assert isinstance(command, TakeFact)
    assert (command.as_of, command.fact.loan_id) == (TODAY, "L-4801")


def test_the_messages_told_here_are_all_that_are_listened_to() -> None:
    told = {type(message).__mro__[0 if type(message) in LISTENS else 1] for message in TOLD}
    assert told == {monitoring.LoanOpened, *FACTS}
    assert set(LISTENS) == {monitoring.LoanOpened, *FACTS, *COMMANDS}
    assert not set(LISTENS) & set(IGNORES)


def test_every_message_meant_for_guarantee_is_listened_to_or_ignored_by_name() -> None:
    meant = {row.message for row in CATALOGUE if "guarantee" in row.subscribers}
    assert meant
    assert meant - {*LISTENS, *IGNORES} == set()


def test_entries_that_withdraw_nothing_and_say_nothing_here_are_passed_over() -> None:
    paid = monitoring.InstallmentPaid(**ABOUT, number=1, due_on=on(DAY), paid_on=on(DAY), entry=8)
    assert react(paid, ENVELOPE, TODAY) == ()
    assert react(transfer_notice(DAY, DEBTOR), ENVELOPE, TODAY) == ()


def test_withdrawn_numbers_are_kept() -> None:
    ((_, gone),) = react(numbered(monitoring.EntriesWithdrawn, DAY, 7, 5), ENVELOPE, TODAY)
    assert isinstance(gone, TakeFact) and isinstance(gone.fact, EntriesGoneNoted)
    assert (gone.fact.monitoring_entry, gone.fact.monitoring_corrects) == (7, (5,))
    withdrawn = collection.EntriesWithdrawn(**ABOUT, entry=9, corrects=(4,))
    ((_, gone),) = react(withdrawn, ENVELOPE, TODAY)
    assert isinstance(gone, TakeFact) and isinstance(gone.fact, ContactDueGoneNoted)
    assert gone.fact.collection_corrects == (4,)


def test_what_is_ignored_on_purpose_leads_to_nothing() -> None:
    assert react(monitoring.DayClosed(business_date=TODAY), ENVELOPE, TODAY) == ()


def test_the_tick_is_the_day_that_is_over() -> None:
    assert time_reached("security-L-4801", TODAY) == TimeReached(as_of=TODAY)


def test_every_command_of_the_contract_has_its_act_with_the_same_fields() -> None:
    assert set(COMMANDS) == set(guarantee_acts.ACTS)
    for asked, act in COMMANDS.items():
        fields = set(asked.model_fields) - {"obligor_id"}
        assert set(act.__struct_fields__) - {"as_of"} == fields, asked.__name__
        assert f"postloan.guarantee.{act.RULE}.v1" == asked.TYPE


def test_an_officers_command_keeps_its_fields() -> None:
    asked = guarantee_acts.ServeGuarantorDemand(
        **IDS,
        requested_by="chen",
        role="collector",
        reason="after notice",
        done_on=on(DAY),
        guarantor_id=ZHAO,
        document_id="GD-1",
        method="personal",
        proof="signed",
        amount=cny("21560.00"),
    )
    assert list(react(asked, ENVELOPE, TODAY)) == [
        (
            "security-L-4801",
            acts.ServeGuarantorDemand(
                as_of=TODAY,
                loan_id="L-4801",
                requested_by="chen",
                role="collector",
                reason="after notice",
                done_on=on(DAY),
                guarantor_id=ZHAO,
                document_id="GD-1",
                method="personal",
                proof="signed",
                amount=cny("21560.00"),
            ),
        )
    ]


def test_what_secures_a_loan_goes_with_it() -> None:
    message = opened(guarantees=({"guarantor_id": ZHAO},), collateral=({"collateral_id": SHOP},))
    ((_, command),) = react(message, ENVELOPE, TODAY)
    assert isinstance(command, TakeFact)
    assert [getattr(s, "guarantor_id", getattr(s, "collateral_id", "")) for s in command.sent] == [
        ZHAO,
        SHOP,
    ]


def test_every_event_has_its_own_written_out_name() -> None:
    assert set(decider.events) == set(get_args(GuaranteeEvent))
    assert {event.NAME for event in decider.events} == {
        f"guarantee.{event.__name__}" for event in decider.events
    }
    assert len({event.NAME for event in decider.events}) == len(decider.events)
