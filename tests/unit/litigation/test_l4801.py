"""Catalogue C, every row of litigation, through the messages that the other services send."""

from __future__ import annotations

import pytest

from contracts import collection
from contracts.debts import Sums
from services.litigation.domain.claim import claim_on
from services.litigation.domain.conclusions import ProhibitedActionBlocked
from services.litigation.domain.court import AuctionHeld, AuctionOrdered, OnSiteHeld, SuitFiled
from services.litigation.domain.deeds import MeasureRuled
from services.litigation.domain.view import document, view
from tests.unit.litigation.catalogue_life import (
    collected,
    demanded,
    demanded_only,
    ended,
    enforcing,
    judged,
    measures,
    preserved,
    realised,
    referred,
    sold,
    sued,
)
from tests.unit.litigation.told import (
    ABOUT,
    LIANG,
    LOAN,
    ZHAO,
    cny,
    life_event,
    on,
    referral,
)


def test_27_mar_the_signed_demand_interrupts_limitation() -> None:
    """The period itself runs from the last instalment's due date only (LM-02): 20 Mar 2025."""
    story = demanded()
    assert story.clock() == [("2024-03-27", "interrupted", "2028-03-20")]
    assert story.due_on("2024-03-27") == {"limitation_of_claim": "2028-03-20"}


def test_13_may_the_signed_plan_is_an_agreement_to_perform() -> None:
    story = demanded_only()
    plan = collection.PlanJudged(
        **ABOUT,
        effective_on=on("2024-05-13"),
        entry=9,
        plan_id="PLAN-1",
        outcome="agreed",
        signed=True,
    )
    story.tell("2024-05-13", plan)
    assert story.clock()[-1] == ("2024-05-13", "interrupted", "2028-03-20")


def test_25_jun_the_claim_is_266924_by_component() -> None:
    story = referred()
    assert claim_on(story.state, on("2024-06-25")) == Sums(
        interest=5_700_00, penalty=1_224_00, principal=260_000_00
    )
    assert claim_on(story.state, on("2024-06-25")).total == 266_924_00


def test_25_jun_before_acceleration_the_parts_are_those_of_the_catalogue() -> None:
    """Interest 5,520 of four instalments, penalty 582 + 396 + 216 + 30; 180 came on top."""
    story = demanded()
    due = claim_on(story.state, on("2024-06-25"))
    assert (due.interest, due.penalty) == (5_520_00, 582_00 + 396_00 + 216_00 + 30_00)


def test_25_jun_over_indebtedness_makes_the_case_protective_and_acceleration_starts_the_period() -> (
    None
):
    story = referred()
    assert story.stages == [("2024-06-25", "protective")]
    assert story.clock()[-1] == ("2024-06-25", "running", "2027-06-25")
    assert story.due_on("2024-06-25") == {
        "limitation_of_claim": "2027-06-25",
        "protect_assets_at_first_moment": "2024-06-26",
    }


def test_25_jun_it_is_protective_too_when_the_referral_comes_first() -> None:
    story = demanded()
    story.tell("2024-06-25", referral("2024-06-25"), life_event("2024-06-25"))
    assert story.stage_on("2024-06-25") == "protective"


def test_26_jun_preservation_is_applied_for_within_the_first_moment() -> None:
    story = referred()
    measures(story)
    assert story.due_on("2024-06-26") == {
        "court_rules_on_preservation": "2024-06-28",
        "limitation_of_claim": "2027-06-25",
    }
    assert story.measure("PM-1") == [("2024-06-26", "applied")]


def test_28_jun_granted_within_48_hours_with_30_days_to_sue() -> None:
    """28 Jul 2024 is a Sunday: the law lifts it only after Monday (T-3); 28 Jul is the safe day."""
    story = preserved()
    assert story.stages[-1] == ("2024-06-28", "preserved")
    ruled = story.state.last_of(MeasureRuled)
    assert ruled is not None
    assert ruled.in_time
    assert ruled.sue_by is not None
    assert ruled.lapses_after is not None
    assert (ruled.sue_by.on, ruled.lapses_after.on) == (on("2024-07-28"), on("2024-07-29"))
    shown = story.seen("2024-06-28")
    assert [(m.applied.asset_id, m.state, m.amount.amount) for m in shown.measures] == [
        ("ACCOUNT-1", "in_force", "42300.00"),
        ("SHOP-1", "in_force", "180000.00"),
    ]
    assert story.due_on("2024-06-28")["sue_after_preservation"] == "2024-07-28"


def test_5_jul_taking_the_truck_without_an_order_is_blocked() -> None:
    story = preserved()
    made = story.act(
        "2024-07-05", "take-asset", asset_id="TRUCK-1", requested_by="chen", role="collector"
    )
    [event] = made
    assert isinstance(event, ProhibitedActionBlocked)
    assert event.content_hash is not None
    assert made == [
        ProhibitedActionBlocked(
            loan_id=LOAN,
            effective_on=on("2024-07-05"),
            processed_on=on("2024-07-05"),
            code="SELF_HELP_SEIZURE",
            rule="LIT-06",
            policy_id="cn/2024-01-01",
            conduct_id="cn/2011-01-13",
            attempted_by="chen",
            role="collector",
            target_role="debtor",
            channel="on_site",
            content_hash=event.content_hash,
            alternative="court_preservation",
            command="take-asset",
        )
    ]
    assert story.stage_on("2024-07-05") == "preserved"


def test_8_jul_suit_against_borrower_and_guarantor_for_266924() -> None:
    story = sued()
    suit = story.state.last_of(SuitFiled)
    assert suit is not None
    assert (suit.effective_on, suit.claim.total) == (on("2024-07-08"), 266_924_00)
    assert suit.defendants == (LIANG, ZHAO)
    assert story.stages[-3:] == [
        ("2024-07-08", "mediation"),
        ("2024-07-08", "preserved"),
        ("2024-07-08", "filed"),
    ]
    assert story.clock()[-1] == ("2024-07-08", "interrupted", None)


def test_8_jul_the_court_has_seven_days_to_take_it() -> None:
    assert sued().due_on("2024-07-09")["court_accepts_suit"] == "2024-07-15"


def test_10_jul_acceptance_starts_the_courts_terms_and_costs_come_through_monitoring() -> None:
    story = sued()
    due = story.due_on("2024-07-10")
    assert due["court_serves_complaint"] == "2024-07-15"
    assert due["court_judges"] == "2025-01-10"
    assert story.seen("2024-07-10").claim.cost == 7_150_00


def test_12_sep_judgment_and_the_time_to_appeal() -> None:
    story = judged()
    assert story.stage_on("2024-09-12") == "filed"
    assert story.due_on("2024-09-12")["appeal"] == "2024-09-27"
    shown = document(story.seen("2024-09-12"))["judgment"]
    assert shown == {
        "rendered_on": "2024-09-12",
        "instance": "first",
        "awarded": {"amount": "266924.00", "currency": "CNY"},
        "penalty_from": "2024-06-26",
        "costs": {"amount": "7150.00", "currency": "CNY"},
        "liable": [LIANG, ZHAO],
        "priority_on": ["SHOP-1"],
    }


def test_28_sep_effect_and_10_oct_enforcement_after_8_oct() -> None:
    story = judged()
    assert story.stages[-1] == ("2024-09-28", "judged")
    assert story.due_on("2024-10-08")["apply_for_enforcement"] == "2026-10-08"
    story.pass_days("2024-10-09")
    assert story.clock("enforcement") == [("2024-10-08", "running", "2026-10-08")]
    later = enforcing()
    assert later.stages[-1] == ("2024-10-10", "enforcing")
    assert "apply_for_enforcement" not in later.due_on("2024-10-10")


def test_15_nov_the_first_action_on_site_of_two() -> None:
    held = enforcing().state.last_of(OnSiteHeld)
    assert held is not None
    assert (held.effective_on, held.number, held.limit) == (on("2024-11-15"), 1, 2)


def test_20_nov_the_frozen_account_is_collected() -> None:
    before = enforcing()
    assert claim_on(before.state, on("2024-11-20")) == Sums(
        cost=7_150_00, interest=5_700_00, penalty=12_768_00, principal=260_000_00
    )
    story = collected()
    shown = story.seen("2024-11-20")
    assert shown.claim.principal == 243_318_00
    assert document(shown)["collected"][0]["received"] == {"amount": "42300.00", "currency": "CNY"}
    assert story.seen("2024-11-19").claim.principal == 260_000_00


def test_10_dec_settlement_with_zhao_who_remains_liable() -> None:
    before = collected()
    assert claim_on(before.state, on("2024-12-10")).penalty == 1_459_91
    story = realised()
    kept = [stage for day, stage in story.stages if day == "2024-12-10"]
    assert kept == ["settlement_running", "enforcing"]  # against Zhao, who paid, for the rest
    assert story.seen("2024-12-10").claim == Sums(principal=184_777_91)


@pytest.mark.parametrize(
    ("number", "day", "price"), [(1, "2025-01-15", "126000.00"), (2, "2025-02-20", "100800.00")]
)
def test_15_jan_and_20_feb_both_rounds_fail(number: int, day: str, price: str) -> None:
    story = realised()
    held = [each for each in story.state.all_of(AuctionHeld) if each.round == number]
    assert [(each.effective_on, each.sold) for each in held] == [(on(day), False)]
    assert held[0].starting_price == cny(price)
    assert story.stage_on(day) == "enforcing"


def test_20_feb_is_after_the_30_days_of_ex_02() -> None:
    """15 Jan 2025 + 30 days = 14 Feb 2025: the court was late, which is marked, not refused."""
    ordered = list(realised().state.all_of(AuctionOrdered))
    assert [each.in_time for each in ordered] == [True, False]


def test_5_mar_the_shop_in_kind_leaves_88689_75() -> None:
    story = realised()
    assert story.seen("2025-03-05").claim == Sums(principal=88_689_75)
    assert claim_on(story.folded("2025-03-04"), on("2025-03-05")).penalty == 4_711_84
    assert "next_auction_round" not in story.due_on("2025-03-06")


def test_20_mar_enforcement_ends_for_lack_of_assets() -> None:
    story = ended()
    assert story.stages[-1] == ("2025-03-20", "dormant")
    assert story.due_on("2025-03-20")["search_for_assets"] == "2025-09-22"


def test_30_jun_the_claim_goes_on_after_write_off() -> None:
    assert ended().seen("2025-06-30").claim.total == 91_802_76


def test_14_nov_the_buyer_enters_and_nothing_is_due_here_any_more() -> None:
    story = ended()
    assert claim_on(story.state, on("2025-11-14")).total == 88_689_75 + 3_113_01 + 3_645_15
    story = sold()
    assert story.stages[-1] == ("2025-11-14", "party_substituted")
    assert story.due_on("2025-11-14") == {}
    story.refuse("claim_transferred", "2025-11-15", "revive-enforcement", clue_id="CLUE-1")


def test_the_whole_way_through_b5() -> None:
    assert [stage for _, stage in sold().stages] == [
        "protective",
        "preserved",
        "mediation",
        "preserved",
        "filed",
        "judged",
        "enforcing",
        "settlement_running",
        "enforcing",
        "dormant",
        "party_substituted",
    ]


def test_the_fold_by_effective_days_of_the_whole_history_is_the_state_itself() -> None:
    story = sold()
    assert story.folded("2026-01-01") == story.state


def test_every_day_of_the_way_can_be_shown() -> None:
    story = sold()
    for day in ("2024-06-25", "2024-09-01", "2024-12-31", "2025-11-14"):
        shown = view(story.folded(day), LOAN, on(day))
        assert shown is not None
        assert document(shown)["stage"] is not None
