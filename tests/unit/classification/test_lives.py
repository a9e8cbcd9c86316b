"""Random lives: every day's class equals the brute force's, at every knowledge."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.classification.domain.changes import ONE_DAY
from services.classification.domain.decisions import Conclusion
from services.classification.domain.differences import differences
from services.classification.domain.drafts import Cause
from services.classification.domain.judgement import judge
from services.classification.domain.observation import stand_before
from services.classification.domain.view import view
from services.kit.domain import effective_order
from tests.unit.classification.brute_force import Answer, answers
from tests.unit.classification.lives import Teller
from tests.unit.classification.story import POLICIES, Story, decider
from tests.unit.classification.told import told_by

SEEDS = st.integers(min_value=0, max_value=2**32)


def known_days(story: Story, seed: int) -> list[date]:
    """The last day and some days on which something became known."""
    days = sorted({known for known, _ in story.events} | {story.day})
    return [days[-1], *Random(seed).sample(days[:-1], min(3, len(days) - 1))]


def answers_of(story: Story, day: date, known: date) -> dict[str, Answer]:
    """What the events known on ``known`` say about ``day``, folded in the order they count."""
    rows = [(n, event) for n, (when, event) in enumerate(story.events, 1) if when <= known]
    state = decider.fold(effective_order(rows, day))  # type: ignore[arg-type]
    found = {}
    for loan, file in state.loans.items():
        seen = view(state, loan, day)
        if seen is None:
            continue
        stand = stand_before(file, day + ONE_DAY)
        found[loan] = Answer(
            seen.risk_class,
            seen.own_merit,
            seen.contagion.from_loans if seen.contagion else (),
            stand.held,
            stand.watch.started_on if stand.watch else None,
            stand.watch.completed_on if stand.watch else None,
        )
    return found


def days_to_look_at(story: Story, known: date, seed: int) -> set[date]:
    """Days around every word and every conclusion, and some others."""
    random = Random(seed)
    days = {
        event.effective_on + timedelta(days=shift)
        for when, event in story.events
        if when <= known
        for shift in (-1, 0, 1)
    }
    first = min(days)
    days |= {first + timedelta(days=random.randrange((known - first).days + 2)) for _ in range(9)}
    return {day for day in days if day <= known}


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_class_of_every_day_at_every_knowledge_is_that_of_the_brute_force(seed: int) -> None:
    story = Teller(seed).live()
    for known in known_days(story, seed):
        loans = told_by(story, known)
        expected = answers(loans, known)
        for day in days_to_look_at(story, known, seed):
            right = {loan: expected[loan, day] for loan in loans if (loan, day) in expected}
            assert answers_of(story, day, known) == right, (day, known)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_judging_everything_anew_finds_nothing_that_step_by_step_did_not(seed: int) -> None:
    story = Teller(seed).live()
    first = min(file.taken.effective_on for file in story.state.files() if file.taken)
    cause = Cause(story.day, story.day)
    assert story.state.judged_to is not None
    drafts = judge(story.state, POLICIES, first, story.state.judged_to, cause)
    assert drafts
    assert differences(story.state, drafts, first, cause) == []


@settings(max_examples=80, deadline=None)
@given(SEEDS)
def test_entries_are_dense_and_withdraw_only_what_stands(seed: int) -> None:
    story = Teller(seed).live()
    standing: set[tuple[str, int]] = set()
    entries = [event for _, event in story.events if isinstance(event, Conclusion)]
    assert [entry.entry for entry in entries] == list(range(1, len(entries) + 1))
    for entry in entries:
        gone = {(entry.loan_id, number) for number in entry.corrects}
        assert gone <= standing, entry
        standing -= gone
        standing.add((entry.loan_id, entry.entry))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_each_live_class_names_the_one_before_it(seed: int) -> None:
    story = Teller(seed).live()
    for file in story.state.files():
        before = [None, *(row.risk_class for row in file.classes)]
        assert [row.previous_class for row in file.classes] == before[:-1]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_recorded_order_and_effective_order_end_alike(seed: int) -> None:
    story = Teller(seed).live()
    rows = [(version, event) for version, (_, event) in enumerate(story.events, 1)]
    folded = decider.fold(effective_order(rows, date.max))  # type: ignore[arg-type]
    for loan, file in story.state.loans.items():
        other = folded.loans[loan]
        for name in ("taken", "arrears", "balances", "paid", "standings", "classes", "marks"):
            assert getattr(other, name) == getattr(file, name), (loan, name)
        assert set(other.gone) == set(file.gone)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_class_changes_are_never_judged_later_than_the_day_of_deciding(seed: int) -> None:
    story = Teller(seed).live()
    for known, event in story.events:
        if isinstance(event, Conclusion):
            assert event.effective_on <= event.processed_on == known


def test_random_lives_do_reach_what_they_are_meant_to_test() -> None:
    """A generator that never gets to the rare corners proves nothing about them."""
    reached: set[str] = set()
    approvals = 0
    for seed in range(60):
        teller = Teller(seed)
        story = teller.live()
        approvals += teller.accepted
        reached |= {type(event).__name__ for _, event in story.events}
        reached |= {
            rule for file in story.state.files() for row in file.classes for rule in row.rules
        }
    assert approvals > 3
    assert reached >= {
        "ObservationStarted",
        "ObservationBroken",
        "ObservationCompleted",
        "ClassesWithdrawn",
        "UpgradeApproved",
        "OverrideSet",
        "OverrideWithdrawn",
        "LoanRevitalised",
        "POL-05",
        *("RC-10", "RC-13", "RC-20", "RC-30", "RC-40", "RC-50", "RC-70", "RC-71"),
        *("LG-02", "LG-03"),
    }


@pytest.mark.parametrize("seed", [7, 77])
def test_the_same_life_is_the_same_events(seed: int) -> None:
    assert Teller(seed).live().events == Teller(seed).live().events
