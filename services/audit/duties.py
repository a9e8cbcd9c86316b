"""What is due for people to do, over all loans: what each service's own view says. Pure.

Overdue first, then what has no term (to be done at once), then what falls due, the earliest first.
What its service says was missed is overdue, though its day be the one that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from services.audit.book import Stored
from services.audit.knowledge import StreamName
from services.audit.registry import Registry
from services.kit import events
from services.kit.domain import effective_order


class Duty(NamedTuple):
    """Something for people to do by ``on`` (None: at once). Compares in the order of the list."""

    rank: int
    on: date | None
    service: str
    loan_id: str
    what: str
    about: str
    obligor_id: str
    rule: str | None
    article: str | None
    words: tuple[str, str]

    @property
    def order(self) -> tuple[int, date, str, str, str, str]:
        """Its place in the list."""
        on = self.on or date.min
        return self.rank, on, self.service, self.loan_id, self.what, self.about


OVERDUE, AT_ONCE, COMING = range(3)


def duties(
    registry: Registry,
    obligor_id: str,
    streams: Mapping[StreamName, Sequence[Stored]],
    on: date,
) -> Iterator[Duty]:
    """All that is open at the end of ``on`` about the loans of one obligor."""
    for (service, stream), stored in streams.items():
        kind = registry.kind(service, stream)
        if kind is None:
            continue
        known = [(version, events.decode(*coded)) for version, coded in stored]
        loans = dict.fromkeys(event.loan_id for _, event in known if event.loan_id)
        state = kind.decider.fold(effective_order(known, on))
        for loan_id in loans:
            view = kind.view(state, loan_id, on)
            for each in () if view is None else kind.due(view):
                yield Duty(
                    rank=_rank(each, on),
                    on=each.on,
                    service=service,
                    loan_id=loan_id,
                    what=each.what,
                    about=str(getattr(each, "about", "") or getattr(each, "subject", "")),
                    obligor_id=obligor_id,
                    rule=getattr(each, "rule", None),
                    article=getattr(each, "article", None),
                    words=registry.words(service, each.what),
                )


def _rank(each: Any, on: date) -> int:
    if getattr(each, "missed", False):
        return OVERDUE
    if each.on is None:
        return AT_ONCE
    return OVERDUE if each.on < on else COMING


class Agenda:
    """Keeps the first ``limit`` duties that are due by ``ahead`` days after ``on``, and counts."""

    def __init__(self, on: date, ahead: int, limit: int) -> None:
        self.on, self.until, self._limit = on, _later(on, ahead), limit
        self._kept: list[Duty] = []
        self.total = self.overdue = self.later = 0

    def add(self, duty: Duty) -> None:
        """Take one duty in."""
        if duty.on is not None and duty.on > self.until:
            self.later += 1
            return
        self.total += 1
        self.overdue += duty.rank == OVERDUE
        self._kept.append(duty)
        if len(self._kept) > 4 * self._limit:
            self._cut()

    def _cut(self) -> None:
        self._kept = sorted(self._kept, key=lambda each: each.order)[: self._limit]

    def result(self) -> dict[str, Any]:
        """The answer of ``GET /due``; ``later`` counts what is open beyond ``until``."""
        self._cut()
        return {
            "on": self.on.isoformat(),
            "until": self.until.isoformat(),
            "total": self.total,
            "overdue": self.overdue,
            "later": self.later,
            "due": [_shown(each) for each in self._kept],
            "more": self.total > len(self._kept),
        }


def _later(on: date, days: int) -> date:
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max


def _shown(duty: Duty) -> dict[str, Any]:
    return {
        "on": None if duty.on is None else duty.on.isoformat(),
        "overdue": duty.rank == OVERDUE,
        "service": duty.service,
        "loan_id": duty.loan_id,
        "obligor_id": duty.obligor_id,
        "what": duty.what,
        "en": duty.words[0],
        "zh": duty.words[1],
        "about": duty.about or None,
        "rule": duty.rule,
        "article": duty.article,
    }
