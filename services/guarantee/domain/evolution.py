"""How each event changes what is known of a loan's security. Judges nothing, refuses nothing."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Any, Protocol, TypeVar, get_args

from services.guarantee.domain.collateral_events import AnyCollateralStep, CollateralPledged
from services.guarantee.domain.entries import (
    AlarmRaised,
    AnyEntry,
    CollateralRetold,
    EntriesWithdrawn,
    FreeAgain,
    StandsAgain,
)
from services.guarantee.domain.events import GuaranteeEvent
from services.guarantee.domain.facts import (
    AnyFact,
    BalanceNoted,
    ClaimNoted,
    ContactDueGoneNoted,
    ContactDueNoted,
    EntriesGoneNoted,
    LoanTaken,
    PlanNoted,
    StandingNoted,
)
from services.guarantee.domain.guarantor_events import (
    AnyGuarantorStep,
    GuaranteeLiabilityRegistered,
    ProhibitedActionBlocked,
    SecurityReplaced,
    SecurityUnreadable,
)
from services.guarantee.domain.legal_facts import StageNoted, StagesGoneNoted
from services.guarantee.domain.state import SIGNALS, Collateral, Guarantor, SecurityFile
from services.guarantee.domain.told import told
from services.kit.domain import changed


class Dated(Protocol):
    """Something that counts from a day."""

    @property
    def effective_on(self) -> date: ...


Row = TypeVar("Row", bound=Dated)
Mirrored = BalanceNoted | StandingNoted | EntriesGoneNoted
_ENTRIES, _FACTS = get_args(AnyEntry), get_args(AnyFact)
_GUARANTOR, _COLLATERAL = get_args(AnyGuarantorStep), get_args(AnyCollateralStep)


def evolve(file: SecurityFile, event: GuaranteeEvent) -> SecurityFile:
    """The loan's file after ``event``."""
    file = told(file, event)
    if isinstance(event, _ENTRIES):
        return _entered(file, event)
    if isinstance(event, _FACTS):
        return _informed(file, event)
    if isinstance(event, _GUARANTOR):
        return _on_guarantor(file, event)
    if isinstance(event, _COLLATERAL):
        return _on_collateral(file, event)
    return _noted(file, event)


def _noted(file: SecurityFile, event: Any) -> SecurityFile:
    match event:
        case GuaranteeLiabilityRegistered(guarantor_id=name):
            known = {**file.guarantors, name: Guarantor(registered=event)}
            return changed(file, guarantors=_by_name(known))
        case CollateralPledged(collateral_id=name):
            charged = {**file.collateral, name: Collateral(pledged=event)}
            return changed(file, collateral=_by_name(charged))
        case SecurityUnreadable():
            return changed(file, unreadable=_placed(file.unreadable, event))
        case SecurityReplaced():
            return changed(file, replaced=_placed(file.replaced, event))
        case AlarmRaised():
            return changed(file, alarms=_placed(file.alarms, event))
        case StandsAgain() | FreeAgain() | CollateralRetold() | ProhibitedActionBlocked():
            return file
    raise ValueError(f"{event!r} is no event of guarantee")


def _informed(file: SecurityFile, fact: Any) -> SecurityFile:
    match fact:
        case LoanTaken():
            return changed(file, taken=fact)
        case PlanNoted():
            return changed(file, plans=_placed(file.plans, fact))
        case BalanceNoted() | StandingNoted() | EntriesGoneNoted():
            return _mirrored(file, fact)
        case ClaimNoted():
            stated = _standing(file.claims, fact)
            return changed(file, claims=stated, told=max(file.told, fact.told))
        case ContactDueNoted() | ContactDueGoneNoted():
            return _timeline(file, fact)
        case StageNoted() | StagesGoneNoted():
            return _staged(file, fact)
        case _ if isinstance(fact, SIGNALS):
            return changed(file, signals=_placed(file.signals, fact))
        case _:
            return changed(file, legal=_placed(file.legal, fact))


def _standing(claims: tuple[ClaimNoted, ...], fact: ClaimNoted) -> tuple[ClaimNoted, ...]:
    """Statements that count on some day: none told later counts from the same day or before."""
    day = fact.effective_on
    if any(each.told > fact.told and each.effective_on <= day for each in claims):
        return claims
    kept = (each for each in claims if each.told >= fact.told or each.effective_on < day)
    return tuple(sorted((*kept, fact), key=lambda each: each.told))


def _mirrored(file: SecurityFile, fact: Mirrored) -> SecurityFile:
    numbers = fact.monitoring_corrects
    if numbers:
        file = changed(
            file,
            gone=tuple(sorted({*file.gone, *numbers})),
            balances=tuple(r for r in file.balances if r.monitoring_entry not in numbers),
            standings=tuple(r for r in file.standings if r.monitoring_entry not in numbers),
        )
    if fact.monitoring_entry in file.gone:
        return file
    match fact:
        case BalanceNoted():
            return changed(file, balances=_numbered(file.balances, fact))
        case StandingNoted():
            return changed(file, standings=_numbered(file.standings, fact))
        case EntriesGoneNoted():
            return file


def _timeline(file: SecurityFile, fact: ContactDueNoted | ContactDueGoneNoted) -> SecurityFile:
    gone = {*file.collection_gone, *fact.collection_corrects}
    kept = tuple(each for each in file.contact_due if each.collection_entry not in gone)
    if isinstance(fact, ContactDueNoted) and fact.collection_entry not in gone:
        kept = _placed(kept, fact)
    return changed(file, contact_due=kept, collection_gone=tuple(sorted(gone)))


def _staged(file: SecurityFile, fact: StageNoted | StagesGoneNoted) -> SecurityFile:
    gone = {*file.legal_gone, *fact.litigation_corrects}
    kept = tuple(
        each for each in file.legal if getattr(each, "litigation_entry", None) not in gone
    )
    if isinstance(fact, StageNoted) and fact.litigation_entry not in gone:
        kept = _placed(kept, fact)
    return changed(file, legal=kept, legal_gone=tuple(sorted(gone)))


def _on_guarantor(file: SecurityFile, step: Any) -> SecurityFile:
    one = file.guarantors.get(step.guarantor_id)
    if one is None:
        return file
    stepped = changed(one, steps=_placed(one.steps, step))
    return changed(file, guarantors={**file.guarantors, step.guarantor_id: stepped})


def _on_collateral(file: SecurityFile, step: Any) -> SecurityFile:
    one = file.collateral.get(step.collateral_id)
    if one is None:
        return file
    stepped = changed(one, steps=_placed(one.steps, step))
    return changed(file, collateral={**file.collateral, step.collateral_id: stepped})


def _entered(file: SecurityFile, entry: AnyEntry) -> SecurityFile:
    live = tuple(each for each in file.live if each.entry not in entry.corrects)
    if not isinstance(entry, EntriesWithdrawn):
        bare = changed(entry, corrects=())
        live = tuple(sorted((*live, bare), key=lambda each: (each.effective_on, each.entry)))
    return changed(file, live=live, entries=max(file.entries, entry.entry))


def _placed(rows: tuple[Row, ...], row: Row) -> tuple[Row, ...]:
    """``rows`` with ``row`` at its place; usually the last."""
    at = bisect_right(rows, row.effective_on, key=lambda each: each.effective_on)
    return (*rows[:at], row, *rows[at:])


def _numbered(rows: tuple[Any, ...], row: Any) -> tuple[Any, ...]:
    return tuple(sorted((*rows, row), key=lambda each: (each.effective_on, each.monitoring_entry)))


def _by_name(known: dict[str, Any]) -> dict[str, Any]:
    return {name: known[name] for name in sorted(known)}
