"""A guarantor is told, asked and heard by contacts that collection's conduct gate let through."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import monitoring
from services.kit.domain import Rejected
from tests.unit.guarantee.story import DEMAND, Story, demanded, in_arrears, notified
from tests.unit.guarantee.test_calling import lent
from tests.unit.guarantee.told import IDS, cny, contacted, on

Case = tuple[Any, str, dict[str, Any]]
NEEDED: list[Case] = [
    (in_arrears, "SendRiskWarning", {"document_id": "W-1", "method": "personal"}),
    (in_arrears, "NotifyGuarantor", {"method": "phone"}),
    (notified, "ServeGuarantorDemand", {**DEMAND, "amount": cny("100.00")}),
    (demanded, "RecordInterview", {"record_id": "I-1", "signed": True, "address_confirmed": True}),
]
DAY = "2024-03-28"


@pytest.mark.parametrize(("story", "name", "fields"), NEEDED, ids=[n for _, n, _ in NEEDED])
def test_no_act_without_a_contact_that_reached_him(
    story: Any, name: str, fields: dict[str, Any]
) -> None:
    """Rules: GUA-12. The gate is collection's (section 9): hours, counts, persons, texts."""

    def refusal(told: Story, contact_id: str) -> str:
        with pytest.raises(Rejected) as refused:
            told.plainly(name, DAY, **fields, contact_id=contact_id)
        return refused.value.code

    told = story()
    channel = {"channel": "phone" if fields.get("method") == "phone" else "visit"}
    assert refusal(told, "CT-NO") == "contact_unknown"
    told.tell(contacted(DAY, "CT-A", "G-QIAN", **channel), DAY)
    assert refusal(told, "CT-A") == "contact_unknown"
    told.tell(contacted(DAY, "CT-B", result="no_answer", **channel), DAY)
    assert refusal(told, "CT-B") == "contact_failed"
    told.tell(contacted("2024-03-29", "CT-C", **channel), DAY)
    assert refusal(told, "CT-C") == "contact_unknown"
    told.tell(contacted(DAY, "CT-E", channel="sms", result="delivered"), DAY)
    assert refusal(told, "CT-E") == "contact_channel"
    for contact_id, said in (("CT-F", False), ("CT-G", None)):
        told.tell(contacted(DAY, contact_id, verified=said, **channel), DAY)
        assert refusal(told, contact_id) == "contact_unverified"
    told.tell(contacted(DAY, "CT-D", **channel), DAY)
    assert told.plainly(name, DAY, **fields, contact_id="CT-D")


@pytest.mark.parametrize(
    ("method", "channel", "fits"),
    [
        ("personal", "visit", True),
        ("personal", "meeting", True),
        ("personal", "letter", False),
        ("personal", "phone", False),
        ("post", "letter", True),
        ("post", "visit", False),
        ("electronic", "sms", True),
        ("electronic", "email", True),
        ("electronic", "phone", False),
    ],
)
def test_the_contact_was_made_as_the_act_says(method: str, channel: str, fits: bool) -> None:
    """Rules: GUA-12, GU-09. What is written bears no check of identity: it goes to his address."""
    story = notified()
    verified = channel in ("visit", "meeting", "phone")
    result = "reached" if verified else "delivered"
    told = contacted(DAY, "CT-A", channel=channel, result=result, verified=verified)
    story.tell(told, DAY)
    asked: dict[str, Any] = {**DEMAND, "method": method, "amount": cny("100.00")}
    asked["contact_id"] = "CT-A"
    if fits:
        assert story.plainly("ServeGuarantorDemand", DAY, **asked)
    else:
        story.refused("contact_channel", "ServeGuarantorDemand", DAY, **asked)


def test_a_call_is_no_way_to_claim() -> None:
    """Rules: GUA-09. The contract's ways of a demand: a rule hangs on the word."""
    story = notified()
    asked = {**DEMAND, "method": "phone", "amount": cny("100.00")}
    story.refused("method_unknown", "ServeGuarantorDemand", DAY, **asked)


@pytest.mark.parametrize("name", ["SendRiskWarning", "ServeGuarantorDemand", "RecordInterview"])
def test_where_the_field_may_be_left_out_the_rule_asks_for_it(name: str) -> None:
    """Rules: GUA-12."""
    story, _, fields = next(each for each in NEEDED if each[1] == name)
    story().refused("contact_missing", name, DAY, **fields, contact_id=None)


def test_a_publication_touches_nobody() -> None:
    """Rules: GUA-12, LM-07."""
    public = {"method": "publication", "document_id": "GD-1", "amount": cny("100.00")}
    story = notified()
    for proof in ("signed", "delivery_record"):
        signed = {**public, "proof": proof, "contact_id": None}
        story.refused("proof_missing", "ServeGuarantorDemand", DAY, **signed)
    assert story.plainly("ServeGuarantorDemand", DAY, **public, proof="publication_copy")


@pytest.mark.parametrize("method", ["personal", "post", "electronic"])
def test_a_copy_of_a_publication_proves_no_demand_that_was_brought_to_him(method: str) -> None:
    """Rules: GU-09, LM-07."""
    story, name, fields = next(each for each in NEEDED if each[1] == "ServeGuarantorDemand")
    brought = {**fields, "method": method, "proof": "publication_copy"}
    story().refused("proof_missing", name, DAY, **brought)


def test_nobody_is_warned_by_publication() -> None:
    """Rules: GUA-07, GUA-12, GUA-17. It would tell everybody of the debtor."""
    public: dict[str, Any] = {"document_id": "W-1", "method": "publication", "contact_id": None}
    in_arrears().refused("method_not_allowed", "SendRiskWarning", "2024-03-26", **public)
    signalled().refused("method_not_allowed", "SendRiskWarning", "2023-11-15", **public)


@pytest.mark.parametrize(
    ("life_event", "case"),
    [("death", True), ("disappeared", True), ("serious_illness", False), ("detained", False)],
)
def test_a_warning_for_which_there_is_a_case_is_a_contact(life_event: str, case: bool) -> None:
    """Rules: GUA-07, GUA-12, COL-143: death and disappearance open a case without arrears."""
    story = lent(kind="joint")
    happened = monitoring.BorrowerLifeEventReported(
        **IDS, effective_on=on("2023-11-15"), life_event=life_event
    )
    story.tell(happened, "2023-11-15")
    letter: dict[str, Any] = {"document_id": "W-1", "method": "personal"}
    if case:
        story.refused(
            "contact_missing", "SendRiskWarning", "2023-11-16", **letter, contact_id=None
        )
        story.act("SendRiskWarning", "2023-11-16", **letter)
    else:
        assert story.plainly("SendRiskWarning", "2023-11-16", **letter)


def test_after_recovery_a_warning_of_something_else_needs_no_contact() -> None:
    """Rules: GUA-07. With the recovery the case is over."""
    story = signalled()
    for day, what in (("2023-11-16", "disappeared"), ("2023-11-20", "recovered")):
        word = monitoring.BorrowerLifeEventReported(**IDS, effective_on=on(day), life_event=what)
        story.tell(word, day)
    assert story.plainly("SendRiskWarning", "2023-11-21", document_id="W-1", method="post")


def test_a_contact_serves_the_acts_of_one_day_only() -> None:
    """Rules: GUA-12, LM-05: who is claimed on again is contacted again."""
    story = notified()
    story.tell(contacted(DAY, "CT-A", channel="meeting"), DAY)
    asked: dict[str, Any] = {**DEMAND, "amount": cny("100.00"), "contact_id": "CT-A"}
    story.plainly("ServeGuarantorDemand", DAY, **asked)
    held = {"record_id": "I-1", "signed": True, "address_confirmed": True}
    assert story.plainly("RecordInterview", DAY, **held, contact_id="CT-A")
    again = asked | {"document_id": "GD-2"}
    story.refused("contact_used", "ServeGuarantorDemand", "2026-12-30", **again)


def signalled() -> Story:
    """No arrears; a risk signal of 15 November 2023."""
    story = lent(kind="joint")
    signal = monitoring.RiskSignalRaised(
        **IDS, effective_on=on("2023-11-15"), signal_id="S-1", codes=("TURNOVER_DROP",)
    )
    story.tell(signal, "2023-11-15")
    return story


def test_before_arrears_a_warning_is_no_collection() -> None:
    """Rules: GUA-07, GUA-12. There is no case that could hold the contact (B.3, ADR 0023)."""
    story = signalled()
    letter = {"document_id": "W-1", "method": "post", "contact_id": None}
    assert story.plainly("SendRiskWarning", "2023-11-15", **letter)
    assert story.guarantor("2023-11-15").state == "warned"


def test_the_same_word_told_twice_is_one() -> None:
    story = notified()
    assert story.tell(contacted(DAY, "CT-A"), DAY)
    assert story.tell(contacted(DAY, "CT-A"), DAY) == ()
