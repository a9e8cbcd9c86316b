"""Of whom something is preserved: who answers for the claim, and what is charged for it (CL-03)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import guarantee
from services.kit.domain import Rejected
from tests.unit.litigation.cases import ready
from tests.unit.litigation.seizures import applied
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.told import (
    ABOUT,
    LIANG,
    ZHAO,
    charged,
    guarantor,
    life_event,
    on,
)

DAY = "2024-07-14"
AT: dict[str, Any] = {"day": DAY, "at": f"{DAY}T09:30:00+08:00"}


def refused(story: Story, **fields: Any) -> str:
    with pytest.raises(Rejected) as words:
        applied(story=story, **AT, **fields)
    assert words.value.code == "party_unknown"
    return words.value.detail


@pytest.mark.parametrize("party", [LIANG, ZHAO, None])
def test_of_those_who_answer_for_the_claim(party: str | None) -> None:
    """Of an asset whose owner nobody knows yet as well. Rules: CL-03, LIT-06."""
    story = applied(story=ready(), party_id=party, **AT)
    assert story.measure("PM-1")[-1] == (DAY, "applied")


def test_not_of_somebody_who_has_nothing_to_do_with_the_loan() -> None:
    """The refusal names the field, what it says, and the rule. Rules: CL-03."""
    said = refused(ready(), party_id="C-9999")
    assert "party_id" in said
    assert "C-9999" in said
    assert "(CL-03)" in said


def test_not_of_a_guarantor_who_is_free_and_of_him_again_when_he_stands_again() -> None:
    """Rules: CL-03, GU-09."""
    story = ready()
    free = guarantee.GuaranteeReleased(
        **ABOUT,
        effective_on=on("2024-07-13"),
        entry=1,
        corrects=(),
        guarantor_id=ZHAO,
        reason="paid_in_full",
        rule="GUA-B.4",
    )
    story.tell("2024-07-13", free)
    refused(story, party_id=ZHAO)
    story.tell(DAY, guarantor("2024-07-13"))
    assert applied(story=story, party_id=ZHAO, **AT).measure("PM-1")


def test_what_is_charged_for_the_loan_may_be_another_ones() -> None:
    """A third party gave his shop as security. Rules: CL-03."""
    story = accelerated()
    story.tell("2024-06-25", life_event("2024-06-25"), charged("2024-06-25", "SHOP-9"))
    refused(story, party_id="C-9999")
    assert applied(story=story, party_id="C-9999", asset_id="SHOP-9", **AT).measure("PM-1")


@pytest.mark.parametrize(
    "state", ["auctioned", "received_in_satisfaction", "released", "transferred"]
)
def test_what_is_charged_no_more_on_the_day_is_another_ones(state: str) -> None:
    """Of a day on which it still was it may be applied for afterwards. Rules: CL-03, B.4."""
    story = accelerated()
    story.tell("2024-06-25", life_event("2024-06-25"), charged("2024-06-25", "SHOP-9"))
    story.tell("2024-07-15", charged("2024-07-15", "SHOP-9", state))
    later = {"day": "2024-07-16", "at": "2024-07-16T09:30:00+08:00"}
    shop: dict[str, Any] = {"party_id": "C-9999", "asset_id": "SHOP-9"}
    with pytest.raises(Rejected) as words:
        applied(story=story, **later, **shop)
    assert words.value.code == "party_unknown"
    assert "SHOP-9" in words.value.detail
    assert applied(story=story, **AT, **shop).measure("PM-1")
