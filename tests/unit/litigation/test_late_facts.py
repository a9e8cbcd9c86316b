"""Payments that come late or are reversed: what followed is judged again, nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import monitoring
from contracts.message import Message
from services.kit.domain import Rejected
from services.litigation.domain.claim import claim_on
from services.litigation.domain.conclusions import Conclusion, StageReached
from services.litigation.domain.facts import PaymentNoted
from tests.unit.litigation.cases import DECISION, ENFORCE, SUIT, enforcing, filed, lettered, ready
from tests.unit.litigation.catalogue_life import sold
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.told import (
    LIANG,
    THREE,
    WHOLE,
    claim,
    cny,
    demand,
    entry,
    life_event,
    on,
    opened,
    payment,
    referral,
    settled,
)


def test_a_payment_before_the_deadline_that_comes_late_takes_back_readiness() -> None:
    story = ready()
    assert story.stages[-1] == ("2024-07-13", "ready_to_sue")
    made = story.tell("2024-07-15", claim("2024-07-12", accelerated="2024-06-25"))
    (cured,) = [each for each in made if isinstance(each, StageReached)]
    assert (cured.effective_on, cured.stage, len(cured.corrects)) == (on("2024-07-12"), "cured", 1)
    assert story.stages[-2:] == [("2024-06-27", "letter"), ("2024-07-12", "cured")]
    assert story.stage_on("2024-07-14", known_on="2024-07-14") == "ready_to_sue"
    assert story.stage_on("2024-07-14") == "cured"


def test_a_reversal_after_the_deadline_makes_it_ready_after_all() -> None:
    story = lettered()
    story.tell("2024-07-12", claim("2024-07-12", outstanding="0.00"))
    story.pass_days("2024-07-20")
    assert story.stages[-1][1] == "cured"
    story.tell("2024-07-21", claim("2024-07-12", WHOLE, accelerated="2024-06-25"))
    assert story.stages[-1] == ("2024-07-13", "ready_to_sue")


def test_a_settlement_that_is_withdrawn_opens_the_case_where_it_was() -> None:
    story = filed()
    story.tell("2024-08-01", settled("2024-08-01", 40))
    assert story.stages[-1] == ("2024-08-01", "closed")
    story.refuse("wrong_state", "2024-08-02", "record-hearing", suit_id="SUIT-1")
    story.tell("2024-08-03", monitoring.EntriesWithdrawn(**entry("2024-08-01", 41, (40,))))
    assert story.stages[-1] == ("2024-07-15", "filed")
    assert story.stage_on("2024-08-02", known_on="2024-08-02") == "closed"
    assert story.stage_on("2024-08-02") == "filed"


@pytest.mark.parametrize("kind", ["balance", "arrears", "installment", "reopened"])
def test_any_entry_of_monitoring_may_withdraw_a_settlement(kind: str) -> None:
    story = filed()
    story.tell("2024-08-01", settled("2024-08-01", 40))
    by = entry("2024-08-01", 41, (40,))
    messages: dict[str, Message] = {
        "balance": payment("2024-08-01", 41, "1.00", "259999.00", corrects=(40,)),
        "arrears": monitoring.ArrearsChanged(
            **by,
            processed_on=on("2024-08-03"),
            cause_recorded_on=on("2024-08-03"),
            stage="M4",
            previous_stage="current",
            days_past_due=134,
            overdue_since=on("2024-03-20"),
            overdue=WHOLE.principal,
            day_count="due_day_zero",
        ),
        "installment": monitoring.InstallmentPaid(
            **by, number=1, due_on=on("2024-03-20"), paid_on=on("2024-08-01")
        ),
        "reopened": monitoring.LoanReopened(**by),
    }
    story.tell("2024-08-03", messages[kind])
    assert story.stages[-1][1] == "filed"


def test_a_settlement_by_value_date_before_the_suit_closes_it_then() -> None:
    story = filed()
    story.tell("2024-08-01", settled("2024-07-14", 40))
    assert story.stages[-1] == ("2024-07-14", "closed")
    assert [stage for _, stage in story.stages].count("filed") == 0
    assert story.stage_on("2024-07-20", known_on="2024-07-31") == "filed"


def test_a_reversed_payment_under_the_judgment_is_no_longer_shown() -> None:
    story = enforcing()
    story.tell("2024-11-20", payment("2024-11-20", 31, "42300.00", "243318.00", "court"))
    assert [each.receipt_id for each in story.seen("2024-11-20").collected] == ["R-31"]
    gone = monitoring.EntriesWithdrawn(**entry("2024-11-20", 32, (31,)))
    story.tell("2024-11-25", gone)
    assert story.seen("2024-11-25").collected == ()
    assert len(story.seen("2024-11-21", known_on="2024-11-21").collected) == 1


def test_a_settlement_that_was_paid_is_no_longer_due_and_due_again_when_that_is_undone() -> None:
    story = enforcing()
    terms = {"settlement_id": "S-1", "parties": (LIANG,), "pay_by": "2024-12-31"}
    story.act("2024-11-01", "agree-settlement", **terms, amount=cny("100000.00"))
    story.tell("2024-11-05", payment("2024-11-05", 40, "60000.00", "200000.00"))
    story.tell("2024-11-06", payment("2024-11-06", 41, "90000.00", "110000.00", "court"))
    assert "settlement_payment" in story.due_on("2024-11-06")
    story.tell("2024-11-07", payment("2024-11-07", 42, "40000.00", "70000.00"))
    assert "settlement_payment" not in story.due_on("2024-11-07")
    gone = monitoring.EntriesWithdrawn(**entry("2024-11-07", 43, (42,)))
    story.tell("2024-11-20", gone)
    assert story.due_on("2024-11-20")["settlement_payment"] == "2024-12-31"


def test_the_last_word_on_the_claim_stands_from_its_day_on() -> None:
    story = filed()
    story.tell("2024-08-10", claim("2024-08-01", *THREE))
    assert claim_on(story.state, on("2024-08-05")).principal == 60_000_00
    assert claim_on(story.state, on("2024-07-31")).principal == 260_000_00
    story.tell("2024-08-12", claim("2024-07-20", *THREE[:1]))
    assert claim_on(story.state, on("2024-08-05")).principal == 20_000_00
    assert story.seen("2024-08-05", known_on="2024-08-11").claim.principal == 60_000_00


def test_what_is_told_twice_is_no_news() -> None:
    story = filed()
    told: list[Message] = [
        opened(),
        claim("2024-06-25", WHOLE, outstanding="260000.00", accelerated="2024-06-25"),
        referral("2024-06-26"),
        payment("2024-08-01", 31, "1.00", "259999.00"),
        demand("2024-08-01"),
        life_event("2024-08-01"),
    ]
    story.tell("2024-08-01", *told[3:])
    assert story.tell("2024-08-02", *told) == []


def test_payments_are_kept_only_where_there_is_a_case_or_a_claim_that_one_may_come_of() -> None:
    story = Story()
    story.tell("2023-03-20", opened())
    assert story.tell("2023-04-20", payment("2023-04-20", 3, "22880.00", "460000.00")) == []
    assert story.state.last_of(PaymentNoted) is None
    story.tell("2024-03-21", claim("2024-03-21", *THREE[:1]))
    assert len(story.tell("2024-04-20", payment("2024-04-20", 4, "22880.00", "440000.00"))) == 1


@pytest.mark.parametrize("payment_first", [True, False])
def test_a_payment_that_is_heard_before_the_referral_is_kept_for_a_suit_of_an_earlier_day(
    payment_first: bool,
) -> None:
    """Kafka keeps no order between monitoring and collection; the suit is entered with its own day."""
    words = [
        payment("2024-07-16", 31, "1.00", "259999.00"),
        referral("2024-06-26"),
    ]
    story = accelerated()
    story.tell("2024-07-17", *(words if payment_first else reversed(words)))
    story.act("2024-07-18", "decide-litigation", **DECISION, done_on="2024-06-27")
    letter = {"letter_id": "LT-1", "deadline": "2024-07-12", "done_on": "2024-06-28"}
    story.act("2024-07-18", "send-lawyers-letter", **letter)
    suit = SUIT | {"claim_day": "2024-07-15", "done_on": "2024-07-15"}
    story.act("2024-07-18", "file-suit", **suit)
    shown = story.seen("2024-07-18")
    assert [each.receipt_id for each in shown.collected] == ["R-31"]


DAY_ZERO = on("2024-06-25")


def day(offset: int) -> str:
    return (DAY_ZERO + timedelta(days=offset)).isoformat()


def _messages(offset: int, number: int) -> list[Message]:
    """What may be told on a day about itself or an earlier one."""
    whole = claim(day(offset), WHOLE, accelerated="2024-06-25")
    return [
        claim(day(offset)),
        whole,
        referral(day(offset)),
        life_event(day(offset)),
        demand(day(offset), f"N-{number}"),
        settled(day(offset), number),
        monitoring.LoanReopened(**entry(day(offset), number, (number - 1,))),
        monitoring.EntriesWithdrawn(**entry(day(offset), number, (number - 2, number - 1))),
        payment(day(offset), number, "1.00", "259999.00", corrects=(number - 3,)),
    ]


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("decide-litigation", DECISION),
    ("send-lawyers-letter", {"letter_id": "LT", "deadline": day(60)}),
    ("file-suit", SUIT | {"claim_day": "2024-06-25"}),
    ("record-acceptance", {"suit_id": "SUIT-1", "procedure": "simple"}),
    ("record-asset-clue", {"clue_id": "CL-1", "kind": "asset", "verified": True}),
    ("apply-enforcement", ENFORCE),
    ("take-asset", {"asset_id": "TRUCK-1"}),
    ("end-suit", {"suit_id": "SUIT-1", "outcome": "withdrawn"}),
    ("file-suit", SUIT | {"suit_id": "SUIT-2", "claim_day": "2024-06-25"}),
    ("record-bankruptcy", {"party_id": LIANG, "phase": "petition_filed"}),
    ("record-bankruptcy", {"party_id": LIANG, "phase": "withdrawn"}),
]

STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(0, 19)), max_size=14
)


def live(steps: list[tuple[int, int, int]]) -> Story:
    """A life from numbers: how many days pass, how late the word comes, which word or act."""
    story = Story()
    story.tell("2023-03-20", opened())
    now = 0
    for place, (passed, late, which) in enumerate(steps):
        now += passed
        messages = _messages(max(0, now - late), 100 + place)
        try:
            if which < len(messages):
                story.tell(day(now), messages[which])
            else:
                command, fields = ACTS[which - len(messages)]
                story.act(day(now), command, **fields)
        except Rejected:
            continue
    story.pass_days(day(now + 10))
    return story


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_the_fold_by_effective_days_of_a_whole_history_is_the_state(
    steps: list[tuple[int, int, int]],
) -> None:
    story = live(steps)
    assert story.folded(date(2100, 1, 1)) == story.state


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_what_is_recorded_is_what_follows_and_nothing_waits_in_the_past(
    steps: list[tuple[int, int, int]],
) -> None:
    from services.litigation.domain.judgement import follows, news
    from services.litigation.domain.legal import decider

    story = live(steps)
    assert news(story.state, story.day) == []
    stages = [
        each.stage
        for each in follows(story.state, story.day, story.day)
        if isinstance(each, StageReached)
    ]
    assert stages == [stage for _, stage in story.stages]
    assert all(due.on > story.day for due in decider.agenda(story.state))
    numbers = [each.entry for _, each in story.events if isinstance(each, Conclusion)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_catalogues_life_survives_the_same_fold() -> None:
    story = sold()
    assert story.folded(date(2100, 1, 1)) == story.state


def test_every_withdrawn_entry_stays_withdrawn() -> None:
    story = filed()
    story.tell("2024-08-01", settled("2024-08-01", 40))
    story.tell("2024-08-03", monitoring.EntriesWithdrawn(**entry("2024-08-01", 41, (40,))))
    story.tell("2024-08-04", payment("2024-08-04", 50, "1.00", "259999.00"))
    story.tell("2024-08-05", monitoring.EntriesWithdrawn(**entry("2024-08-04", 51, (50,))))
    assert story.state.gone == (("monitoring", 40), ("monitoring", 50))
    assert story.tell("2024-08-06", settled("2024-08-01", 40)) == []


def test_only_what_came_since_the_suit_is_shown_as_collected() -> None:
    story = lettered()
    story.tell("2024-07-01", payment("2024-07-01", 30, "1.00", "259999.00"))
    story.pass_days("2024-07-13")
    story.act("2024-07-15", "file-suit", **SUIT, claim_day="2024-07-15")
    story.tell("2024-07-16", payment("2024-07-16", 31, "2.00", "259997.00"))
    assert [each.receipt_id for each in story.seen("2024-07-16").collected] == ["R-31"]
