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
from tests.unit.collection.life import CONDUCT, LOAN, Life, in_case, refusal, spoken
from tests.unit.litigation.story import accelerated
from tests.unit.litigation.told import demand


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
    {"proof": "publication_copy"},
    {"channel": "letter", "method": "post", "result": "delivered", "proof": "publication_copy"},
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


# -- each way has its proof (LM-07), one table for collection and litigation ------------------------

METHODS = ("personal", "post", "electronic", "publication", "account_debit", "pigeon")
PROOFS = ("signed", "delivery_record", "publication_copy", "none", "hearsay")


def vanished() -> Life:
    """Three calls in a row without contact by 23 March, so contact is lost (CC-06)."""
    life = in_case()
    for _ in range(3):
        life.call(result="no_answer", identity_verified=False)
        life.close()
    return life.to("2024-03-27")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("proof", PROOFS)
def test_collection_serves_what_litigation_counts(method: str, proof: str) -> None:
    """Rules: COL-10, LM-07. Of a debtor who can't be found, so every way is open."""
    row = CONDUCT.demands.get(method)
    fitting = set(row.channels if row else ("letter",)) & {"visit", "letter", "email"}
    way = {"channel": min(fitting), "method": method}
    life = vanished()
    paper = f"R-{life.paid('1.00')}" if method == "account_debit" else "P-1"
    events = life.notice(**way, proof=proof, proof_id=paper, result="delivered")
    served = [publish(each, "C-0007") for each in events if isinstance(each, DemandNoticeServed)]
    assert bool(served) == (CONDUCT.proven(method, proof) is not None)
    story = accelerated()
    for message in served:
        assert isinstance(message, published.DemandNoticeServed)
        story.tell("2025-01-10", demand("2025-01-10", method=message.method, proof=message.proof))
    assert (story.clock()[-1][1] == "interrupted") is bool(served)


PUBLISHED: dict[str, Any] = {"channel": "letter", "method": "publication", "result": "delivered"}
COPY = {"proof": "publication_copy", "proof_id": "PAPER-1"}


@pytest.mark.parametrize(("calls", "lost"), [(2, False), (3, True)])
def test_a_notice_is_published_only_when_contact_is_lost(calls: int, lost: bool) -> None:
    """Rules: LM-07, CC-06."""
    life = in_case()
    for hour in range(calls):
        life.call(f"{9 + hour:02}:00", result="no_answer", identity_verified=False)
    life.close()
    if lost:
        assert isinstance(life.notice(**PUBLISHED, **COPY)[0], DemandNoticeServed)
    else:
        assert refusal(lambda: life.notice(**PUBLISHED, **COPY)) == "debtor_not_lost"


def test_a_debtor_who_was_spoken_to_is_not_sought_in_the_paper() -> None:
    """Rules: LM-07."""
    life = on_d7()
    assert refusal(lambda: life.notice(**PUBLISHED, **COPY)) == "debtor_not_lost"
    assert not life.of(DemandNoticeServed)


@pytest.mark.parametrize(
    ("what", "lost"), [("disappeared", True), ("death", False), ("recovered", False)]
)
def test_who_is_reported_gone_is_sought_in_the_paper(what: str, lost: bool) -> None:
    """Rules: LM-07. A dead debtor's whereabouts are known."""
    life = on_d7().happens(what)
    if lost:
        assert isinstance(life.notice(**PUBLISHED, **COPY)[0], DemandNoticeServed)
    else:
        assert refusal(lambda: life.notice(**PUBLISHED, **COPY)) == "debtor_not_lost"


@pytest.mark.parametrize(
    ("method", "proof", "code"),
    [
        ("personal", "signed", "proof_missing"),
        ("personal", "hearsay", "proof_missing"),
        ("account_debit", "none", "proof_missing"),
        ("personal", "none", None),
    ],
)
def test_a_proof_is_named_by_its_paper_or_entry(method: str, proof: str, code: str | None) -> None:
    """Rules: COL-10, LM-07. The entry in the account needs no paper, and is named all the same."""
    life = on_d7()
    way = {"channel": "letter" if method == "account_debit" else "visit", "method": method}
    if code is None:
        attempt = life.notice(**way, proof=proof, proof_id=None)[0]
        assert isinstance(attempt, DemandNoticeAttempted)
    else:
        assert refusal(lambda: life.notice(**way, proof=proof, proof_id=None)) == code


# -- what the bank deducted (LM-07) ------------------------------------------------------------------


def debited(life: Life, receipt: str, **fields: Any) -> list[Any]:
    """The debtor is told of the entry in his account by which the bank asks for its money."""
    way = {"channel": "letter", "method": "account_debit", "proof": "none", "result": "delivered"}
    return life.notice(**(way | {"proof_id": receipt} | fields))


def test_a_deduction_that_is_on_the_books_is_a_demand() -> None:
    """Rules: LM-07, COL-12."""
    life = on_d7()
    receipt = f"R-{life.paid('1.00')}"
    served = debited(life.close(), receipt)
    assert [type(each) for each in served[:2]] == [DemandNoticeServed, GuarantorDemandRequested]
    assert life.case() == "NOTICE_SERVED"


@pytest.mark.parametrize("proof", ["none", "signed", "delivery_record"])
def test_a_deduction_that_never_was_is_none(proof: str) -> None:
    """Rules: LM-07. Whatever paper is said to show it."""
    life = on_d7()
    life.paid("1.00")
    assert refusal(lambda: debited(life, "ENTRY-0", proof=proof)) == "receipt_unknown"
    assert not life.of(DemandNoticeServed)


def test_a_deduction_is_no_demand_before_its_day() -> None:
    """Rules: LM-07. The money came on 27 March; a notice of the 26th is entered on that day, too."""
    life = on_d7()
    receipt = f"R-{life.paid('1.00')}"
    assert refusal(lambda: debited(life, receipt, day="2024-03-26")) == "receipt_unknown"
    assert isinstance(debited(life, receipt, day="2024-03-27")[0], DemandNoticeServed)


@pytest.mark.parametrize("payer", ["guarantor", "court", "in_kind"])
def test_what_others_paid_was_not_deducted_from_his_account(payer: str) -> None:
    """Rules: LM-07."""
    life = on_d7()
    receipt = f"R-{life.paid('1.00', payer_kind=payer)}"
    assert refusal(lambda: debited(life, receipt)) == "receipt_unknown"


def test_nor_what_was_reversed_or_is_of_another_loan() -> None:
    """Rules: LM-07."""
    life = on_d7()
    entry = life.paid("1.00")
    life.gone(entry)
    assert refusal(lambda: debited(life, f"R-{entry}")) == "receipt_unknown"
    life.lent("L-2").overdue("2024-03-20", loan="L-2")
    other = f"R-{life.paid('1.00', loan='L-2')}"
    assert refusal(lambda: debited(life, other)) == "receipt_unknown"


def test_one_deduction_is_one_demand() -> None:
    """Rules: LM-07. An old entry does not interrupt limitation year after year."""
    life = on_d7()
    receipt = f"R-{life.paid('1.00')}"
    debited(life, receipt)
    again = {"notice_id": "N-2"}
    assert refusal(lambda: debited(life.close(), receipt, **again)) == "receipt_used"
    second = f"R-{life.paid('1.00')}"
    assert isinstance(debited(life, second, **again)[0], DemandNoticeServed)
