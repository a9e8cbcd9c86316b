"""The ``collection`` object of the loan document: the case as it was on a day, and what is due.

Works on a state folded in effective order up to that day; needs no policy.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.values import Money
from services.collection.domain.agency import standing
from services.collection.domain.conclusions import (
    CollectionCaseOpened,
    LongOverdueMarked,
    RecoveryRecognised,
)
from services.collection.domain.deadlines import DueView, deadlines
from services.collection.domain.done import ArrearsCauseRecorded
from services.collection.domain.facts import LegalStageNoted
from services.collection.domain.promise import broken_by, open_promises
from services.collection.domain.shown import (
    BlockedView,
    ContactView,
    NoticeView,
    PlanView,
    PromiseView,
    blocked,
    contacts,
    notices,
    plans,
    promises,
)
from services.collection.domain.state import Customer
from services.collection.domain.steps import (
    BlacklistEntryAdded,
    BlacklistEntryRemoved,
    CaseHandedOver,
)
from services.collection.domain.talks import reached
from services.collection.domain.words import WORDS
from services.kit.conduct.words import INSTEAD
from services.kit.domain import Frozen
from services.kit.plain import plain


class CollectionView(Frozen, frozen=True, kw_only=True):
    """What collection knows about a loan on a day.

    ``phone_stage``: the stage that the case's calls have come to, since when; None before one and once
    the case is not active (COL-142).
    """

    case_id: str | None
    state: str
    since: date
    phone_stage: str | None
    phone_stage_since: date | None
    cause: str | None
    long_overdue_on: date | None
    contacts: tuple[ContactView, ...]
    notices: tuple[NoticeView, ...]
    promises: tuple[PromiseView, ...]
    promises_broken: int
    expected_cash: Money | None
    plans: tuple[PlanView, ...]
    team: tuple[str, ...]
    agency_id: str | None
    legal_stage: str | None
    recovered: Money | None
    blacklisted: tuple[str, ...]
    blocked: tuple[BlockedView, ...]
    due: tuple[DueView, ...]


def view(customer: Customer, loan_id: str, as_of: date) -> CollectionView | None:
    """The loan's case at the end of ``as_of``; None when it was never in one by then."""
    file, move = customer.loans.get(loan_id), customer.move_on(as_of)
    if file is None or move is None or not _was_in(customer, loan_id, as_of):
        return None
    causes = [c for c in customer.acts(ArrearsCauseRecorded, as_of) if c.loan_id == loan_id]
    marks = [m for m in customer.live(LongOverdueMarked, as_of) if m.loan_id == loan_id]
    teams = customer.of_case(CaseHandedOver, loan_id, as_of)
    agency = standing(customer, loan_id, as_of)
    promised = tuple(promises(customer, loan_id, as_of))
    pending = {each.promise_id for each in open_promises(customer, as_of)}
    running = [p.expected_cash for p in promised if p.promise_id in pending]
    nets = [r.net for r in customer.live(RecoveryRecognised, as_of) if r.loan_id == loan_id]
    gone = {each.entry_id for each in customer.acts(BlacklistEntryRemoved, as_of)}
    talk = reached(customer, loan_id, as_of)
    stages = [s.stage for s in file.of(LegalStageNoted) if s.effective_on <= as_of]
    return CollectionView(
        case_id=customer.in_case(loan_id, as_of),
        state=move.state,
        since=move.effective_on,
        phone_stage=None if talk is None else talk.stage,
        phone_stage_since=None if talk is None else talk.on,
        cause=causes[-1].cause if causes else None,
        long_overdue_on=marks[-1].effective_on if marks else None,
        contacts=tuple(contacts(customer, loan_id, as_of)),
        notices=tuple(notices(customer, loan_id, as_of)),
        promises=promised,
        promises_broken=broken_by(customer, as_of),
        expected_cash=_sum(running),
        plans=tuple(plans(customer, loan_id, as_of)),
        team=teams[-1].team if teams else (),
        agency_id=None if agency is None else agency.agency_id,
        legal_stage=stages[-1] if stages else None,
        recovered=_sum(nets),
        blacklisted=tuple(
            each.entry_id
            for each in customer.acts(BlacklistEntryAdded, as_of)
            if each.entry_id not in gone
        ),
        blocked=tuple(blocked(customer, loan_id, as_of)),
        due=tuple(deadlines(customer, loan_id, as_of)),
    )


def _was_in(customer: Customer, loan_id: str, day: date) -> bool:
    return any(each.loan_id == loan_id for each in customer.live(CollectionCaseOpened, day))


def _sum(amounts: list[Money]) -> Money | None:
    if not amounts:
        return None
    return Money(sum(each.minor for each in amounts), amounts[0].currency)


def document(shown: CollectionView) -> dict[str, Any]:
    """The view as plain JSON values; a deadline's and an alternative's ``words``: English, Chinese."""
    told: dict[str, Any] = plain(shown)
    for row in told["due"]:
        row["words"] = list(WORDS.get(row["what"], (row["what"],) * 2))
    for row in told["blocked"]:
        row["words"] = list(INSTEAD.get(row["alternative"], (row["alternative"],) * 2))
    return told
