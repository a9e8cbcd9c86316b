"""Acts that may not be: self-help seizure, threats of detention and of prosecution."""

from __future__ import annotations

from typing import Any

import pytest

from services.kit.conduct.words import INSTEAD
from services.litigation.domain.conclusions import ProhibitedActionBlocked
from services.litigation.domain.deeds import AssetTakenUnderOrder, LetterSent
from tests.unit.litigation.cases import assessed, lettered
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.story import EDITION, Story, accelerated
from tests.unit.litigation.test_enforcement import agreed
from tests.unit.litigation.told import cny

CODES = ("SELF_HELP_SEIZURE", "DETENTION_THREAT", "PROSECUTION_THREAT")


def blocked(made: list[Any]) -> str | None:
    found = [each for each in made if isinstance(each, ProhibitedActionBlocked)]
    return found[0].code if found else None


def take(story: Story, asset: str, order: str | None, **changed: Any) -> str | None:
    made = story.act("2024-07-05", "take-asset", asset_id=asset, court_order=order, **changed)
    return blocked(made)


def test_all_codes_are_data_with_rule_alternative_and_words_in_two_languages() -> None:
    rows = EDITION.conduct[-1].blocked
    for code in CODES:
        assert rows[code].rule.startswith("LIT-")
        assert all(INSTEAD[rows[code].alternative])


@pytest.mark.parametrize(
    ("asset", "order", "code"),
    [
        ("TRUCK-1", None, "SELF_HELP_SEIZURE"),
        ("TRUCK-1", "RULING-PM-2", "SELF_HELP_SEIZURE"),  # a ruling on another asset
        ("SHOP-1", "RULING-9", "SELF_HELP_SEIZURE"),
        ("SHOP-1", "RULING-PM-2", None),
    ],
)
def test_only_a_courts_order_that_covers_the_asset_lets_it_be_taken(
    asset: str, order: str | None, code: str | None
) -> None:
    """Rules: LIT-06."""
    story = preserved()
    assert take(story, asset, order) == code
    taken = list(story.state.all_of(AssetTakenUnderOrder))
    assert len(taken) == (0 if code else 1)


def test_in_enforcement_its_own_number_is_an_order() -> None:
    story = agreed()
    made = story.act("2024-10-12", "take-asset", asset_id="TRUCK-1", court_order="ENF-1")
    assert blocked(made) is None


def test_an_order_that_has_lapsed_is_none() -> None:
    story = preserved()
    story.pass_days("2024-08-01")
    made = story.act("2024-08-02", "take-asset", asset_id="SHOP-1", court_order="RULING-PM-2")
    assert blocked(made) == "SELF_HELP_SEIZURE"


def test_an_attempt_is_written_down_whoever_makes_it_and_without_a_case() -> None:
    story = accelerated()
    assert take(story, "TRUCK-1", None, role="collector", approved_by=None) == "SELF_HELP_SEIZURE"
    assert [each.role for each in story.state.blocked] == ["collector"]
    assert story.stages == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"aims": ("detention",)}, "DETENTION_THREAT"),
        ({"aims": ("prosecution",)}, "PROSECUTION_THREAT"),
        ({"aims": ("performance", "suit")}, None),
        ({"text": "不还款就等着被拘留"}, "DETENTION_THREAT"),
        ({"text": "We will have you Arrested."}, "DETENTION_THREAT"),
        ({"text": "将追究刑事责任"}, "PROSECUTION_THREAT"),
        ({"text": "逾期不履行的,本行将依法提起诉讼"}, None),
    ],
)
def test_a_letter_threatens_nobody(changed: dict[str, Any], code: str | None) -> None:
    """Rules: LIT-17."""
    story = assessed()
    story.act(
        "2024-06-27",
        "decide-litigation",
        able=True,
        willing=False,
        expected_recovery=lots(),
        expected_cost=little(),
    )
    made = story.act(
        "2024-06-28", "send-lawyers-letter", letter_id="L", deadline="2024-07-12", **changed
    )
    assert blocked(made) == code
    assert len(list(story.state.all_of(LetterSent))) == (0 if code else 1)


def lots() -> Any:

    return cny("100000.00")


def little() -> Any:

    return cny("1000.00")


def test_arrest_is_no_aim_of_an_action_on_site_and_counts_for_nothing() -> None:
    """Rules: LIT-32."""
    story = agreed()
    made = story.act(
        "2024-10-12",
        "hold-onsite-enforcement",
        action_id="S-1",
        agreement_id="AG-1",
        clues=("CL-1",),
        aims=("detention",),
    )
    assert blocked(made) == "DETENTION_THREAT"
    assert story.seen("2024-10-12").onsite == ()


def test_blocked_acts_are_shown_on_their_day_and_later() -> None:
    story = lettered()
    story.act("2024-07-05", "take-asset", asset_id="T", done_on="2024-07-04")
    assert [each.code for each in story.seen("2024-07-04").blocked] == ["SELF_HELP_SEIZURE"]
    assert story.seen("2024-07-03").blocked == ()
