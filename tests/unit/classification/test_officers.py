"""Officers' commands: what is refused and why, and what an expert's class does."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from services.classification.domain.officers import (
    ApproveUpgrade,
    OverrideClass,
    WithdrawOverride,
)
from services.classification.domain.orders import OverrideSet, OverrideWithdrawn
from services.kit.domain import Rejected
from tests.unit.classification.story import Story, arrears, lent, on, paid, settled
from tests.unit.classification.test_observation import MONTHLY, approve, cured, pays


def override(day: str, risk_class: str, **changed: Any) -> OverrideClass:
    fields: dict[str, Any] = {
        "loan_id": "L-1",
        "requested_by": "chen",
        "role": "post_loan_officer",
        "approved_by": "liu",
        "approver_role": "risk_reviewer",
        "reason": "turnover fell by half",
    }
    return OverrideClass(as_of=on(day), risk_class=risk_class, **(fields | changed))


def withdraw(day: str, **changed: Any) -> WithdrawOverride:
    fields: dict[str, Any] = {
        "loan_id": "L-1",
        "requested_by": "chen",
        "role": "post_loan_officer",
        "approved_by": "liu",
        "approver_role": "risk_reviewer",
        "reason": "turnover is back",
    }
    return WithdrawOverride(as_of=on(day), **(fields | changed))


def normal_loan() -> Story:
    story = Story()
    story.take(lent())
    return story


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"approved_by": "chen"}, "same_person"),
        ({"approved_by": " chen "}, "same_person"),
        ({"approved_by": "Chen"}, "same_person"),
        ({"approved_by": ""}, "second_person_missing"),
        ({"role": ""}, "role_missing"),
        ({"role": "collector"}, "role_not_allowed"),
        ({"approver_role": None}, "approver_role_not_allowed"),
        ({"approver_role": "account_manager"}, "approver_role_not_allowed"),
        ({"requested_by": "  "}, "person_missing"),
        ({"reason": ""}, "reason_missing"),
        ({"reason": "  \n"}, "reason_missing"),
        ({"loan_id": "L-2"}, "loan_unknown"),
    ],
)
def test_an_override_without_two_persons_a_reason_and_a_loan_is_refused(
    changed: dict[str, Any], code: str
) -> None:
    story = normal_loan()
    with pytest.raises(Rejected) as refused:
        story.put(override("2024-02-01", "substandard", **changed))
    assert refused.value.code == code
    with pytest.raises(Rejected) as refused:
        story.put(withdraw("2024-02-01", **changed))
    assert refused.value.code == code


def test_a_refusal_names_field_value_and_rule() -> None:
    with pytest.raises(Rejected, match=r"approved_by are both 'chen'.*RC-92"):
        normal_loan().put(override("2024-02-01", "loss", approved_by="chen"))


def test_an_order_stored_before_roles_were_asked_for_is_read_as_it_stands() -> None:
    (made, *_) = normal_loan().put(override("2024-02-01", "substandard"))
    stored = msgspec.to_builtins(made)
    assert (stored.pop("role"), stored.pop("approver_role")) == (
        "post_loan_officer",
        "risk_reviewer",
    )
    read = msgspec.convert(stored, OverrideSet)
    assert (read.requested_by, read.role, read.approver_role) == ("chen", None, None)


def test_an_override_takes_effect_on_its_day_with_its_reason() -> None:
    story = normal_loan()
    made = story.put(override("2024-02-01", "substandard"))
    assert isinstance(made[0], OverrideSet)
    assert story.class_on("2024-01-31") == "normal"
    seen = story.seen("2024-02-01")
    assert seen is not None
    assert (seen.risk_class, seen.reasons) == ("substandard", ("expert_override",))
    concluded = story.state.loans["L-1"].classes[-1]
    assert concluded.overridden.day_floor == "normal"
    assert concluded.inputs.expert_since == on("2024-02-01")


@pytest.mark.parametrize(
    ("risk_class", "accepted"),
    [("special_mention", False), ("substandard", True), ("doubtful", True), ("loss", True)],
)
def test_judgement_may_be_as_strict_as_the_floor_or_stricter_but_never_milder(
    risk_class: str, accepted: bool
) -> None:
    story = normal_loan()
    story.take(arrears("2024-03-21", "2024-03-20", 1))
    story.pass_days("2024-06-19")
    if accepted:
        assert story.put(override("2024-06-20", risk_class))
    else:
        with pytest.raises(Rejected) as refused:
            story.put(override("2024-06-20", risk_class))
        assert refused.value.code == "override_milder_than_floor"


def test_the_floor_is_that_of_the_day_even_before_its_tick() -> None:
    story = normal_loan()
    story.take(arrears("2024-03-21", "2024-03-20", 1))
    story.pass_days("2024-06-18")
    with pytest.raises(Rejected, match="91 days past due"):
        story.put(override("2024-06-19", "special_mention"))


def test_a_loan_under_observation_can_not_be_made_milder_by_judgement() -> None:
    story = cured()
    with pytest.raises(Rejected, match="override_milder_than_floor"):
        story.put(override("2024-07-02", "normal"))


def test_a_later_worse_floor_wins_and_the_expert_is_named_as_overridden() -> None:
    story = normal_loan()
    story.put(override("2024-02-01", "special_mention"))
    story.take(arrears("2024-03-21", "2024-03-20", 1))
    assert story.state.loans["L-1"].classes[-1].reasons == ("overdue", "expert_override")
    story.pass_days("2024-06-19")
    concluded = story.state.loans["L-1"].classes[-1]
    assert (concluded.risk_class, concluded.reasons) == (
        "substandard",
        ("overdue_more_than_90_days",),
    )
    assert concluded.overridden.expert == "special_mention"


def test_a_withdrawn_special_mention_is_gone_at_once() -> None:
    story = normal_loan()
    story.put(override("2024-02-01", "special_mention"))
    made = story.put(withdraw("2024-03-01"))
    assert isinstance(made[0], OverrideWithdrawn)
    assert story.class_on("2024-02-29") == "special_mention"
    assert story.class_on("2024-03-01") == "normal"


def test_a_withdrawn_non_performing_class_leaves_an_observation_behind() -> None:
    """RC-70 asks for regular payments after any non-performing class, however it came about."""
    story = Story()
    story.take(lent(due=MONTHLY))
    story.put(override("2024-02-01", "doubtful"))
    story.put(withdraw("2024-03-01"))
    assert story.class_on("2024-03-01") == "substandard"
    assert [mark.kind for mark in story.state.loans["L-1"].marks] == ["started"]


def test_a_mistake_of_the_same_day_leaves_no_trace_in_the_classes() -> None:
    story = normal_loan()
    story.put(override("2024-02-01", "loss"))
    story.put(override("2024-02-01", "special_mention"))
    story.put(withdraw("2024-02-01"))
    assert story.timeline() == [("2024-01-10", "normal")]


def test_an_override_that_was_never_set_can_not_be_withdrawn() -> None:
    with pytest.raises(Rejected, match="override_not_set"):
        normal_loan().put(withdraw("2024-02-01"))


def test_a_settled_loan_is_no_longer_classified() -> None:
    story = normal_loan()
    story.take(settled("2024-02-01", 1))
    with pytest.raises(Rejected, match="loan_settled"):
        story.put(override("2024-02-02", "loss"))


def test_a_loan_of_tomorrow_is_not_known_today() -> None:
    story = Story()
    story.take(lent(day="2024-02-10", taken="2024-02-01"))
    with pytest.raises(Rejected, match="loan_unknown"):
        story.put(override("2024-02-09", "loss"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"approved_by": "chen"}, "same_person"),
        ({"reason": " "}, "reason_missing"),
        ({"role": ""}, "role_missing"),
        ({"approver_role": "account_manager"}, "approver_role_not_allowed"),
        ({"loan_id": "L-2"}, "loan_unknown"),
    ],
)
def test_an_approval_needs_two_persons_and_words(changed: dict[str, str], code: str) -> None:
    story = cured()
    pays(story, MONTHLY, "2025-01-09")
    fields: dict[str, Any] = {
        "loan_id": "L-1",
        "requested_by": "chen",
        "role": "post_loan_officer",
        "approved_by": "liu",
        "approver_role": "risk_reviewer",
        "reason": "carries on",
    }
    with pytest.raises(Rejected) as refused:
        story.put(ApproveUpgrade(as_of=on("2025-01-10"), **(fields | changed)))
    assert refused.value.code == code


def test_an_approval_before_the_end_of_the_observation_is_refused_with_its_end() -> None:
    story = cured()
    pays(story, MONTHLY, "2024-12-30")
    with pytest.raises(Rejected, match="observed since 2024-07-01, until 2025-01-01 at least"):
        approve(story, "2024-12-31")


def test_a_performing_loan_and_a_loan_in_arrears_wait_for_no_approval() -> None:
    with pytest.raises(Rejected, match="not non-performing"):
        approve(normal_loan(), "2024-02-01")
    story = normal_loan()
    story.take(arrears("2024-03-21", "2024-03-20", 1))
    story.pass_days("2024-06-19")
    with pytest.raises(Rejected, match="not under observation"):
        approve(story, "2024-06-20")


def test_no_loan_rises_while_another_one_of_the_debtor_is_impaired() -> None:
    story = cured()
    story.take(lent("L-2", "2024-07-02"))
    pays(story, MONTHLY, "2025-01-09")
    story.take(arrears("2024-08-02", "2024-08-01", 1, "L-2", taken="2025-01-10"))
    with pytest.raises(Rejected) as refused:
        approve(story, "2025-01-11")
    assert refused.value.code == "debtor_has_impaired_claim"
    assert "L-2" in refused.value.detail


def test_two_cured_loans_may_rise_one_after_the_other() -> None:
    story = cured()
    story.take(lent("L-2", "2024-07-02", due=MONTHLY))
    story.put(override("2024-07-03", "substandard", loan_id="L-2"))
    story.put(withdraw("2024-07-04", loan_id="L-2"))
    for number, day in enumerate(MONTHLY, 1):
        if "2024-07-04" < day < "2025-01-10":
            story.take(paid(number, day, day, number, "L-2"), paid(number, day, day, 50 + number))
    story.pass_days("2025-01-09")
    approve(story, "2025-01-10", "L-1")
    assert story.class_on("2025-01-10", "L-1") == "substandard"  # still pulled by L-2
    approve(story, "2025-01-11", "L-2")
    assert story.class_on("2025-01-11", "L-1") == "special_mention"
    assert story.class_on("2025-01-11", "L-2") == "special_mention"


def test_the_same_expert_s_class_is_not_set_again() -> None:
    story = normal_loan()
    story.put(override("2024-02-01", "special_mention"))
    with pytest.raises(Rejected, match="nothing_changes: class 'special_mention'"):
        story.put(override("2024-02-05", "special_mention", reason="as before"))
    assert story.put(override("2024-02-05", "substandard"))
