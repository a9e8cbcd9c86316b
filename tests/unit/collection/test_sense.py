"""Collection's acts that change nothing, promise the impossible or bear unknown words: refused."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.envelope import Envelope
from services.collection.domain import acts, touches
from services.collection.domain.campaign import PhaseDates
from services.collection.domain.campaigning import LaunchCampaign, RecordCampaignOutcome
from services.collection.domain.done import SiteVisitCompleted
from services.collection.reactions import react
from services.kit.domain import Rejected
from tests.unit.collection.life import Life, cny, in_case, on, refusal, spoken
from tests.unit.collection.test_campaigns import WHOLE, bureau, does, launched, set_up
from tests.unit.collection.test_plans import PARTS, planned
from tests.unit.contracts.samples import put, read, sample

BOSS: dict[str, Any] = {
    "role": "collection_manager",
    "approved_by": "wang",
    "approver_role": "branch_manager",
}


def sentence(does_it: Any) -> str:
    with pytest.raises(Rejected) as refused:
        does_it()
    return f"{refused.value.code}: {refused.value.detail}"


# -- the case and its days (COL-01) --------------------------------------------------------------


def test_on_the_open_day_the_refusal_says_when_a_case_opens_and_how_to_enter_the_act() -> None:
    """Instalment due 20 March 2024; the 21st is open, nobody knows yet whether money comes."""
    life = Life(today=on("2024-03-20")).lent().to("2024-03-21")
    for act in (
        lambda: life.call("09:30"),
        lambda: life.act(acts.RecordArrearsCause, cause="goods_sold_not_paid"),
    ):
        said = sentence(act)
        assert said.startswith("case_unknown: loan L-4801 is in no collection case on 2024-03-21")
        assert "closed" in said
        assert "with done_on 2024-03-21" in said
        assert "COL-01" in said
    life.to("2024-03-22")
    said = sentence(lambda: life.call("09:30", day="2024-03-21"))
    assert said == "case_unknown: loan L-4801 is in no collection case on 2024-03-21 (B.3)"


def test_nothing_was_done_before_the_loan_was_there() -> None:
    """Lent on 20 March 2023."""
    life = spoken()
    said = sentence(lambda: life.consent("quiet_hours", done_on=on("2023-03-19")))
    assert said.endswith("done_on 2023-03-19 lies before the disbursement on 2023-03-20")
    assert life.consent("quiet_hours", done_on=on("2023-03-20"))


# -- promises and plans -------------------------------------------------------------------------


def test_nobody_promises_more_than_is_owed_on_the_promised_day() -> None:
    """20,000 and 1,560, and by 22 March two days of penalty at 0.03 %: 21,572.00."""
    life = spoken()
    said = sentence(lambda: life.promise("2024-03-22", "21572.01"))
    assert said.startswith("more_than_owed: amount 21572.01 is more than the 21572.00")
    assert life.promise("2024-03-22", "21572.00")


def test_a_plan_is_of_what_is_owed_by_its_last_day() -> None:
    """By 25 March five days of penalty: 21,590.00."""
    over = (("2024-03-24", "21000.00"), ("2024-03-25", "590.01"))
    assert "total 21590.01" in sentence(lambda: spoken().plan(*over))
    assert spoken().plan(("2024-03-24", "21000.00"), ("2024-03-25", "590.00"))


def test_a_promise_runs_no_longer_than_a_plan_may() -> None:
    """Rules: CC-12. Five years from 21 March 2024."""
    life = spoken()
    said = sentence(lambda: life.promise("2029-03-22", "1.00"))
    assert said.startswith("promise_too_far: due_on 2029-03-22 lies after 2029-03-21")
    assert life.promise("2029-03-21", "1.00")


def test_a_plan_is_amended_only_to_something_else() -> None:
    """Rules: COL-37."""
    life = planned().close()
    same = tuple(acts.PlanPart(on(day), cny(amount)) for day, amount in PARTS)
    amend = {"plan_id": "PL-1", "total": cny("300.00"), **BOSS}
    said = sentence(lambda: life.act(acts.AmendPlan, **amend, parts=same))
    assert said.startswith("nothing_changes: parts of plan 'PL-1'")
    other = (acts.PlanPart(on("2024-03-25"), cny("300.00")),)
    life.act(acts.AmendPlan, **amend, parts=other)
    again = life.close()
    assert refusal(lambda: again.act(acts.AmendPlan, **amend, parts=other)) == "nothing_changes"
    assert again.act(acts.AmendPlan, **amend, parts=same)


# -- what is recorded once ----------------------------------------------------------------------


def test_the_same_cause_of_the_same_day_is_one() -> None:
    life = spoken()
    life.act(acts.RecordArrearsCause, cause="other")
    said = sentence(lambda: life.act(acts.RecordArrearsCause, cause="other", reason="again"))
    assert said.startswith("already_recorded: the same is recorded for done_on 2024-03-21")
    assert life.act(acts.RecordArrearsCause, cause="technical")
    assert life.close().act(acts.RecordArrearsCause, cause="other")


def test_a_segment_is_assigned_again_only_when_it_is_another() -> None:
    life = spoken()
    segment = {"segment": "B", "criteria": ("days_past_due",), "use": "offer_and_effort"}
    life.act(touches.AssignSegment, **segment)
    assert refusal(lambda: life.close().act(touches.AssignSegment, **segment)) == "nothing_changes"
    assert life.act(touches.AssignSegment, **(segment | {"segment": "C"}))


def test_notes_to_colleagues_may_be_many_a_day() -> None:
    life = spoken()
    note = {"channel": "system_feed", "data_fields": ()}
    assert life.act(touches.PostUpdate, **note)
    assert life.act(touches.PostUpdate, **note)


def test_notices_and_reports_of_the_credit_bureau_have_their_own_ids() -> None:
    """Rules: XCT-57."""
    life = in_case()
    life.act(acts.SendCreditNotice, notice_id="CN-1")
    assert refusal(lambda: life.act(acts.SendCreditNotice, notice_id="CN-1")) == "notice_known"
    life.close().act(acts.SubmitCreditReport, report_id="CR-1")
    assert refusal(lambda: life.act(acts.SubmitCreditReport, report_id="CR-1")) == "report_known"
    assert life.act(acts.SubmitCreditReport, report_id="CR-2")


def test_an_outcome_of_a_campaign_counts_once_for_a_loan() -> None:
    """Rules: COL-25."""
    life = launched().to("2024-10-02")
    paid = {"role": "collector", "loan_id": "L-1", "outcome": "paid"}
    does(life, RecordCampaignOutcome, **paid)
    life.to("2024-10-05")
    assert refusal(lambda: does(life, RecordCampaignOutcome, **paid)) == "already_recorded"
    assert does(life, RecordCampaignOutcome, **(paid | {"loan_id": "L-2"}))


def test_a_campaign_s_steps_follow_each_other() -> None:
    life = bureau()
    set_up(life, *WHOLE)
    assert refusal(lambda: set_up(life, *WHOLE)) == "nothing_changes"
    assert set_up(life, *WHOLE[:3])
    set_up(life, *WHOLE)
    boss = {"approved_by": "gao", "approver_role": "branch_manager"}
    early = sentence(lambda: does(life, LaunchCampaign, **boss, done_on=on("2024-08-31")))
    assert early.startswith("done_before_last_step: done_on 2024-08-31 lies before 2024-09-01")
    assert does(life, LaunchCampaign, **boss)


@pytest.mark.parametrize("written", ["9999-12-31", "2199-12-31", "20240930", "2024-W40-1", ""])
def test_a_campaign_s_day_is_a_real_one(written: str) -> None:
    """Rules: COL-24."""
    odd = PhaseDates("preparation", "2024-09-20", written)
    assert refusal(lambda: set_up(bureau(), odd)) == "campaign_date_unreal"


# -- people, places, words ----------------------------------------------------------------------


def test_one_person_in_two_spellings_is_no_team() -> None:
    """Rules: XCT-11."""
    life = spoken()
    life.to("2024-03-22").promise("2024-03-22", "1.00")
    life.to("2024-03-25")
    life.call(phone_stage="final")
    life.to("2024-03-27")
    said = sentence(lambda: life.hand_over(team=("chen", "CHEN "), anchor="chen"))
    assert said.startswith("team_size: team has 1 members")
    assert life.hand_over(team=("chen", "liu"), anchor="chen")


@pytest.mark.parametrize(
    ("channel", "good"), [("visit", True), ("meeting", True), ("phone", False)]
)
def test_a_visit_is_made_in_person(channel: str, good: bool) -> None:
    life = in_case()
    if good:
        assert isinstance(life.visit(channel=channel)[0], SiteVisitCompleted)
    else:
        assert refusal(lambda: life.visit(channel=channel)) == "channel_not_allowed"


def test_a_report_of_nothing_new_is_none() -> None:
    """Rules: COL-138."""
    life = spoken()
    life.refer(ground="over_indebted")
    life.act(acts.TransferToPreservation, to_unit="preservation", role="collection_manager")
    said = sentence(lambda: life.act(acts.ReportCircumstances, change="  "))
    assert said.startswith("change_missing: change is empty")
    assert life.act(acts.ReportCircumstances, change="the shop was let")


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("pause-case", "ground"),
        ("request-field-visit", "ground"),
        ("add-blacklist-entry", "ground"),
        ("add-blacklist-entry", "scope"),
        ("record-consent", "kind"),
        ("hold-visit", "place"),
        ("make-call", "result"),
        ("make-call", "phone_stage"),
        ("serve-demand-notice", "method"),
        ("serve-demand-notice", "proof"),
    ],
)
def test_a_word_on_which_a_rule_hangs_must_be_known(command: str, field: str) -> None:
    """A slip in a place would enter a home without consent, one in a result count no call."""
    ce_type = f"postloan.collection.{command}.v1"
    day, odd = on("2024-03-21"), put(sample(ce_type), field, "slip")
    asked = read(ce_type, odd)
    with pytest.raises(Rejected) as refused:
        react(asked, Envelope("1", "/x", ce_type, day), day)
    assert refused.value.code == f"{field}_unknown"
    assert refused.value.detail.startswith(f"{field} 'slip' is none of ")
