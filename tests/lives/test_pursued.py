"""A write-off by pursuit, by all six services: collection tells the contacts that disposal counts."""

from __future__ import annotations

import pytest

from contracts import collection
from services.disposal.domain.facts import ContactNoted
from services.kit.domain import Rejected
from tests.lives.lending import lend
from tests.lives.scenes_of_law import CALLS, NAMED, proposed
from tests.lives.telling import Told, on
from tests.lives.whole_life_end import assess

DAY = "2024-12-21"
NONE: list[dict[str, str]] = []


def routed(*calls: str, loan_id: str = "L-1", at: str = "10:00") -> Told:
    """L-1 and L-2 of one debtor; about ``loan_id`` he was called as often as is said, at an hour."""
    life = Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life, loan_id="L-2")
    lend(life)
    for name in calls:
        words = {"contact_id": name, "recording_id": f"REC-{name}", "loan_id": loan_id}
        life.contact("make-call", CALLS[name], **words, at=f"{CALLS[name]}T{at}+08:00")
    assess(life, DAY, "D-1", "write_off")
    return life


def refused(life: Told, contacts: list[dict[str, str]]) -> str:
    with pytest.raises(Rejected) as refusal:
        proposed(life, contacts)
    return refusal.value.code


def noted(life: Told) -> list[str]:
    rows = life.town.houses["disposal"].writer.rows
    return [row.type for row in rows if row.type == ContactNoted.NAME]


def test_calls_that_were_made_prove_it_named_or_not() -> None:
    proposed(routed(*CALLS), NAMED)
    proposed(routed(*CALLS), NONE)


def test_calls_that_nobody_made_prove_nothing() -> None:
    life = routed("CT-1")
    assert refused(life, NAMED) == "contact_unknown"
    assert refused(life, NONE) == "criterion_not_proven"


def test_calls_about_another_loan_of_the_same_debtor_prove_nothing() -> None:
    life = routed(*CALLS, loan_id="L-2")
    assert len(life.told(collection.ContactMade)) == len(noted(life)) == len(CALLS)
    assert refused(life, NAMED) == "contact_unknown"
    assert refused(life, NONE) == "criterion_not_proven"


def test_a_call_that_the_gate_blocked_is_no_contact() -> None:
    life = routed(*CALLS, at="22:40")
    assert len(life.told(collection.ProhibitedActionBlocked)) == len(CALLS)
    assert (life.told(collection.ContactMade), noted(life)) == ([], [])
    assert refused(life, NAMED) == "contact_unknown"
