"""Several open promises: the case waits for the last, and the first that is broken moves it."""

from __future__ import annotations

import pytest

from services.collection.domain import acts
from services.collection.domain.conclusions import PromiseJudged
from tests.unit.collection.life import Life, debt, refusal, spoken


def both(first: str = "2024-03-22", second: str = "2024-03-25") -> Life:
    """500.00 promised for one day, 600.00 for another."""
    life = spoken()
    life.promise(first, "500.00", name="P1")
    life.promise(second, "600.00", name="P2")
    return life


def withdraw(life: Life, name: str) -> Life:
    life.act(acts.WithdrawPromise, promise_id=name)
    return life


def verdicts(life: Life) -> dict[str, str]:
    return {each.promise_id: each.outcome for each in life.state.live(PromiseJudged)}


def test_one_kept_leaves_the_other_pending() -> None:
    """Rules: COL-114, B.3."""
    life = both().to("2024-03-22")
    life.paid("500.00")
    assert (life.case(), verdicts(life)) == ("PROMISE_PENDING", {"P1": "kept"})
    life.close().paid("600.00")
    assert life.case() == "FIRST_CONTACT_DONE"


@pytest.mark.parametrize("paid", [None, "599.99"])
def test_one_kept_and_the_other_not_is_followed_up_and_handed_over(paid: str | None) -> None:
    """Rules: COL-114, COL-16."""
    life = both().to("2024-03-22")
    life.paid("500.00")
    life.to("2024-03-23")
    if paid:
        life.paid(paid)
    life.to("2024-03-26")
    assert life.case() == "FOLLOW_UP"
    life.hand_over(hard_case="repeated_breach")
    assert life.case() == "SPECIALIST_UNIT"


def test_one_withdrawn_leaves_the_other_pending_until_it_breaks() -> None:
    """Rules: COL-114."""
    life = withdraw(both(), "P1")
    assert life.case() == "PROMISE_PENDING"
    life.to("2024-03-26").act(acts.RequestFieldVisit, ground="repeated_breach")
    assert life.case() == "FIELD"


def test_both_withdrawn_leave_none_pending() -> None:
    assert withdraw(withdraw(both(), "P1"), "P2").case() == "FIRST_CONTACT_DONE"


def test_one_broken_stays_so_when_the_other_is_kept() -> None:
    life = both().to("2024-03-23")
    assert life.case() == "FOLLOW_UP"
    life.paid("600.00")
    assert (life.case(), verdicts(life)) == ("FOLLOW_UP", {"P1": "broken", "P2": "kept"})


@pytest.mark.parametrize("paid", [None, "0.01"])
def test_a_promise_of_a_technical_arrear_is_broken_as_any(paid: str | None) -> None:
    """Rules: CLS-24, COL-114."""
    life = spoken()
    life.act(acts.RecordArrearsCause, cause="technical")
    life.promise("2024-03-22", "500.00")
    assert life.case() == "TECHNICAL_FIX"
    if paid:
        life.paid(paid)
    assert life.to("2024-03-23").case() == "FOLLOW_UP"


def test_a_breach_in_follow_up_moves_nothing_anew() -> None:
    life = both("2024-03-22", "2024-03-22").to("2024-03-23")
    assert [state for _, state in life.moves()].count("FOLLOW_UP") == 1


def test_promises_of_two_loans_are_two() -> None:
    """The case is the customer's: one loan's kept promise is not the other's."""
    life = spoken().lent("L-2")
    life.overdue("2024-03-20", loan="L-2", amount="1000.00")
    life.claim(debt(1, "2024-03-20", "1000.00", "0.00", "2024-03-21", "2024-03-20"), loan="L-2")
    life.promise("2024-03-25", "500.00", name="P1")
    life.promise("2024-03-23", "100.00", name="P2", loan_id="L-2")
    life.to("2024-03-22").paid("100.00", loan="L-2")
    assert life.case() == "PROMISE_PENDING"
    assert life.to("2024-03-26").case() == "FOLLOW_UP"


def test_in_a_pause_as_well() -> None:
    """Rules: CC-10."""
    life = both()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    life.to("2024-03-22").paid("500.00")
    life.act(acts.ResumeCase, answer="looked into", role="specialist")
    assert life.case() == "PROMISE_PENDING"
    assert life.to("2024-03-26").case() == "FOLLOW_UP"


@pytest.mark.parametrize("handed", ["2024-03-24", "2024-03-27"])
def test_late_money_for_one_leaves_the_hand_over_while_the_other_is_broken(handed: str) -> None:
    """Rules: COL-16, COL-114. Handed over before the second was due, or after it."""
    life = both().to(handed)
    life.hand_over(hard_case="repeated_breach")
    life.to("2024-03-29").paid("500.00", day="2024-03-22")
    assert verdicts(life) == {"P1": "kept", "P2": "broken"}
    assert life.case() == "SPECIALIST_UNIT"


def test_late_money_leaves_a_field_visit_while_the_other_is_broken() -> None:
    """Rules: COL-19."""
    life = both().to("2024-03-24")
    life.act(acts.RequestFieldVisit, ground="repeated_breach")
    life.to("2024-03-29").paid("500.00", day="2024-03-22")
    assert life.case() == "FIELD"


def test_no_hand_over_while_a_promise_is_pending_and_none_was_broken() -> None:
    """Rules: COL-16, XCT-02. But a hard case is one whatever was promised."""
    life = both()
    assert refusal(life.hand_over) == "hand_over_too_early"
    life.hand_over(hard_case="fraud")
    assert life.case() == "SPECIALIST_UNIT"


# -- money told after the promise was taken back --------------------------------------------------


@pytest.mark.parametrize(
    ("day", "amount", "expected"),
    [
        ("2024-03-23", "500.00", {"P1": "kept"}),
        ("2024-03-23", "499.99", {}),
        ("2024-03-24", "500.00", {}),
    ],
)
def test_a_promise_is_kept_by_money_of_before_it_was_taken_back(
    day: str, amount: str, expected: dict[str, str]
) -> None:
    """Rules: COL-114. Taken back on the 24th; the money is told on the 25th."""
    life = spoken()
    life.promise("2024-03-28", "500.00", name="P1")
    withdraw(life.to("2024-03-24"), "P1")
    life.to("2024-03-25").paid(amount, day=day)
    assert life.to("2024-03-30").case() == "FIRST_CONTACT_DONE"
    assert verdicts(life) == expected
    seen = life.seen("2024-03-29")
    assert seen is not None and seen.promises[0].state == expected.get("P1", "withdrawn")


def test_what_was_paid_on_a_promise_taken_back_keeps_the_next() -> None:
    life = both()
    withdraw(life.to("2024-03-22"), "P1").paid("600.00")
    assert verdicts(life) == {"P2": "kept"}
