"""Cure tests CONVERT-4 and REVIVE-5: refused with reasons, passed, lapsed, judged again (2.4)."""

from __future__ import annotations

import pytest

from services.classification.domain.acts import Finding
from services.classification.domain.decisions import CureLapsed, LoanRevitalised
from services.classification.domain.done import CureTested
from services.kit.domain import DomainEvent, Rejected
from tests.unit.classification.beside import ALL_MET, cure_test, found, left, preserved
from tests.unit.classification.story import Story, arrears, lent, on, paid

DUE = (*(f"2024-{month:02}-10" for month in range(2, 13)), "2025-01-10", "2025-02-10")


def bad() -> Story:
    """A company's loan, nothing paid since the instalment of 2024-02-10: substandard from day 91."""
    story = Story()
    story.take(lent(due=DUE), arrears("2024-02-11", "2024-02-10", 1))
    story.pass_days("2024-05-31")
    return story


def observed() -> Story:
    """Paid up on 2024-06-01, instalments paid since; the observation is complete on 2024-12-01."""
    story = bad()
    story.take(arrears("2024-06-01", None, 2))
    for number, month in enumerate(range(6, 12), 5):
        day = f"2024-{month:02}-10"
        story.take(paid(number, day, day, number))
    story.pass_days("2024-12-01")
    return story


def of(kind: type[DomainEvent], events: list[DomainEvent]) -> list[DomainEvent]:
    return [each for each in events if isinstance(each, kind)]


def held(events: list[DomainEvent]) -> CureTested:
    (found_one,) = of(CureTested, events)
    assert isinstance(found_one, CureTested)
    return found_one


# -- the test itself -----------------------------------------------------------------------------


def test_a_failed_test_is_kept_with_a_reason_and_evidence_per_condition_and_the_edition() -> None:
    story = bad()
    findings = (found(1), found(2, False, "losses grow", "Q1"), found(3), found(4))
    event = held(story.put(cure_test("2024-06-01", "CONVERT-4", findings)))
    assert (event.test, event.passed, event.policy_id) == ("CONVERT-4", False, "cn/2023-07-01")
    failed = [each for each in event.results if not each.met]
    assert [(each.condition, each.reason, each.evidence) for each in failed] == [
        (2, "losses grow", ("Q1",))
    ]
    seen = story.seen("2024-06-01")
    assert seen is not None
    assert [(each.test, each.passed, each.tested_by) for each in seen.cure_tests] == [
        ("CONVERT-4", False, "he")
    ]
    assert seen.forms == ()


def test_a_condition_said_to_be_met_without_evidence_is_not() -> None:
    bare = Finding(condition=4, met=True, reason="said so")
    event = held(bad().put(cure_test("2024-06-01", "CONVERT-4", (*ALL_MET[:3], bare))))
    assert not event.passed
    assert event.results[3].reason == "evidence_missing"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": "collector"}, "role_not_allowed"),
        ({"approved_by": None}, "second_person_missing"),
        ({"approved_by": "he"}, "same_person"),
        ({"approver_role": "account_manager"}, "approver_role_not_allowed"),
        ({"loan": "L-9"}, "loan_unknown"),
        ({"test": "CURE-6"}, "test_unknown"),
        ({"findings": ALL_MET[:3]}, "finding_missing"),
        ({"findings": (*ALL_MET, found(5))}, "finding_not_asked"),
        ({"findings": (*ALL_MET, found(1))}, "finding_not_asked"),
    ],
)
def test_a_test_is_refused(changed: dict[str, object], code: str) -> None:
    story = bad()
    asked = {"day": "2024-06-01", "test": "REVIVE-5", **changed}
    with pytest.raises(Rejected) as refused:
        story.put(cure_test(**asked))  # type: ignore[arg-type]
    assert refused.value.code == code


# -- CONVERT-4 -----------------------------------------------------------------------------------


def test_a_converted_loan_keeps_its_class_and_counts_as_converted_from_that_day() -> None:
    story = bad()
    story.put(cure_test("2024-06-01", "CONVERT-4"))
    before, since = story.seen("2024-05-31"), story.seen("2024-06-01")
    assert before is not None
    assert since is not None
    assert (before.forms, since.forms) == ((), ("converted",))
    assert since.risk_class == "substandard"


def test_a_performing_loan_may_pass_but_is_not_converted() -> None:
    story = Story()
    story.take(lent(due=DUE))
    assert held(story.put(cure_test("2024-02-01", "CONVERT-4"))).passed
    seen = story.seen("2024-02-01")
    assert seen is not None
    assert seen.forms == ()


def test_a_missed_instalment_lapses_the_conversion_on_the_day_after_it_was_due() -> None:
    story = bad()
    story.put(cure_test("2024-06-01", "CONVERT-4"))
    assert of(CureLapsed, story.pass_days("2024-06-10")) == []
    (lapsed,) = of(CureLapsed, story.pass_days("2024-06-11"))
    assert isinstance(lapsed, CureLapsed)
    assert (lapsed.effective_on, lapsed.tested_on) == (on("2024-06-11"), on("2024-06-01"))
    days = ("2024-06-10", "2024-06-11")
    assert [each.forms for day in days if (each := story.seen(day))] == [("converted",), ()]
    assert story.class_on("2024-06-11") == "substandard"


def test_instalments_paid_on_their_days_keep_it_converted() -> None:
    story = bad()
    story.put(cure_test("2024-06-01", "CONVERT-4"))
    story.take(paid(5, "2024-06-10", "2024-06-10", 2), paid(6, "2024-07-10", "2024-07-09", 3))
    assert of(CureLapsed, story.pass_days("2024-08-10")) == []
    assert len(of(CureLapsed, story.pass_days("2024-08-11"))) == 1


def test_a_payment_booked_late_withdraws_the_lapse_and_its_reversal_brings_it_back() -> None:
    story = bad()
    story.put(cure_test("2024-06-01", "CONVERT-4"))
    story.pass_days("2024-06-14")
    story.take(paid(5, "2024-06-10", "2024-06-10", 2, taken="2024-06-15"))
    seen = story.seen("2024-06-15")
    assert seen is not None
    assert seen.forms == ("converted",)
    then = story.seen("2024-06-14", known_on="2024-06-14")
    assert then is not None
    assert then.forms == ()
    story.take(arrears("2024-06-20", "2024-02-10", 3, corrects=(2,)))
    seen = story.seen("2024-06-20")
    assert seen is not None
    assert seen.forms == ()


def test_a_loan_converted_again_after_a_lapse_counts_again() -> None:
    story = bad()
    story.put(cure_test("2024-06-01", "CONVERT-4"))
    story.pass_days("2024-06-20")
    story.put(cure_test("2024-06-21", "CONVERT-4"))
    seen = story.seen("2024-06-21")
    assert seen is not None
    assert seen.forms == ("converted",)


# -- REVIVE-5 ------------------------------------------------------------------------------------


def test_revitalised_when_the_observation_is_complete_and_all_five_are_true_on_one_date() -> None:
    story = observed()
    news = story.put(cure_test("2024-12-02", "REVIVE-5"))
    assert held(news).passed
    (revived,) = of(LoanRevitalised, news)
    assert revived.effective_on == on("2024-12-02")
    assert story.class_on("2024-12-01") == "substandard"
    assert story.class_on("2024-12-02") == "normal"


def test_a_doubtful_loan_is_substandard_while_observed_and_revitalised_like_any() -> None:
    """Rules: B.2, CLS-41, CLS-43."""
    story = Story()
    due = (*DUE, *(f"2025-{month:02}-10" for month in range(3, 9)))
    story.take(lent(due=due), arrears("2024-02-11", "2024-02-10", 1))
    story.pass_days("2024-11-30")
    assert story.class_on("2024-11-30") == "doubtful"
    story.take(arrears("2024-12-01", None, 2))
    for number, day in enumerate(due[10:17], 11):
        story.take(paid(number, day, day, number))
    story.pass_days("2025-06-11")
    news = story.put(cure_test("2025-06-12", "REVIVE-5"))
    assert len(of(LoanRevitalised, news)) == 1
    days = ("2024-11-30", "2024-12-01", "2025-06-11", "2025-06-12")
    assert [story.class_on(day) for day in days] == [
        *("doubtful", "substandard", "substandard", "normal")
    ]


def test_before_the_observation_is_complete_condition_5_fails_and_the_class_stays() -> None:
    story = bad()
    story.take(arrears("2024-06-01", None, 2))
    news = story.put(cure_test("2024-11-30", "REVIVE-5"))
    event = held(news)
    assert [(each.condition, each.reason) for each in event.results if not each.met] == [
        (5, "observation_not_complete")
    ]
    assert of(LoanRevitalised, news) == []
    assert story.class_on("2024-11-30") == "substandard"


def test_one_condition_not_met_lifts_nothing_even_after_the_observation() -> None:
    story = observed()
    news = story.put(
        cure_test("2024-12-02", "REVIVE-5", (found(1), found(2, False), *ALL_MET[2:]))
    )
    assert not held(news).passed
    assert of(LoanRevitalised, news) == []
    assert story.class_on("2024-12-02") == "substandard"


def test_five_conditions_on_two_dates_are_not_all_true_on_one() -> None:
    story = observed()
    story.put(cure_test("2024-12-02", "REVIVE-5", (found(1, False), *ALL_MET[1:])))
    story.put(cure_test("2024-12-03", "REVIVE-5", (*ALL_MET[:3], found(4, False))))
    assert story.class_on("2024-12-03") == "substandard"


def test_condition_5_fails_while_another_claim_on_the_debtor_is_impaired() -> None:
    story = observed()
    story.take(
        lent("L-2", "2024-03-01", taken="2024-12-02"),
        arrears("2024-12-02", "2024-04-01", 1, "L-2"),
    )
    event = held(story.put(cure_test("2024-12-02", "REVIVE-5")))
    assert event.results[4].reason == "debtor_has_impaired_claim"
    assert story.class_on("2024-12-02") == "substandard"


def test_a_payment_reversed_later_withdraws_the_revitalisation_and_keeps_the_old_answer() -> None:
    story = observed()
    story.put(cure_test("2024-12-02", "REVIVE-5"))
    story.take(
        arrears("2024-06-01", "2024-02-10", 11, corrects=(2,), taken="2024-12-20"),
    )
    assert story.state.loans["L-1"].annex.cures == ()
    assert story.class_on("2024-12-02") == "doubtful"
    assert story.class_on("2024-12-02", known_on="2024-12-19") == "normal"


def test_a_retail_loan_that_was_non_performing_is_revitalised_by_the_test_once_paid_up() -> None:
    story = Story()
    story.take(
        lent(kind="personal"),
        arrears("2024-02-11", "2024-02-10", 1),
        arrears("2024-06-01", None, 2),
    )
    assert len(of(LoanRevitalised, story.put(cure_test("2024-06-02", "REVIVE-5")))) == 1
    assert of(LoanRevitalised, story.put(cure_test("2024-06-03", "REVIVE-5"))) == []


def test_a_loan_that_never_was_non_performing_is_not_revitalised() -> None:
    story = Story()
    story.take(lent(kind="personal"))
    news = story.put(cure_test("2024-06-02", "REVIVE-5"))
    assert held(news).passed
    assert of(LoanRevitalised, news) == []


# -- preservation --------------------------------------------------------------------------------


def test_preservation_is_a_form_and_leaves_the_class() -> None:
    story = bad()
    story.put(preserved("2024-06-03"))
    before, since = story.seen("2024-06-02"), story.seen("2024-06-03")
    assert before is not None
    assert since is not None
    assert (before.forms, since.forms) == ((), ("preservation",))
    assert since.risk_class == before.risk_class


def test_preservation_of_a_sold_loan_is_refused() -> None:
    story = bad()
    story.take(left("2024-06-03", "transferred"))
    with pytest.raises(Rejected) as refused:
        story.put(preserved("2024-06-03"))
    assert refused.value.code == "loan_out"
