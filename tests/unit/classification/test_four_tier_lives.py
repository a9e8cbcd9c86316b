"""Random lives: the tier of every day at every knowledge is that of a plain loop over the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.classification.domain.differences import differences
from services.classification.domain.done import FourTierGroundRecorded, RestructuringReviewed
from services.classification.domain.drafts import Cause
from services.classification.domain.facts import InterestNoted, LeavingGoneNoted, LeavingNoted
from services.classification.domain.judgement import judge
from services.classification.domain.tier_events import FourTierChanged, FourTierWithdrawn
from services.classification.domain.view import view
from services.kit.domain import DomainEvent, changed, effective_order
from tests.unit.classification import story as tell
from tests.unit.classification.beside import back, ground, left, restructured, review
from tests.unit.classification.brute_force import Told, days_late, is_settled, latest
from tests.unit.classification.lives import Teller
from tests.unit.classification.story import POLICIES, decider
from tests.unit.classification.test_lives import days_to_look_at, known_days
from tests.unit.classification.told import told_by

SEEDS = st.integers(min_value=0, max_value=2**32)
ORDER = ("normal", "overdue", "sluggish", "bad")
GROUNDS = {
    "production_stopped": "sluggish",
    "project_abandoned": "sluggish",
    "listed_as_bad": "bad",
}


class TierTeller(Teller):
    """Longer lives, in which interest is told of, grounds recorded, loans written off and back."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, days=1200)
        self.written_off: dict[str, int] = {}

    def deeds(self) -> list[tuple[Callable[[], None], int]]:
        mine = [(self.interest, 3), (self.ground, 4), (self.write_off, 1), (self.take_back, 2)]
        return [*super().deeds(), *mine, (self.restructure, 2), (self.review, 4)]

    def restructure(self) -> None:
        loan = self.loan()
        self.replan()
        self.ask(restructured(str(self.day), loan))

    def review(self) -> None:
        """Some pay every instalment for a year before they are looked at again."""
        loan = self.loan()
        if self.random.random() < 0.5:
            until = self.day + timedelta(days=400)
            days = {each.due_on for each in self.story.state.loans[loan].installments_on(until)}
            for day in sorted(days):
                if self.day < day <= until:
                    self.day = day
                    self.pay_due(loan, day)
        self.ask(review(str(self.day), self.random.random() < 0.7, loan))

    def interest(self) -> None:
        loan = self.loan()
        day = self.past_day(loan)
        since = self.random.choice((None, str(day - timedelta(days=30))))
        self.take(tell.interest(str(day), since, loan, str(self.day)))

    def ground(self) -> None:
        name = self.random.choice(list(GROUNDS))
        self.ask(ground(str(self.day), name, self.random.random() < 0.6, self.loan()))

    def write_off(self) -> None:
        loan = self.loan()
        if loan not in self.written_off:
            number = self.written_off[loan] = 100 + len(self.written_off)
            self.take(left(str(self.past_day(loan)), "written_off", number, loan, str(self.day)))

    def take_back(self) -> None:
        for loan, number in self.written_off.items():
            day = str(self.loans[loan].effective_on)
            fact: Any = back(day, 500 + number, (number,), taken=str(self.day))
            self.take(changed(fact, loan_id=loan))


def tier(told: Told, events: list[DomainEvent], loan: str, day: date) -> str:
    """By the sentences of LG-11 and LG-12 (later): no entries, no change days, no corrections."""
    mine = [each for each in events if getattr(each, "loan_id", "") == loan]
    gone = {
        n for each in mine if isinstance(each, LeavingGoneNoted) for n in each.disposal_corrects
    }
    leavings = [each for each in mine if isinstance(each, LeavingNoted)]
    if any(e.effective_on <= day and e.disposal_entry not in gone for e in leavings):
        return "out"
    if is_settled(told, day):
        return "out"
    found = ["normal"]
    now = latest(told.arrears, day)
    if days_late(told, day) > 0:
        found.append("overdue")
    if now is not None and now[2] is not None and day > two_years_after(now[2]):
        found.append("sluggish")
    records = [each for each in mine if isinstance(each, FourTierGroundRecorded)]
    for name, reached in GROUNDS.items():
        last = [each for each in records if each.ground == name and each.effective_on <= day]
        if last and last[-1].holds:
            found.append(reached)
    return max(found, key=ORDER.index)


def two_years_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 2)
    except ValueError:
        return date(day.year + 2, 2, 28)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_the_tier_of_every_day_at_every_knowledge_is_that_of_the_plain_loop(seed: int) -> None:
    story = TierTeller(seed).live()
    for known in known_days(story, seed):
        loans = told_by(story, known)
        events = [event for when, event in story.events if when <= known]
        rows = [(n, each) for n, (when, each) in enumerate(story.events, 1) if when <= known]
        for day in days_to_look_at(story, known, seed):
            state = decider.fold(effective_order(rows, day))  # type: ignore[arg-type]
            for loan, told in loans.items():
                if told.disbursed_on <= day:
                    right = tier(told, events, loan, day)
                    seen = view(state, loan, day)
                    if seen is None:  # written off on the day it was lent: it never had a class
                        assert right == "out"
                        continue
                    assert seen.four_tier is not None
                    assert seen.four_tier.tier == right, (loan, day)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_each_tier_names_the_one_before_it_and_orders_end_alike(seed: int) -> None:
    story = TierTeller(seed).live()
    rows = [(version, event) for version, (_, event) in enumerate(story.events, 1)]
    folded = decider.fold(effective_order(rows, date.max))  # type: ignore[arg-type]
    for loan, file in story.state.loans.items():
        before = ["normal", *(row.tier for row in file.tiers)]
        assert [row.previous_tier for row in file.tiers] == before[:-1]
        assert folded.loans[loan].tiers == file.tiers
        for name in ("interest", "grounds", "leavings", "restructurings"):
            assert getattr(folded.loans[loan].annex, name) == getattr(file.annex, name), name


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_judging_everything_anew_finds_nothing_that_step_by_step_did_not(seed: int) -> None:
    story = TierTeller(seed).live()
    first = min(file.taken.effective_on for file in story.state.files() if file.taken)
    cause = Cause(story.day, story.day)
    assert story.state.judged_to is not None
    drafts = judge(story.state, POLICIES, first, story.state.judged_to, cause)
    assert differences(story.state, drafts, first, cause) == []


def test_random_lives_do_reach_every_tier() -> None:
    reached: set[str] = set()
    for seed in range(60):
        story = TierTeller(seed).live()
        for _, event in story.events:
            if isinstance(event, FourTierChanged):
                reached |= {event.tier, event.reason}
            if isinstance(event, FourTierWithdrawn | InterestNoted | RestructuringReviewed):
                reached.add(type(event).__name__)
    assert reached >= {
        *("normal", "overdue", "sluggish", "bad", "out", "overdue_beyond_years", "written_off"),
        *GROUNDS,
        *("FourTierWithdrawn", "InterestNoted", "RestructuringReviewed"),
    }
