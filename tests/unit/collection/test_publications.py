"""Own events out, in the published language."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts import collection as published
from contracts.message import Message
from services.collection.domain import acts
from services.collection.domain.conclusions import CollectionCaseOpened, PromiseJudged
from services.collection.domain.customer import decider
from services.collection.domain.done import DemandNoticeServed
from services.collection.domain.steps import ComplianceCaseOpened, ProhibitedActionBlocked
from services.collection.domain.undertakings import PromiseToPayMade
from services.collection.publications import SAME, publish
from services.kit import events as stored
from tests.unit.collection.life import Life, cny, in_case, on, spoken
from tests.unit.collection.story import lived


def told(event: Any) -> dict[str, Any]:
    message = publish(event, "C-7")
    assert message is not None
    answer: dict[str, Any] = json.loads(message.to_payload())
    return answer


def test_a_case_is_told_with_its_entry() -> None:
    assert told(lived().of(CollectionCaseOpened)[0]) == {
        "loan_id": "L-4801",
        "obligor_id": "C-7",
        "effective_on": "2024-03-21",
        "case_id": "K1-L-4801",
        "trigger": "overdue",
        "entry": 2,
        "corrects": [],
    }


def test_a_case_of_the_longest_loan_number_can_be_told() -> None:
    """A number of 128 characters is one that the contract takes: a case named after it must be, too."""
    names = set()
    for loan in ("L" * 128, "L" * 127 + "M", "L" * 125):
        life = Life().lent(loan).to("2024-03-21")
        life.overdue("2024-03-20", loan=loan)
        names.add(told(life.of(CollectionCaseOpened)[0])["case_id"])
    assert len(names) == 3
    assert "K1-" + "L" * 125 in names


def test_a_promise_is_told_when_made_and_when_judged() -> None:
    made, judged = lived().of(PromiseToPayMade)[0], lived().of(PromiseJudged)[0]
    rows = [(told(each)["outcome"], told(each)["entry"]) for each in (made, judged)]
    assert rows == [("made", made.entry), ("broken", judged.entry)]
    assert told(judged)["amount"] == {"amount": "21560.00", "currency": "CNY"}


def test_a_notice_is_told_with_its_sum() -> None:
    notice = told(lived().of(DemandNoticeServed)[0])
    assert (notice["served_on"], notice["amount"]["amount"]) == ("2024-03-27", "21602.00")


def test_a_blocked_act_is_told_with_its_alternative_in_both_languages() -> None:
    blocked = told(lived().of(ProhibitedActionBlocked)[0])
    assert (blocked["code"], blocked["rule"]) == ("QUIET_HOURS", "CC-01")
    assert blocked["alternative"] == "请在8时至22时之间联系。 / Call between 08:00 and 22:00."
    assert "content_hash" not in blocked


@pytest.mark.parametrize(
    ("does", "channel", "result"),
    [
        (lambda life, who: life.call(**who), "phone", "reached"),
        (lambda life, who: life.call(result="no_answer", **who), "phone", "no_answer"),
        (lambda life, who: life.message(**who), "letter", "delivered"),
        (lambda life, who: life.visit(**who), "visit", "reached"),
        (lambda life, who: life.notice(**who), "visit", "reached"),
    ],
)
def test_a_contact_with_a_guarantor_is_told_and_a_blocked_one_is_not(
    does: Any, channel: str, result: str
) -> None:
    """Rules: GUA-12."""
    life = spoken().guarantor()
    zhao = {"target_role": "guarantor", "target_id": "G-ZHAO"}
    word = told(does(life, zhao)[0])
    assert word["contact_id"].startswith("CT-")
    assert (word["guarantor_id"], word["channel"], word["result"]) == ("G-ZHAO", channel, result)
    assert word["identity_verified"] is (channel != "letter")
    late = told(life.call("22:30", **zhao)[0])
    assert late["code"] == "QUIET_HOURS"
    other = told(life.call("15:00")[0])
    assert ("guarantor_id" in other, other["target_role"]) == (False, "borrower")


@pytest.mark.parametrize(
    ("does", "channel", "result", "role"),
    [
        (lambda life: life.call("15:00"), "phone", "reached", "borrower"),
        (lambda life: life.call("15:00", result="no_answer"), "phone", "no_answer", "borrower"),
        (lambda life: life.message(), "letter", "delivered", "borrower"),
        (lambda life: life.visit(), "visit", "reached", "borrower"),
        (lambda life: life.notice(result="returned"), "visit", "returned", "borrower"),
        (
            lambda life: life.call("15:00", target_role="co_borrower"),
            "phone",
            "reached",
            "co_borrower",
        ),
    ],
)
def test_every_contact_that_the_gate_let_through_is_told_without_what_is_personal(
    does: Any, channel: str, result: str, role: str
) -> None:
    made = does(spoken())[0]
    word = told(made)
    assert word == {
        "loan_id": made.loan_id,
        "obligor_id": "C-7",
        "effective_on": made.effective_on.isoformat(),
        "contact_id": made.contact_id,
        "channel": channel,
        "target_role": role,
        "result": result,
        "identity_verified": made.identity_verified,
    }


def test_a_served_notice_names_the_contact_by_which_it_was_served() -> None:
    served = lived().of(DemandNoticeServed)[0]
    assert told(served)["contact_id"] == served.contact_id


def other_lives() -> list[Life]:
    """What the story of L-4801 does not have: late money, complaint, amended plan, guarantor."""
    late = spoken()
    late.promise("2024-03-22", "5.00")
    late.act(acts.WithdrawPromise, promise_id="PR-1")
    late.plan(("2024-03-30", "5.00"))
    late.close().act(
        acts.AmendPlan,
        plan_id="PL-1",
        total=cny("5.00"),
        parts=(acts.PlanPart(on("2024-03-29"), cny("5.00")),),
        approved_by="wang",
        approver_role="branch_manager",
    )
    late.gone(late.paid("1.00"))
    complaint = in_case()
    complaint.act(acts.PauseCase, ground="complaint", against="liu", tags=("insult",))
    assert complaint.of(ComplianceCaseOpened)
    guaranteed = spoken().guarantor()
    guaranteed.call("11:00", target_role="guarantor", target_id="G-ZHAO")
    return [lived(), late, complaint, guaranteed]


def test_what_is_published_is_exactly_what_the_contract_names() -> None:
    seen: set[type[Message]] = set()
    silent: set[type] = set()
    for life in other_lives():
        for _, event in life.events:
            message = publish(event, "C-7")  # type: ignore[arg-type]
            if message is None:
                silent.add(type(event))
                continue
            seen.add(type(message))
            assert type(message).model_validate_json(message.to_payload()) == message
    assert seen == set(published.PUBLISHED)
    contacts = {published.ContactMade, published.GuarantorContacted}
    assert {*SAME.values(), *contacts} == set(published.PUBLISHED)
    assert not silent & set(SAME)
    assert set(SAME) <= set(decider.events)


def test_every_event_is_read_back_from_its_stored_bytes_unchanged() -> None:
    stored.register(decider.events)
    for life in other_lives():
        for _, event in life.events:
            assert stored.decode(event.NAME, event.VERSION, stored.encode(event)) == event
