"""B.5: each step in court stands on the one before it, and is not of an earlier day."""

from __future__ import annotations

from typing import Any

import pytest

from services.kit.domain import Rejected
from tests.unit.litigation.cases import END, SUIT, dormant, judgment, ready
from tests.unit.litigation.story import Story
from tests.unit.litigation.test_enforcement import SECOND, auction, failed_once, failed_twice
from tests.unit.litigation.told import LIANG, ZHAO, cny

OF_SUIT = {"suit_id": "SUIT-1"}
DECIDED = OF_SUIT | {"awarded": cny("266924.00"), "liable": (LIANG,)}
EFFECT = OF_SUIT | {"perform_by": "2024-12-31"}
EARLY = "done_before_last_step"


def accepted() -> Story:
    """Filed on 15 July 2024, accepted on the 18th, told on the 22nd."""
    story = ready()
    story.act("2024-07-15", "file-suit", **SUIT, claim_day="2024-07-15")
    told = OF_SUIT | {"procedure": "small", "done_on": "2024-07-18"}
    story.act("2024-07-22", "record-acceptance", **told)
    return story


def appealed() -> Story:
    """Decided on 12 September 2024, appealed against on the 20th."""
    story = ready()
    story.act("2024-07-15", "file-suit", **SUIT, claim_day="2024-07-15")
    story.act("2024-07-18", "record-acceptance", **OF_SUIT, procedure="ordinary")
    judgment(story, "2024-09-12")
    story.act("2024-09-20", "record-appeal", **OF_SUIT, party_id=LIANG)
    return story


def test_a_suit_is_accepted_from_its_day_on() -> None:
    story = ready()
    story.act("2024-07-15", "file-suit", **SUIT, claim_day="2024-07-15")
    taken = OF_SUIT | {"procedure": "small"}
    story.refuse("wrong_state", "2024-07-16", "record-acceptance", **taken, done_on="2024-07-14")
    assert story.act("2024-07-16", "record-acceptance", **taken, done_on="2024-07-15")


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("record-service", OF_SUIT | {"party_id": LIANG}),
        ("record-hearing", OF_SUIT),
        ("record-judgment", DECIDED),
    ],
)
def test_what_an_accepted_suit_goes_through_is_of_its_acceptance_or_later(
    command: str, fields: dict[str, Any]
) -> None:
    """Rules: CL-10, CL-11."""
    story = accepted()
    said = story.refuse(EARLY, "2024-07-22", command, **fields, done_on="2024-07-17")
    assert "2024-07-17 lies before 2024-07-18, the day of the acceptance" in said
    assert story.act("2024-07-22", command, **fields, done_on="2024-07-18")


def test_an_appeal_is_of_the_judgments_day_or_later() -> None:
    """Rules: CL-13."""
    story = ready()
    story.act("2024-07-15", "file-suit", **SUIT, claim_day="2024-07-15")
    story.act("2024-07-18", "record-acceptance", **OF_SUIT, procedure="ordinary")
    judgment(story, "2024-09-12")
    appeal = OF_SUIT | {"party_id": LIANG}
    said = story.refuse(EARLY, "2024-09-20", "record-appeal", **appeal, done_on="2024-09-11")
    assert "2024-09-12, the day of the judgment" in said
    assert story.act("2024-09-20", "record-appeal", **appeal, done_on="2024-09-12")


def test_the_second_instance_decides_from_the_appeals_day_on() -> None:
    """Rules: CL-14."""
    story = appealed()
    second = DECIDED | {"instance": "second"}
    said = story.refuse(EARLY, "2024-10-08", "record-judgment", **second, done_on="2024-09-19")
    assert "2024-09-20, the day of the appeal" in said
    assert story.act("2024-10-08", "record-judgment", **second, done_on="2024-09-20")


def test_a_second_appeal_told_late_does_not_bar_a_decision_on_the_first() -> None:
    story = appealed()
    story.act("2024-09-27", "record-appeal", **OF_SUIT, party_id=ZHAO)
    second = DECIDED | {"instance": "second"}
    assert story.act("2024-10-08", "record-judgment", **second, done_on="2024-09-25")


@pytest.mark.parametrize(("day", "code"), [("2024-11-19", "appeal_pending"), ("2024-11-20", None)])
def test_a_judgment_of_the_second_instance_binds_from_its_day_on(
    day: str, code: str | None
) -> None:
    """Rules: CL-14."""
    story = appealed()
    story.act("2024-11-20", "record-judgment", **DECIDED, instance="second")
    if code is None:
        story.act("2024-11-25", "record-judgment-effect", **EFFECT, done_on=day)
        assert story.stages[-1] == (day, "judged")
    else:
        story.refuse(code, "2024-11-25", "record-judgment-effect", **EFFECT, done_on=day)


def test_a_small_claim_binds_from_the_judgments_day_on() -> None:
    """Rules: CL-12."""
    story = accepted()
    judgment(story, "2024-08-12")
    story.refuse(EARLY, "2024-08-13", "record-judgment-effect", **EFFECT, done_on="2024-08-11")
    assert story.act("2024-08-13", "record-judgment-effect", **EFFECT, done_on="2024-08-12")


@pytest.mark.parametrize(("day", "code"), [("2025-07-02", "open_too_short"), ("2025-07-03", None)])
def test_an_enforcement_that_was_revived_is_open_for_three_months_anew(
    day: str, code: str | None
) -> None:
    """Applied for on 10 October 2024, ended on 20 March, revived on 2 April 2025. Rules: EX-08."""
    story = dormant()
    story.act("2025-04-01", "record-asset-clue", clue_id="CL-9", kind="asset", verified=True)
    story.act("2025-04-02", "revive-enforcement", clue_id="CL-9")
    again = END | {"ruling_id": "E-2"}
    if code is not None:
        assert "2025-04-02" in story.refuse(code, day, "end-enforcement", **again)
        return
    story.act(day, "end-enforcement", **again)
    assert story.stages[-1] == (day, "dormant")


@pytest.mark.parametrize(("day", "code"), [("2025-01-14", EARLY), ("2025-01-15", None)])
def test_a_second_round_is_ordered_on_the_day_of_the_first_or_later(
    day: str, code: str | None
) -> None:
    """The first was held on 15 January 2025. Rules: EX-02."""
    story = failed_once()
    fields = SECOND | {"done_on": day, "published_on": "2025-01-15"}
    if code is None:
        assert auction(story, "2025-01-20", **fields).round == 2
    else:
        with pytest.raises(Rejected, match="before 2025-01-15, the day on which round 1") as no:
            auction(story, "2025-01-20", **fields)
        assert no.value.code == code


@pytest.mark.parametrize(("day", "code"), [("2025-02-13", EARLY), ("2025-02-14", None)])
def test_the_sale_is_ordered_on_the_day_of_the_last_round_or_later(
    day: str, code: str | None
) -> None:
    """The second was held on 14 February 2025; its price is the sale's. Rules: EX-03."""
    story = failed_twice()
    fields = {"starting_price": cny("100800.00"), "auction_on": "2025-02-20", "done_on": day}
    fields["published_on"] = "2025-02-14"
    if code is None:
        assert auction(story, "2025-02-20", **fields).form == "sale"
    else:
        with pytest.raises(Rejected) as no:
            auction(story, "2025-02-20", **fields)
        assert no.value.code == code
