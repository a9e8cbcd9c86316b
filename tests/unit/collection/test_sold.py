"""A loan that is sold or given up: nothing more is undertaken, nothing due later judged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.collection.domain import acts
from services.collection.domain.conclusions import PlanJudged, PromiseJudged
from tests.unit.collection.life import Life, cny, debt, on, refusal, spoken


def sold(outcome: str = "transferred", day: str = "2024-04-20") -> Life:
    """A promise and a part of a plan for 21 and 25 April, and a blacklist entry; then gone."""
    life = spoken()
    life.plan(("2024-04-25", "100.00"), ("2024-05-25", "100.00"))
    life.promise("2024-04-21", "300.00")
    listing(life, "B-1")
    life.to(day)
    return life.disposed(outcome, number=1)


def listing(life: Life, name: str) -> list[object]:
    words = {"ground": "fraud", "scope": "bank", "review_on": on("2024-12-01"), "notice_id": "N"}
    second = {"approved_by": "wang", "approver_role": "collection_manager"}
    return life.act(acts.AddBlacklistEntry, entry_id=name, **words, **second)


def amend(life: Life) -> list[object]:
    parts = (acts.PlanPart(on("2024-06-25"), cny("200.00")),)
    second = {"approved_by": "sun", "approver_role": "collection_manager"}
    return life.act(acts.AmendPlan, plan_id="PL-1", total=cny("200.00"), parts=parts, **second)


DONE: dict[str, Callable[[Life], object]] = {
    "promise": lambda life: life.promise("2024-06-01", "1.00", "PR-9"),
    "withdraw": lambda life: life.act(acts.WithdrawPromise, promise_id="PR-1"),
    "plan": lambda life: life.plan(("2024-05-25", "1.00"), ("2024-06-25", "1.00"), name="PL-9"),
    "amend": amend,
    "notice": lambda life: life.act(acts.SendCreditNotice, notice_id="CN-1"),
    "report": lambda life: life.act(acts.SubmitCreditReport, report_id="CR-1"),
}


@pytest.mark.parametrize("outcome", ["transferred", "remitted"])
@pytest.mark.parametrize("what", DONE)
def test_nothing_is_undertaken_or_reported_about_it(what: str, outcome: str) -> None:
    """Rules: TA-02, B.3."""
    assert refusal(lambda: DONE[what](sold(outcome))) == "claim_gone"


def test_what_was_done_before_the_sale_is_entered_after_it() -> None:
    life = sold()
    life.act(acts.WithdrawPromise, promise_id="PR-1", done_on=on("2024-04-19"))


def test_the_blacklist_is_about_the_customer_and_is_kept_after_it() -> None:
    """Rules: COL-137. By a decision of its own, as on 14 November 2025 of the worked example."""
    life = sold()
    listing(life, "B-9")
    words = {"approved_by": "wang", "approver_role": "collection_manager"}
    life.act(acts.RemoveBlacklistEntry, entry_id="B-1", role="specialist", **words)


@pytest.mark.parametrize(
    ("day", "outcomes"),
    [("2024-04-20", []), ("2024-04-21", ["broken"]), ("2024-04-22", ["broken"])],
)
def test_a_promise_due_after_it_is_not_judged(day: str, outcomes: list[str]) -> None:
    """Rules: COL-114. Due on 21 April."""
    life = sold(day=day).to("2024-05-10")
    assert [each.outcome for each in life.state.live(PromiseJudged)] == outcomes


@pytest.mark.parametrize(("day", "outcomes"), [("2024-04-25", []), ("2024-04-26", ["broken"])])
def test_nor_is_a_plan_whose_part_is_late_after_it(day: str, outcomes: list[str]) -> None:
    """Rules: COL-35. Due on 25 April, late on the 26th."""
    life = sold(day=day).to("2024-06-10")
    assert [each.outcome for each in life.state.live(PlanJudged)] == outcomes


def test_what_was_written_off_is_judged_as_ever() -> None:
    """Rules: WO-01."""
    life = sold("written_off").to("2024-05-10")
    assert [each.outcome for each in life.state.live(PromiseJudged)] == ["broken"]


def test_no_cash_is_expected_of_it() -> None:
    """Rules: COL-67."""
    life = sold()
    before, after = life.seen("2024-04-19"), life.seen("2024-04-20")
    assert before is not None and after is not None
    assert (before.expected_cash is None, after.expected_cash) == (False, None)


def two() -> Life:
    life = spoken().lent("L-2")
    life.overdue("2024-03-20", loan="L-2", amount="1000.00")
    life.claim(debt(1, "2024-03-20", "1000.00", "0.00", "2024-03-21", "2024-03-20"), loan="L-2")
    return life


def test_the_other_loan_s_case_waits_for_it_no_longer() -> None:
    """Rules: COL-114."""
    life = two()
    life.promise("2024-04-21", "300.00")
    assert life.close().disposed("transferred").case() == "FIRST_CONTACT_DONE"
    assert life.to("2024-05-01").case() == "FIRST_CONTACT_DONE"


def test_nor_does_it_stay_in_the_plan_of_the_loan_that_is_gone() -> None:
    """Rules: COL-104."""
    life = two()
    life.plan(("2024-04-25", "100.00"), ("2024-05-25", "100.00"))
    assert life.close().disposed("transferred").case() == "FOLLOW_UP"


def test_what_was_undertaken_about_the_other_loan_stands() -> None:
    life = two()
    life.promise("2024-04-21", "300.00")
    life.promise("2024-04-22", "300.00", name="PR-2", loan_id="L-2")
    assert life.close().disposed("transferred").case() == "PROMISE_PENDING"
    assert life.to("2024-04-23").case() == "FOLLOW_UP"
