"""Every history is answered so that no effect precedes its cause, however it arrived."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.audit.journal import cause_of
from services.audit.knowledge import Entry, causal_order, in_causal_order
from services.kit.row import EventRow
from tests.unit.audit.counting import opened
from tests.unit.audit.writer import START, Writer

SERVICES = ("monitoring", "classification", "collection")
Step = tuple[int, int, int, int]


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),  # who writes
        st.integers(0, 3),  # in which shard
        st.integers(-5_000, 5_000),  # how far the writer's clock has jumped, in milliseconds
        st.integers(0, 100),  # which of the events so far is the cause
    ),
    max_size=60,
)


@given(STEPS)
def test_sorting_by_the_clock_is_a_linear_extension_of_causation(steps: list[Step]) -> None:
    writers, made, causes = lived(steps)
    order = {
        (entry.service, entry.row.shard, entry.row.position): place
        for place, entry in enumerate(sorted(made, key=causal_order))
    }
    places = [order[e.service, e.row.shard, e.row.position] for e in made]
    at = {entry.row.event_id: place for entry, place in zip(made, places, strict=True)}
    for number, cause in causes.items():
        assert at[cause.event_id] < places[number], "a cause comes before its effect"
    for writer in writers:
        for stream in writer.streams:
            mine = [at[row.event_id] for row in writer.rows if row.stream == stream]
            assert mine == sorted(mine), "versions rise"
    assert in_causal_order(reversed(made)) == sorted(made, key=causal_order)


@given(STEPS, st.randoms(use_true_random=False))
def test_however_topics_arrive_what_has_arrived_is_answered_in_causal_order(
    steps: list[Step], chance: Random
) -> None:
    """Each shard of a service arrives in its order; beside each other they arrive anyhow."""
    _, made, _ = lived(steps)
    lanes: dict[tuple[str, int], list[Entry]] = {}
    for entry in made:
        lanes.setdefault((entry.service, entry.row.shard), []).append(entry)
    arrived: list[Entry] = []
    while any(lanes.values()):
        lane = chance.choice([each for each in lanes.values() if each])
        arrived.append(msgspec.structs.replace(lane.pop(0), loan_position=len(arrived) + 1))
        answered = in_causal_order(arrived)
        assert sorted(e.loan_position or 0 for e in answered) == list(range(1, len(arrived) + 1))
        check(answered)
    told = [msgspec.structs.replace(each, loan_position=None) for each in in_causal_order(arrived)]
    assert in_causal_order(made) == told, "the order depends on what has arrived, not on when"


@given(STEPS, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 3)), max_size=10))
def test_a_clock_that_breaks_its_rule_puts_no_effect_before_its_cause(
    steps: list[Step], broken: list[tuple[int, int]]
) -> None:
    _, made, _ = lived(steps)
    for which, clock in broken:
        if made:
            at = which % len(made)
            row = msgspec.structs.replace(made[at].row, hlc=clock)
            made[at] = msgspec.structs.replace(made[at], row=row)
    answered = in_causal_order(made)
    assert sorted(answered, key=causal_order) == sorted(made, key=causal_order)
    check(answered)


def check(answered: list[Entry]) -> None:
    """No effect before its cause, no shard out of its order."""
    at = {entry.row.event_id: place for place, entry in enumerate(answered)}
    last: dict[tuple[str, int], int] = {}
    for place, entry in enumerate(answered):
        cause = cause_of(entry.row)
        assert cause is None or at.get(cause, -1) < place, "a cause comes before its effect"
        lane = entry.service, entry.row.shard
        assert last.get(lane, 0) < entry.row.position, "positions rise"
        last[lane] = entry.row.position


def lived(steps: list[Step]) -> tuple[list[Writer], list[Entry], dict[int, EventRow]]:
    """Three services that write, each event caused by an earlier one of any of them."""
    writers = [Writer(name) for name in SERVICES]
    made: list[Entry] = []
    causes: dict[int, EventRow] = {}
    for who, shard, jump, which in steps:
        writer = writers[who]
        # A wall clock may step back; recorded_at is kept from doing so by the store, not here.
        writer.now = START + timedelta(milliseconds=max(0, jump))
        cause = made[which % len(made)].row if made else None
        row = writer.write(f"loan-{shard}", opened(), shard=shard, cause=cause)
        if cause is not None:
            causes[len(made)] = cause
        made.append(Entry(writer.service, row, None))
    return writers, made, causes
