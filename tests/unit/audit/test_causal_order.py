"""The hybrid logical clock sorts every history so that no effect precedes its cause."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.audit.knowledge import Entry, causal_order
from services.kit.row import EventRow
from tests.unit.audit.counting import opened
from tests.unit.audit.writer import START, Writer

SERVICES = ("monitoring", "classification", "collection")
Step = tuple[int, int, int, int]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),  # who writes
            st.integers(0, 3),  # in which shard
            st.integers(-5_000, 5_000),  # how far the writer's clock has jumped, in milliseconds
            st.integers(0, 100),  # which of the events so far is the cause
        ),
        max_size=60,
    )
)
def test_sorting_by_the_clock_is_a_linear_extension_of_causation(steps: list[Step]) -> None:
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
