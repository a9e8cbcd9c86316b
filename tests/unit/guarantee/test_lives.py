"""What holds in every life: order, money, ends, and views that need no recorded order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.guarantee import CollateralChanged, GuaranteeRegistered, GuaranteeReleased
from contracts.values import CHARGED_NO_MORE
from services.guarantee.domain.entries import AlarmRaised, GuarantorPaid, RecourseRightRecorded
from services.guarantee.domain.phase import collateral_phase_on, phase_on
from services.guarantee.domain.security import TimeReached, decider
from services.kit.domain import Entry, changed, effective_order
from tests.unit.guarantee.story import (
    POLICIES,
    Story,
)
from tests.unit.guarantee.tellers import SEEDS, Teller, lived
from tests.unit.guarantee.told import (
    LOAN,
    on,
)

FAR = on("2040-01-01")
ENDED = ("invalid", "expired", "discharged_by_payment", "released", "transferred")


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_the_life_in_effective_order_is_the_life_as_it_was_told(seed: int) -> None:
    """But for what others were told, which hangs on the order in which it was."""
    story = Teller(seed).live()
    known = [(version, event) for version, (_, event) in enumerate(story.events, 1)]
    folded = decider.fold(effective_order(known, FAR))
    assert changed(folded, words={}, charges={}) == changed(story.state, words={}, charges={})


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_reads_what_was_told_by_its_days_knows_who_and_what_stands(seed: int) -> None:
    story, read = lived(seed), dict[str, bool]()
    for word in sorted(story.published(), key=lambda each: getattr(each, "effective_on", FAR)):
        match word:
            case GuaranteeRegistered(guarantor_id=name) | GuaranteeReleased(guarantor_id=name):
                read[name] = isinstance(word, GuaranteeRegistered)
            case CollateralChanged(collateral_id=name, state=state):
                read[name] = state not in CHARGED_NO_MORE
    state = story.state
    stands = {
        name: phase_on(state, one, FAR) not in ENDED for name, one in state.guarantors.items()
    }
    charged = {
        name: collateral_phase_on(state, one, FAR) not in CHARGED_NO_MORE
        for name, one in state.collateral.items()
    }
    assert read == stands | charged


@pytest.mark.parametrize("seed", SEEDS)
def test_entries_are_numbered_without_a_gap_and_none_is_withdrawn_twice(seed: int) -> None:
    story = lived(seed)
    entries = [event for _, event in story.events if isinstance(event, Entry)]
    assert [each.entry for each in entries] == list(range(1, len(entries) + 1))
    gone = [number for each in entries for number in each.corrects]
    assert len(gone) == len(set(gone))


@pytest.mark.parametrize("seed", SEEDS)
def test_money_is_counted_once_and_recourse_is_what_was_paid(seed: int) -> None:
    story = lived(seed)
    live = story.state.entries_of(GuarantorPaid)
    rights = {each.receipt_id: each for each in story.state.entries_of(RecourseRightRecorded)}
    assert len({each.receipt_id for each in live}) == len(live) == len(rights)
    for shown in story.view(FAR.isoformat()).guarantors:
        his = [each for each in live if each.guarantor_id == shown.guarantor_id]
        assert sum(each.amount.minor for each in his) == shown.paid.minor == shown.recourse.minor
        assert shown.paid.minor == max((each.total.minor for each in his), default=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_free_owes_nothing_and_is_neither_called_on_nor_alarmed(seed: int) -> None:
    story = lived(seed)
    shown = story.view(FAR.isoformat())
    free = {each.guarantor_id for each in shown.guarantors if each.state in ENDED}
    assert all(each.liable.minor == 0 for each in shown.guarantors if each.guarantor_id in free)
    assert not [d for d in shown.due if d.subject in free and d.what != "replace_security"]
    assert not [d for d in decider.agenda(story.state) if d.reason.split(":")[-1] in free]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_judged_stays_judged_until_something_new_is_known(seed: int) -> None:
    story = lived(seed)
    closed = story.today - timedelta(days=1)  # today is not closed: an alarm may fall on it
    assert decider.decide(TimeReached(as_of=closed), story.state, POLICIES) == ()
    ahead = [due.on for due in decider.agenda(story.state)]
    assert all(day >= story.today for day in ahead)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_alarm_is_raised_twice(seed: int) -> None:
    raised = [(a.guarantor_id, a.clock, a.ends_on, a.days) for a in lived(seed).made(AlarmRaised)]
    assert len(raised) == len(set(raised))


@pytest.mark.parametrize("back", [0, 30, 300, 900])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_day_can_be_shown_by_what_was_known_on_any_day(seed: int, back: int) -> None:
    story = lived(seed)
    day = (story.today - timedelta(days=back)).isoformat()
    for known in (None, day):
        shown = story.seen(day, known)
        assert shown is None or all(
            g.liable is None or g.liable.minor >= 0 for g in shown.guarantors
        )


def test_the_random_lives_reach_every_state() -> None:
    reached: set[str] = set()
    for seed in SEEDS:
        story = lived(seed)
        for one in story.view(FAR.isoformat()).guarantors:
            reached |= {one.state, one.called_on}
        reached |= {each.state for each in story.view(FAR.isoformat()).collateral}
    assert {"part_paid", "demanded", "expired", "released", "transferred"} <= reached
    assert {"discharged_by_payment", "in_litigation", "received_in_satisfaction"} <= reached


@pytest.mark.parametrize("loan", [LOAN])
def test_a_loan_that_is_not_known_shows_nothing(loan: str) -> None:
    assert Story().seen("2024-01-01") is None
    assert decider.decide(TimeReached(as_of=FAR), decider.initial, POLICIES) == ()
