"""What facts do to a ledger, day by day: the one walk behind the short way and the long way.

Order: by the day a fact counts, then as facts were taken. Before each day's facts, unapplied money
is used for what has fallen due; after each fact as well. A fact from before disbursement counts on
the day of disbursement. Money that comes on the day of a prepayment, but after its plan, pays the
principal that the plan no longer lists, as it would have before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, assert_never

from services.monitoring.domain.acceleration import (
    ACCELERATION,
    accelerate_by_officer,
    accelerate_by_plan,
    is_stopped,
    stop_interest,
)
from services.monitoring.domain.allocation import allocate
from services.monitoring.domain.drafts import charge_entry, consequences, money_entry, plan_entry
from services.monitoring.domain.entries import LedgerEntry
from services.monitoring.domain.facts import (
    ChargeTaken,
    CountedFact,
    LoanAccelerated,
    LoanOpened,
    ReceiptTaken,
    ScheduleReplaced,
    WentBankrupt,
    name_of,
)
from services.monitoring.domain.ledger import Ledger, post
from services.monitoring.domain.schedule import PREPAYMENT, Plan, prepaid_after, replan


class Derived(NamedTuple):
    """Draft entries in order, and the ledger as it was before them and after each day of them."""

    entries: tuple[LedgerEntry, ...]
    ledgers: tuple[Ledger, ...]


def day_of(opened: LoanOpened, fact: CountedFact) -> date:
    """The day on which the fact counts for this loan."""
    return max(fact.effective_on, opened.effective_on)


def derive(
    opened: LoanOpened,
    ledger: Ledger,
    facts: Iterable[CountedFact],
    until: date,
    prepaid_by: ScheduleReplaced | None = None,
) -> Derived:
    """Put ``facts``, given in order, to ``ledger``, and use unapplied money up to ``until``.

    ``prepaid_by``: the plan of a prepayment that stands in the ledger since its last day.
    """
    walk = _Walk(opened, ledger, prepaid_by)
    for fact in facts:
        day = day_of(opened, fact)
        walk.use_unapplied(day)
        walk.count(fact, day)
        walk.use_unapplied(day)
    walk.use_unapplied(until)
    return Derived(tuple(walk.entries), tuple(walk.ledgers))


class _Walk:
    """Entries drafted so far and the ledger they lead to."""

    def __init__(
        self, opened: LoanOpened, ledger: Ledger, prepaid_by: ScheduleReplaced | None
    ) -> None:
        self.entries: list[LedgerEntry] = []
        self.ledgers = [ledger]
        self._opened = opened
        self._ledger = ledger
        self._prepaid_by = prepaid_by

    def count(self, fact: CountedFact, day: date) -> None:
        """The entry of one fact, and what follows at once."""
        opened, ledger = self._opened, self._ledger
        match fact:
            case ReceiptTaken():
                kind = fact.payer_kind == "in_kind"
                named = fact.allocation
                done = allocate(opened, ledger, day, fact.amount.minor, named, in_kind=kind)
                self._post(money_entry(opened, ledger, day, fact, done))
                self._prepay(fact, day)
            case ChargeTaken():
                self._post(charge_entry(opened, fact, day))
            case ScheduleReplaced() | LoanAccelerated() if is_stopped(ledger):
                self._plan(fact, Plan(ledger.claims), day, accelerates=False)
            case ScheduleReplaced():
                plan = replan(opened, ledger, fact, day)
                accelerates = fact.reason == ACCELERATION
                if accelerates:
                    plan = accelerate_by_plan(opened, ledger, plan, name_of(fact), day)
                self._plan(fact, plan, day, accelerates)
                if fact.reason == PREPAYMENT:
                    self._prepaid_by = fact
            case LoanAccelerated():
                plan = accelerate_by_officer(opened, ledger, name_of(fact), day)
                self._plan(fact, plan, day, accelerates=True)
            case WentBankrupt():
                plan = stop_interest(opened, ledger, name_of(fact), day)
                self._plan(fact, plan, day, accelerates=ledger.accelerated_on is None)
            case _:
                assert_never(fact)

    def use_unapplied(self, until: date) -> None:
        """Unapplied money pays what falls due up to ``until``, each time on the due day itself."""
        while self._ledger.unapplied and self._ledger.unfinished:
            day = max(self._ledger.unfinished[0].due_on, self._ledger.day)
            if day > until:
                return
            done = allocate(self._opened, self._ledger, day, self._ledger.unapplied)
            self._post(money_entry(self._opened, self._ledger, day, None, done))

    def _prepay(self, receipt: ReceiptTaken, day: date) -> None:
        """What is left of a receipt goes to the principal that the day's prepayment left out."""
        change = self._prepaid_by
        if change is None or day_of(self._opened, change) != day:
            return
        plan = prepaid_after(self._ledger, change, receipt.receipt_id, day)
        if plan is not None:
            self._plan(change, plan, day, accelerates=False)

    def _plan(self, fact: CountedFact, plan: Plan, day: date, accelerates: bool) -> None:
        cause = name_of(fact)
        self._post(
            plan_entry(self._opened, self._ledger, cause, plan, day, accelerates=accelerates)
        )

    def _post(self, entry: LedgerEntry) -> None:
        before = self._ledger
        after = post(before, entry)
        self.entries.append(entry)
        for follows in consequences(self._opened, before, after, entry):
            after = post(after, follows)
            self.entries.append(follows)
        self._ledger = after
        if self.ledgers[-1].day == after.day and len(self.ledgers) > 1:
            self.ledgers[-1] = after
        else:
            self.ledgers.append(after)
