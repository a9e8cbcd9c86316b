"""Facts are never refused: duplicates, wrong order, gaps, a foreign currency, future days."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from contracts.values import Money
from services.kit.domain import Due
from services.monitoring.domain.commands import OpenLoan
from services.monitoring.domain.entries import MoneyAllocated
from services.monitoring.domain.loan import decider
from services.monitoring.domain.view import view
from services.monitoring.domain.work_items import FactRepeated, FactSetAside, MessageGapNoted
from tests.unit.monitoring.bank import DAY, POLICIES
from tests.unit.monitoring.loans import (
    DISBURSED,
    FEBRUARY,
    JANUARY,
    MARCH,
    change,
    charge,
    decided,
    given,
    opening,
    receipt,
    reversal,
    row,
    seen,
    tick,
    yuan,
)


def test_a_second_disbursement_of_the_same_loan_is_no_news() -> None:
    past, _ = decided(opening())
    given(*past).when(opening(as_of=JANUARY)).then_nothing()


def aside(fact: str, sequence: int | None = None) -> FactSetAside:
    return FactSetAside(
        loan_id="L-1",
        effective_on=JANUARY,
        fact=fact,
        reason="differs_from_first",
        sequence=sequence,
    )


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        (opening(), opening(as_of=JANUARY, principal=yuan("1.00")), "disbursement"),
        (receipt("R1", "10.00", JANUARY), receipt("R1", "10.01", JANUARY), "receipt:R1"),
        (receipt("R1", "10.00", JANUARY), receipt("R1", "10.00", JANUARY - DAY), "receipt:R1"),
        (
            charge("K1", "cost", "10.00", JANUARY),
            charge("K1", "fee", "10.00", JANUARY),
            "charge:K1",
        ),
        (
            change("P1", "extension", JANUARY, row(3, MARCH, "1000.00")),
            change("P1", "extension", JANUARY, row(3, MARCH + DAY, "1000.00")),
            "change:P1",
        ),
        (
            reversal("R1", JANUARY),
            msgspec.structs.replace(reversal("R2", JANUARY), reversal_id="R1-X"),
            "reversal:R1-X",
        ),
    ],
)
def test_the_same_id_with_other_content_is_set_aside_and_the_first_stands(
    first: Any, second: Any, name: str
) -> None:
    before = () if isinstance(first, OpenLoan) else (opening(),)
    past, loan = decided(*before, first)
    second = msgspec.structs.replace(second, as_of=JANUARY)
    given(*past).when(second).then(aside(name))
    assert decider.fold([aside(name)], loan) == loan


def test_a_reversal_says_which_receipt_and_why() -> None:
    first = reversal("R1", JANUARY)
    past, _ = decided(opening(), first, reversal("R2", JANUARY))
    given(*past).when(first).then_nothing()
    for other in ({"receipt_id": "R2"}, {"reason": "another"}):
        again = msgspec.structs.replace(first, **other)
        given(*past).when(again).then(aside("reversal:R1-X"))


def test_a_differing_copy_takes_nothing_away_from_a_first_one_that_waits() -> None:
    _, loan = decided(receipt("R1", "10.00", JANUARY))
    assert [fact.effective_on for fact in loan.waiting] == [JANUARY]
    assert decider.fold([aside("receipt:R1")], loan).waiting == loan.waiting


@pytest.mark.parametrize(
    ("name", "reserved"),
    [
        *(("asset:A-1", True), ("equity:", True)),
        *(("asset", False), ("assets:A-1", False), ("Asset:A-1", False), ("X-asset:A-1", False)),
    ],
)
def test_core_banking_may_not_name_money_as_we_name_what_is_taken_for_debt(
    name: str, reserved: bool
) -> None:
    """Nor may it undo such a receipt. Disposal's own is taken under that name."""
    paid = receipt(name, "10.00", JANUARY, payer_kind="in_kind", sequence=2)
    undone = msgspec.structs.replace(reversal(name, JANUARY), sequence=3)
    loan = decided(opening(sequence=1))[1]
    for command, fact in ((paid, f"receipt:{name}"), (undone, f"reversal:{name}-X")):
        asides = [
            e for e in decider.decide(command, loan, POLICIES) if isinstance(e, FactSetAside)
        ]
        assert [(each.fact, each.reason) for each in asides] == [(fact, "reserved_id")] * reserved
        for each in asides:
            assert each.detail is not None
            assert all(word in each.detail for word in ("receipt_id", repr(name), "POL-24"))
            assert each.sequence == command.sequence
    own = msgspec.structs.replace(paid, ours=True)
    assert not [e for e in decider.decide(own, loan, POLICIES) if isinstance(e, FactSetAside)]


def test_a_repetition_may_be_booked_on_another_day() -> None:
    past, _ = decided(opening(), receipt("R1", "10.00", JANUARY))
    again = msgspec.structs.replace(receipt("R1", "10.00", JANUARY), booked_on=FEBRUARY)
    given(*past).when(again).then_nothing()


@pytest.mark.parametrize("other", [False, True])
def test_a_repetition_moves_the_source_s_count_so_no_gap_is_seen_after_it(other: bool) -> None:
    first = receipt("R1", "10.00", JANUARY, sequence=2)
    again = receipt("R1", "11.00" if other else "10.00", JANUARY, sequence=3)
    events, loan = decided(
        opening(sequence=1), first, again, receipt("R2", "1.00", JANUARY, sequence=4)
    )
    assert not [event for event in events if isinstance(event, MessageGapNoted)]
    assert loan.sequence == 4
    kept = (
        aside("receipt:R1", 3)
        if other
        else FactRepeated(loan_id="L-1", effective_on=JANUARY, fact="receipt:R1", sequence=3)
    )
    assert kept in events


def test_a_repetition_whose_number_says_nothing_new_leaves_no_trace() -> None:
    past, _ = decided(opening(sequence=1), receipt("R1", "10.00", JANUARY, sequence=2))
    for sequence in (None, 1, 2):
        given(*past).when(receipt("R1", "10.00", JANUARY, sequence=sequence)).then_nothing()


def test_a_repetition_after_a_gap_tells_the_gap() -> None:
    past, _ = decided(opening(sequence=1), receipt("R1", "10.00", JANUARY, sequence=2))
    events = given(*past).when(receipt("R1", "10.00", JANUARY, sequence=5)).events()
    assert [type(event) for event in events] == [MessageGapNoted, FactRepeated]


def test_the_same_receipt_charge_or_change_is_no_news() -> None:
    commands = (
        receipt("R1", "10.00", JANUARY),
        charge("K1", "cost", "10.00", JANUARY),
        change("P1", "extension", JANUARY, row(3, MARCH + DAY, "1000.00")),
    )
    past, _ = decided(opening(), *commands)
    for command in commands:
        given(*past).when(command).then_nothing()


def test_one_id_may_name_a_receipt_and_a_charge() -> None:
    events, _ = decided(
        opening(), charge("1", "cost", "10.00", JANUARY), receipt("1", "10.00", JANUARY)
    )
    assert len([event for event in events if isinstance(event, MoneyAllocated)]) == 1


def test_a_repayment_before_its_loan_counts_as_soon_as_the_loan_is_there() -> None:
    events, loan = decided(receipt("R1", "1035.00", JANUARY))
    assert [type(event).__name__ for event in events] == ["ReceiptTaken"]
    assert view(loan, JANUARY) is None
    assert decider.agenda(loan) == ()
    shown = seen(JANUARY, receipt("R1", "1035.00", JANUARY), opening(as_of=JANUARY))
    assert shown.principal_outstanding == yuan("2000.00")


def test_money_from_before_disbursement_counts_on_the_day_of_disbursement() -> None:
    events, _ = decided(opening(), receipt("R1", "10.00", DISBURSED - 3 * DAY, as_of=DISBURSED))
    (move,) = [event for event in events if isinstance(event, MoneyAllocated)]
    assert move.effective_on == DISBURSED


def test_a_loan_that_becomes_known_late_has_its_whole_past_at_once() -> None:
    events, _ = decided(opening(as_of=JANUARY + 40 * DAY))
    stages = [event.stage for event in events if hasattr(event, "stage")]
    assert stages == ["M1", "M2"]


def test_a_gap_in_the_source_s_count_is_a_work_item_and_the_fact_still_counts() -> None:
    past, _ = decided(opening(sequence=1))
    taken = receipt("R1", "1035.00", JANUARY, sequence=3)
    events = given(*past).when(taken).events()
    assert events[0] == MessageGapNoted(loan_id="L-1", effective_on=JANUARY, after=1, received=3)
    assert isinstance(events[2], MoneyAllocated)


def test_the_next_number_is_no_gap_and_neither_is_one_that_comes_late() -> None:
    past, _ = decided(opening(sequence=1))
    for sequence in (None, 1, 2):
        taken = receipt("R1", "1.00", JANUARY, sequence=sequence)
        assert not [
            event
            for event in given(*past).when(taken).events()
            if isinstance(event, MessageGapNoted)
        ]


def test_a_missing_message_that_arrives_late_closes_the_count() -> None:
    events, loan = decided(
        opening(sequence=1),
        receipt("R1", "1.00", JANUARY, sequence=3),
        receipt("R2", "1.00", JANUARY, sequence=2),
        receipt("R3", "1.00", JANUARY, sequence=4),
    )
    assert len([event for event in events if isinstance(event, MessageGapNoted)]) == 1
    assert loan.sequence == 4


def test_money_in_another_currency_is_set_aside_for_people() -> None:
    dollars = msgspec.structs.replace(
        receipt("R1", "10.00", JANUARY), amount=Money.of("10.00", "USD")
    )
    aside = FactSetAside(
        loan_id="L-1", effective_on=JANUARY, fact="receipt:R1", reason="currency_differs"
    )
    past, _ = decided(opening())
    events = given(*past).when(dollars).events()
    assert events[1:] == (aside,)
    waited, loan = decided(dollars, opening(as_of=JANUARY))
    assert aside in waited
    assert decider.agenda(loan) == (Due(JANUARY + DAY, "arrears_change"),)


def test_money_with_value_in_the_future_counts_when_its_day_comes() -> None:
    booked, value = JANUARY - 5 * DAY, JANUARY - 2 * DAY
    early = receipt("R1", "1035.00", value, as_of=booked)
    events, loan = decided(opening(), early)
    assert not [event for event in events if isinstance(event, MoneyAllocated)]
    assert Due(value, "fact_counts") in decider.agenda(loan)
    (move,) = given(*events).when(tick(value)).events()
    assert isinstance(move, MoneyAllocated)
    assert move.effective_on == value


def test_the_reversal_of_money_that_does_not_count_yet_takes_it_off_the_agenda() -> None:
    early = receipt("R1", "1035.00", JANUARY, as_of=DISBURSED)
    _, loan = decided(opening(), early, reversal("R1", as_of=DISBURSED + DAY))
    assert loan.waiting == ()
    assert decider.agenda(loan) == (Due(JANUARY + DAY, "arrears_change"),)


def test_the_agenda_names_the_next_day_on_which_time_alone_matters() -> None:
    _, loan = decided(opening())
    assert decider.agenda(loan) == (Due(JANUARY + DAY, "arrears_change"),)
    _, loan = decided(opening(), tick(JANUARY + DAY))
    assert decider.agenda(loan) == (Due(JANUARY + 31 * DAY, "arrears_change"),)
    _, loan = decided(opening(), receipt("R1", "1040.00", JANUARY))
    assert decider.agenda(loan) == (
        Due(FEBRUARY, "unapplied_money_used"),
        Due(FEBRUARY + DAY, "arrears_change"),
    )


def test_a_settled_loan_and_the_last_stage_have_no_agenda() -> None:
    _, settled = decided(opening(), receipt("R1", "3075.00", MARCH))
    assert decider.agenda(settled) == ()
    _, lost = decided(opening(), tick(JANUARY + 181 * DAY))
    assert decider.agenda(lost) == ()


def test_a_tick_that_brings_nothing_leaves_no_event() -> None:
    past, _ = decided(opening())
    given(*past).when(tick(JANUARY)).then_nothing()
    given().when(tick(JANUARY)).then_nothing()


def test_a_fact_set_aside_is_no_news_the_second_time_and_never_counts() -> None:
    dollars = msgspec.structs.replace(
        receipt("R1", "10.00", JANUARY), amount=Money.of("10.00", "USD")
    )
    past, _ = decided(opening(), dollars)
    given(*past).when(dollars).then_nothing()
    early = receipt("R0", "10.00", DISBURSED, as_of=JANUARY + DAY)
    shown = seen(JANUARY + DAY, opening(), dollars, receipt("R2", "1.00", JANUARY), early)
    assert shown.installments[0].paid["interest"] == yuan("6.00")
