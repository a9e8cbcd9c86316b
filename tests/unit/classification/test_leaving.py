"""Out of the book: written off, sold, given up (B.2); and back when a write-off is withdrawn."""

from __future__ import annotations

import pytest

from services.classification.domain.decisions import ClassesWithdrawn
from services.classification.domain.facts import Leaving
from services.classification.domain.officers import OverrideClass
from services.kit.domain import Rejected
from tests.unit.classification.beside import back, cure_test, left, ranked
from tests.unit.classification.story import Story, arrears, classes, lent, on, settled


def bad() -> Story:
    """Overdue since 2024-02-01: substandard on 2024-05-02 (91), doubtful on 10-29, loss on 2025-01-27."""
    story = Story()
    story.take(lent(), arrears("2024-02-02", "2024-02-01", 1))
    story.pass_days("2024-06-30")
    return story


@pytest.mark.parametrize("how", ["written_off", "transferred", "remitted"])
def test_a_loan_that_leaves_the_book_is_out_for_that_reason_and_its_class_before_is_answered(
    how: Leaving,
) -> None:
    story = bad()
    story.take(left("2024-07-01", how, 1 if how == "written_off" else None))
    story.pass_days("2025-12-31")
    before, since = story.seen("2024-06-30"), story.seen("2024-07-01")
    assert before is not None
    assert since is not None
    assert (before.state, before.out) == ("substandard", None)
    assert before.provision is not None
    assert (since.state, since.risk_class) == ("out", "substandard")
    assert since.out is not None
    assert (since.out.reason, since.out.since) == (how, on("2024-07-01"))
    assert since.provision is None


def test_days_go_on_but_conclude_nothing_about_a_loan_that_is_out() -> None:
    story = bad()
    story.take(left("2024-07-01", "written_off", 1))
    assert classes(story.pass_days("2025-12-31")) == []
    assert story.timeline()[-1] == ("2024-05-02", "substandard")


def test_a_late_write_off_withdraws_what_was_concluded_after_its_day() -> None:
    story = bad()
    story.pass_days("2024-10-29")
    assert story.timeline()[-1] == ("2024-10-29", "doubtful")
    news = story.take(left("2024-10-29", "written_off", 1, taken="2024-11-02"))
    assert [type(each) for each in news[1:2]] == [ClassesWithdrawn]
    assert story.timeline()[-1] == ("2024-05-02", "substandard")
    known_then = story.seen("2024-10-29", known_on="2024-11-01")
    assert known_then is not None
    assert (known_then.state, known_then.out) == ("doubtful", None)


def test_the_day_before_the_write_off_still_counts() -> None:
    story = bad()
    story.take(left("2024-10-30", "written_off", 1))
    assert story.timeline()[-1] == ("2024-10-29", "doubtful")


def test_a_withdrawn_write_off_brings_the_loan_back_with_all_its_days() -> None:
    story = bad()
    story.take(left("2024-07-01", "written_off", 1))
    story.pass_days("2024-11-30")
    story.take(back("2024-07-01", 2, (1,), taken="2024-12-01"))
    seen = story.seen("2024-12-01")
    assert seen is not None
    assert (seen.state, str(seen.became_true_on)) == ("doubtful", "2024-10-29")
    then = story.seen("2024-11-30", known_on="2024-11-30")
    assert then is not None
    assert then.state == "out"


def test_a_write_off_told_anew_with_other_sums_is_one_and_stays() -> None:
    story = bad()
    story.take(left("2024-07-01", "written_off", 1))
    story.take(left("2024-07-01", "written_off", 2, taken="2024-07-05", corrects=(1,)))
    assert len(story.state.loans["L-1"].annex.leavings) == 1
    seen = story.seen("2024-07-06")
    assert seen is not None
    assert seen.state == "out"


def test_a_withdrawal_that_comes_before_the_write_off_it_withdraws_holds() -> None:
    story = bad()
    story.take(back("2024-07-01", 2, (1,), taken="2024-07-01"))
    story.take(left("2024-07-01", "written_off", 1))
    assert story.class_on("2024-07-02") == "substandard"
    seen = story.seen("2024-07-02")
    assert seen is not None
    assert seen.state == "substandard"


def test_a_write_off_known_before_the_loan_itself_is_kept_and_counts() -> None:
    story = Story()
    story.take(left("2024-07-01", "written_off", 1, taken="2024-07-01"))
    story.take(lent(taken="2024-07-02"))
    before, since = story.seen("2024-06-30"), story.seen("2024-07-02")
    assert before is not None
    assert since is not None
    assert (before.state, since.state) == ("normal", "out")


def test_a_loan_that_is_out_pulls_no_other_any_more() -> None:
    story = bad()
    story.take(lent("L-2", "2024-06-01", principal="1000.00", taken="2024-07-01"))
    assert story.class_on("2024-07-01", "L-2") == "special_mention"
    story.take(left("2024-07-10", "transferred"))
    assert story.class_on("2024-07-09", "L-2") == "special_mention"
    assert story.class_on("2024-07-10", "L-2") == "normal"


def test_the_share_of_the_claims_forgets_a_loan_that_is_out() -> None:
    story = bad()
    story.take(lent("L-2", "2024-06-01", principal="300.00", taken="2024-07-01"))
    assert story.class_on("2024-07-01", "L-2") == "substandard", "100 of 400 is more than 10 %"
    story.take(left("2024-07-10", "written_off", 1))
    assert story.class_on("2024-07-10", "L-2") == "normal"


def test_no_officer_classes_tests_or_ranks_a_loan_that_is_out() -> None:
    story = bad()
    story.take(left("2024-07-01", "written_off", 1))
    override = OverrideClass(
        as_of=on("2024-07-01"),
        loan_id="L-1",
        requested_by="zhang",
        role="post_loan_officer",
        approved_by="li",
        approver_role="risk_reviewer",
        risk_class="loss",
        reason="nothing left",
    )
    acts = (override, cure_test("2024-07-01", "CONVERT-4"), ranked("2024-07-01", "able"))
    for act in acts:
        with pytest.raises(Rejected) as refused:
            story.put(act)
        assert refused.value.code == "loan_out"


def test_a_settled_loan_is_out_too_and_in_again_when_it_owes_again() -> None:
    story = Story()
    story.take(lent(), settled("2024-05-01", 1))
    before, since = story.seen("2024-04-30"), story.seen("2024-06-01")
    assert before is not None
    assert since is not None
    assert before.state == "normal"
    assert since.state == "out"
    assert since.out is not None
    assert (since.out.reason, since.out.since) == ("settled", on("2024-05-01"))


def test_written_off_stays_in_recovery_scope_and_sold_does_not() -> None:
    story = bad()
    story.take(left("2024-07-01", "written_off", 1))
    memo = story.seen("2024-07-02")
    story.take(left("2024-08-01", "transferred"))
    sold = story.seen("2024-08-01")
    assert memo is not None
    assert sold is not None
    assert (memo.in_recovery_scope, sold.in_recovery_scope) == (True, False)
    assert sold.out is not None
    assert (sold.out.reason, str(sold.out.since)) == ("written_off", "2024-07-01")
