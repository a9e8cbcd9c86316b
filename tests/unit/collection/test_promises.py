"""Promises to pay: taken, kept, broken, judged again when money comes late or goes back."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.values import Money
from services.collection.domain import acts
from services.collection.domain.conclusions import PromiseJudged
from services.collection.domain.undertakings import PromiseToPayMade
from tests.unit.collection.life import Life, cny, in_case, on, refusal, spoken


def verdicts(life: Life) -> list[tuple[str, str, str]]:
    """The verdicts on promises that stand."""
    return [
        (e.promise_id, e.effective_on.isoformat(), e.outcome)
        for e in life.state.live(PromiseJudged)
    ]


def promised() -> Life:
    """1,000.00 promised on 21 March for the 25th."""
    life = spoken()
    life.promise("2024-03-25", "1000.00")
    return life


# -- promises -----------------------------------------------------------------------------------


def test_a_promise_is_kept_on_the_day_its_money_is_together() -> None:
    """Rules: COL-114."""
    life = promised().to("2024-03-22")
    life.paid("400.00")
    life.close()
    assert verdicts(life) == []
    life.paid("600.00")
    assert verdicts(life) == [("PR-1", "2024-03-23", "kept")]
    assert life.case() == "FIRST_CONTACT_DONE"


@pytest.mark.parametrize(
    ("paid", "outcome", "state"),
    [
        (None, "broken", "FOLLOW_UP"),
        ("0.01", "partly_kept", "FOLLOW_UP"),
        ("999.99", "partly_kept", "FOLLOW_UP"),
        ("1000.00", "kept", "FIRST_CONTACT_DONE"),
    ],
)
def test_amount_decides(paid: str | None, outcome: str, state: str) -> None:
    life = promised().to("2024-03-25")
    if paid is not None:
        life.paid(paid)
    life.close()
    assert verdicts(life) == [("PR-1", "2024-03-25", outcome)]
    assert life.case() == state


def test_the_day_must_be_over_before_a_promise_is_broken() -> None:
    life = promised().to("2024-03-25")
    life.call()
    assert verdicts(life) == []
    life.close()
    assert verdicts(life) == [("PR-1", "2024-03-25", "broken")]


def test_money_of_the_day_after_is_too_late() -> None:
    life = promised().to("2024-03-26")
    life.paid("1000.00")
    assert verdicts(life) == [("PR-1", "2024-03-25", "broken")]


def test_money_from_before_the_promise_does_not_keep_it() -> None:
    life = in_case()
    life.paid("1000.00")
    life.close().call()
    life.promise("2024-03-25", "1000.00")
    life.to("2024-03-26")
    assert verdicts(life) == [("PR-1", "2024-03-25", "broken")]


def test_money_that_is_booked_late_is_judged_again() -> None:
    life = promised().to("2024-03-27")
    assert life.case() == "FOLLOW_UP"
    first = life.of(PromiseJudged)[0]
    life.paid("1000.00", day="2024-03-24")
    assert verdicts(life) == [("PR-1", "2024-03-24", "kept")]
    assert life.of(PromiseJudged)[-1].corrects == (first.entry,)
    assert life.case() == "FIRST_CONTACT_DONE"
    before, after = life.seen("2024-03-26", known_on="2024-03-26"), life.seen("2024-03-26")
    assert before is not None and after is not None
    assert (before.promises[0].state, after.promises[0].state) == ("broken", "kept")
    assert (before.state, after.state) == ("FOLLOW_UP", "FIRST_CONTACT_DONE")


def test_money_that_goes_back_breaks_a_kept_promise() -> None:
    life = promised().to("2024-03-22")
    number = life.paid("1000.00")
    life.to("2024-03-28").gone(number)
    assert verdicts(life) == [("PR-1", "2024-03-25", "broken")]
    assert life.of(PromiseJudged)[-1].corrects == (life.of(PromiseJudged)[0].entry,)


def test_the_same_money_keeps_one_promise_only() -> None:
    life = promised()
    life.promise("2024-03-26", "1000.00", name="PR-2")
    life.close().paid("1500.00")
    life.to("2024-03-27")
    assert [row[2] for row in verdicts(life)] == ["kept", "partly_kept"]


def test_money_on_another_loan_does_not_keep_it() -> None:
    life = promised().lent("L-2")
    life.paid("1000.00", loan="L-2")
    life.to("2024-03-26")
    assert verdicts(life)[0][2] == "broken"


def test_a_promise_can_be_taken_back_before_its_day_and_is_not_broken_then() -> None:
    life = promised()
    life.act(acts.WithdrawPromise, promise_id="PR-1")
    assert life.case() == "FIRST_CONTACT_DONE"
    life.to("2024-03-27")
    assert verdicts(life) == []
    seen = life.seen("2024-03-26")
    assert seen is not None and seen.promises[0].state == "withdrawn"
    assert refusal(lambda: life.act(acts.WithdrawPromise, promise_id="PR-1")) == (
        "promise_not_open"
    )


@pytest.mark.parametrize(("paid", "outcome"), [(None, "broken"), ("1000.00", "kept")])
def test_a_verdict_is_not_undone_by_a_withdrawal_entered_after_it(
    paid: str | None, outcome: str
) -> None:
    """Rules: COL-114, COL-115. It is entered while the promise is open, for whatever day."""
    life = promised().to("2024-03-25")
    if paid is not None:
        life.paid(paid)
    life.to("2024-03-30")
    early = {"promise_id": "PR-1", "done_on": on("2024-03-24")}
    assert refusal(lambda: life.act(acts.WithdrawPromise, **early)) == "promise_not_open"
    assert [row[2] for row in verdicts(life)] == [outcome]


def test_a_withdrawal_may_be_entered_on_the_promised_day_for_a_day_before() -> None:
    life = promised().to("2024-03-25")
    life.act(acts.WithdrawPromise, promise_id="PR-1", done_on=on("2024-03-24"))
    assert life.moves()[-1] == ("2024-03-24", "FIRST_CONTACT_DONE")
    early = {"promise_id": "PR-1", "done_on": on("2024-03-23"), "reason": "again"}
    assert refusal(lambda: life.act(acts.WithdrawPromise, **early)) == "promise_not_open"


def test_states_of_a_promise() -> None:
    life = promised().to("2024-03-26")
    states = []
    for day, known in (("2024-03-24", "2199-01-01"), ("2024-03-25", "2024-03-24")):
        seen = life.seen(day, known_on=known)
        assert seen is not None
        states.append(seen.promises[0].state)
    assert states == ["made", "due"]


def test_a_partly_kept_promise_does_not_lower_the_credibility() -> None:
    """Rules: COL-67."""
    life = promised().to("2024-03-22")
    life.paid("1.00")
    life.to("2024-03-26")
    life.promise("2024-03-30", "1000.00", name="PR-2")
    assert [e.weight for e in life.of(PromiseToPayMade)] == [50, 50]


def test_expected_cash_is_rounded_half_up() -> None:
    """Rules: COL-67."""
    life = spoken()
    life.promise("2024-03-25", "0.01")
    assert life.of(PromiseToPayMade)[0].expected_cash == cny("0.01")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"due": "2024-03-20"}, "promise_in_past"),
        ({"amount": "0.00"}, "promise_empty"),
        ({"hour": "12:00"}, "hour_not_in_half_day"),
        ({"half_day": "afternoon", "hour": "11:59"}, "hour_not_in_half_day"),
        ({"role": "teller"}, "role_not_allowed"),
        ({"reason": " "}, "reason_missing"),
        ({"requested_by": ""}, "person_missing"),
        ({"done_on": on("2024-03-22")}, "done_in_future"),
        ({"loan_id": "L-9"}, "loan_unknown"),
    ],
)
def test_a_promise_names_day_half_day_hour_and_amount(fields: dict[str, Any], code: str) -> None:
    """Rules: COL-114."""
    life = spoken()
    words = {"due": "2024-03-25", "amount": "1.00"} | fields
    due, amount = words.pop("due"), words.pop("amount")
    assert refusal(lambda: life.promise(due, amount, **words)) == code


def test_the_hour_fits_its_half_day() -> None:
    life = spoken()
    life.promise("2024-03-25", "1.00", hour="11:59")
    life.promise("2024-03-25", "1.00", name="PR-2", half_day="afternoon", hour="12:00")
    assert refusal(lambda: life.promise("2024-03-25", "1.00")) == "promise_known"


def test_nobody_promises_who_was_not_spoken_to() -> None:
    assert refusal(lambda: in_case().promise("2024-03-25", "1.00")) == "wrong_state"
    cause = {"cause": "other"}
    assert refusal(lambda: in_case().act(acts.RecordArrearsCause, **cause)) == "wrong_state"


def test_a_promise_is_made_in_the_loan_s_money() -> None:
    """It is judged against the loan's payments, minor unit by minor unit (COL-114)."""
    life = spoken()
    asked = {"half_day": "morning", "hour": "10:00", "due_on": on("2024-03-25")}
    asked |= {"promise_id": "PR-1", "amount": Money(1_000, "USD")}
    assert refusal(lambda: life.act(acts.RecordPromise, **asked)) == "currency_mismatch"


def test_a_call_at_an_instant_that_there_is_not_is_refused() -> None:
    assert refusal(lambda: spoken().call(at="0001-01-01T00:00:00+14:00")) == "instant_unreal"


# -- who pays (COL-114, COL-118) -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payer", "outcome"),
    [
        ("borrower", "kept"),
        ("third_party", "kept"),
        ("delegate", "kept"),
        (None, "kept"),
        ("guarantor", "broken"),
        ("court", "broken"),
        ("in_kind", "broken"),
    ],
)
def test_a_promise_is_kept_by_what_the_borrower_brings(payer: str | None, outcome: str) -> None:
    """Rules: COL-114, COL-12, COL-118. None: a receipt stored before its payer was told."""
    life = promised().to("2024-03-25")
    life.paid("1000.00", payer_kind=payer)
    life.close()
    assert verdicts(life) == [("PR-1", "2024-03-25", outcome)]


@pytest.mark.parametrize(("own", "outcome"), [("999.99", "partly_kept"), ("1000.00", "kept")])
def test_what_others_paid_adds_nothing_to_what_he_brought(own: str, outcome: str) -> None:
    """Rules: COL-114."""
    life = promised().to("2024-03-25")
    life.paid("500.00", payer_kind="guarantor")
    life.paid(own, payer_kind="borrower")
    life.close()
    assert verdicts(life) == [("PR-1", "2024-03-25", outcome)]


def test_a_promise_is_judged_again_when_a_payment_turns_out_to_be_anothers() -> None:
    """Rules: COL-114. The receipt is reversed and booked anew with the court as payer, then back."""
    life = promised().to("2024-03-25")
    his = life.paid("1000.00", payer_kind="borrower")
    life.close()
    assert verdicts(life) == [("PR-1", "2024-03-25", "kept")]
    courts = life.paid("1000.00", day="2024-03-25", payer_kind="court", corrects=(his,))
    assert verdicts(life) == [("PR-1", "2024-03-25", "broken")]
    life.gone(courts)
    assert verdicts(life) == [("PR-1", "2024-03-25", "broken")]
    life.paid("1000.00", day="2024-03-25", payer_kind="borrower")
    assert verdicts(life) == [("PR-1", "2024-03-25", "kept")]


def test_a_plan_is_kept_by_whoever_pays_its_parts() -> None:
    """Rules: COL-35. It settles what is owed; who broke no plan is not collected from."""
    life = spoken()
    life.plan(("2024-03-25", "100.00"), ("2024-04-25", "100.00"))
    life.to("2024-03-25").paid("100.00", payer_kind="guarantor")
    assert life.to("2024-03-27").case() == "PLAN_ACTIVE"
