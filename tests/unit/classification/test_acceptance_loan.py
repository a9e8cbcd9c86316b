"""Loan L-4801 of the acceptance story, as far as classification reaches: to the day."""

from __future__ import annotations

import pytest

from services.classification.domain.decisions import Overridden
from services.classification.domain.officers import OverrideClass
from tests.unit.classification.beside import caused, cure_test, found, left, ranked
from tests.unit.classification.story import Story, arrears, balance, cny, lent, on

FINDINGS = (
    found(1, True, "licensed, answers, wants to pay", "CALL-0321"),
    found(2, False, "turnover down 55 percent, losses", "INSPECTION-1"),
    found(3, False, "instalments 12 to 14 unpaid, plan broken on 21 May", "PLAN-1"),
    found(4, True, "joint and several guarantee of Zhao", "GUARANTEE-1"),
)
DUE = [f"{2023 + (3 + n) // 12}-{(3 + n) % 12 + 1:02d}-20" for n in range(24)]


def lived() -> Story:
    """Disbursed 2023-03-20 to a sole trader; instalment 12 of 2024-03-20 stays unpaid for ever."""
    story = Story()
    story.take(
        lent("L-4801", "2023-03-20", "small_micro", "480000.00", tuple(DUE)),
        balance("2023-11-20", "320000.00", 1, "L-4801"),
    )
    story.put(
        OverrideClass(
            as_of=on("2023-11-30"),
            loan_id="L-4801",
            requested_by="inspector",
            role="post_loan_officer",
            approved_by="head-of-risk",
            approver_role="risk_reviewer",
            risk_class="special_mention",
            reason="turnover down 55 percent, nine credit queries in 60 days",
        )
    )
    story.take(
        balance("2024-02-20", "260000.00", 2, "L-4801"),
        arrears("2024-03-21", "2024-03-20", 3, "L-4801"),
        caused("2024-03-21", "goods_sold_not_paid", "L-4801"),
        arrears("2024-04-20", "2024-03-20", 4, "L-4801"),
    )
    story.put(ranked("2024-05-06", "able", "willing", "responsive", loan="L-4801"))
    story.put(cure_test("2024-05-28", "REVIVE-5", FINDINGS, "L-4801"))
    story.put(cure_test("2024-05-28", "CONVERT-4", FINDINGS, "L-4801"))
    story.pass_days("2024-06-24")
    story.put(ranked("2024-06-25", "assets_at_risk", "able", loan="L-4801"))
    story.take(
        balance("2024-11-20", "243318.00", 5, "L-4801"),
        balance("2024-12-10", "184777.91", 6, "L-4801"),
        balance("2025-03-05", "88689.75", 7, "L-4801"),
    )
    story.pass_days("2025-06-30")
    return story


def test_every_class_of_the_acceptance_loan_becomes_true_on_its_day() -> None:
    story = lived()
    days = ("2023-03-20", "2023-11-30", "2024-06-19", "2024-12-16", "2025-03-16")
    seen = [story.seen(day, "L-4801") for day in days]
    assert [(each.risk_class, str(each.became_true_on)) for each in seen if each] == [
        ("normal", "2023-03-20"),
        ("special_mention", "2023-11-30"),
        ("substandard", "2024-06-19"),
        ("doubtful", "2024-12-16"),
        ("loss", "2025-03-16"),
    ]


def test_on_day_91_the_loan_document_says_substandard_and_why() -> None:
    seen = lived().seen("2024-06-19", "L-4801", known_on="2024-06-19")
    assert seen is not None
    assert seen.risk_class == seen.own_merit == "substandard"
    assert seen.contagion is None
    assert seen.became_true_on == seen.processed_on == on("2024-06-19")
    assert seen.reasons == ("overdue_more_than_90_days",)
    assert (seen.rules, seen.policy_id) == (("RC-20",), "cn/2023-07-01")
    assert lived().class_on("2024-06-18", "L-4801") == "special_mention"


def test_the_entry_of_day_91_names_inputs_with_their_times_and_what_was_overridden() -> None:
    concluded = lived().state.loans["L-4801"].class_on(on("2024-06-19"))
    assert concluded is not None
    assert concluded.inputs.days_past_due == 91
    assert concluded.inputs.overdue_since == on("2024-03-20")
    assert concluded.inputs.arrears_entry == 4
    assert concluded.inputs.arrears_effective_on == on("2024-04-20")
    assert concluded.inputs.expert_since == on("2023-11-30")
    assert concluded.overridden == Overridden(expert="special_mention")
    assert concluded.previous_class == "special_mention"
    assert concluded.non_performing


def test_payments_in_enforcement_do_not_stop_the_days() -> None:
    story = lived()
    file = story.state.loans["L-4801"]
    balance_then = file.balance_on(on("2025-03-16"))
    assert balance_then is not None
    assert balance_then.principal_outstanding == cny("88689.75")
    assert story.class_on("2025-03-15", "L-4801") == "doubtful"
    assert story.class_on("2025-03-16", "L-4801") == "loss"


@pytest.mark.parametrize(
    ("day", "percent", "provision"),
    [
        ("2023-11-30", 2, "6400.00"),  # of 320,000.00
        ("2024-06-19", 25, "65000.00"),  # of 260,000.00
        ("2024-12-15", 25, "46194.48"),  # of 184,777.91: 46,194.4775, the day before
        ("2024-12-16", 50, "92388.96"),  # of 184,777.91: 92,388.955
        ("2025-03-16", 100, "88689.75"),  # of 88,689.75
    ],
)
def test_the_provision_is_the_percent_of_the_class_on_the_principal_of_the_day(
    day: str, percent: int, provision: str
) -> None:
    seen = lived().seen(day, "L-4801")
    assert seen is not None
    assert (seen.provision_percent, seen.provision) == (percent, cny(provision))


def test_check_7_both_cure_tests_of_28_may_are_refused_for_their_conditions() -> None:
    seen = lived().seen("2024-05-28", "L-4801", known_on="2024-05-28")
    assert seen is not None
    assert [
        (each.test, each.passed, [row.condition for row in each.results if not row.met])
        for each in seen.cure_tests
    ] == [("CONVERT-4", False, [2, 3]), ("REVIVE-5", False, [2, 3, 5])]
    assert {each.policy_id for each in seen.cure_tests} == {"cn/2023-07-01"}
    own = seen.cure_tests[1].results[4]
    assert own.reason == "class_special_mention", "69 days past due"
    assert all(row.evidence for row in seen.cure_tests[1].results[:4])


def test_triage_goes_from_ordinary_recovery_to_the_judicial_route() -> None:
    story = lived()
    days = ("2024-05-05", "2024-05-06", "2024-06-24", "2024-06-25")
    groups = [story.seen(day, "L-4801") for day in days]
    assert [each.triage and (each.triage.group, each.triage.name) for each in groups if each] == [
        None,
        (2, "ordinary"),
        (2, "ordinary"),
        (1, "judicial"),
    ]


def test_the_cause_of_its_arrears_is_not_technical_and_excuses_nothing() -> None:
    seen = lived().seen("2024-03-21", "L-4801")
    assert seen is not None
    assert seen.arrears_cause is not None
    assert seen.arrears_cause.cause == "goods_sold_not_paid"
    assert seen.risk_class == "special_mention"


def test_written_off_on_30_june_2025_it_is_out_and_was_loss_the_day_before() -> None:
    story = lived()
    story.take(left("2025-06-30", "written_off", 1, "L-4801"))
    story.take(left("2025-11-14", "transferred", loan="L-4801"))
    before, since = story.seen("2025-06-29", "L-4801"), story.seen("2025-11-14", "L-4801")
    assert before is not None
    assert since is not None
    assert (before.state, since.state) == ("loss", "out")
    assert since.out is not None
    assert (since.out.reason, str(since.out.since)) == ("written_off", "2025-06-30")
