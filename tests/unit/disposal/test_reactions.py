"""Messages in, commands out: every message is listened to or ignored by name, every act has a rule."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from contracts import (
    collection,
    disposal,
    disposal_acts,
    guarantee,
    litigation,
    monitoring,
)
from contracts.catalogue import CATALOGUE
from contracts.debts import Debt, Sums
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.receipts import Applied
from services.disposal.domain.acts import AcceptPaymentInKind
from services.disposal.domain.disposal import RULES, TakeFact, TimeReached, decider
from services.disposal.domain.events import DisposalEvent
from services.disposal.domain.facts import BalanceNoted, ClaimNoted, LoanTaken
from services.disposal.domain.values import Evidence
from services.disposal.reactions import COMMANDS, IGNORES, LISTENS, react, time_reached
from services.kit.domain import changed
from tests.unit.disposal.asked import SECOND, in_kind
from tests.unit.disposal.story import POLICIES
from tests.unit.disposal.told import IDS, balance, cny, on, opened, stated

TODAY = date(2025, 3, 6)
ENVELOPE = Envelope("1", "/postloan/monitoring", "any", TODAY)


def reaction(message: Message) -> tuple[str, object]:
    ((stream, command),) = react(message, ENVELOPE, TODAY)
    return stream, command


def test_a_loan_becomes_a_fact_of_its_disposals_stream() -> None:
    assert reaction(opened()) == (
        "disposal-L-4801",
        TakeFact(
            as_of=TODAY,
            fact=LoanTaken(
                loan_id="L-4801",
                effective_on=on("2023-03-20"),
                obligor_id="C-0007",
                obligor_kind="small_micro",
                product="feed_trade",
                security="mortgage",
                principal=cny("480000.00"),
            ),
        ),
    )


def test_a_balance_keeps_who_paid_how_much_and_which_costs() -> None:
    told = balance("2024-11-20", 31, "243318.00", "C-1", "42300.00", "court", "7150.00", (30,))
    _, command = reaction(told)
    assert isinstance(command, TakeFact)
    assert command.fact == BalanceNoted(
        loan_id="L-4801",
        effective_on=on("2024-11-20"),
        monitoring_entry=31,
        monitoring_corrects=(30,),
        principal_outstanding=cny("243318.00"),
        receipt_id="C-1",
        received=cny("42300.00"),
        payer_kind="court",
        payer_id=None,
        applied=(Applied("C-1", "court", None, Sums(cost=715000, principal=3515000), "CNY"),),
    )


def test_a_balance_stored_before_it_was_told_what_was_paid_counts_whole() -> None:
    """It has what came in, and what of it went to costs."""
    old = BalanceNoted(
        loan_id="L-4801",
        effective_on=on("2024-11-20"),
        monitoring_entry=31,
        principal_outstanding=cny("243318.00"),
        receipt_id="C-1",
        received=cny("42300.00"),
        payer_kind="court",
        cost=cny("7150.00"),
    )
    (money,) = old.money
    assert (money.receipt_id, money.total, money.cost) == ("C-1", cny("42300.00"), cny("7150.00"))
    assert changed(old, receipt_id=None, received=None, cost=None).money == ()
    assert changed(old, applied=()).money == ()


def test_a_stated_claim_becomes_debts_that_can_be_reckoned_with() -> None:
    _, command = reaction(stated("2025-03-05", "88689.75", None, "1.00", "2.00"))
    assert isinstance(command, TakeFact)
    fact = command.fact
    assert isinstance(fact, ClaimNoted)
    assert fact.debts == (
        Debt(
            key="accelerated",
            kind="accelerated",
            due_on=on("2024-03-20"),
            late_from=on("2024-03-21"),
            unpaid=(0, 0, 100, 200, 8868975),
            penalty_from=on("2025-03-05"),
        ),
    )
    assert (fact.told, fact.penalty_daily) == (0, "0.0003")


def test_an_officers_command_keeps_all_its_fields() -> None:
    asked = disposal_acts.AcceptPaymentInKind(
        **IDS,
        requested_by="sun",
        role="preservation_manager",
        reason="second auction failed",
        done_on=on("2025-03-05"),
        **in_kind(),
    )
    stream, command = reaction(asked)
    assert stream == "disposal-L-4801"
    assert isinstance(command, AcceptPaymentInKind)
    assert (command.as_of, command.day) == (TODAY, on("2025-03-05"))
    assert command.shortfall == (Evidence("DOC-failed_auction", "failed_auction", "external"),)
    assert command.approved_by == SECOND["approved_by"]
    for name in type(asked).model_fields:
        if name not in ("obligor_id", "shortfall"):
            assert getattr(command, name) == getattr(asked, name), name


@pytest.mark.parametrize("asked", disposal_acts.ACTS, ids=lambda each: each.__name__)
def test_every_act_has_the_same_fields_a_rule_and_a_policy(asked: type[Message]) -> None:
    ours = COMMANDS[asked]
    assert set(ours.__struct_fields__) - {"as_of"} == set(asked.model_fields) - {"obligor_id"}
    assert f"postloan.disposal.{ours.RULE}.v1" == asked.TYPE
    assert ours in RULES
    for edition in POLICIES.editions:
        assert ours.RULE in edition.acts
        assert len(edition.acts) == len(disposal_acts.ACTS)


def told_by(module: object) -> set[type[Message]]:
    return {
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Message) and hasattr(each, "TYPE")
    }


def test_all_that_is_meant_for_disposal_is_listened_to_or_ignored_by_name() -> None:
    meant = {row.message for row in CATALOGUE if "disposal" in row.subscribers}
    for published in (guarantee.PUBLISHED, litigation.PUBLISHED):
        meant |= {message for message, to in published.items() if "disposal" in to}
    assert len(meant) > 10
    assert meant - {*LISTENS, *IGNORES} == set()
    assert not set(LISTENS) & set(IGNORES)


def test_what_is_ignored_on_purpose_and_what_is_not_ours_lead_to_nothing() -> None:
    assert react(monitoring.DayClosed(business_date=TODAY), ENVELOPE, TODAY) == ()
    opened_case = collection.CollectionCaseOpened(
        **IDS, effective_on=TODAY, case_id="K", trigger="overdue"
    )
    assert react(opened_case, ENVELOPE, TODAY) == ()


def test_the_tick_is_the_day_that_is_over() -> None:
    assert time_reached("disposal-L-1", TODAY) == TimeReached(as_of=TODAY)


def test_every_event_has_its_own_written_out_name() -> None:
    assert set(decider.events) == set(get_args(DisposalEvent))
    names = {event.NAME for event in decider.events}
    assert names == {f"disposal.{event.__name__}" for event in decider.events}


def test_what_is_published_has_subscribers_or_none_by_name() -> None:
    told = {m for m in told_by(disposal) if m.TYPE.startswith("postloan.disposal.")}
    assert told == set(disposal.PUBLISHED)
    services = {"monitoring", "classification", "collection", "guarantee", "litigation"}
    assert {each for listeners in disposal.PUBLISHED.values() for each in listeners} <= services
