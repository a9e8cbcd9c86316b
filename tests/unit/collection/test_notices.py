"""Service of the overdue notice: on the debtor, with a result and a proof, else an attempt."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import collection as published
from services.collection.domain.deadlines import deadlines
from services.collection.domain.done import (
    Contacted,
    DemandNoticeAttempted,
    DemandNoticeServed,
    GuarantorDemandRequested,
)
from services.collection.publications import publish
from tests.unit.collection.life import LOAN, Life, spoken


def on_d7() -> Life:
    """Instalment due 20 March 2024; the notice is due on D7, 27 March. A guarantor stands."""
    life = spoken()
    life.guarantor()
    return life.to("2024-03-27")


ATTEMPTS: list[dict[str, Any]] = [
    {"proof": "none", "proof_id": None},
    {"result": "no_answer"},
    {"channel": "letter", "method": "post", "result": "returned"},
    {"result": "asked_to_stop"},
    {"target_role": "guarantor", "target_id": "G-ZHAO"},
]


@pytest.mark.parametrize("fields", ATTEMPTS, ids=str)
def test_a_notice_that_did_not_reach_the_debtor_with_proof_is_an_attempt(
    fields: dict[str, Any],
) -> None:
    """Rules: COL-10, LM-05."""
    life = on_d7()
    before = life.case()
    events = life.notice(**fields)
    assert [type(each) for each in events] == [DemandNoticeAttempted]
    assert isinstance(events[0], Contacted)
    assert life.case() == before == "FIRST_CONTACT_DONE"
    assert not life.of(GuarantorDemandRequested)
    assert not isinstance(publish(events[0], "C-0007"), published.DemandNoticeServed)
    due = [each.what for each in deadlines(life.state, LOAN, life.today)]
    assert "demand_notice" in due
    assert "daily_call" not in due


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"target_role": "co_borrower", "target_id": "C-8"},
        {
            "channel": "letter",
            "method": "post",
            "result": "delivered",
            "proof": "delivery_record",
        },
        {"channel": "letter", "method": "publication", "result": "delivered"}
        | {"proof": "publication_copy"},
    ],
    ids=str,
)
def test_a_notice_that_reached_the_debtor_with_proof_is_served(fields: dict[str, Any]) -> None:
    """Rules: COL-10, COL-12, LM-07."""
    life = on_d7()
    events = life.notice(**fields)
    assert isinstance(events[0], DemandNoticeServed)
    assert life.case() == "NOTICE_SERVED"
    assert len(life.of(GuarantorDemandRequested)) == 1
    assert isinstance(publish(events[0], "C-0007"), published.DemandNoticeServed)


def test_the_same_notice_may_be_tried_again_until_it_is_served() -> None:
    """Rules: COL-10."""
    life = on_d7()
    life.notice("10:00", result="no_answer")
    life.notice("15:00", result="no_answer")
    served = life.close().notice("10:00")[0]
    assert isinstance(served, DemandNoticeServed)
    assert served.notice_id == "N-1"
