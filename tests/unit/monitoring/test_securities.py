"""Guarantees and collateral go from the disbursement to those who listen, as core banking told them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from contracts import corebank
from contracts.envelope import Envelope
from contracts.monitoring import LoanOpened as Published
from services.kit import events
from services.monitoring.domain.facts import LoanOpened
from services.monitoring.domain.loan import EVENTS
from services.monitoring.domain.work_items import FactSetAside
from services.monitoring.publications import publish
from services.monitoring.reactions import react
from tests.unit.monitoring.loans import DISBURSED, decided, given, opening

GUARANTEES = ({"guarantor_id": "G-1", "amount": {"amount": "1000.00", "currency": "CNY"}},)
COLLATERAL = ({"kind": "land", "rank": 1}, {"kind": "vehicle"})
YUAN = {"amount": "100.00", "currency": "CNY"}
events.register(EVENTS)


def _told(**securities: Any) -> Published:
    """What monitoring tells of a disbursement, by way of the stored bytes."""
    row = {"number": 1, "due_on": "2024-02-20", "principal": YUAN}
    message = corebank.LoanDisbursed.model_validate(
        {
            "loan_id": "L-1",
            "obligor_id": "C-1",
            "obligor_kind": "personal",
            "product": "consumer",
            "security": "guarantee",
            "principal": YUAN,
            "disbursed_on": "2024-01-20",
            "matures_on": "2024-02-20",
            "schedule": [row | {"interest": YUAN, "fee": YUAN}],
            **securities,
        }
    )
    day = date(2024, 1, 20)
    ((_, command),) = react(message, Envelope("1", "/core", message.TYPE, day), day)
    event = given().when(command).events()[0]
    told = publish(events.decode(event.NAME, 1, events.encode(event)), "C-1")  # type: ignore[arg-type]
    assert isinstance(told, Published)
    return told


def test_they_are_passed_on_as_they_came() -> None:
    told = _told(guarantees=list(GUARANTEES), collateral=list(COLLATERAL))
    assert (told.guarantees, told.collateral) == (GUARANTEES, COLLATERAL)


def test_a_loan_without_them_tells_none() -> None:
    told = _told()
    assert (told.guarantees, told.collateral) == (None, None)


def test_the_same_disbursement_with_other_securities_is_set_aside() -> None:
    past, _ = decided(opening(guarantees=GUARANTEES))
    for other in ((), (*GUARANTEES, *GUARANTEES)):
        (aside,) = given(*past).when(opening(guarantees=other)).events()
        assert isinstance(aside, FactSetAside)


def test_a_loan_stored_before_they_were_kept_is_not_said_to_differ() -> None:
    past, _ = decided(opening(guarantees=GUARANTEES, collateral=COLLATERAL))
    fields = msgspec.json.decode(events.encode(past[0]))
    del fields["guarantees"], fields["collateral"]
    old = events.decode(LoanOpened.NAME, 1, msgspec.json.encode(fields))
    again = opening(as_of=DISBURSED, guarantees=GUARANTEES, collateral=COLLATERAL)
    given(old, *past[1:]).when(again).then_nothing()
