"""Random lives through all six services: money is neither lost nor made, by an independent count.

``LIVES_EXAMPLES`` (environment) plays so many lives instead of a few; the seeds are the same on every
run.
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import disposal, monitoring
from contracts.catalogue import parse
from services.audit.registry import REGISTRY
from services.kit.domain import effective_order
from tests.lives.counting import COMPONENTS, check_money, ended_on, income_of
from tests.lives.deep import deep
from tests.lives.generated import Plan, Played, plans
from tests.lives.live import document_of
from tests.lives.shuffled import ShuffledTown
from tests.lives.telling import DAY, Told, cents, cny
from tests.oracle.arrears import books
from tests.oracle.plans import PlannedBook

EXAMPLES = int(os.environ.get("LIVES_EXAMPLES", "12"))
LAW_AND_DISPOSAL = ("litigation", "disposal")
few = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def _minor(amount: Decimal) -> int:
    return int(amount * 100)


def _last_book(played: Played, loan_id: str, day: date) -> dict[str, Any] | None:
    """The oracle's book of a loan at the end of ``day``, with principal by day beside it.

    What officers named as income of an asset is no payment, whoever books it as one.
    """
    ended, income = ended_on(played.told, loan_id), income_of(played.told, loan_id)
    facts = [e for e in played.facts.get(loan_id, []) if e.get("receipt_id") not in income]
    book: PlannedBook | None = None
    principal: dict[date, int] = {}
    last = date.max if ended is None else date.fromisoformat(ended)
    for on, found in books(facts, day, day, ended=last):
        book, principal[on] = found, _minor(found.principal)
    return None if book is None else {"book": book, "principal": principal}


def _unpaid(book: PlannedBook, day: date, due_only: bool) -> dict[str, int]:
    items = [item for item in book.items if not due_only or item.due_on <= day]
    found = {part: sum(_minor(item.left(part)) for item in items) for part in COMPONENTS}
    found["penalty"] += sum(_minor(book.penalty(item, day) or Decimal(0)) for item in items)
    return found


def _check(played: Played, day: date) -> None:
    for loan_id in played.facts:
        found = _last_book(played, loan_id, day)
        if found is None:
            continue
        gone = ended_on(played.told, loan_id)
        ended = None if gone is None else date.fromisoformat(gone)
        last = day if ended is None else min(day, ended)
        _check_monitoring(played, loan_id, found["book"], day, last)
        town = played.told.town
        if ended is None or day < ended:
            law, out = (document_of(town, each, loan_id, day) for each in LAW_AND_DISPOSAL)
            _check_claims(law, out, found, day)
        elif (eve := _last_book(played, loan_id, ended - DAY)) is not None:
            shown = played.told.loan(ended - DAY, None, loan_id)
            law, out = (shown[each] for each in LAW_AND_DISPOSAL)
            _check_claims(law, out, eve, ended - DAY)
            _check_ended(played, loan_id, day)


def _check_claims(law: Any, out: Any, found: dict[str, Any], day: date) -> None:
    """What law claims and disposal shows as written off is what the raw messages leave unpaid."""
    book: PlannedBook = found["book"]
    if law is not None:
        owed = {part: cents(law["claim"][part]) for part in COMPONENTS}
        assert owed == _unpaid(book, day, due_only=True)
    if out is not None and out["written_off"] is not None:
        on = date.fromisoformat(out["written_off_on"])
        gone = cents(out["written_off"])
        assert gone <= found["principal"][on]
        on_book = min(found["principal"][on] - gone, _minor(book.principal))
        rest = [each["subject"] for each in out["due"] if each["what"] == "treat_rest_on_book"]
        if out["state"] == "written_off" and law and law["stage"] != "closed":
            assert rest == ([f"{cny(on_book)['amount']} CNY"] if on_book else []), "unnoticed"
        unpaid = _unpaid(book, day, due_only=True)
        memo = sum(unpaid.values()) - unpaid["principal"] + _minor(book.principal) - on_book
        assert cents(out["memo_claim"]) == memo


def _check_ended(played: Played, loan_id: str, day: date) -> None:
    """Of a claim given up nothing is owed, whatever comes to light of the days before."""
    if any(word.loan_id == loan_id for word in played.told.told(disposal.DebtRemitted)):
        law = document_of(played.told.town, "litigation", loan_id, day)
        assert law is None or cents(law["claim"]["total"]) == 0
        for each in (document_of(played.told.town, "guarantee", loan_id, day) or {}).get(
            "guarantors", ()
        ):
            assert each["liable"] is None or cents(each["liable"]) == 0


def _check_monitoring(
    played: Played, loan_id: str, book: PlannedBook, day: date, last: date
) -> None:
    """The ledger says what the raw messages say, component by component; until ``last``, when the
    claim was sold or given up by then.
    """
    shown = document_of(played.told.town, "monitoring", loan_id, day)
    assert shown is not None
    answer = book.answer(last)
    for name in ("overdue", "principal_outstanding", "unapplied", "penalty"):
        assert cents(shown[name]) == _minor(answer[name]), name
    assert shown["days_past_due"] == answer["days_past_due"]
    words = list(played.told.standing("monitoring", monitoring.BalanceChanged))
    paid = dict.fromkeys(COMPONENTS, 0)
    for word in words:
        for part in word.paid or () if word.loan_id == loan_id else ():
            paid[part.component] += cents(part.amount)
    assert paid == {p: sum(_minor(item.paid[p]) for item in book.items) for p in COMPONENTS}


FAR = (
    *("SuitFiled", "GuarantorPaid", "AssetReceivedInSatisfaction", "AssetMonetised"),
    *("LoanWrittenOff", "DebtTransferred", "RecoveryRecognised", "EntriesWithdrawn", "reversed"),
)


def _reached(told: Told) -> set[str]:
    """What was published of it all; ``reversed``: a receipt that had come was taken back."""
    reached = {type(word).__name__ for _, word, _ in told.town.published}
    came: set[str] = set()
    for _, data in told.sent:
        if "reversal_id" in data and data["receipt_id"] in came:
            reached.add("reversed")
        elif "value_date" in data:
            came.add(data["receipt_id"])
    return reached


def test_claimed_is_paid_and_outstanding_at_every_close_of_lives_that_reach_the_end() -> None:
    """A life whose every step is refused conserves money, too, and proves nothing."""
    reached: set[str] = set()

    @few
    @given(plans())
    def every_life(plan: Plan) -> None:
        for played in plan.play():
            _check(played, played.told.today - DAY)
        check_money(played.told)
        reached.update(_reached(played.told))

    every_life()
    assert not set(FAR) - reached


def test_whole_lives_with_random_money_do_reach_the_end() -> None:
    """By some seeds."""
    reached: set[str] = set()
    for seed in (16, 477):
        *_, played = deep(seed)
        reached |= _reached(played.told)
    assert not set(FAR) - reached


def _rebuilt(told: Told, day: date) -> None:
    """What is stored, folded by effective days, shows what the live state shows."""
    for name, house in told.town.houses.items():
        for stream, state in house.states.items():
            kind = REGISTRY.kind(name, stream)
            rows = [row for row in house.writer.rows if row.stream == stream]
            assert kind is not None
            known = told.town.events(name)
            events = [
                (row.version, event)
                for row, event in zip(house.writer.rows, known, strict=True)
                if row.stream == stream
            ]
            assert len(events) == len(rows)
            folded = kind.decider.fold(effective_order(events, date.max))
            for loan_id in {row.loan_id for row in rows if row.loan_id}:
                assert kind.view(folded, loan_id, day) == kind.view(state, loan_id, day), name


@few
@given(st.integers(0, 2**32))
def test_the_whole_life_conserves_money_whatever_comes_late_or_goes(seed: int) -> None:
    for played in deep(seed):
        _check(played, played.told.today - DAY)
    check_money(played.told)
    _rebuilt(played.told, played.told.today - DAY)
    *_, other = deep(seed, ShuffledTown(Random(seed)))
    _same(played, other)


@few
@given(plans())
def test_facts_never_fail_words_are_of_the_contract_and_the_stored_past_is_the_present(
    plan: Plan,
) -> None:
    played = plan.whole()
    for _, word, _ in played.told.town.published:
        assert parse(word.TYPE, word.to_payload()) == word
    _rebuilt(played.told, played.told.today - DAY)


@few
@given(plans())
def test_the_order_between_topics_does_not_matter(plan: Plan) -> None:
    """Kafka keeps the order of one topic's partition only."""
    one, other = plan.whole(), plan.whole(ShuffledTown(Random(plan.seed)))
    _same(one, other)


def _same(one: Played, other: Played) -> None:
    day = one.told.today - DAY
    assert one.done == other.done
    for loan_id in one.facts:
        for service in one.told.town.houses:
            first = document_of(one.told.town, service, loan_id, day)
            second = document_of(other.told.town, service, loan_id, day)
            for shown in (first, second):
                if shown is not None:
                    shown.pop("processed_at", None)
            assert first == second, service
    assert {r.recovery_id for r in one.told.standing("disposal", disposal.RecoveryRecognised)} == {
        r.recovery_id for r in other.told.standing("disposal", disposal.RecoveryRecognised)
    }
