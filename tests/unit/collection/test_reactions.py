"""Messages in, commands out."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from contracts import collection_acts, disposal, guarantee, litigation, monitoring
from contracts.catalogue import CATALOGUE
from contracts.debts import Debt, Sums
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.receipts import Applied
from contracts.values import Money
from services.collection.domain.customer import (
    CollectionEvent,
    TakeFact,
    TimeReached,
    decider,
)
from services.collection.domain.facts import (
    ArrearsNoted,
    ClaimNoted,
    DisposalNoted,
    EntriesGone,
    GuarantorNoted,
    LegalStageNoted,
    LifeEventNoted,
    LoanTaken,
    ReceiptNoted,
    StandingNoted,
)
from services.collection.policy import CollectionPolicy
from services.collection.reactions import COMMANDS, FACTS, IGNORES, LISTENS, react, time_reached
from tests.unit.collection.life import EDITION
from tests.unit.collection.samples import ASKED

TODAY = date(2024, 6, 20)
ENVELOPE = Envelope("1", "/postloan/monitoring", "any", TODAY)
SINCE = date(2024, 6, 10)
BOTH = {"loan_id": "L-1", "obligor_id": "C-7"}
ABOUT: dict[str, Any] = {**BOTH, "effective_on": SINCE}
ENTRY: dict[str, Any] = {**ABOUT, "entry": 4, "corrects": (2, 3)}
OURS: dict[str, Any] = {"loan_id": "L-1", "effective_on": SINCE, "processed_on": TODAY}
MIRROR: dict[str, Any] = {**OURS, "number": 4, "withdraws": (2, 3)}
MONEY = Money(9000)
OWED = monitoring.Owed(
    key="1",
    kind="installment",
    due_on=SINCE,
    cost=Money(1),
    fee=Money(2),
    interest=Money(3),
    penalty=Money(4),
    principal=Money(5),
    late_from=SINCE,
    penalty_from=SINCE,
)

TOLD: list[tuple[Message, Any]] = [
    (
        monitoring.LoanOpened(
            **BOTH,
            obligor_kind="corporate",
            product="working_capital",
            security="credit",
            principal=MONEY,
            disbursed_on=SINCE,
            matures_on=TODAY,
            schedule=(),
            policy_id="cn/1996-08-01",
            effective_on=TODAY,
        ),
        LoanTaken(**OURS, product="working_capital", security="credit"),
    ),
    (
        monitoring.ArrearsChanged(
            **ENTRY,
            processed_on=TODAY,
            cause_recorded_on=SINCE,
            stage="M1",
            previous_stage="current",
            days_past_due=1,
            overdue_since=date(2024, 6, 9),
            overdue=MONEY,
            day_count="due_day_zero",
        ),
        ArrearsNoted(**MIRROR, overdue_since=date(2024, 6, 9), overdue=MONEY),
    ),
    (
        monitoring.BalanceChanged(
            **ENTRY,
            principal_outstanding=MONEY,
            unapplied=Money(0),
            receipt_id="R-1",
            received=MONEY,
            payer_kind="borrower",
            paid=(
                monitoring.PaidPart(component="cost", amount=Money(7)),
                monitoring.PaidPart(component="principal", amount=Money(8993)),
            ),
        ),
        ReceiptNoted(
            **MIRROR,
            receipt_id="R-1",
            received=MONEY,
            payer_kind="borrower",
            applied=(Applied("R-1", "borrower", None, Sums(cost=7, principal=8993), "CNY"),),
        ),
    ),
    (
        monitoring.BalanceChanged(**ENTRY, principal_outstanding=MONEY, unapplied=Money(0)),
        ReceiptNoted(**MIRROR, receipt_id=None, received=None, applied=()),
    ),
    (
        monitoring.InstallmentPaid(**ENTRY, number=1, due_on=TODAY, paid_on=SINCE),
        EntriesGone(**MIRROR),
    ),
    (monitoring.LoanSettled(**ENTRY), StandingNoted(**MIRROR, settled=True)),
    (monitoring.LoanReopened(**ENTRY), StandingNoted(**MIRROR, settled=False)),
    (monitoring.EntriesWithdrawn(**ENTRY), EntriesGone(**MIRROR)),
    (
        monitoring.ClaimStated(
            **ABOUT,
            owed=(OWED,),
            principal_outstanding=MONEY,
            unapplied=Money(0),
            accelerated_on=TODAY,
            penalty_daily="0.0003",
        ),
        ClaimNoted(
            **OURS,
            telling=0,
            debts=(Debt("1", "installment", SINCE, SINCE, (1, 2, 3, 4, 5), SINCE),),
            currency="CNY",
            penalty_daily="0.0003",
            accelerated_on=TODAY,
        ),
    ),
    (
        monitoring.BorrowerLifeEventReported(**ABOUT, life_event="death"),
        LifeEventNoted(**OURS, life_event="death"),
    ),
    (
        guarantee.GuaranteeRegistered(**ABOUT, guarantor_id="G", kind="joint"),
        GuarantorNoted(**OURS, guarantor_id="G", stands=True),
    ),
    (
        guarantee.GuaranteeReleased(**ABOUT, guarantor_id="G", reason="loan_settled"),
        GuarantorNoted(**OURS, guarantor_id="G", stands=False),
    ),
    (
        litigation.LegalStageReached(**ENTRY, stage="filed"),
        LegalStageNoted(**MIRROR, source="litigation", stage="filed"),
    ),
    (
        litigation.EntriesWithdrawn(**ENTRY),
        EntriesGone(**MIRROR, source="litigation"),
    ),
    (
        litigation.LimitationChanged(**ENTRY, state="running", article="LM-01"),
        EntriesGone(**MIRROR, source="litigation"),
    ),
    (
        litigation.PreservationChanged(
            **ENTRY, measure_id="P", state="lifted", asset_kind="deposit"
        ),
        EntriesGone(**MIRROR, source="litigation"),
    ),
    (
        disposal.LoanWrittenOff(**ENTRY, principal=MONEY, memo_claim=MONEY, criterion="WC-08"),
        DisposalNoted(**MIRROR, source="disposal", outcome="written_off"),
    ),
    (
        disposal.DebtTransferred(**ABOUT, buyer_id="B", price=MONEY, claim=MONEY),
        DisposalNoted(**OURS, source="disposal", number=None, outcome="transferred"),
    ),
    (
        disposal.DebtRemitted(**ABOUT, amount=MONEY),
        DisposalNoted(**OURS, source="disposal", number=None, outcome="remitted"),
    ),
    (
        disposal.RecoveryRecognised(
            **ENTRY,
            recovery_id="R",
            way="cash",
            gross=MONEY,
            cost=Money(0),
            after_write_off=True,
        ),
        EntriesGone(**MIRROR, source="disposal"),
    ),
    (disposal.EntriesWithdrawn(**ENTRY), EntriesGone(**MIRROR, source="disposal")),
]


@pytest.mark.parametrize(("message", "fact"), TOLD, ids=lambda each: type(each).__name__)
def test_every_word_of_others_becomes_a_fact_of_the_customers_stream(
    message: Message, fact: Any
) -> None:
    assert list(react(message, ENVELOPE, TODAY)) == [
        ("customer-C-7", TakeFact(as_of=TODAY, fact=fact))
    ]


def test_every_kind_of_fact_is_tried() -> None:
    assert {type(message) for message, _ in TOLD} == set(FACTS)


def test_entries_that_say_and_withdraw_nothing_for_us_lead_to_nothing() -> None:
    paid = monitoring.InstallmentPaid(
        **ABOUT, entry=4, number=1, due_on=TODAY, paid_on=SINCE, corrects=()
    )
    recovered = disposal.RecoveryRecognised(
        **ABOUT, recovery_id="R", way="cash", gross=MONEY, cost=Money(0), after_write_off=False
    )
    for message in (paid, recovered, monitoring.DayClosed(business_date=TODAY)):
        assert react(message, ENVELOPE, TODAY) == ()


@pytest.mark.parametrize("message", ASKED, ids=lambda each: type(each).__name__)
def test_an_officers_message_becomes_our_command_field_by_field(message: Any) -> None:
    ((stream, command),) = react(message, ENVELOPE, TODAY)
    kind = "campaign" if "ampaign" in type(message).__name__ else "customer"
    assert stream == f"{kind}-{message.obligor_id}"
    assert type(command).__name__ == type(message).__name__
    for name in command.__struct_fields__:
        ours = getattr(command, name)
        if name == "as_of":
            assert ours == TODAY
        elif name not in ("parts", "phases", "legal_bases"):
            assert ours == getattr(message, name)
        else:
            assert [{f: getattr(o, f) for f in o.__struct_fields__} for o in ours] == [
                {f: getattr(t, f) for f in type(t).model_fields} for t in getattr(message, name)
            ]
    said = set(type(message).model_fields) - {"obligor_id"}
    assert said == set(command.__struct_fields__) - {"as_of"}


def test_every_act_has_roles_in_the_policy_and_the_other_way_round() -> None:
    policy: CollectionPolicy = EDITION
    named = {message.TYPE.split(".")[2] for message in collection_acts.ACTS}
    assert set(policy.acts) == named
    assert set(COMMANDS) == set(collection_acts.ACTS)


def test_every_message_meant_for_collection_is_listened_to_or_ignored_by_name() -> None:
    meant: set[type[Message]] = {
        row.message for row in CATALOGUE if "collection" in row.subscribers
    }
    for published in (monitoring, guarantee, litigation, disposal):
        table = getattr(published, "PUBLISHED", {})
        meant |= {message for message, to in table.items() if "collection" in to}
    assert meant
    assert meant - {*LISTENS, *IGNORES} == set()


def test_the_tick_is_the_day_that_is_over() -> None:
    assert time_reached("customer-C-7", TODAY) == TimeReached(as_of=TODAY)


def test_every_event_has_its_own_written_out_name() -> None:
    assert set(decider.events) == set(get_args(CollectionEvent))
    names = {event.NAME for event in decider.events}
    assert names == {f"collection.{event.__name__}" for event in decider.events}
    assert len(names) == len(decider.events)
