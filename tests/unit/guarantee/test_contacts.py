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
    assert refusal(told, "CT-NO") == "contact_unknown"
    told.tell(contacted(DAY, "CT-A", "G-QIAN"), DAY)
    assert refusal(told, "CT-A") == "contact_unknown"
    told.tell(contacted(DAY, "CT-B", result="no_answer"), DAY)
    assert refusal(told, "CT-B") == "contact_failed"
    told.tell(contacted("2024-03-29", "CT-C"), DAY)
    assert refusal(told, "CT-C") == "contact_unknown"
    told.tell(contacted(DAY, "CT-D", result="delivered"), DAY)
    assert told.plainly(name, DAY, **fields, contact_id="CT-D")


@pytest.mark.parametrize("name", ["SendRiskWarning", "ServeGuarantorDemand", "RecordInterview"])
def test_where_the_field_may_be_left_out_the_rule_asks_for_it(name: str) -> None:
    """Rules: GUA-12."""
    story, _, fields = next(each for each in NEEDED if each[1] == name)
    story().refused("contact_missing", name, DAY, **fields, contact_id=None)


def test_a_publication_touches_nobody() -> None:
    """Rules: GUA-12, LM-07."""
    public = {"method": "publication", "proof": "publication_copy", "document_id": "GD-1"}
    story = notified()
    assert story.plainly("ServeGuarantorDemand", DAY, **public, amount=cny("100.00"))


def test_a_contact_serves_the_acts_of_one_day_only() -> None:
    """Rules: GUA-12, LM-05: who is claimed on again is contacted again."""
    story = notified()
    story.tell(contacted(DAY, "CT-A"), DAY)
    asked: dict[str, Any] = {**DEMAND, "amount": cny("100.00"), "contact_id": "CT-A"}
    story.plainly("ServeGuarantorDemand", DAY, **asked)
    held = {"record_id": "I-1", "signed": True, "address_confirmed": True}
    assert story.plainly("RecordInterview", DAY, **held, contact_id="CT-A")
    again = asked | {"document_id": "GD-2"}
    story.refused("contact_used", "ServeGuarantorDemand", "2026-12-30", **again)


def test_before_arrears_a_warning_is_no_collection() -> None:
    """Rules: GUA-07, GUA-12. There is no case that could hold the contact (B.3, ADR 0023)."""
    story = lent(kind="joint")
    signal = monitoring.RiskSignalRaised(
        **IDS, effective_on=on("2023-11-15"), signal_id="S-1", codes=("TURNOVER_DROP",)
    )
    story.tell(signal, "2023-11-15")
    letter = {"document_id": "W-1", "method": "post", "contact_id": None}
    assert story.plainly("SendRiskWarning", "2023-11-15", **letter)
    assert story.guarantor("2023-11-15").state == "warned"


def test_the_same_word_told_twice_is_one() -> None:
    story = notified()
    assert story.tell(contacted(DAY, "CT-A"), DAY)
    assert story.tell(contacted(DAY, "CT-A"), DAY) == ()
