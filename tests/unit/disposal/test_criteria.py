"""Each write-off criterion as data: what proves it, both sides of every number, never the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts import litigation, monitoring
from services.disposal.domain.events import WriteOffProposed
from tests.unit.disposal.asked import (
    SECOND,
    assessment,
    document,
    measures,
    proposal,
    routed,
)
from tests.unit.disposal.l4801 import until_held
from tests.unit.disposal.story import POLICIES, Story
from tests.unit.disposal.told import (
    DEBTOR,
    GUARANTOR,
    IDS,
    classified,
    cny,
    on,
    opened,
    staged,
)

DAY = "2025-06-20"
CRITERIA = POLICIES.in_force(on(DAY)).criteria


def bad_loan(since: str = "2024-06-19", **changed: Any) -> Story:
    """A plain loan, non-performing since a day."""
    story = Story()
    story.tell(opened(**{"security": "credit"} | changed), "2023-03-20")
    story.tell(classified(since, "loss", 1), since)
    return story


def routed_story(story: Story, day: str = DAY) -> Story:
    story.act("AssessDisposal", day, **assessment("D-9"))
    story.act("SelectRoute", day, "manager", **routed("write_off"))
    return story


def by(criterion: str, **changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "criterion": criterion,
        "provision": cny("480000.00"),
        "evidence": tuple(document(kind) for kind in CRITERIA[criterion].documents),
        "measures": measures(DEBTOR, GUARANTOR),
    }
    return proposal(**(fields | changed))


def proofs(story: Story, criterion: str, day: str = DAY, **changed: Any) -> tuple[str, ...]:
    story.act("ProposeWriteOff", day, **by(criterion, **changed))
    made: tuple[str, ...] = story.made(WriteOffProposed)[-1].proofs
    return made


def lacks(story: Story, criterion: str, day: str = DAY, **changed: Any) -> str:
    return story.refused(
        "criterion_not_proven", "ProposeWriteOff", day, **by(criterion, **changed)
    )


def test_the_list_is_that_of_the_rules_without_those_that_are_not_known() -> None:
    assert list(CRITERIA) == [f"WC-{number:02}" for number in (*range(1, 19), 20)]


@pytest.mark.parametrize("criterion", ["WC-01", "WC-04", "WC-05", "WC-07"])
def test_criteria_that_rest_on_documents_alone(criterion: str) -> None:
    story = routed_story(bad_loan())
    assert proofs(story, criterion) == ()
    without = by(criterion, evidence=())
    routed_story(bad_loan()).refused("evidence_incomplete", "ProposeWriteOff", DAY, **without)


# -- stages of the law --------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "proven"), [(180, False), (181, True)])
def test_wc_08_enforcing_for_more_than_180_days(days: int, proven: bool) -> None:
    since = on(DAY) - timedelta(days=days)
    story = bad_loan()
    story.tell(staged(since.isoformat(), "enforcing"), since.isoformat())
    routed_story(story)
    if proven:
        assert proofs(story, "WC-08") == (f"legal_stage:enforcing@{since}",)
    else:
        lacks(story, "WC-08")


def test_wc_08_an_end_against_one_party_does_not_count_the_days_anew() -> None:
    """Litigation tells the stage again when enforcement ended against some and goes on (EX-08)."""
    since = on(DAY) - timedelta(days=181)
    story = bad_loan()
    story.tell(staged(since.isoformat(), "enforcing"), since.isoformat())
    again = on(DAY) - timedelta(days=30)
    told = {"previous": "enforcing", "ended_for": ("G-1",)}
    story.tell(staged(again.isoformat(), "enforcing").model_copy(update=told), again.isoformat())
    assert proofs(routed_story(story), "WC-08") == (f"legal_stage:enforcing@{since}",)


def test_wc_08_enforcement_that_ended_for_lack_of_assets_is_enough_at_once() -> None:
    story = bad_loan()
    story.tell(staged(DAY, "dormant"), DAY)
    assert proofs(routed_story(story), "WC-08") == (f"legal_stage:dormant@{DAY}",)


def test_wc_08_no_suit_at_all_is_no_enforcement() -> None:
    assert "legal stage dormant" in lacks(routed_story(bad_loan()), "WC-08")


def test_wc_09_settlement_in_enforcement() -> None:
    story = bad_loan()
    story.tell(staged("2025-01-10", "settlement_running"), "2025-01-10")
    assert proofs(routed_story(story), "WC-09")
    lacks(routed_story(bad_loan()), "WC-09")


@pytest.mark.parametrize("clock", ["claim", "enforcement"])
def test_wc_10_limitation_that_has_passed(clock: str) -> None:
    """Rules: WC-10."""

    def moved(state: str) -> litigation.LimitationChanged:
        fields: dict[str, Any] = {"state": state, "article": "LM-01", "clock": clock}
        return litigation.LimitationChanged(**IDS, effective_on=on("2025-05-01"), **fields)

    for state in ("running", "warned", "interrupted", "suspended", "restored"):
        story = bad_loan()
        story.tell(moved(state), "2025-05-01")
        assert "limitation expired" in lacks(routed_story(story), "WC-10")
    story = bad_loan()
    story.tell(moved("expired"), "2025-05-01")
    assert proofs(routed_story(story), "WC-10") == ("limitation:expired@2025-05-01",)


def test_wc_10_a_suit_that_came_to_nothing_was_judged() -> None:
    """Rules: WC-10. What it says is in the court's ruling."""
    for stage in (None, "filed", "enforcing"):
        story = bad_loan()
        if stage is not None:
            story.tell(staged("2025-05-01", stage), "2025-05-01")
        assert "legal stage judged" in lacks(routed_story(story), "WC-10")
    story = bad_loan()
    story.tell(staged("2025-05-01", "judged"), "2025-05-01")
    routed_story(story)
    without = by("WC-10", evidence=())
    story.refused("evidence_incomplete", "ProposeWriteOff", DAY, **without)
    assert proofs(story, "WC-10") == ("legal_stage:judged@2025-05-01",)


# -- life events, conditions outside ------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "proven"),
    [("death", True), ("disappeared", True), ("serious_illness", True), ("over_indebted", False)],
)
def test_wc_03_death_or_loss_of_capacity(event: str, proven: bool) -> None:
    story = bad_loan()
    told = monitoring.BorrowerLifeEventReported(
        **IDS, effective_on=on("2025-01-10"), life_event=event
    )
    story.tell(told, "2025-01-10")
    story.tell(told, "2025-01-11")  # told twice, noted once
    routed_story(story)
    if proven:
        assert proofs(story, "WC-03") == (f"life_event:{event}@2025-01-10",)
    else:
        lacks(story, "WC-03")


def befell(story: Story, day: str, *events: str) -> None:
    for event in events:
        told = monitoring.BorrowerLifeEventReported(**IDS, effective_on=on(day), life_event=event)
        story.tell(told, day)


def test_wc_03_a_life_event_that_is_over_proves_nothing() -> None:
    """Rules: WC-03, MON-52."""
    story = bad_loan("2023-05-01")
    befell(story, "2023-05-01", "serious_illness")
    befell(story, "2023-09-01", "recovered")
    lacks(routed_story(story), "WC-03")
    again = bad_loan("2023-05-01")
    befell(again, "2023-05-01", "serious_illness")
    befell(again, "2023-09-01", "recovered")
    befell(again, "2025-01-10", "death")
    assert proofs(routed_story(again), "WC-03") == ("life_event:death@2025-01-10",)


@pytest.mark.parametrize(("done_on", "proven"), [("2025-06-19", True), (DAY, False)])
def test_wc_03_is_judged_by_what_lasts_on_the_day(done_on: str, proven: bool) -> None:
    story = routed_story(bad_loan(), "2025-06-10")
    befell(story, "2025-06-11", "serious_illness")
    befell(story, DAY, "recovered")
    if proven:
        assert proofs(story, "WC-03", done_on=on(done_on))
    else:
        lacks(story, "WC-03", done_on=on(done_on))


@pytest.mark.parametrize(
    ("events", "proven"),
    [(("serious_illness", "recovered"), False), (("recovered", "death"), True)],
)
def test_wc_03_of_one_day_what_was_told_last_stands(events: tuple[str, ...], proven: bool) -> None:
    story = bad_loan()
    befell(story, "2024-07-01", "disappeared")
    befell(story, "2025-01-10", *events)
    routed_story(story)
    if proven:
        assert proofs(story, "WC-03") == ("life_event:death@2025-01-10",)
    else:
        lacks(story, "WC-03")


@pytest.mark.parametrize(
    ("criterion", "since", "proven"),
    [
        ("WC-06", "2022-06-20", False),  # exactly three years: 超过 asks for more
        ("WC-06", "2022-06-19", True),
        ("WC-06", None, False),
        ("WC-14", "2023-06-21", False),
        ("WC-14", "2023-06-20", True),
        ("WC-14", None, False),
    ],
)
def test_wc_06_and_wc_14_conditions_by_their_day(
    criterion: str, since: str | None, proven: bool
) -> None:
    story = routed_story(bad_loan())
    day = None if since is None else on(since)
    if proven:
        assert proofs(story, criterion, condition_since=day) == (f"condition_since@{since}",)
    else:
        lacks(story, criterion, condition_since=day)


# -- own disposal -------------------------------------------------------------------------------


def test_wc_11_the_asset_taken_falls_short() -> None:
    story = routed_story(until_held())
    assert proofs(story, "WC-11", provision=cny("88689.75")) == ("asset_taken:A-SHOP@2025-03-05",)
    lacks(routed_story(bad_loan()), "WC-11")


def test_wc_13_what_was_sold_brought_too_little() -> None:
    story = until_held()
    lacks(routed_story(story, "2025-04-01"), "WC-13", "2025-04-01")
    sold = until_held()
    sale: dict[str, Any] = {
        "asset_id": "A-SHOP",
        "buyer_id": "P-88",
        "method": "auction",
        "price": cny("95000.00"),
        "cost": cny("0.00"),
    }
    sold.act("SellAsset", "2025-04-01", "manager", **sale, **SECOND)
    assert proofs(routed_story(sold), "WC-13") == ("asset_sold:A-SHOP@2025-04-01",)


def test_wc_12_is_for_advances_only() -> None:
    advance = bad_loan(product="acceptance_advance")
    assert proofs(routed_story(advance), "WC-12") == ()
    other = routed_story(bad_loan())
    other.refused("criterion_not_applicable", "ProposeWriteOff", DAY, **by("WC-12"))
