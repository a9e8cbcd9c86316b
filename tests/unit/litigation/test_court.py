"""Suit, arbitration, judgment, appeal, effect: parties, terms and both sides of each day."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import guarantee
from contracts.debts import Sums
from services.litigation.domain.court import AppealFiled, JudgmentRendered, SuitAccepted, SuitFiled
from services.litigation.domain.outcomes import MediationClosed
from tests.unit.litigation.cases import SUIT, filed, judgment, ready
from tests.unit.litigation.catalogue_life import COSTS
from tests.unit.litigation.story import Story
from tests.unit.litigation.told import ABOUT, LIANG, WHOLE, ZHAO, claim, cny, guarantor, on

EFFECT = {"suit_id": "SUIT-1", "perform_by": "2024-12-31"}


def file(story: Story, **changed: Any) -> SuitFiled:
    story.act("2024-07-15", "file-suit", **SUIT | {"claim_day": "2024-06-25"} | changed)
    suit = story.state.last_of(SuitFiled)
    assert suit is not None
    return suit


def test_a_suit_claims_what_was_owed_on_its_claim_day() -> None:
    suit = file(ready())
    assert suit.claim == Sums(interest=5_700_00, penalty=1_224_00, principal=260_000_00)
    later = file(ready(), claim_day="2024-07-15")
    assert later.claim.total == 266_924_00 + 20 * 78_00


def test_a_joint_guarantor_may_be_sued_alone_a_general_one_only_with_the_borrower() -> None:
    assert file(ready(), defendants=(ZHAO,)).defendants == (ZHAO,)
    story = ready()
    story.tell("2024-07-14", guarantor("2024-07-14", "G-QIAN", "general"))
    detail = story.refuse(
        "general_guarantor_alone",
        "2024-07-15",
        "file-suit",
        **SUIT | {"claim_day": "2024-06-25", "defendants": ("G-QIAN", ZHAO)},
    )
    assert "GU-43" in detail
    assert file(story, defendants=(LIANG, "G-QIAN")).defendants == (LIANG, "G-QIAN")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"defendants": ()}, "defendants_missing"),
        ({"defendants": (LIANG, "STRANGER")}, "defendant_not_liable"),
        ({"claim_day": "2024-07-16"}, "claim_day_ahead"),
        ({"claim_day": "2024-03-01"}, "nothing_owed"),
        ({"approved_by": None}, "second_person_missing"),
    ],
)
def test_a_suit_is_refused(changed: dict[str, Any], code: str) -> None:
    fields = SUIT | {"claim_day": "2024-06-25"} | changed
    ready().refuse(code, "2024-07-15", "file-suit", **fields)


def test_a_guarantor_who_is_free_can_not_be_sued() -> None:
    story = ready()
    story.tell(
        "2024-07-14",
        guarantee.GuaranteeReleased(
            **ABOUT, effective_on=on("2024-07-14"), guarantor_id=ZHAO, reason="period_expired"
        ),
    )
    fields = SUIT | {"claim_day": "2024-06-25"}
    story.refuse("defendant_not_liable", "2024-07-15", "file-suit", **fields)


def test_arbitration_only_with_a_clause() -> None:
    """Rules: LIT-15."""
    fields = SUIT | {"claim_day": "2024-06-25"}
    story = ready()
    story.refuse("arbitration_clause_missing", "2024-07-15", "request-arbitration", **fields)
    story.act("2024-07-15", "request-arbitration", **fields, arbitration_clause="CLAUSE-1")
    suit = story.state.last_of(SuitFiled)
    assert suit is not None
    assert (suit.forum, suit.accept_by) == ("arbitration", None)
    assert story.stages[-1] == ("2024-07-15", "filed")
    story.act("2024-07-16", "record-acceptance", suit_id="SUIT-1", procedure="ordinary")
    judgment(story, "2024-09-12", form="award")
    story.act("2024-09-13", "record-judgment-effect", **EFFECT)
    assert story.stages[-1] == ("2024-09-13", "judged")


@pytest.mark.parametrize(
    ("procedure", "judge_by", "extended"),
    [
        ("ordinary", "2025-01-16", "2025-07-16"),
        ("simple", "2024-10-16", "2024-11-18"),  # 16 Nov 2024 is a Saturday
        ("small", "2024-09-18", "2024-10-16"),  # Mid-Autumn, 15 to 17 Sep 2024
    ],
)
def test_the_courts_terms_by_procedure(procedure: str, judge_by: str, extended: str) -> None:
    """Rules: CL-10, CL-11."""
    story = ready()
    file(story)
    story.act("2024-07-16", "record-acceptance", suit_id="SUIT-1", procedure=procedure)
    taken = story.state.last_of(SuitAccepted)
    assert taken is not None
    assert taken.serve_by is not None
    assert taken.judge_by is not None
    assert taken.extended_to is not None
    assert taken.serve_by.on == on("2024-07-22")  # 21 Jul 2024 is a Sunday
    assert (taken.judge_by.on, taken.extended_to.on) == (on(judge_by), on(extended))


def test_a_term_beyond_the_published_calendar_stays_and_says_so() -> None:
    story = ready()
    story.act("2031-05-05", "file-suit", **SUIT, claim_day="2024-06-25")
    suit = story.state.last_of(SuitFiled)
    assert suit is not None
    assert suit.accept_by is not None
    assert (suit.accept_by.on, suit.accept_by.unrolled) == (on("2031-05-12"), True)
    assert [each.unrolled for each in story.seen("2031-05-05").due if "accepts" in each.what] == [
        True
    ]


def test_each_defendant_answers_within_15_days_of_service() -> None:
    """Rules: CL-10."""
    story = filed()
    story.refuse(
        "defendant_unknown", "2024-07-17", "record-service", suit_id="SUIT-1", party_id="X"
    )
    story.act("2024-07-18", "record-service", suit_id="SUIT-1", party_id=LIANG)
    due = {(each.what, each.about): each.on.isoformat() for each in story.seen("2024-07-18").due}
    assert due["defendant_answers", LIANG] == "2024-08-02"
    assert due["court_serves_complaint", ZHAO] == "2024-07-22"


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("record-service", {"party_id": LIANG}),
        ("record-hearing", {}),
        ("record-judgment", {"awarded": cny("1.00"), "liable": (LIANG,)}),
    ],
)
def test_nothing_happens_in_a_suit_that_was_not_accepted(
    command: str, fields: dict[str, Any]
) -> None:
    story = ready()
    file(story)
    story.refuse("not_accepted", "2024-07-16", command, suit_id="SUIT-1", **fields)
    story.refuse("suit_unknown", "2024-07-16", command, suit_id="SUIT-9", **fields)


def test_a_suit_is_accepted_once_in_a_known_procedure() -> None:
    story = ready()
    file(story)
    accept = {"suit_id": "SUIT-1"}
    story.refuse("procedure_unknown", "2024-07-16", "record-acceptance", **accept, procedure="odd")
    story.act("2024-07-16", "record-acceptance", **accept, procedure="simple")
    story.refuse("already_known", "2024-07-17", "record-acceptance", **accept, procedure="simple")


@pytest.mark.parametrize(
    ("changed", "appeal_by"),
    [
        ({}, "2024-09-27"),
        ({"served_on": "2024-09-14", "known": "2024-09-14"}, "2024-09-29"),  # a Sunday worked
        ({"form": "ruling"}, "2024-09-23"),  # 22 Sep 2024 is a Sunday
        ({"foreign": True}, "2024-10-12"),
    ],
)
def test_the_time_to_appeal(changed: dict[str, Any], appeal_by: str) -> None:
    """Rules: CL-13."""
    story = filed()
    known = changed.get("known", "2024-09-12")
    given = {name: value for name, value in changed.items() if name != "known"}
    judgment(story, known, done_on="2024-09-12", **given)
    rendered = story.state.last_of(JudgmentRendered)
    assert rendered is not None
    assert rendered.appeal_by is not None
    assert rendered.appeal_by.on == on(appeal_by)


@pytest.mark.parametrize(("day", "code"), [("2024-09-27", "appeal_running"), ("2024-09-28", None)])
def test_a_judgment_binds_only_when_the_time_to_appeal_is_over(day: str, code: str | None) -> None:
    story = filed()
    story.refuse("no_judgment", "2024-09-01", "record-judgment-effect", **EFFECT)
    judgment(story, "2024-09-12")
    if code is not None:
        assert "2024-09-27" in story.refuse(code, day, "record-judgment-effect", **EFFECT)
        return
    story.refuse(
        "perform_by_past", day, "record-judgment-effect", suit_id="SUIT-1", perform_by="2024-09-27"
    )
    story.act(day, "record-judgment-effect", **EFFECT)
    assert story.stages[-1] == (day, "judged")


@pytest.mark.parametrize(("day", "allowed"), [("2024-09-27", True), ("2024-09-28", False)])
def test_an_appeal_comes_in_time_and_is_decided_before_the_judgment_binds(
    day: str, allowed: bool
) -> None:
    """Rules: CL-14."""
    story = filed()
    judgment(story, "2024-09-12")
    appeal = {"suit_id": "SUIT-1", "party_id": LIANG}
    if not allowed:
        story.refuse("appeal_too_late", day, "record-appeal", **appeal)
        return
    story.act(day, "record-appeal", **appeal)
    filed_appeal = story.state.last_of(AppealFiled)
    assert filed_appeal is not None
    assert filed_appeal.decide_by is not None
    assert filed_appeal.decide_by.on == on("2024-12-27")
    assert story.due_on(day)["second_instance_decides"] == "2024-12-27"
    story.refuse("appeal_pending", "2024-10-20", "record-judgment-effect", **EFFECT)
    judgment(story, "2024-12-01", instance="second")
    story.act("2024-12-02", "record-judgment-effect", **EFFECT)
    assert story.stages[-1] == ("2024-12-02", "judged")


def test_small_claims_end_with_one_instance() -> None:
    """Rules: CL-12."""
    story = ready()
    file(story)
    story.act("2024-07-16", "record-acceptance", suit_id="SUIT-1", procedure="small")
    judgment(story, "2024-08-12")
    story.refuse(
        "appeal_too_late", "2024-08-13", "record-appeal", suit_id="SUIT-1", party_id=LIANG
    )
    story.act("2024-08-13", "record-judgment-effect", **EFFECT)
    assert story.stages[-1] == ("2024-08-13", "judged")


def test_a_judgment_names_defendants_and_knows_its_instance() -> None:
    story = filed()
    given = {"suit_id": "SUIT-1", "awarded": cny("1.00"), "liable": (LIANG,)}
    story.refuse("no_appeal", "2024-09-01", "record-judgment", **given, instance="second")
    story.refuse("form_unknown", "2024-09-01", "record-judgment", **given, form="letter")
    given["liable"] = ("STRANGER",)
    story.refuse("defendant_unknown", "2024-09-01", "record-judgment", **given)


def test_a_mediated_agreement_is_confirmed_within_30_days() -> None:
    """Rules: CL-17."""
    story = ready()
    story.act("2024-07-15", "open-mediation", mediation_id="M-1")
    story.act("2024-07-16", "close-mediation", mediation_id="M-1", agreed=True)
    closed = story.state.last_of(MediationClosed)
    assert closed is not None
    assert closed.confirm_by is not None
    assert closed.confirm_by.on == on("2024-08-15")
    assert story.due_on("2024-07-16")["confirm_mediation"] == "2024-08-15"


def test_expired_limitation_is_no_reason_to_refuse_a_suit() -> None:
    """Rules: LM-03."""
    story = ready()
    story.pass_days("2027-06-26")
    assert story.clock()[-1][1] == "expired"
    story.act("2027-07-01", "file-suit", **SUIT, claim_day="2024-06-25")
    assert story.stages[-1] == ("2027-07-01", "filed")
    assert story.clock()[-1][1] == "expired"


def test_costs_of_court_are_part_of_the_claim_when_monitoring_says_so() -> None:
    story = filed()
    story.tell("2024-07-16", claim("2024-07-16", WHOLE, COSTS, accelerated="2024-06-25"))
    assert story.seen("2024-07-16").claim.cost == 7_150_00


def test_a_guarantor_who_stands_again_can_be_sued_again() -> None:
    story = ready()
    free = guarantee.GuaranteeReleased(
        **ABOUT, effective_on=on("2024-07-13"), guarantor_id=ZHAO, reason="paid_in_full"
    )
    story.tell("2024-07-13", free)
    story.tell("2024-07-14", guarantor("2024-07-13"))
    assert file(story, defendants=(ZHAO,)).defendants == (ZHAO,)
