"""CL-13: an appeal in time that is told late takes the judgment's effect away."""

from __future__ import annotations

from tests.unit.litigation.cases import ENFORCE, enforcing, filed, judged, judgment
from tests.unit.litigation.told import LIANG, ZHAO

APPEAL = {"suit_id": "SUIT-1", "party_id": LIANG, "done_on": "2024-09-20"}
EFFECT = {"suit_id": "SUIT-1", "perform_by": "2024-12-20"}


def test_it_leads_back_to_the_suit_until_the_second_instance_has_decided() -> None:
    """Decided on 12 September 2024, appealed on the 20th, said to bind from the 28th on."""
    story = judged()
    story.pass_days("2024-10-08")
    assert story.clock("enforcement") == [("2024-10-08", "running", "2026-10-08")]
    story.act("2024-10-09", "record-appeal", **APPEAL)
    assert story.stages[-1] == ("2024-07-15", "filed")
    assert story.due_on("2024-10-09")["second_instance_decides"] == "2024-12-20"
    story.refuse("wrong_state", "2024-10-10", "apply-enforcement", **ENFORCE)
    assert story.clock("enforcement") == []
    judgment(story, "2024-11-20", instance="second")
    story.act("2024-12-01", "record-judgment-effect", **EFFECT)
    assert story.stages[-1] == ("2024-12-01", "judged")
    story.pass_days("2024-12-20")
    assert story.clock("enforcement") == [("2024-12-20", "running", "2026-12-21")]  # a Sunday: T-4


def test_where_the_court_enforces_already_it_is_refused() -> None:
    """Applied for on 10 October 2024."""
    said = enforcing().refuse("enforcement_applied", "2024-10-11", "record-appeal", **APPEAL)
    assert "since 2024-10-10" in said


def test_a_second_partys_appeal_takes_no_effect_away_that_the_second_instance_gave() -> None:
    story = filed()
    judgment(story, "2024-09-12")
    story.act("2024-09-20", "record-appeal", suit_id="SUIT-1", party_id=LIANG)
    judgment(story, "2024-11-20", instance="second")
    story.act("2024-12-01", "record-judgment-effect", **EFFECT)
    late = {"suit_id": "SUIT-1", "party_id": ZHAO, "done_on": "2024-09-25"}
    story.act("2024-12-02", "record-appeal", **late)
    assert story.stages[-1] == ("2024-12-01", "judged")
