"""REGISTERED -> WARNED of B.4: the legal risk is told while the debtor is at risk (GUA-07)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts import monitoring
from contracts.message import open_members
from services.guarantee.domain.guarantor_events import ProhibitedActionBlocked
from services.guarantee.domain.risk_facts import LIFE_EVENTS, RiskNoted
from services.guarantee.domain.security import decider
from services.kit import events as stored
from tests.unit.guarantee.story import Story
from tests.unit.guarantee.test_calling import lent
from tests.unit.guarantee.told import IDS, JOINT, LOAN, on, opened, owed, stated


def test_he_is_warned_while_the_debtor_is_at_risk() -> None:
    """Rules: GUA-07."""
    story = lent(kind="joint")
    letter: dict[str, Any] = {"document_id": "W-1", "method": "post"}
    story.refused("debtor_not_at_risk", "SendRiskWarning", "2023-11-14", **letter)
    signal = monitoring.RiskSignalRaised(
        **IDS, effective_on=on("2023-11-15"), signal_id="S-1", codes=("TURNOVER_DROP",)
    )
    story.tell(signal, "2023-11-15")
    story.act("SendRiskWarning", "2023-11-15", **letter)
    assert story.guarantor("2023-11-15").state == "warned"
    story.refused("wrong_state", "SendRiskWarning", "2023-11-16", **letter)


def test_arrears_are_a_risk_and_recovery_from_illness_is_none() -> None:
    story = lent(kind="joint")
    healthy = monitoring.BorrowerLifeEventReported(
        **IDS, effective_on=on("2023-11-15"), life_event="recovered"
    )
    story.tell(healthy, "2023-11-15")
    letter: dict[str, Any] = {"document_id": "W-1", "method": "post"}
    story.refused("debtor_not_at_risk", "SendRiskWarning", "2023-11-15", **letter)
    story.tell(stated("2024-03-21", owed(12, "1560.00")), "2024-03-21")
    story.act("SendRiskWarning", "2024-03-21", **letter)
    assert story.guarantor("2024-03-21").warned_on == on("2024-03-21")


def test_after_recovery_nobody_is_warned_of_the_illness_but_of_what_else_stands() -> None:
    """Rules: GUA-07."""

    def happened(day: str, what: str) -> monitoring.BorrowerLifeEventReported:
        return monitoring.BorrowerLifeEventReported(**IDS, effective_on=on(day), life_event=what)

    letter: dict[str, Any] = {"document_id": "W-1", "method": "post"}
    story = lent(kind="joint")
    story.tell(happened("2023-04-03", "serious_illness"), "2023-04-03")
    story.tell(happened("2023-05-01", "recovered"), "2023-05-01")
    story.refused("debtor_not_at_risk", "SendRiskWarning", "2023-09-01", **letter)
    back = lent(kind="joint")
    back.tell(happened("2023-04-03", "serious_illness"), "2023-04-03")
    back.tell(happened("2023-05-01", "recovered"), "2023-05-01")
    back.tell(happened("2023-06-01", "over_indebted"), "2023-06-01")
    back.act("SendRiskWarning", "2023-06-01", **letter)
    signal = monitoring.RiskSignalRaised(
        **IDS, effective_on=on("2023-04-15"), signal_id="S-1", codes=("TURNOVER_DROP",)
    )
    story.tell(signal, "2023-09-01")
    story.act("SendRiskWarning", "2023-09-01", **letter)


@pytest.mark.parametrize(
    ("stored_fields", "life_event"),
    [
        ({"codes": ["serious_illness"]}, True),
        ({"codes": ["death"]}, True),
        ({"codes": ["TURNOVER_DROP"]}, False),
        ({"codes": ["TURNOVER_DROP", "OTHER_DEBTS"]}, False),
        ({"codes": ["serious_illness"], "life_event": True}, True),
        ({"codes": ["serious_illness"], "life_event": False}, False),
    ],
)
def test_what_was_stored_before_life_events_were_told_apart_is_read_by_its_word(
    stored_fields: dict[str, Any], life_event: bool
) -> None:
    """Rules: GUA-07. A recovery ends an illness that an earlier release noted too."""
    stored.register(decider.events)
    old = {"loan_id": LOAN, "effective_on": "2023-04-03", **stored_fields}
    noted = stored.decode(RiskNoted.NAME, 1, json.dumps(old).encode())
    assert isinstance(noted, RiskNoted)
    assert noted.life_event is life_event
    story = lent(kind="joint")
    story.state = decider.fold((noted,), story.state)
    recovered = monitoring.BorrowerLifeEventReported(
        **IDS, effective_on=on("2023-05-01"), life_event="recovered"
    )
    story.tell(recovered, "2023-05-01")
    letter: dict[str, Any] = {"document_id": "W-1", "method": "post"}
    if life_event:
        story.refused("debtor_not_at_risk", "SendRiskWarning", "2023-09-01", **letter)
    else:
        story.act("SendRiskWarning", "2023-09-01", **letter)


def test_the_words_of_life_events_are_the_contracts() -> None:
    known = open_members(monitoring.BorrowerLifeEventReported.model_fields["life_event"])
    assert {*LIFE_EVENTS, "recovered"} == set(known or ())


@pytest.mark.parametrize(("kind", "code"), [("natural_person", None), ("state_organ", "CC-04")])
def test_a_warning_to_another_guarantor_is_none_and_to_a_void_one_a_blocked_act(
    kind: str, code: str | None
) -> None:
    """Rules: GUA-07, CC-04."""
    story = Story()
    other = JOINT | {"guarantor_id": "G-QIAN", "guarantor_kind": kind}
    story.tell(opened(guarantees=(JOINT, other)), "2023-03-20")
    story.tell(
        monitoring.RiskSignalRaised(
            **IDS, effective_on=on("2023-11-15"), signal_id="S-1", codes=("turnover_drop",)
        ),
        "2023-11-15",
    )
    asked: dict[str, Any] = {
        "document_id": "W-1",
        "method": "post",
        "conduct": {"target_role": "guarantor", "target_id": "G-QIAN"},
    }
    if code is None:
        story.refused("recipient_differs", "SendRiskWarning", "2023-11-15", **asked)
    else:
        made = story.plainly("SendRiskWarning", "2023-11-15", **asked)
        assert [each.rule for each in made if isinstance(each, ProhibitedActionBlocked)] == [code]
