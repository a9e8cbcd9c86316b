"""Whatever comes late or goes back: one truth, in every order, and no money counted twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.values import Money
from services.collection.domain.conclusions import (
    CaseMoved,
    PromiseJudged,
    RecoveryRecognised,
)
from services.collection.domain.customer import decider
from services.collection.domain.facts import ReceiptNoted
from services.collection.domain.judging import judge
from services.collection.domain.state import Customer
from services.kit.domain import Rejected, changed, effective_order
from tests.unit.collection.life import LOAN, POLICIES, Life, debt

OTHER = "L-2"
LOANS = st.sampled_from([LOAN, OTHER])
BACK = st.integers(min_value=0, max_value=12)
STEP = st.one_of(
    st.tuples(st.just("days"), st.integers(min_value=1, max_value=40)),
    st.tuples(st.just("overdue"), LOANS, BACK),
    st.tuples(st.just("current"), LOANS, BACK),
    st.tuples(st.just("paid"), LOANS, BACK, st.integers(min_value=1, max_value=3000)),
    st.tuples(st.just("reverse"), st.integers(min_value=1, max_value=12)),
    st.tuples(st.just("settled"), LOANS),
    st.tuples(st.just("disposed"), LOANS, st.sampled_from(["written_off", "transferred"])),
    st.tuples(st.just("call"), BACK),
    st.tuples(st.just("visit"), BACK),
    st.tuples(st.just("notice"), BACK),
    st.tuples(st.just("promise"), st.integers(min_value=0, max_value=9)),
    st.tuples(st.just("plan"), st.integers(min_value=1, max_value=9)),
    st.tuples(st.just("hand_over")),
    st.tuples(st.just("refer")),
)


def live(steps: list[tuple[Any, ...]]) -> Life:
    """A customer's life by these steps; what is refused does not happen."""
    life = Life().lent().lent(OTHER).guarantor()
    life.claim(debt(12, "2024-03-20", "20000.00", "1560.00", "2024-03-21", "2024-03-20"))
    for place, step in enumerate(steps):
        try:
            take(life, step, f"X-{place}")
        except Rejected:
            continue
    return life.close()


def take(life: Life, step: tuple[Any, ...], name: str) -> None:
    """One step, by its name."""
    kind, *rest = step
    DOES[kind](life, name, *rest)


def days_before(life: Life, back: int) -> str:
    return (life.today - timedelta(days=back)).isoformat()


def falls_overdue(life: Life, _: str, loan: str, back: int) -> None:
    life.overdue(days_before(life, back + 1), day=days_before(life, back), loan=loan)


def pays(life: Life, _: str, loan: str, back: int, minor: int) -> None:
    life.paid(Money(minor).amount, day=days_before(life, back), loan=loan)


def is_disposed(life: Life, _: str, loan: str, outcome: str) -> None:
    life.disposed(outcome, loan=loan, number=1000 + len(life.events))


def plans(life: Life, name: str, ahead: int) -> None:
    days = [days_before(life, -ahead), days_before(life, -2 * ahead)]
    life.plan(*((each, "10.00") for each in days), name=name)


DOES: dict[str, Callable[..., Any]] = {
    "days": lambda life, _, count: life.to(days_before(life, -count)),
    "overdue": falls_overdue,
    "current": lambda life, _, loan, back: life.overdue(
        None, day=days_before(life, back), loan=loan
    ),
    "paid": pays,
    "reverse": lambda life, _, number: life.gone(number),
    "settled": lambda life, _, loan: life.settled(loan=loan),
    "disposed": is_disposed,
    "call": lambda life, _, back: life.call(day=days_before(life, back)),
    "visit": lambda life, _, back: life.visit(day=days_before(life, back)),
    "notice": lambda life, name, back: life.notice(day=days_before(life, back), notice_id=name),
    "promise": lambda life, name, ahead: life.promise(
        days_before(life, -ahead), "10.00", name=name
    ),
    "plan": plans,
    "hand_over": lambda life, _: life.hand_over(hard_case="repeated_breach"),
    "refer": lambda life, _: life.refer(),
}


def bare(rows: Any) -> list[Any]:
    """Conclusions without their numbers and days of writing, in a fixed order."""
    plain = [changed(each, entry=0, corrects=(), processed_on=date.min) for each in rows]
    return sorted(plain, key=lambda e: (e.effective_on, e.NAME, e.loan_id, msgspec.json.encode(e)))


@settings(deadline=None)
@given(st.lists(STEP, max_size=14))
def test_the_fold_in_effective_order_is_the_final_state(steps: list[tuple[Any, ...]]) -> None:
    life = live(steps)
    known = [(version, event) for version, (_, event) in enumerate(life.events)]
    folded: Any = decider.fold(effective_order(known, date.max))  # type: ignore[arg-type]
    for name in ("loans", "done", "blocked", "compliance", "concluded"):
        assert getattr(folded, name) == getattr(life.state, name), name


@settings(deadline=None)
@given(st.lists(STEP, max_size=14))
def test_what_stands_is_what_would_be_concluded_from_nothing(steps: list[tuple[Any, ...]]) -> None:
    """Judged step by step, with corrections, or at once at the end: the same conclusions."""
    customer: Customer = live(steps).state
    if customer.judged_to is None:
        return
    fresh = judge(customer, POLICIES, customer.judged_to, customer.judged_to)
    ahead = judge(customer, POLICIES, customer.judged_to, customer.judged_to - timedelta(days=1))
    assert bare(customer.concluded) in (bare(fresh.drafts), bare(ahead.drafts))


@settings(deadline=None)
@given(st.lists(STEP, max_size=14))
def test_money_is_recovered_once_and_promises_are_judged_once(
    steps: list[tuple[Any, ...]],
) -> None:
    customer: Customer = live(steps).state
    receipts = [
        row.received.minor
        for file in customer.loans.values()
        for row in file.of(ReceiptNoted)
        if row.received is not None
    ]
    recovered = customer.live(RecoveryRecognised)
    assert len({each.recovery_id for each in recovered}) == len(recovered)
    assert sum(each.gross.minor for each in recovered) <= sum(receipts)
    judged = customer.live(PromiseJudged)
    assert len({each.promise_id for each in judged}) == len(judged)
    assert sum(each.paid.minor for each in judged) <= sum(receipts)


@settings(deadline=None)
@given(st.lists(STEP, max_size=14))
def test_the_moves_of_a_case_follow_each_other(steps: list[tuple[Any, ...]]) -> None:
    customer: Customer = live(steps).state
    before: str | None = None
    for move in customer.live(CaseMoved):
        assert move.previous in (before, None)
        assert move.previous is None or move.previous == before
        before = move.state
