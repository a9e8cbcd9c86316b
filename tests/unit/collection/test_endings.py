"""How a case ends: cure and its watch, settlement, loss; long arrears, recoveries, late facts."""

from __future__ import annotations

import pytest

from services.collection.domain.conclusions import (
    CollectionCaseClosed,
    CollectionCaseOpened,
    EntriesWithdrawn,
    LongOverdueMarked,
    RecoveryRecognised,
    TimelinePlanned,
)
from services.collection.domain.facts import EntriesGone, LegalStageNoted
from tests.unit.collection.life import LOAN, Life, cny, in_case, on, refusal

# -- cure and closing ---------------------------------------------------------------------------


def test_a_cure_is_watched_for_its_days_and_then_closes() -> None:
    life = in_case()
    life.to("2024-03-25").overdue(None)
    assert life.case() == "CURED"
    life.to("2024-04-24")
    assert life.case() == "CURED"
    life.close()
    assert life.moves()[-1] == ("2024-04-24", "CLOSED")
    assert [(e.effective_on, e.outcome) for e in life.of(CollectionCaseClosed)] == [
        (on("2024-04-24"), "cured")
    ]


def test_new_arrears_within_the_watch_open_the_same_case_again() -> None:
    life = in_case()
    life.to("2024-03-25").overdue(None)
    life.to("2024-04-21").overdue("2024-04-20")
    assert life.case() == "OPEN"
    life.to("2024-06-01")
    assert life.case() == "OPEN"
    assert len(life.of(CollectionCaseOpened)) == 1
    assert life.of(TimelinePlanned)[-1].due_since == on("2024-04-20")


def test_arrears_after_closing_open_a_new_case() -> None:
    life = in_case()
    life.to("2024-03-25").overdue(None)
    life.to("2024-06-21").overdue("2024-06-20")
    assert [e.case_id for e in life.of(CollectionCaseOpened)] == ["K1-L-4801", "K2-L-4801"]
    assert life.case() == "OPEN"


def test_a_cure_needs_all_loans_paid() -> None:
    life = in_case().lent("L-2")
    life.overdue("2024-03-20", loan="L-2")
    life.close().overdue(None)
    assert life.case() == "OPEN"
    life.overdue(None, loan="L-2")
    assert life.case() == "CURED"


def test_who_is_well_again_still_owes_what_is_overdue() -> None:
    life = in_case().happens("serious_illness")
    life.close().happens("recovered")
    assert life.case() == "OPEN"
    life.overdue(None)
    assert life.case() == "CURED"


def test_a_death_that_was_none_ends_a_case_without_arrears() -> None:
    life = Life().lent().happens("death")
    life.close().happens("recovered")
    assert life.case() == "CURED"


@pytest.mark.parametrize("loan", [LOAN, "L-2"])
@pytest.mark.parametrize("what", ["death", "disappeared", "accelerated"])
def test_what_opens_a_case_ends_the_watch_of_a_cured_one(what: str, loan: str) -> None:
    """Rules: COL-02, B.3. A case opens at once, whether the last one is closed yet or only cured."""
    life = in_case().lent("L-2")
    life.close().overdue(None)
    life.to("2024-03-28")
    if what == "accelerated":
        life.claim(loan=loan, accelerated="2024-03-28")
    else:
        life.happens(what, loan=loan)
    assert life.moves()[-2:] == [("2024-03-22", "CURED"), ("2024-03-28", "OPEN")]
    planned = life.state.live(TimelinePlanned)[-1]
    assert (planned.loan_id, planned.due_since) == (loan, on("2024-03-28"))
    life.to("2024-06-01")
    assert life.case() == "OPEN"


@pytest.mark.parametrize("first", [LOAN, "L-2"])
@pytest.mark.parametrize("what", ["death", "accelerated"])
def test_each_loan_of_a_cured_case_has_its_timeline_anew(what: str, first: str) -> None:
    """Overdue and paid; the second word finds the case open again. Rules: COL-02, COL-05, GUA-08."""
    life = in_case().lent("L-2")
    life.overdue("2024-03-20", loan="L-2")
    life.close().overdue(None)
    life.overdue(None, loan="L-2")
    life.to("2024-03-28")
    for loan in sorted((LOAN, "L-2"), key=lambda each: each != first):
        if what == "accelerated":
            life.claim(loan=loan, accelerated="2024-03-28")
        else:
            life.happens(what, loan=loan)
    anew = [
        each for each in life.state.live(TimelinePlanned) if each.due_since == on("2024-03-28")
    ]
    assert {each.loan_id for each in anew} == {LOAN, "L-2"}
    assert life.moves()[-1] == ("2024-03-28", "OPEN")


def test_settlement_closes_at_once() -> None:
    life = in_case()
    life.close().overdue(None)
    life.settled()
    assert life.case() == "CLOSED"
    assert [e.outcome for e in life.of(CollectionCaseClosed)] == ["settled"]


@pytest.mark.parametrize("outcome", ["written_off", "transferred", "remitted"])
def test_a_lost_claim_closes_with_a_loss_and_never_opens_again(outcome: str) -> None:
    life = in_case()
    life.close().disposed(outcome, number=1)
    assert life.case() == "CLOSED_LOSS"
    assert [e.outcome for e in life.of(CollectionCaseClosed)] == [outcome]
    life.to("2024-05-21").overdue("2024-05-20")
    assert len(life.of(CollectionCaseOpened)) == 1


def test_what_is_written_off_is_still_pursued_and_what_is_sold_is_not() -> None:
    life = in_case()
    life.close().disposed("written_off", number=1)
    assert life.call("10:00")[0].contact_id
    assert refusal(lambda: life.promise("2024-04-01", "1.00")) == "case_unknown"
    life.close().disposed("transferred")
    assert refusal(life.call) == "claim_gone"


def test_one_of_two_loans_is_lost_and_the_case_goes_on() -> None:
    life = in_case().lent("L-2")
    life.overdue("2024-03-20", loan="L-2")
    life.close().disposed("transferred")
    assert life.case() == "OPEN"
    life.close().disposed("written_off", loan="L-2", number=1)
    assert life.case() == "CLOSED_LOSS"


def test_money_of_the_day_of_writing_off_is_still_the_cases() -> None:
    """Disposal recognises the borrower's money from the day after it (DIS-16)."""
    life = in_case()
    life.close().disposed("written_off", number=1)
    life.paid("500.00")
    life.close().paid("700.00")
    assert [row.gross for row in life.state.live(RecoveryRecognised)] == [cny("500.00")]


def test_a_legal_stage_that_is_withdrawn_is_none() -> None:
    """A payment that came late closed the legal case; it is reversed and the case goes on."""
    life = in_case()
    told = {**life.about(LOAN, None), "stage": "filed"}
    life.fact(LegalStageNoted(**told, number=1))
    life.close()
    life.fact(LegalStageNoted(**life.about(LOAN, None), stage="closed", number=2))
    life.close()
    shown = life.seen(life.today.isoformat())
    assert shown is not None and shown.legal_stage == "closed"
    gone = EntriesGone(**life.about(LOAN, None), source="litigation", number=3, withdraws=(2,))
    life.fact(gone)
    shown = life.seen(life.today.isoformat())
    assert shown is not None and shown.legal_stage == "filed"


# -- long arrears and recoveries ----------------------------------------------------------------


def test_long_overdue_is_marked_at_the_ninety_first_day_and_not_before() -> None:
    """Rules: COL-137."""
    life = in_case().to("2024-06-19")
    assert not life.of(LongOverdueMarked)
    life.close()
    assert [(e.effective_on, e.days_past_due) for e in life.of(LongOverdueMarked)] == [
        (on("2024-06-19"), 91)
    ]


def test_paid_on_the_day_before_nothing_is_marked() -> None:
    life = in_case().to("2024-06-18")
    life.overdue(None)
    assert not life.to("2024-08-01").of(LongOverdueMarked)


def test_a_payment_that_comes_late_takes_the_mark_away() -> None:
    life = in_case().to("2024-06-25")
    late = life.overdue(None, day="2024-06-01")
    assert late
    withdrawn = life.of(EntriesWithdrawn)[0]
    marked = life.of(LongOverdueMarked)[0]
    assert marked.entry in withdrawn.corrects
    assert not life.state.live(LongOverdueMarked)
    assert life.case() == "CURED"


def test_recoveries_count_inside_the_case_only_and_once() -> None:
    life = Life().lent()
    life.paid("22880.00", day="2023-04-20")
    life.to("2024-03-21").overdue("2024-03-20")
    life.paid("500.00", cost="20.00")
    life.paid("800.00", payer_kind="in_kind")
    life.close().paid("900.00")
    rows = [(e.gross, e.net) for e in life.state.live(RecoveryRecognised)]
    assert rows == [(cny("500.00"), cny("480.00")), (cny("900.00"), cny("900.00"))]


def test_a_reversed_payment_is_no_recovery() -> None:
    life = in_case()
    number = life.paid("500.00")
    life.close().gone(number)
    assert not life.state.live(RecoveryRecognised)
    assert life.of(EntriesWithdrawn)[0].corrects == (life.of(RecoveryRecognised)[0].entry,)
    seen = life.seen("2024-03-22", known_on="2024-03-21")
    assert seen is not None and seen.recovered == cny("500.00")
    now = life.seen("2024-03-22")
    assert now is not None and now.recovered is None


def test_arrears_that_never_were_leave_no_case() -> None:
    life = in_case()
    number = life.of(CollectionCaseOpened)[0].entry
    life.close().gone(1)
    assert life.case() is None
    assert number in life.of(EntriesWithdrawn)[0].corrects
    assert life.seen("2024-03-22") is None
    seen = life.seen("2024-03-22", known_on="2024-03-21")
    assert seen is not None and seen.state == "OPEN"


def test_a_write_off_that_is_undone_opens_the_case_again() -> None:
    life = in_case()
    life.close().disposed("written_off", number=7)
    life.close()
    life.fact(EntriesGone(**life.about(LOAN, None), source="disposal", number=8, withdraws=(7,)))
    assert life.case() == "OPEN"


def test_a_loan_that_pays_on_time_leaves_one_event() -> None:
    life = Life().lent()
    life.paid("22880.00", day="2023-04-20")
    life.close().paid("22000.00")
    assert [type(event).__name__ for _, event in life.events] == ["LoanTaken"]


def test_what_was_written_off_and_is_sold_is_closed_in_its_own_case() -> None:
    """Another loan of the customer has a case of its own meanwhile."""
    life = in_case()
    life.close().disposed("written_off", number=1)
    life.to("2024-06-01").lent("L-2").overdue("2024-05-31", loan="L-2")
    life.close().disposed("transferred", number=2)
    closed = [(each.case_id, each.outcome) for each in life.of(CollectionCaseClosed)]
    assert closed == [("K1-L-4801", "written_off"), ("K1-L-4801", "transferred")]


def test_the_watch_of_a_cured_case_ends_though_what_was_written_off_is_sold_meanwhile() -> None:
    """With the writing-off nothing of the case was overdue any more, so its loan began the watch (B.3)."""
    life = in_case().lent("L-2")
    life.overdue("2024-03-20", loan="L-2")
    life.close().overdue(None, loan="L-2")
    life.disposed("written_off", number=1)
    assert life.case() == "CURED"
    life.close().disposed("transferred", number=2)
    life.to("2024-06-01")
    assert life.case() == "CLOSED"
    closed = [(each.loan_id, each.outcome) for each in life.of(CollectionCaseClosed)]
    assert closed == [("L-4801", "written_off"), ("L-4801", "transferred"), ("L-2", "cured")]
