"""What is due as "claim again" can be done: a further demand interrupts limitation (GU-10, LM-05)."""

from __future__ import annotations

from typing import Any

import pytest

from services.guarantee.domain.guarantor_events import GuarantorDemandServed
from tests.unit.guarantee.story import DEMAND, Story, demanded
from tests.unit.guarantee.test_limitation import running, sued
from tests.unit.guarantee.told import (
    ZHAO,
    balance,
    borrower_notice,
    cny,
    contact_due,
    owed,
    stated,
    suit,
)

AGAIN: dict[str, Any] = {**DEMAND, "document_id": "GD-2", "amount": cny("10000.00")}


def demands(story: Story) -> list[GuarantorDemandServed]:
    return story.made(GuarantorDemandServed)


@pytest.mark.parametrize(
    ("day", "state", "end"),
    [
        ("2027-03-28", "running", "2030-03-28"),
        ("2027-03-29", "expired", "2027-03-28"),
    ],
)
def test_a_further_demand_on_the_last_day_starts_it_anew_and_a_day_later_nothing_does(
    day: str, state: str, end: str
) -> None:
    """Rules: GU-10, LM-05, LM-03. Claimed on 28 March 2024: three years end on 28 March 2027."""
    story = demanded()
    assert ("claim_again", ZHAO, "2027-03-28") in story.due("2027-03-28")
    story.act("ServeGuarantorDemand", day, **AGAIN)
    assert running(story, day) == (state, day if state == "running" else "2024-03-28", end)
    assert (("claim_again", ZHAO, "2030-03-28") in story.due(day)) == (state == "running")
    assert story.guarantor(day).state == "demanded"


def test_the_view_of_before_stays() -> None:
    story = demanded()
    story.act("ServeGuarantorDemand", "2026-12-30", **AGAIN)
    assert running(story, "2026-12-29") == ("running", "2024-03-28", "2027-03-28")
    assert running(story, "2026-12-30") == ("running", "2026-12-30", "2029-12-30")
    assert story.guarantor("2026-12-30").limitation.why == "demand"  # type: ignore[union-attr]
    assert story.guarantor("2026-12-30").demanded_on.isoformat() == "2024-03-28"  # type: ignore[union-attr]


def part_paid() -> Story:
    story = demanded()
    story.tell(
        balance("2024-09-02", 20, "470000.00", "Z-1", "10000.00", paid="10000.00"), "2024-09-02"
    )
    return story


def refused() -> Story:
    story = demanded()
    story.act("RecordRefusal", "2024-09-02", ground="not_found", search_record_id="S-1")
    return story


@pytest.mark.parametrize(
    ("story", "state", "started"),
    [(part_paid, "part_paid", "2024-09-02"), (refused, "in_litigation", "2024-03-28")],
)
def test_he_is_asked_again_in_every_state_after_the_claim_and_stays_in_it(
    story: Any, state: str, started: str
) -> None:
    """Rules: LM-05."""
    told = story()
    assert told.guarantor("2025-01-02").state == state
    assert running(told, "2025-01-02")[1] == started
    told.act("ServeGuarantorDemand", "2025-01-03", **AGAIN)
    assert told.guarantor("2025-01-03").state == state
    assert running(told, "2025-01-03") == ("running", "2025-01-03", "2028-01-03")


def test_a_suit_has_stopped_it_and_a_further_demand_does_not_start_it() -> None:
    """Rules: LM-05."""
    story = demanded()
    story.tell(suit("2024-07-09"), "2024-07-09")
    story.act("ServeGuarantorDemand", "2025-01-03", **AGAIN)
    assert running(story, "2025-01-03") == ("stopped", "2024-03-28", None)


def test_a_further_demand_needs_proof_and_a_document_of_its_own() -> None:
    """Rules: LM-07, GU-09."""
    story = demanded()
    unproven = {**AGAIN, "proof": "none"}
    story.refused("proof_missing", "ServeGuarantorDemand", "2026-12-30", **unproven)
    same = {**AGAIN, "document_id": "GD-1"}
    story.refused("already_recorded", "ServeGuarantorDemand", "2026-12-30", **same)


def test_a_further_demand_after_the_periods_end_is_not_contested() -> None:
    """Rules: GU-09. No period agreed: six months from 20 March 2025; the claim came in time."""
    story = demanded(period_months=None)
    story.act("ServeGuarantorDemand", "2026-12-30", **AGAIN)
    assert [each.contested for each in demands(story)] == [False, False]
    assert running(story, "2026-12-30")[2] == "2029-12-30"


def test_a_general_guarantor_too_once_he_may_refuse_no_longer() -> None:
    """Rules: GU-05, GU-10, LM-05."""
    story = sued()
    story.tell(stated("2024-07-09", owed(12, "1560.00")), "2024-07-09")
    story.tell(contact_due("2024-07-09"), "2024-07-09")
    story.tell(borrower_notice("2024-07-10"), "2024-07-10")
    story.act("NotifyGuarantor", "2024-07-10", method="phone")
    gone: dict[str, Any] = {"ground": "waived", "document_id": "D-1"}
    story.act("RecordDefenceRemoved", "2024-10-08", "lawyer", **gone)
    story.act("ServeGuarantorDemand", "2024-10-09", **DEMAND, amount=cny("10000.00"))
    assert running(story, "2024-10-09") == ("running", "2024-10-09", "2027-10-09")
    story.act("ServeGuarantorDemand", "2027-10-09", **AGAIN)
    assert running(story, "2027-10-09") == ("running", "2027-10-09", "2030-10-09")
