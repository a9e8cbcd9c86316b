"""Messages in, commands out."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from contracts import classification_acts, collection, commands, disposal, monitoring
from contracts.catalogue import CATALOGUE
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.values import Money
from services.classification.domain import acts
from services.classification.domain.decisions import ClassificationEvent
from services.classification.domain.facts import (
    ArrearsNoted,
    BalanceNoted,
    CauseNoted,
    DueDay,
    EntriesWithdrawnNoted,
    InstallmentPaidNoted,
    LeavingGoneNoted,
    LeavingNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
    LoanTaken,
    ScheduleNoted,
    SignalNoted,
)
from services.classification.domain.obligor import TakeFact, TimeReached, decider
from services.classification.domain.officers import (
    ApproveUpgrade,
    OverrideClass,
    WithdrawOverride,
)
from services.classification.reactions import IGNORES, LISTENS, react, time_reached

TODAY = date(2024, 6, 20)
ENVELOPE = Envelope("1", "/postloan/monitoring", "any", TODAY)
SINCE = date(2024, 6, 10)
BOTH = {"loan_id": "L-1", "obligor_id": "C-7"}
ENTRY: dict[str, Any] = {**BOTH, "entry": 4, "corrects": (2, 3), "effective_on": SINCE}
MIRROR: dict[str, Any] = {
    "loan_id": "L-1",
    "effective_on": SINCE,
    "processed_on": TODAY,
    "recorded_on": TODAY,
    "monitoring_entry": 4,
    "monitoring_corrects": (2, 3),
}
MONEY = Money(9000)
INSTALLMENT = monitoring.Installment(
    number=1, due_on=SINCE, principal=MONEY, interest=MONEY, fee=MONEY
)
PEOPLE = {
    "requested_by": "chen",
    "role": "specialist",
    "approved_by": "liu",
    "approver_role": "risk_reviewer",
}
SIGNED = {**BOTH, **PEOPLE}

FACTS: list[tuple[Message, Any]] = [
    (
        monitoring.LoanOpened(
            **BOTH,
            obligor_kind="corporate",
            product="working_capital",
            security="credit",
            principal=MONEY,
            disbursed_on=SINCE,
            matures_on=TODAY,
            schedule=(INSTALLMENT,),
            policy_id="cn/1996-08-01",
            effective_on=SINCE,
        ),
        LoanTaken(
            loan_id="L-1",
            effective_on=SINCE,
            processed_on=TODAY,
            recorded_on=TODAY,
            obligor_kind="corporate",
            product="working_capital",
            principal=MONEY,
            installments=(DueDay(1, SINCE),),
        ),
    ),
    (
        monitoring.ScheduleReplaced(
            **BOTH,
            change_id="ch-1",
            reason="extension",
            financial_difficulty=True,
            schedule=(INSTALLMENT,),
            effective_on=SINCE,
        ),
        ScheduleNoted(
            loan_id="L-1",
            effective_on=SINCE,
            processed_on=TODAY,
            recorded_on=TODAY,
            change_id="ch-1",
            reason="extension",
            financial_difficulty=True,
            installments=(DueDay(1, SINCE),),
        ),
    ),
    (
        monitoring.ArrearsChanged(
            **ENTRY,
            processed_on=TODAY,
            cause_recorded_on=date(2024, 6, 19),
            stage="M1",
            previous_stage="current",
            days_past_due=1,
            overdue_since=date(2024, 6, 9),
            overdue=MONEY,
            day_count="due_day_zero",
        ),
        ArrearsNoted(
            **MIRROR | {"recorded_on": date(2024, 6, 19)},
            stage="M1",
            days_past_due=1,
            overdue_since=date(2024, 6, 9),
            overdue=MONEY,
            day_count="due_day_zero",
        ),
    ),
    (
        monitoring.BalanceChanged(**ENTRY, principal_outstanding=MONEY, unapplied=Money(0)),
        BalanceNoted(**MIRROR, principal_outstanding=MONEY),
    ),
    (
        monitoring.InstallmentPaid(**ENTRY, number=1, due_on=TODAY, paid_on=SINCE),
        InstallmentPaidNoted(**MIRROR, number=1, due_on=TODAY, paid_on=SINCE),
    ),
    (monitoring.LoanSettled(**ENTRY), LoanSettledNoted(**MIRROR)),
    (monitoring.LoanReopened(**ENTRY), LoanReopenedNoted(**MIRROR)),
    (monitoring.EntriesWithdrawn(**ENTRY), EntriesWithdrawnNoted(**MIRROR)),
]


@pytest.mark.parametrize(("message", "fact"), FACTS, ids=lambda each: type(each).__name__)
def test_every_word_of_monitoring_becomes_a_fact_of_the_obligors_stream(
    message: Message, fact: Any
) -> None:
    assert list(react(message, ENVELOPE, TODAY)) == [
        ("obligor-C-7", TakeFact(as_of=TODAY, fact=fact))
    ]


def test_officers_commands_go_to_the_obligors_stream() -> None:
    asked = (
        commands.OverrideClass(**SIGNED, reason="why", risk_class="loss"),
        commands.WithdrawOverride(**SIGNED, reason="why"),
        commands.ApproveUpgrade(**SIGNED, assessment="why"),
    )
    ours: dict[str, Any] = {
        "as_of": TODAY,
        "loan_id": "L-1",
        **PEOPLE,
    }
    assert [react(message, ENVELOPE, TODAY)[0] for message in asked] == [
        ("obligor-C-7", OverrideClass(**ours, reason="why", risk_class="loss")),
        ("obligor-C-7", WithdrawOverride(**ours, reason="why")),
        ("obligor-C-7", ApproveUpgrade(**ours, reason="why")),
    ]


def test_an_order_from_before_roles_were_asked_for_names_none() -> None:
    """It keeps the contract, and is refused by the service with its code."""
    asked = commands.WithdrawOverride(**BOTH, requested_by="chen", approved_by="liu", reason="why")
    ((_, command),) = react(asked, ENVELOPE, TODAY)
    assert isinstance(command, WithdrawOverride)
    assert (command.role, command.approver_role) == ("", None)


def test_what_is_ignored_on_purpose_leads_to_nothing() -> None:
    assert react(monitoring.DayClosed(business_date=TODAY), ENVELOPE, TODAY) == ()


def test_every_message_meant_for_classification_is_listened_to_or_ignored_by_name() -> None:
    meant = {row.message for row in CATALOGUE if "classification" in row.subscribers}
    assert meant
    assert meant - {*LISTENS, *IGNORES} == set()
    assert {message for message, _ in FACTS if type(message) not in LISTENS} == set()


def test_the_tick_is_the_day_that_is_over() -> None:
    assert time_reached("obligor-C-7", TODAY) == TimeReached(as_of=TODAY)


def test_every_event_has_its_own_written_out_name() -> None:
    assert set(decider.events) == set(get_args(ClassificationEvent))
    names = {event.NAME for event in decider.events}
    assert len(names) == len(decider.events)
    assert {event.NAME for event in decider.events} == {
        f"classification.{event.__name__}" for event in decider.events
    }


DISPOSED: dict[str, Any] = {
    "loan_id": "L-1",
    "effective_on": SINCE,
    "processed_on": TODAY,
    "recorded_on": TODAY,
}
ABOUT: dict[str, Any] = {**BOTH, "effective_on": SINCE}


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        (
            collection.ArrearsCauseRecorded(**ABOUT, cause="technical"),
            CauseNoted(**DISPOSED, cause="technical"),
        ),
        (
            monitoring.RiskSignalRaised(**ABOUT, signal_id="S-1", codes=("query_spike",)),
            SignalNoted(**DISPOSED, signal_id="S-1", codes=("query_spike",)),
        ),
        (
            disposal.LoanWrittenOff(
                **ABOUT,
                principal=MONEY,
                memo_claim=MONEY,
                criterion="WC-1",
                entry=5,
                corrects=(4,),
            ),
            LeavingNoted(**DISPOSED, how="written_off", disposal_entry=5, disposal_corrects=(4,)),
        ),
        (
            disposal.DebtTransferred(**ABOUT, buyer_id="AMC-1", price=MONEY, claim=MONEY),
            LeavingNoted(**DISPOSED, how="transferred"),
        ),
        (
            disposal.DebtRemitted(**ABOUT, amount=MONEY),
            LeavingNoted(**DISPOSED, how="remitted"),
        ),
        (
            disposal.EntriesWithdrawn(**ABOUT, entry=6, corrects=(5,)),
            LeavingGoneNoted(**DISPOSED, disposal_entry=6, disposal_corrects=(5,)),
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_collection_s_and_disposal_s_words_become_facts(message: Message, fact: Any) -> None:
    assert list(react(message, ENVELOPE, TODAY)) == [
        ("obligor-C-7", TakeFact(as_of=TODAY, fact=fact))
    ]


def test_officers_acts_go_to_the_obligors_stream_with_all_their_fields() -> None:
    who = {**BOTH, "requested_by": "he", "role": "account_manager", "reason": "why"}
    asked = classification_acts.HoldCureTest(
        **who,
        test="REVIVE-5",
        findings=(
            classification_acts.Finding(condition=1, met=True, reason="so", evidence=("D",)),
        ),
    )
    ((stream, made),) = react(asked, ENVELOPE, TODAY)
    assert stream == "obligor-C-7"
    assert isinstance(made, acts.HoldCureTest)
    assert made.findings == (acts.Finding(condition=1, met=True, reason="so", evidence=("D",)),)
    assert (made.as_of, made.role, made.approved_by) == (TODAY, "account_manager", None)
    rank = classification_acts.CompleteTriage(**who, findings=("able",), expected=MONEY)
    ((_, ranked),) = react(rank, ENVELOPE, TODAY)
    assert isinstance(ranked, acts.CompleteTriage)
    assert (ranked.findings, ranked.expected) == (("able",), MONEY)
    stopped = classification_acts.RecogniseFourTier(
        **who, ground="project_abandoned", holds=False, evidence=("D",)
    )
    ((_, found),) = react(stopped, ENVELOPE, TODAY)
    assert isinstance(found, acts.RecogniseFourTier)
    assert (found.ground, found.holds, found.evidence) == ("project_abandoned", False, ("D",))
