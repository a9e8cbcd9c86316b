"""The demo's officers in one process: nothing they do is refused, and loans get where they are taken."""

from __future__ import annotations

from collections import Counter
from functools import cache

from contracts.catalogue import parse
from contracts.corebank import BusinessDayClosed
from contracts.feed import FeedLine, read_feed
from services.console.demo import DEMO_FEED
from services.console.demo.officers import TROUBLES, script
from tests.lives.playing import say
from tests.town import Town


@cache
def demo() -> Town:
    """The troubled obligors' part of the demo book with the officers' acts before each close."""
    town, left = Town(), list(script().steps)
    obligors = {it.obligor_id for it in TROUBLES}
    for line in read_feed(DEMO_FEED):
        assert isinstance(line, FeedLine)
        message = parse(line.envelope.type, line.payload)
        if isinstance(message, BusinessDayClosed):
            while left and left[0].on <= message.business_date:
                say(town, left.pop(0))
        elif getattr(message, "obligor_id", None) not in obligors:
            continue
        town.tell(message, line.envelope)
    assert not left, "the book ends before the officers do"
    return town


def test_each_loan_gets_as_far_as_it_is_taken() -> None:
    town = demo()
    reached = {
        it.loan_id: (shown["disposal"] or {}).get("state")
        for it in TROUBLES
        if (shown := town.loan(it.loan_id, "2025-12-31"))
    }
    written_off = {it.loan_id for it in TROUBLES if it.stages == 5}
    sold = {it.loan_id for it in TROUBLES if it.stages == 6}
    assert {loan for loan, state in reached.items() if state == "transferred"} == sold
    assert {loan for loan, state in reached.items() if state == "written_off"} == written_off


def test_all_six_services_have_something_to_show() -> None:
    found = Counter(row.type for house in demo().houses.values() for row in house.writer.rows)
    for type_ in (
        "collection.PromiseToPayMade",
        "collection.DemandNoticeServed",
        "collection.ProhibitedActionBlocked",
        "guarantee.GuarantorDemandServed",
        "litigation.SuitFiled",
        "disposal.LoanWrittenOff",
        "disposal.DebtTransferred",
        "disposal.RecoveryRecognised",
    ):
        assert found[type_] > 0, type_
