"""Loan L-4801 of the acceptance story, as far as classification reaches: to the day."""

from __future__ import annotations

from services.classification.domain.decisions import Overridden
from services.classification.domain.officers import OverrideClass
from tests.unit.classification.story import Story, arrears, balance, cny, lent, on

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
            approved_by="head-of-risk",
            risk_class="special_mention",
            reason="turnover down 55 percent, nine credit queries in 60 days",
        )
    )
    story.take(
        balance("2024-02-20", "260000.00", 2, "L-4801"),
        arrears("2024-03-21", "2024-03-20", 3, "L-4801"),
        arrears("2024-04-20", "2024-03-20", 4, "L-4801"),
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
