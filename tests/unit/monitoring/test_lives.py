"""Random lives: what monitoring says for every pair of days is what brute force says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings

from contracts.values import Money
from services.kit.domain import Entry
from services.monitoring.domain.correction import differences
from services.monitoring.domain.derivation import day_of, derive
from services.monitoring.domain.entries import ArrearsChanged, EntriesWithdrawn
from services.monitoring.domain.facts import ReceiptTaken
from services.monitoring.domain.ledger import opening, refold
from services.monitoring.domain.loan import decider
from services.monitoring.domain.state import Loan, ledger_of
from services.monitoring.domain.view import MonitoringView, view
from services.monitoring.publications import publish
from tests.oracle.arrears import answers
from tests.oracle.lives import Life, lives
from tests.unit.monitoring.bank import DAY, Bank
from tests.unit.monitoring.living import LOAN, OBLIGOR, live, send

STREAM = f"loan-{LOAN}"
random_lives = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def _yuan(money: Money) -> Decimal:
    return Decimal(money.amount)


def _answer(shown: MonitoringView) -> dict[str, Any]:
    rows = [row for row in shown.installments if row.ceased_on is None]
    return {
        "days_past_due": shown.days_past_due,
        "overdue_since": shown.overdue_since,
        "stage": shown.stage,
        "overdue": _yuan(shown.overdue),
        "principal_outstanding": _yuan(shown.principal_outstanding),
        "unapplied": _yuan(shown.unapplied),
        "penalty": _yuan(shown.penalty),
        "paid_on": {row.number: row.paid_on for row in rows},
        "due_on": {row.number: row.due_on for row in rows},
    }


def _days_of_news(life: Life, taken: list[dict[str, Any]]) -> list[date]:
    """The closed days after which something new was known, and the last one."""
    closed = [step for kind, step in life.steps if kind == "close"]
    heard = {each["known"] for each in taken}
    wanted = {min((day for day in closed if day >= on), default=None) for on in heard}
    return sorted({day for day in (*wanted, *closed[-1:]) if day is not None})


@random_lives
@given(lives())
def test_every_pair_of_days_is_answered_as_by_brute_force(life: Life) -> None:
    bank, taken = live(life)
    for known in _days_of_news(life, taken):
        expected = dict(answers(taken, known, life.end, life.rules))
        day = life.start
        while day <= life.end:
            shown = bank.view(LOAN, day, known)
            answer = None if shown is None else _answer(shown)
            assert answer == expected.get(day), (known, day)
            day += DAY


@random_lives
@given(lives())
def test_the_changes_of_stage_are_those_of_brute_force_on_every_closed_day(life: Life) -> None:
    bank, taken = live(life)
    for known in _days_of_news(life, taken):
        told = _standing(bank, known)
        for day, answer in answers(taken, known, known, life.rules):
            latest = [change for change in told if change.effective_on <= day]
            now = latest[-1] if latest else None
            stage, since = (now.stage, now.overdue_since) if now else ("current", None)
            assert (stage, since) == (answer["stage"], answer["overdue_since"]), (known, day)
            if now is not None and now.effective_on == day:
                assert _yuan(now.overdue) == answer["overdue"]
                assert now.days_past_due == answer["days_past_due"]
                before = latest[-2].stage if len(latest) > 1 else "current"
                assert now.previous_stage == before


def _standing(bank: Bank, known: date) -> list[ArrearsChanged]:
    events = [event for _, event in bank.known(STREAM, known)]
    gone = {number for event in events if isinstance(event, Entry) for number in event.corrects}
    told = [each for each in events if isinstance(each, ArrearsChanged) and each.entry not in gone]
    return sorted(told, key=lambda change: change.effective_on)


@random_lives
@given(lives())
def test_a_listener_that_mirrors_entries_holds_the_same_balances(life: Life) -> None:
    bank, taken = live(life)
    for known in _days_of_news(life, taken):
        held: dict[int, Any] = {}
        for _, event in bank.known(STREAM, known):
            message = publish(event, OBLIGOR)
            for number in getattr(message, "corrects", ()):
                held.pop(number, None)
            if hasattr(message, "entry") and not isinstance(event, EntriesWithdrawn):
                held[message.entry] = message
        for day, answer in answers(taken, known, known, life.rules):
            balances = [
                message
                for message in held.values()
                if hasattr(message, "principal_outstanding") and message.effective_on <= day
            ]
            balances.sort(key=lambda message: (message.effective_on, message.entry))
            if balances:
                assert _yuan(balances[-1].principal_outstanding) == answer["principal_outstanding"]
                assert _yuan(balances[-1].unapplied) == answer["unapplied"]


@random_lives
@given(lives())
def test_the_short_way_ends_where_the_long_way_ends(life: Life) -> None:
    bank, _ = live(life)
    state = bank.states[STREAM]
    opened = state.opened
    if opened is None:
        return
    facts = [
        fact
        for fact in state.facts
        if day_of(opened, fact) <= life.end
        and not (isinstance(fact, ReceiptTaken) and fact.receipt_id in state.reversed_receipts)
    ]
    facts.sort(key=lambda fact: day_of(opened, fact))
    whole = derive(opened, opening(opened), facts, life.end)
    assert differences(state.entries, whole.entries) == ([], [])
    assert ledger_of(state, opened) == whole.ledgers[-1] == refold(opened, state.entries)
    assert decider.fold(bank.events(LOAN)) == state
    if bank.closed_on is not None:
        assert view(state, life.end) == bank.view(LOAN, life.end, life.end + 40 * DAY)


@random_lives
@given(lives())
def test_entries_are_numbered_densely_and_withdrawn_at_most_once(life: Life) -> None:
    bank, _ = live(life)
    standing: set[int] = set()
    days: dict[int, date] = {}
    last = 0
    for event in bank.events(LOAN):
        if isinstance(event, Entry):
            assert event.entry == last + 1
            last = event.entry
            assert standing.issuperset(event.corrects), event
            assert all(days[number] >= event.effective_on for number in event.corrects), event
            days[event.entry] = event.effective_on
            standing -= set(event.corrects)
            if not isinstance(event, EntriesWithdrawn):
                standing.add(event.entry)
    state = bank.states[STREAM]
    assert {each.entry for each in (*state.entries, *state.arrears)} == standing


@random_lives
@given(lives())
def test_a_second_feed_of_the_same_facts_changes_nothing(life: Life) -> None:
    bank, taken = live(life)
    before = len(bank.events(LOAN))
    state: Loan = bank.states[STREAM]
    for message in taken:
        if message["type"] != "accelerate-loan":
            send(bank, message)
    assert len(bank.events(LOAN)) == before
    assert bank.states[STREAM] == state
