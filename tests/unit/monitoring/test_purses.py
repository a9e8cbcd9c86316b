"""Whose money is unapplied, and whose it is that pays when something falls due."""

from __future__ import annotations

from typing import Any

import msgspec

from contracts import monitoring as published
from services.monitoring.domain.entries import MoneyAllocated
from services.monitoring.domain.ledger import Ledger, refold
from services.monitoring.domain.loan import decider
from services.monitoring.domain.state import Loan, ledger_of
from services.monitoring.publications import publish
from tests.unit.monitoring.bank import DAY, POLICIES
from tests.unit.monitoring.loans import (
    FEBRUARY,
    JANUARY,
    MARCH,
    charge,
    decided,
    opening,
    receipt,
    reversal,
    tick,
    yuan,
)

PAID = (
    opening(),
    receipt("R1", "1100.00", JANUARY, payer_kind="guarantor", payer_id="G-1"),
    receipt("R2", "20.00", JANUARY + DAY),
)
"""65.00 of the guarantor's money and 20.00 of the borrower's wait for February."""


def drawn(events: list[Any]) -> list[tuple[str, str, int]]:
    """(day, receipt, minor) of unapplied money that paid."""
    return [
        (str(e.effective_on), each.receipt_id, each.paid.total)
        for e in events
        if isinstance(e, MoneyAllocated) and e.sources is not None
        for each in e.sources
    ]


def ledger(loan: Loan) -> Ledger:
    assert loan.opened is not None
    return ledger_of(loan, loan.opened)


def test_what_is_over_is_its_receipts_and_the_oldest_pays_first() -> None:
    """A fee of 70.00 takes all of the older money and 5.00 of the other; February takes the rest."""
    loan = decided(*PAID)[1]
    assert [(p.receipt_id, p.payer_kind, p.left) for p in ledger(loan).purses] == [
        ("R1", "guarantor", 6500),
        ("R2", "borrower", 2000),
    ]
    fee = charge("K1", "fee", "70.00", JANUARY + 5 * DAY)
    more = [*PAID, fee, tick(JANUARY + 5 * DAY), tick(FEBRUARY)]
    events, loan = decided(*more)
    assert drawn(events) == [
        ("2024-01-25", "R1", 6500),
        ("2024-01-25", "R2", 500),
        ("2024-02-20", "R2", 1500),
    ]
    assert ledger(loan).purses == ()


def test_it_is_published_by_component() -> None:
    events, _ = decided(*PAID, tick(FEBRUARY))
    told = [publish(e, "C-1") for e in events if isinstance(e, MoneyAllocated)]
    last = told[-1]
    assert isinstance(last, published.BalanceChanged) and last.sources is not None
    assert [(each.receipt_id, each.payer_kind, each.payer_id) for each in last.sources] == [
        ("R1", "guarantor", "G-1"),
        ("R2", "borrower", None),
    ]
    first = {part.component: part.amount for part in last.sources[0].paid}
    assert first == {"fee": yuan("5.00"), "interest": yuan("20.00"), "principal": yuan("40.00")}
    assert last.applied is not None
    assert [each.total for each in last.applied] == [yuan("65.00"), yuan("20.00")]
    own = told[0]
    assert isinstance(own, published.BalanceChanged) and own.applied is not None
    assert [(each.receipt_id, each.total) for each in own.applied] == [("R1", yuan("1035.00"))]


def test_money_taken_back_was_nobodys_and_the_next_ones_paid() -> None:
    loan = decided(*PAID, tick(FEBRUARY), reversal("R1", FEBRUARY + DAY))[1]
    assert ledger(loan).purses == ()
    live = [e for e in loan.entries if isinstance(e, MoneyAllocated)]
    assert [(e.receipt_id, e.sources) for e in live] == [("R2", None)]
    assert live[0].unapplied == yuan("0.00")


def test_entries_stored_before_it_was_kept_whose_money_waits_are_as_good() -> None:
    """They have no ``sources``: the fold knows by the sums, and nothing is corrected for it."""
    events, loan = decided(*PAID, tick(FEBRUARY), receipt("R3", "5000.00", FEBRUARY + DAY))
    old = [
        msgspec.structs.replace(e, sources=None) if isinstance(e, MoneyAllocated) else e
        for e in events
    ]
    before = decider.fold(old)
    assert ledger(before).purses == ledger(loan).purses
    assert before.opened is not None
    assert refold(before.opened, before.entries) == ledger(before)
    late = receipt("R4", "1.00", FEBRUARY, as_of=MARCH - DAY)
    again = decided(*PAID, tick(FEBRUARY), receipt("R3", "5000.00", FEBRUARY + DAY), late)[0]
    now = decider.decide(late, before, POLICIES)
    assert [e.NAME for e in now] == [e.NAME for e in again[-len(now) :]]
