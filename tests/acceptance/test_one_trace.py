"""One trace from core banking's message to the class change and its place in audit's journal.

The real services as processes on the embedded stack, sending to a collector; what it was sent is
read as a tree of spans.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.catalogue import SERVICES
from contracts.corebank import BusinessDayClosed, LoanDisbursed, RepaymentReceived
from contracts.envelope import Envelope
from contracts.feed import FeedLine
from contracts.message import Message
from tests.acceptance.l4801 import IDS, LOAN, OBLIGOR, cny
from tests.bank import Bank
from tests.collecting import Collector, Seen

pytestmark = pytest.mark.timeout(300)

DISBURSED = date(2023, 3, 20)
DUE = date(2023, 4, 20)
PAID = DUE + timedelta(days=5)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CORE = (TRACE, "00f067aa0ba902b7")
"""Core banking's own span, which it names in the header of the repayment."""

MONITORING, CLASSIFICATION, AUDIT = (
    f"postloan-{name}" for name in ("monitoring", "classification", "audit")
)


def line(message: Message, on: date, parent: str | None = None) -> FeedLine:
    """A message of core banking."""
    keyed = type(message).KEYED
    envelope = Envelope(
        id=f"{type(message).__name__}-{on}",
        source="/corebank/story",
        type=message.TYPE,
        business_date=on,
        time=f"{on}T09:00:00+08:00",
        subject=LOAN if keyed else None,
        key=OBLIGOR if keyed else None,
        traceparent=parent,
    )
    return FeedLine(1, envelope, message.to_payload())


def story() -> list[FeedLine]:
    """A loan falls five days behind, unsampled; then its arrears are paid, in a sampled trace."""
    unsampled = f"00-{'1' * 32}-{'2' * 16}-00"
    instalment: dict[str, Any] = {
        "number": 1,
        "due_on": DUE.isoformat(),
        "principal": cny(20_000),
        "interest": cny(2_880),
        "fee": cny(0),
    }
    terms: dict[str, Any] = {
        **IDS,
        "obligor_kind": "small_micro",
        "product": "feed_trade",
        "principal": cny(40_000),
        "disbursed_on": DISBURSED.isoformat(),
        "matures_on": "2023-05-20",
        "security": "mortgage",
        "schedule": [instalment, {**instalment, "number": 2, "due_on": "2023-05-20"}],
        "rates": {"interest_daily": "0.0002", "penalty_daily": "0.0003"},
    }
    paid = {
        **IDS,
        "receipt_id": "R1",
        "amount": cny(23_000),  # a little more than the instalment: the penalty of five days
        "value_date": PAID.isoformat(),
        "booked_on": PAID.isoformat(),
        "payer": {"kind": "borrower"},
    }
    lines = [line(LoanDisbursed.model_validate(terms), DISBURSED, unsampled)]
    lines += [
        line(BusinessDayClosed(business_date=DISBURSED + timedelta(days=n)), day, unsampled)
        for n in range((PAID - DISBURSED).days)
        for day in [DISBURSED + timedelta(days=n)]
    ]
    parent = f"00-{CORE[0]}-{CORE[1]}-01"
    return [*lines, line(RepaymentReceived.model_validate(paid), PAID, parent)]


class Tree:
    """The spans of the repayment's trace, and those that its spans are linked to."""

    def __init__(self, spans: list[Seen]) -> None:
        self.all = {each.at: each for each in spans}
        self.trace = [each for each in spans if each.at[0] == TRACE]

    def one(self, service: str, name: str, where: Callable[[Seen], bool] = lambda _: True) -> Seen:
        """The only span of the trace with that beginning of its name."""
        found = [
            s for s in self.trace if s.service == service and s.name.startswith(name) and where(s)
        ]
        assert len(found) == 1, (service, name, found)
        return found[0]

    def below(self, parent: Seen) -> list[Seen]:
        """Its children, in whatever service."""
        return [each for each in self.all.values() if each.parent == parent.at]

    def linked(self, span: Seen, name: str) -> Seen:
        """The span of the same service that this one is linked to."""
        (found,) = [self.all[at] for at in span.links if self.all[at].name == name]
        assert found.service == span.service
        return found


CHANGE = "classification.LoanClassified"


@pytest.fixture(scope="module")
async def tree() -> AsyncIterator[Tree]:
    """The story told to a bank whose services send their spans to us."""
    with Collector() as collector:
        told = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint,
            "OTEL_METRICS_EXPORTER": "none",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        with pytest.MonkeyPatch.context() as environment:
            for name, value in told.items():
                environment.setenv(name, value)  # services take the surroundings' OTEL_* variables
            bank = Bank()
            with bank:
                await bank.send(story())
                await bank.through()
                deadline = time.monotonic() + 30
                while not [s for s in collector.spans() if s.name == f"journal {CHANGE}"]:
                    assert time.monotonic() < deadline, sorted({s.name for s in collector.spans()})
                    await asyncio.sleep(0.1)
        # The bank has ended, so every service has sent what it held back.
        yield Tree(collector.spans())


def test_nothing_of_another_message_is_in_the_trace(tree: Tree) -> None:
    assert {each.service for each in tree.trace} == {f"postloan-{name}" for name in SERVICES}
    assert not any(each.failed for each in tree.all.values())
    ours = [s for s in tree.trace if "loan.id" in s.attributes]
    assert {s.attributes["loan.id"] for s in ours} == {LOAN}


def test_every_span_of_the_trace_hangs_below_core_bankings(tree: Tree) -> None:
    for span in tree.trace:
        steps = 0
        while span.parent is not None and span.parent != CORE:
            span, steps = tree.all[span.parent], steps + 1
            assert steps < 10
        assert span.parent == CORE


def test_monitoring_decides_below_core_bankings_span_inside_its_turn(tree: Tree) -> None:
    decision = tree.one(MONITORING, "decide TakeReceipt")
    assert decision.parent == CORE
    turn = tree.linked(decision, "process corebank.loan.v1")
    assert (turn.kind, turn.parent) == ("consumer", None)
    assert CORE in turn.links
    (append,) = tree.below(turn)
    assert (append.name, append.kind) == ("append events", "client")


def test_the_relay_sends_what_was_decided(tree: Tree) -> None:
    for service in ("monitoring", "classification"):
        decided = [
            s for s in tree.trace if s.service.endswith(service) and s.name.startswith("decide ")
        ]
        sent = [s for each in decided for s in tree.below(each) if s.name.startswith("send ")]
        published = [s for s in sent if s.name == f"send postloan.{service}.v1"]
        assert published
        for span in published:
            assert span.kind == "producer"
            page = tree.linked(span, f"publish postloan.{service}.v1")
            assert page.parent is None


def test_classification_decides_below_monitorings_decision(tree: Tree) -> None:
    theirs = tree.one(MONITORING, "decide TakeReceipt")
    decided = [s for s in tree.below(theirs) if s.service == CLASSIFICATION]
    assert decided
    assert all(each.name.startswith("decide ") for each in decided)
    for each in decided:
        turn = tree.linked(each, "process postloan.monitoring.v1")
        assert theirs.at in turn.links
        assert "append events" in {each.name for each in tree.below(turn)}


def test_audit_keeps_the_fact_and_the_change_in_the_same_trace(tree: Tree) -> None:
    fact = tree.one(AUDIT, "journal monitoring.ReceiptTaken")
    assert fact.parent == tree.one(MONITORING, "decide TakeReceipt").at
    change = tree.one(AUDIT, f"journal {CHANGE}")
    assert change.parent is not None
    decided = tree.all[change.parent]
    assert decided.service == CLASSIFICATION
    assert CHANGE in str(decided.attributes["loan.event.types"])
    assert decided.parent == fact.parent, "the repayment's decision is what changed the class"
    for span, service in ((fact, "monitoring"), (change, "classification")):
        turn = tree.linked(span, f"process postloan.{service}.journal.v1")
        assert turn.parent is None
        assert span.parent in turn.links
        assert "append events" in {each.name for each in tree.below(turn)}
