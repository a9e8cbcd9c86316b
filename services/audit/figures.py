"""What collection brought on one loan: net recovery, recovery rate, collection cycle. Pure.

Measured in the loan's latest case, and of it in the spells in which the loan was overdue: what is paid
in time, before the first of them or between two, is none of it. The definitions are those in force on
the day asked about. Everything is read from the events known then: a payment that comes late or is
reversed gives other figures, and the earlier ones stay answerable.

- **Net recovery** (COL-130): what came in, less costs, each recovery once. An asset taken for debt
  counts when it becomes money, in the case in which it was taken.
- **Recovery rate** (XCT-41): that, over all that was overdue: of each spell what was paid in it
  and what was still open on its last day on which something fell due. Later penalty is not in it, so a
  debtor who pays penalty too can come to more than the whole.
- **Collection cycle** (XCT-42): days from the first day overdue to the first and to the last money.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from contracts.values import Money
from services.audit.money_walk import Told
from services.audit.policy import FiguresBook, FiguresPolicy
from services.audit.recoveries import KnownByStream, counting, recoveries
from services.audit.registry import Registry
from services.kit.domain import effective_order

_ONE_DAY = timedelta(days=1)
_OPENED = "collection.CollectionCaseOpened"
_TAKEN = "disposal.AssetReceivedInSatisfaction"
_ARREARS = "monitoring.ArrearsChanged"
_GONE = ("disposal.DebtTransferred", "disposal.DebtRemitted")
_PERCENT = 100


class Spell(NamedTuple):
    """From the first day overdue ``until`` the day on which nothing was overdue; None: it goes on."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether the day is one of it; the money that ended it is."""
        return self.since <= day and (self.until is None or day <= self.until)


class Span(NamedTuple):
    """What is measured: the ``spells`` since the loan's latest case was opened."""

    case_id: str
    opened: date
    spells: tuple[Spell, ...]

    @property
    def since(self) -> date:
        """The first day overdue; while there is none, the opening."""
        return self.spells[0].since if self.spells else self.opened

    @property
    def until(self) -> date | None:
        """The day on which it was overdue no more; a death opens a case with nothing overdue."""
        return self.spells[-1].until if self.spells else self.opened


def figures(
    registry: Registry, known: KnownByStream, loan_id: str, as_of: date, book: FiguresBook
) -> dict[str, Any] | None:
    """The figures as plain JSON values; None while no case was ever opened for the loan."""
    if not any(r.type == _OPENED and r.loan_id == loan_id for e in known.values() for r, _ in e):
        return None
    policy = book.in_force(max(as_of, book.editions[0].effective_from))
    case = counting(known, "collection", loan_id, as_of)
    ends = counting(known, "disposal", loan_id, as_of)
    monitoring = counting(known, "monitoring", loan_id, as_of)
    span = _span(case, monitoring)
    if span is None:
        return None
    days = list(_fell_due(monitoring, policy.falls_due.codes))
    gone = (told.event.effective_on for told in ends if told.row.type in _GONE)
    to = min((*gone, as_of))
    last_due = [_last_due(spell, days, to) for spell in span.spells]
    on = last_due[-1] if last_due else span.opened
    claims = _Overdue(registry, known, loan_id, policy)
    overdue = sum(claims.of(*each) for each in zip(span.spells, last_due, strict=True))
    currency = claims.currency(on)
    counted = list(_counted((*ends, *case), span, policy))
    net = sum(each["net"] for each in counted)
    return {
        "policy_id": policy.policy_id,
        "case_id": span.case_id,
        "since": span.opened.isoformat(),
        "until": None if span.until is None else span.until.isoformat(),
        "net_recovery": {
            "rule": "COL-130",
            "ways": list(policy.recovery.codes),
            "amount": _money(net, currency),
            "by_way": {way: _money(sum_, currency) for way, sum_ in _by_way(counted).items()},
        },
        "recovery_rate": {
            "rule": "XCT-41",
            "recovered": _money(net, currency),
            "overdue": _money(overdue, currency),
            "components": list(policy.overdue.codes),
            "overdue_on": on.isoformat(),
            "percent": _percent(net, overdue, policy.rate.digits.value),
        },
        "collection_cycle": _cycle(counted, span, policy),
    }


def _span(case: Iterable[Told], monitoring: Iterable[Told]) -> Span | None:
    opened = [told.event for told in case if told.row.type == _OPENED]
    if not opened:
        return None
    since = opened[-1].effective_on
    inside = (each for each in _spells(monitoring) if each.until is None or each.until >= since)
    spells = tuple(each._replace(since=max(each.since, since)) for each in inside)
    return Span(opened[-1].case_id, since, spells)


def _spells(monitoring: Iterable[Told]) -> Iterator[Spell]:
    since: date | None = None
    for told in monitoring:
        if told.row.type != _ARREARS:
            continue
        on, late = told.event.effective_on, told.event.overdue_since is not None
        if late and since is None:
            since = on
        elif not late and since is not None:
            yield Spell(since, on)
            since = None
    if since is not None:
        yield Spell(since, None)


def _last_due(spell: Spell, days: Iterable[date], to: date) -> date:
    """The last day of the spell, by ``to``, on which something fell due; else its first."""
    within = (day for day in days if spell.since < day <= to and spell.holds(day))
    return max(within, default=spell.since)


def _counted(told: Iterable[Told], span: Span, policy: FiguresPolicy) -> Iterable[dict[str, Any]]:
    """The recoveries of this case while something was overdue."""
    told = list(told)
    taken = {t.event.asset_id: t.event.effective_on for t in told if t.row.type == _TAKEN}
    for each in recoveries(told):
        belongs = taken.get(each["recovery_id"], each["on"])
        if (
            any(spell.holds(belongs) for spell in span.spells)
            and each["way"] in policy.recovery.codes
        ):
            yield each


def _by_way(counted: Iterable[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in counted:
        found[each["way"]] = found.get(each["way"], 0) + each["net"]
    return found


def _cycle(counted: Iterable[dict[str, Any]], span: Span, policy: FiguresPolicy) -> dict[str, Any]:
    days = [each["on"] for each in counted if each["way"] in policy.money.codes and each["net"]]
    first, last = (min(days), max(days)) if days else (None, None)
    return {
        "rule": "XCT-42",
        "ways": list(policy.money.codes),
        "from": span.since.isoformat(),
        "first_on": None if first is None else first.isoformat(),
        "first_days": None if first is None else (first - span.since).days,
        "last_on": None if last is None else last.isoformat(),
        "last_days": None if last is None else (last - span.since).days,
    }


class _Overdue:
    """Reads monitoring's own view of the days that matter."""

    def __init__(
        self, registry: Registry, known: KnownByStream, loan_id: str, policy: FiguresPolicy
    ) -> None:
        self._kind = next(each for each in registry.kinds if each.service == "monitoring")
        self._known = [rows for (name, _), rows in known.items() if name == "monitoring"]
        self._loan_id = loan_id
        self._policy = policy

    def of(self, spell: Spell, on: date) -> int:
        """What was open on a day and what had been paid since the first of the spell. Minor units."""
        then, before = self._view(on), self._view(spell.since - _ONE_DAY)
        return self._open(then, on) + self._paid(then) - self._paid(before)

    def currency(self, on: date) -> str:
        """The loan's; of one that monitoring does not know, the bank's."""
        view = self._view(on)
        return Money(0).currency if view is None else str(view.principal_outstanding.currency)

    def _view(self, on: date) -> Any:
        for known in self._known:
            events = ((row.version, event) for row, event in known)
            state = self._kind.decider.fold(effective_order(events, on))
            if (view := self._kind.view(state, self._loan_id, on)) is not None:
                return view
        return None

    @staticmethod
    def _claims(view: Any) -> tuple[Any, ...]:
        return () if view is None else (*view.installments, *view.charges)

    def _sum(self, amounts: Any) -> int:
        return sum(amounts[name].minor for name in self._policy.overdue.codes)

    def _paid(self, view: Any) -> int:
        return sum(self._sum(each.paid) for each in self._claims(view))

    def _open(self, view: Any, on: date) -> int:
        due = [each for each in self._claims(view) if each.due_on <= on]
        return sum(self._sum(each.due) - self._sum(each.paid) for each in due)


def _fell_due(monitoring: Iterable[Told], components: Sequence[str]) -> Iterator[date]:
    """The days on which a part of the debt fell due, by the plan that stood then; the calling of the
    whole debt is such a day.
    """
    days: list[date] = []
    for told in monitoring:
        event = told.event
        match told.row.type:
            case "monitoring.LoanOpened":
                days = [each.due_on for each in event.schedule if _asks(each, components)]
            case "monitoring.PlanChanged":
                yield from (day for day in days if day < event.effective_on)
                planned = (each for each in event.unfinished if _asks(each.due, components))
                days = [each.due_on for each in planned if each.due_on >= event.effective_on]
                if event.accelerated_on == event.effective_on:
                    days.append(event.effective_on)
            case "monitoring.ChargeClaimed" if event.component in components:
                yield event.due_on
    yield from days


def _asks(amounts: Any, components: Sequence[str]) -> bool:
    return any(getattr(amounts, name) for name in components)


def _percent(part: int, whole: int, digits: int) -> str | None:
    """``75.06``; None when nothing was overdue."""
    if not whole:
        return None
    unit = Decimal(1).scaleb(-digits)
    return str((Decimal(part) * _PERCENT / Decimal(whole)).quantize(unit, ROUND_HALF_UP))


def _money(minor: int, currency: str) -> dict[str, str]:
    return {"amount": Money(minor, currency).amount, "currency": currency}
