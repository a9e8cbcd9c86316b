"""How each event changes what is known of a customer. Judges nothing, refuses nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any, TypeVar, get_args

from services.collection.domain.conclusions import (
    AnyConclusion,
    CaseMoved,
    EntriesWithdrawn,
    ReviewPlanned,
)
from services.collection.domain.facts import (
    AnyFact,
    ClaimNoted,
    EntriesGone,
    GuarantorNoted,
    LifeEventNoted,
    LoanTaken,
    NumberedFact,
)
from services.collection.domain.loan_file import LoanFile, Numbered
from services.collection.domain.quiet import checked, cut
from services.collection.domain.state import Customer
from services.collection.domain.steps import AnyDone, ComplianceCaseOpened, ProhibitedActionBlocked
from services.kit.domain import Due, changed

Row = TypeVar("Row")
CustomerEvent = (
    AnyFact
    | AnyDone
    | AnyConclusion
    | ProhibitedActionBlocked
    | ComplianceCaseOpened
    | ReviewPlanned
)
FACTS: tuple[type[Any], ...] = get_args(AnyFact)
CONCLUSIONS: tuple[type[Any], ...] = get_args(AnyConclusion)


def evolve_customer(customer: Customer, event: CustomerEvent) -> Customer:
    """The customer after ``event``."""
    judged = customer.judged_to
    if judged is None or judged < event.processed_on:
        customer = changed(checked(customer), judged_to=event.processed_on)
    customer = cut(customer, event)
    if isinstance(event, FACTS):
        file = customer.loans.get(event.loan_id) or LoanFile(loan_id=event.loan_id)
        return changed(customer, loans={**customer.loans, event.loan_id: _informed(file, event)})
    if isinstance(event, CONCLUSIONS):
        return _concluded(customer, event)
    if isinstance(event, ReviewPlanned):
        due = None if event.review_on is None else Due(event.review_on, event.reason)
        return changed(customer, review=due, review_loan=event.loan_id)
    if isinstance(event, ProhibitedActionBlocked):
        return changed(customer, blocked=_placed(customer.blocked, event, _by_day))
    if isinstance(event, ComplianceCaseOpened):
        return changed(customer, compliance=_placed(customer.compliance, event, _by_day))
    return changed(
        customer,
        done=_placed(customer.done, event, _by_day),
        entries=max(customer.entries, getattr(event, "entry", 0)),
    )


def _informed(file: LoanFile, fact: Any) -> LoanFile:
    match fact:
        case LoanTaken():
            return changed(file, taken=fact)
        case ClaimNoted():
            told = max(file.told or fact, fact, key=lambda each: each.telling)
            return changed(file, claims=_placed(file.claims, fact, _by_telling), told=told)
        case LifeEventNoted():
            return changed(file, lives=_placed(file.lives, fact, _by_day))
        case GuarantorNoted():
            return changed(file, guarantors=_placed(file.guarantors, fact, _by_day))
        case _:
            return _numbered(file, fact)


def _numbered(file: LoanFile, fact: NumberedFact) -> LoanFile:
    dead = {(fact.source, number) for number in fact.withdraws}
    highest = max(fact.number or 0, *fact.withdraws, file.highest.get(fact.source, 0))
    file = changed(file, highest={**file.highest, fact.source: highest})
    if isinstance(fact, EntriesGone) and fact.number is not None:
        dead.add((fact.source, fact.number))
    if dead:
        file = changed(
            file,
            gone=tuple(sorted({*file.gone, *dead})),
            numbered=tuple(
                row for row in file.numbered if (row.source, row.number or 0) not in dead
            ),
        )
    if isinstance(fact, EntriesGone) or (fact.source, fact.number or 0) in file.gone:
        return file
    return changed(file, numbered=_placed(file.numbered, fact, _by_number))


def _concluded(customer: Customer, event: Any) -> Customer:
    """Withdrawn ones go; one that is known to be withdrawn before it comes does not count."""
    withdrawn = customer.withdrawn
    concluded = customer.concluded
    if event.corrects:
        withdrawn = tuple(sorted({*withdrawn, *event.corrects}))
        concluded = tuple(each for each in concluded if each.entry not in event.corrects)
    if not isinstance(event, EntriesWithdrawn) and event.entry not in withdrawn:
        concluded = _placed(concluded, event, _by_entry)
    return changed(
        customer,
        concluded=concluded,
        withdrawn=withdrawn,
        entries=max(customer.entries, event.entry),
    )


def _placed(rows: tuple[Row, ...], row: Row, key: Callable[[Any], Any]) -> tuple[Row, ...]:
    if not rows or key(rows[-1]) <= key(row):
        return (*rows, row)
    at = bisect_right(rows, key(row), key=key)
    return (*rows[:at], row, *rows[at:])


def _by_day(row: Any) -> Any:
    return row.effective_on


def _by_telling(row: ClaimNoted) -> tuple[Any, int]:
    return row.effective_on, row.telling


def _by_number(row: Numbered) -> tuple[Any, str, int]:
    return row.effective_on, row.source, row.number or 0


def _by_entry(row: Any) -> tuple[Any, int, int]:
    return row.effective_on, row.place if isinstance(row, CaseMoved) else 0, row.entry
