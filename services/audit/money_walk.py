"""The money of one loan, movement by movement (资金明细). Pure.

What is claimed and what is left on a day is monitoring's own view of that day; what moved it are the
events of that day. A claimed cent is always in one place: ``outstanding``, ``written_off`` (off the
book and still pursued, WO-01), ``paid``, ``in_kind``, ``sold`` or ``remitted``. Penalty is claimed
once per claim, payment or statement (contract.md section 3), so it moves on those days and on the
last one, never on a day between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from contracts.debts import Sums
from services.audit.loan_rows import Row
from services.audit.money_assets import Assets
from services.audit.registry import StreamKind

PLACES: Final = ("outstanding", "written_off", "paid", "in_kind", "sold", "remitted")
"""Where a claimed cent can be."""
NOTHING: Final = Sums()


class Told(NamedTuple):
    """An event that counts, and its row in the journal."""

    service: str
    row: Row
    event: Any


class Movement(NamedTuple):
    """Money that moved: ``amounts`` by component, or a ``total`` that has none (the bank's side).

    ``source`` None: it is newly claimed, or income beside the claim.
    """

    what: str
    told: Told
    source: str | None
    target: str
    total: int
    amounts: Sums | None = None
    about: str | None = None
    payer: str | None = None


class Day(NamedTuple):
    """A day on which something moved, and where everything is at its end."""

    on: date
    movements: Sequence[Movement]
    at: Mapping[str, Sums]
    held: int
    unapplied: int


class Standing(NamedTuple):
    """Claimed and paid so far, as monitoring shows it."""

    claimed: Sums = NOTHING
    paid: Sums = NOTHING
    unapplied: int = 0


def plus(one: Iterable[int], other: Iterable[int]) -> Sums:
    """Component by component."""
    return Sums(*(a + b for a, b in zip(one, other, strict=True)))


def minus(one: Iterable[int], other: Iterable[int]) -> Sums:
    """Component by component."""
    return Sums(*(a - b for a, b in zip(one, other, strict=True)))


@dataclass
class Walk:
    """Goes through the days of a loan's money; ``days`` are those on which something moved."""

    kind: StreamKind
    as_of: date
    days: list[Day] = field(default_factory=list)
    at: dict[str, Sums] = field(default_factory=lambda: dict.fromkeys(PLACES, NOTHING))
    assets: Assets = field(default_factory=Assets)
    standing: Standing = field(default_factory=Standing)
    written_off: Told | None = None
    stated: list[tuple[str, Told, int, int]] = field(default_factory=list)
    """What a stated sum says: of what, by which event, stated and counted."""
    _state: Any = None
    _view: Any = None
    _lent: int = 0
    _plan: Told | None = None
    _last: Told | None = None
    _over: bool = False
    _receipts: dict[str, Told] = field(default_factory=dict)

    def go(self, monitoring: Sequence[Told], disposal: Sequence[Told]) -> None:
        """Walk through all events, given in effective order."""
        self._state = self.kind.decider.initial
        ours, theirs = _by_day(monitoring), _by_day(disposal)
        self._receipts = {
            told.event.receipt_id: told
            for told in monitoring
            if told.row.type == "monitoring.ReceiptTaken"
        }
        days = {*ours, *theirs, *_due_days(monitoring), self.as_of}
        for day in sorted(each for each in days if each <= self.as_of):
            moved = list(self._day(day, ours.get(day, ()), theirs.get(day, ())))
            if moved:
                self.days.append(
                    Day(day, moved, dict(self.at), self.assets.held, self.standing.unapplied)
                )

    @property
    def left(self) -> Sums:
        """What monitoring's view says is still owed."""
        return minus(self.standing.claimed, self.standing.paid)

    # -- one day ------------------------------------------------------------------------------

    def _day(self, day: date, ours: Sequence[Told], theirs: Sequence[Told]) -> Iterator[Movement]:
        for told in ours:
            self._state = self.kind.decider.evolve(self._state, told.event)
        if not self._over and (view := self.kind.view(self._state, "", day)) is not None:
            for told in ours:
                self._noted(told)
            self._view = view
            states = any(map(_states_penalty, (*ours, *theirs))) or day == self.as_of
            now = self._standing_on(day, states=states)
            stating = next(filter(_states_penalty, (*ours, *theirs)), self._last)
            more = minus(now.claimed, self.standing.claimed)
            yield from self._claims(ours, more, day, stating)
            yield from self._payments(ours, minus(now.paid, self.standing.paid))
            self.standing = now
        for told in theirs:
            yield from self._disposed(told)

    def _noted(self, told: Told) -> None:
        match told.row.type:
            case "monitoring.LoanOpened":
                self._lent, self._plan, self._last = told.event.principal.minor, told, told
            case "monitoring.PlanChanged":
                self._plan = self._last = told
            case "monitoring.MoneyAllocated" | "monitoring.ChargeClaimed":
                self._last = told

    def _standing_on(self, day: date, *, states: bool) -> Standing:
        claimed = paid = NOTHING
        for each in (*self._view.installments, *self._view.charges):
            done = _sums(each.paid)
            claimed = plus(claimed, _sums(each.due) if each.due_on <= day else done)
            paid = plus(paid, done)
        left = self._view.principal_outstanding.minor
        penalty = claimed.penalty if states else self.standing.claimed.penalty
        return Standing(
            claimed._replace(principal=self._lent, penalty=penalty),
            paid._replace(principal=self._lent - left),
            self._view.unapplied.minor,
        )

    def _claims(
        self, ours: Sequence[Told], more: Sums, day: date, stating: Told | None
    ) -> Iterator[Movement]:
        """What is newly claimed, each by the event that claims it."""
        plan = next((t for t in ours if t.row.type == "monitoring.PlanChanged"), None)
        for told in ours:
            if told.row.type == "monitoring.LoanOpened":
                lent = Sums(principal=self._lent)
                more = minus(more, lent)
                yield self._claimed("lent", told, lent)
            elif told.row.type == "monitoring.ChargeClaimed" and told.event.due_on <= day:
                charge = Sums(**{told.event.component: told.event.amount})
                more = minus(more, charge)
                yield self._claimed("charged", told, charge, told.event.charge_id)
        accrued = Sums(penalty=more.penalty)
        if any(rest := minus(more, accrued)):
            by = plan or self._plan
            assert by is not None
            yield self._claimed("fell_due" if plan is None else "replanned", by, rest)
        if any(accrued):
            assert stating is not None
            yield self._claimed("accrued", stating, accrued)

    def _claimed(self, what: str, told: Told, sums: Sums, about: str | None = None) -> Movement:
        target = "outstanding" if self.written_off is None else "written_off"
        self.at[target] = plus(self.at[target], sums)
        return Movement(what, told, None, target, sums.total, sums, about)

    def _payments(self, ours: Sequence[Told], more: Sums) -> Iterator[Movement]:
        for told in ours:
            if told.row.type == "monitoring.MoneyAllocated":
                parts = dict.fromkeys(Sums._fields, 0)
                for part in told.event.parts:
                    parts[part.component] += part.amount
                more = minus(more, Sums(**parts))
                yield from self._paid(told, Sums(**parts), told.event.receipt_id)
        if any(more):  # monitoring has not concluded on this money yet, but its view counts it
            by = next((t for t in ours if t.row.type == "monitoring.ReceiptTaken"), self._last)
            assert by is not None
            yield from self._paid(by, more, getattr(by.event, "receipt_id", None))

    def _paid(self, told: Told, sums: Sums, receipt_id: str | None) -> Iterator[Movement]:
        receipt = self._receipts.get(receipt_id or "")
        payer = None if receipt is None else receipt.event.payer_kind
        target = "in_kind" if payer == "in_kind" else "paid"
        if not any(sums):
            return
        yield from self._moved(target, told, sums, target, receipt_id, payer)

    def _moved(
        self,
        what: str,
        told: Told,
        sums: Sums,
        target: str,
        about: str | None = None,
        payer: str | None = None,
    ) -> Iterator[Movement]:
        """Out of what is off the book first, then out of the book."""
        taken = NOTHING
        if self.written_off is not None:
            taken = Sums(*map(min, sums, self.at["written_off"]))
        for source, part in (("written_off", taken), ("outstanding", minus(sums, taken))):
            if any(part):
                self.at[source] = minus(self.at[source], part)
                self.at[target] = plus(self.at[target], part)
                yield Movement(what, told, source, target, part.total, part, about, payer)

    def _off_book(self, told: Told, principal: int) -> Iterator[Movement]:
        """Out of the book; what a write-off before this one took is off it already."""
        self.written_off, off = told, self.at["outstanding"]
        if any(off := off._replace(principal=min(off.principal, principal))):
            self.at["outstanding"] = minus(self.at["outstanding"], off)
            self.at["written_off"] = plus(self.at["written_off"], off)
            yield Movement("written_off", told, "outstanding", "written_off", off.total, off)

    # -- disposal -----------------------------------------------------------------------------

    def _disposed(self, told: Told) -> Iterator[Movement]:
        event = told.event
        match told.row.type:
            case "disposal.LoanWrittenOff":
                yield from self._off_book(told, event.principal.minor)
                off = self.at["written_off"].total
                self.stated.append(("memo_claim", told, event.memo_claim.minor, off))
            case "disposal.DebtTransferred":
                self.stated.append(("claim_sold", told, event.claim.minor, self._owed.total))
                sold, price = self._owed.total, event.price.minor
                yield from self._moved("sold", told, self._owed, "sold", event.buyer_id)
                yield Movement("price", told, "sold", "recovery", price, about=event.payment_id)
                yield Movement("loss_on_sale", told, "sold", "loss", sold - price)
                self.assets.price, self.assets.loss_on_sale = price, sold - price
                self._over = True
            case "disposal.DebtRemitted":
                yield from self._moved("remitted", told, self._owed, "remitted")
                self._over = True
            case _:
                for what, source, target, total in self.assets.moved(told.row.type, event):
                    name = getattr(event, "asset_id", None)
                    yield Movement(what, told, source, target, total, about=name)

    @property
    def _owed(self) -> Sums:
        return plus(self.at["outstanding"], self.at["written_off"])


def _states_penalty(told: Told) -> bool:
    """Penalty is claimed up to the day of this event."""
    match told.row.type:
        case "monitoring.MoneyAllocated" | "monitoring.PlanChanged":
            return True
        case "monitoring.ChargeClaimed":
            return bool(told.event.component == "penalty")
        case "disposal.LoanWrittenOff" | "disposal.DebtTransferred" | "disposal.DebtRemitted":
            return True
        case _:
            return False


def _by_day(events: Iterable[Told]) -> dict[date, list[Told]]:
    days: dict[date, list[Told]] = defaultdict(list)
    for told in events:
        days[told.event.effective_on].append(told)
    return days


def _due_days(monitoring: Iterable[Told]) -> Iterator[date]:
    for told in monitoring:
        if told.row.type in ("monitoring.LoanOpened", "monitoring.ScheduleReplaced"):
            yield from (row.due_on for row in told.event.schedule)
        elif told.row.type == "monitoring.ChargeClaimed":
            yield told.event.due_on


def _sums(amounts: Mapping[str, Any]) -> Sums:
    return Sums(**{component: money.minor for component, money in amounts.items()})
