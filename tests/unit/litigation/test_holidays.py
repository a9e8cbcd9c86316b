"""Last days on a holiday (T-3: 民法典 art. 203; T-4: 民事诉讼法 art. 85), term by term."""

from __future__ import annotations

from typing import Any

import pytest

from services.litigation.domain.court import AuctionOrdered
from services.litigation.domain.outcomes import ClaimDeclared
from tests.unit.litigation.cases import enforcing
from tests.unit.litigation.story import EDITION, Story, accelerated, in_arrears
from tests.unit.litigation.told import LIANG, THREE, claim, cny, demand, on, opened

STAY = {
    "renew": "counted back from the end (CL-06)",
    "sale": "how long it is for sale (EX-03)",
    "notice_first_movable": "how long before it is told (EX-04)",
    "notice_first_real_estate": "how long before it is told (EX-04)",
    "notice_second_movable": "how long before it is told (EX-04)",
    "notice_second_real_estate": "how long before it is told (EX-04)",
    "open_before_end": "what must have passed (EX-08)",
    "query_span": "for how long is asked (EX-08)",
    "declare_least": "the court's own day is moved (BK-01)",
    "deposit": "how long it is frozen (CL-08)",
    "movable": "how long it is sealed (CL-08)",
    "real_estate": "how long it is sealed (CL-08)",
    "right": "how long it is frozen (CL-08)",
}
"""Terms that no holiday moves, and why."""


def test_every_term_says_whether_a_holiday_moves_it() -> None:
    """Rules: T-3, T-4."""
    assert {name for name, length in EDITION.terms.items() if not length.rolls} == set(STAY)
    assert EDITION.term("claim").rolls
    assert EDITION.term("enforcement").rolls


def lent(last_due: str) -> Story:
    story = Story()
    story.tell("2023-03-20", opened(last_due))
    story.tell(last_due, claim(last_due, THREE[0], outstanding="20000.00"))
    return story


@pytest.mark.parametrize(("day", "in_time"), [("2026-10-08", True), ("2026-10-09", False)])
def test_limitation_of_the_claim_ends_after_the_holiday(day: str, in_time: bool) -> None:
    """Rules: LM-01, T-3."""
    story = lent("2023-10-03")
    assert story.clock() == [("2023-10-03", "running", "2026-10-08")]
    story.tell(day, demand(day))
    assert (story.clock()[-1][1] == "interrupted") is in_time


def test_beyond_the_published_calendar_the_counted_day_stands_and_says_so() -> None:
    """Rules: T-3."""
    story = in_arrears()
    due = [d for d in story.seen("2024-05-20").due if d.what == "limitation_of_claim"]
    assert [(each.on, each.unrolled) for each in due] == [(on("2028-03-20"), True)]
    near = lent("2023-10-03").seen("2023-10-03").due
    assert [each.unrolled for each in near if each.what == "limitation_of_claim"] == [False]


PRICE: dict[str, Any] = {"valuation": cny("1000.00"), "asset_kind": "movable"}


def failed_on(day: str) -> Story:
    """A first round that failed."""
    story = enforcing()
    days = {"published_on": "2026-08-01", "auction_on": day}
    story.act(
        "2026-08-01",
        "order-auction",
        asset_id="A-1",
        starting_price=cny("1000.00"),
        **PRICE,
        **days,
    )
    story.act(day, "record-auction", asset_id="A-1", sold=False)
    return story


@pytest.mark.parametrize(("day", "in_time"), [("2026-10-08", True), ("2026-10-09", False)])
def test_the_second_round_is_in_time_on_the_day_after_the_holiday(day: str, in_time: bool) -> None:
    """Rules: EX-02, T-4: 30 days from 3 September end on 3 October 2026."""
    story = failed_on("2026-09-03")
    assert story.due_on("2026-09-04")["next_auction_round"] == "2026-10-08"
    days = {"published_on": "2026-09-10", "auction_on": day}
    story.act(
        "2026-09-10",
        "order-auction",
        asset_id="A-1",
        starting_price=cny("800.00"),
        **PRICE,
        **days,
    )
    ordered = story.state.last_of(AuctionOrdered)
    assert ordered is not None
    assert (ordered.round, ordered.in_time) == (2, in_time)


def accepted(by: str) -> tuple[Story, dict[str, Any]]:
    fields = {"phase": "accepted", "announced_on": "2024-10-18", "file_claim_by": by}
    return accelerated(), {"party_id": LIANG} | fields


@pytest.mark.parametrize(
    ("by", "last"),
    [
        ("2024-11-16", None),
        ("2024-11-17", "2024-11-18"),  # 30 days, a Sunday
        ("2025-01-18", "2025-01-20"),  # three months, a Saturday
        ("2025-01-20", "2025-01-20"),  # where T-4 moves them
        ("2025-01-21", None),
    ],
)
def test_the_court_sets_a_day_up_to_three_months_behind_a_holiday(
    by: str, last: str | None
) -> None:
    """And the last day to file that is shown is a working day, as it is judged. Rules: BK-01, T-3, T-4."""
    story, fields = accepted(by)
    if last is None:
        story.refuse("term_out_of_range", "2024-10-18", "record-bankruptcy", **fields)
        return
    story.act("2024-10-18", "record-bankruptcy", **fields)
    assert story.due_on("2024-10-18")["file_claim_in_bankruptcy"] == last


@pytest.mark.parametrize(
    ("by", "day", "late"),
    [
        ("2024-11-17", "2024-11-18", False),
        ("2024-11-17", "2024-11-19", True),
        ("2024-11-18", "2024-11-18", False),
        ("2024-11-18", "2024-11-19", True),
    ],
)
def test_a_claim_is_late_after_the_next_working_day(by: str, day: str, late: bool) -> None:
    """Rules: BK-06, T-4."""
    story, fields = accepted(by)
    story.act("2024-10-18", "record-bankruptcy", **fields)
    story.act(day, "declare-claim", party_id=LIANG)
    declared = story.state.last_of(ClaimDeclared)
    assert declared is not None
    assert declared.late is late
