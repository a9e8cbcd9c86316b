"""Deeds for the post-loan file that change nothing, or contradict themselves, are refused."""

from __future__ import annotations

from tests.unit.monitoring.bank import DAY
from tests.unit.monitoring.filing import Story
from tests.unit.monitoring.loans import DISBURSED, JANUARY, MARCH

D2, D3, D4 = (DISBURSED + n * DAY for n in (2, 3, 4))


def test_a_preference_is_set_again_only_when_it_is_another() -> None:
    story = Story.reviewed()
    sms = {"channel": "sms", "automatic": True}
    story.act(D2, "SetReminderPreference", **sms)
    said = story.refused("nothing_changes", D3, "SetReminderPreference", **sms)
    assert "channel 'sms'" in said
    assert "MON-14" in said
    assert story.act(D3, "SetReminderPreference", channel="sms", automatic=False)
    assert story.act(D4, "SetReminderPreference", **sms)


def test_a_life_event_is_reported_again_only_after_it_was_over() -> None:
    story = Story.reviewed()
    ill = {"life_event": "serious_illness"}
    story.act(D2, "ReportLifeEvent", **ill)
    said = story.refused("nothing_changes", D3, "ReportLifeEvent", **ill)
    assert "'serious_illness'" in said
    assert story.act(D3, "ReportLifeEvent", life_event="over_indebted")
    assert story.act(D3, "ReportLifeEvent", life_event="recovered")
    assert story.act(D4, "ReportLifeEvent", **ill)


def test_the_same_talk_of_the_same_day_is_one_talk() -> None:
    story = Story.reviewed()
    story.pay("R-1", "3075.00", JANUARY + 3 * DAY)  # late; the rest waits for its due days
    day = MARCH + DAY
    story.act(day, "HoldCounselling")
    story.refused("already_recorded", day, "HoldCounselling", requested_by="liu", reason="again")
    assert story.act(day + DAY, "HoldCounselling")


def test_a_clean_inspection_has_no_findings() -> None:
    story = Story.reviewed()
    held = {"inspection_id": "I-9", "mode": "on_site"}
    found = {"findings": ["shop closed"]}
    said = story.refused(
        "findings_and_clean_differ", D2, "CompleteInspection", **held, **found, clean=True
    )
    assert "'shop closed'" in said
    assert story.act(D2, "CompleteInspection", **held, **found, clean=False)


def test_a_signal_of_an_inspection_names_one_that_was_held() -> None:
    story = Story.reviewed()
    signal = {"signal_id": "S-9", "codes": ["query_spike"], "inspection_id": "I-9"}
    said = story.refused("inspection_unknown", D2, "RaiseSignal", **signal)
    assert "inspection_id 'I-9'" in said
    story.act(D2, "CompleteInspection", inspection_id="I-9", mode="on_site", clean=False)
    assert story.act(D2, "RaiseSignal", **signal)


def test_the_next_inspection_has_a_day() -> None:
    """2199 is the contract's last year: 2,100 months from January 2024 on are in it, 2,112 not."""
    story = Story.reviewed().signalled(D2)
    opinion = {"opinion_id": "O-9", "measures": ["inspection_frequency"]}
    for months in (2**31 - 1, (2199 - DISBURSED.year) * 12):
        said = story.refused(
            "term_not_allowed", D3, "IssueOpinion", **opinion, inspect_every_months=months
        )
        assert f"inspect_every_months {months}" in said
    most = (2199 - DISBURSED.year) * 12 - 1
    assert story.act(D3, "IssueOpinion", **opinion, inspect_every_months=most)
    assert story.file(D3).due
