"""The machines of disposal, guarantee and litigation, found by asking their rules."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

from contracts.values import CHARGED_NO_MORE, Money
from services.disposal.domain import disposal, route, steps
from services.disposal.domain.events import AssetStep, CaseStep
from services.disposal.domain.state import Asset, LoanFile
from services.disposal.domain.state import Case as DisposalCase
from services.guarantee.domain import charge, phase, security
from services.guarantee.domain.collateral_events import AnyCollateralStep
from services.guarantee.domain.eligibility import OPEN as STANDING
from services.litigation.domain import measures, stages, timed
from services.litigation.domain import moves as stage_moves
from services.litigation.domain.claim import ACCEPTED
from services.litigation.domain.deeds import MeasureApplied
from services.litigation.domain.facts import Fact
from services.litigation.domain.outcomes import PETITION_ENDED, BankruptcyRecorded
from services.litigation.domain.state import Case as LegalCase
from tests.architecture.asking import (
    ASKED,
    BACK,
    DAY,
    GUARDED,
    START,
    TABLES,
    Machine,
    Move,
    below,
    guarded,
    kept,
    made,
    makes,
)

MUCH_LATER = date(2025, 1, 1)

# -- disposal -----------------------------------------------------------------------------------


def disposal_case() -> Machine:
    """Guards of the acts, moves of ``steps``; remission asks for no state, so it is tried in all."""
    known = {"assessed"}
    while True:
        found = list(_disposed(sorted(known)))
        if known >= {each.after for each in found}:
            break
        known |= {each.after for each in found}
    opens = "DisposalAssessmentCompleted"
    anew = [Move(state, opens, "assessed") for state in (START, *route.LEADING_ON)]
    return Machine("disposal", "disposal case", GUARDED, kept([*anew, *found]))


def _disposed(known: list[str]) -> Iterator[Move]:
    for rule in disposal.RULES.values():
        allowed = guarded(rule) or known
        for kind in makes(rule):
            if kind not in CASE_STEPS and kind not in ASSET_STEPS:
                continue
            given = {"asset_id": "a"} if _has_asset(kind) else {}
            for event in made(kind, case_id="c", **given):
                for state in allowed:
                    yield from _one_disposal(state, event)


def _has_asset(kind: type[Any]) -> bool:
    return "asset_id" in kind.__struct_fields__


def _one_disposal(state: str, event: Any) -> Iterator[Move]:
    name = type(event).__name__
    if type(event) in ASSET_STEPS:
        asset = Asset(received=event, state=state, last_on=DAY, stock_take_by=DAY)
        file = LoanFile(cases={"c": _case(state)}, current="c", assets={"a": asset})
        after = steps.stepped(file, event).cases["c"].state
        yield Move(state, name, after)
        return
    for told in (True, False):
        yield Move(state, name, steps._moved(_case(state), event, told).state)


def _case(state: str) -> DisposalCase:
    return DisposalCase(case_id="c", state=state, opened_on=DAY, last_on=DAY)


CASE_STEPS = get_args(CaseStep)
ASSET_STEPS = get_args(AssetStep)


# -- guarantee ----------------------------------------------------------------------------------


def guarantor() -> Machine:
    """Guards of the acts, the table of moves, the table of ends."""
    moves = [Move(START, "GuaranteeLiabilityRegistered", "registered")]
    for rule in security.RULES.values():
        for kind in makes(rule):
            if kind in phase.MOVES:
                moves += [
                    Move(state, kind.__name__, phase.moved(state, phase.MOVES[kind]))
                    for state in guarded(rule) or ()
                ]
    moves += [Move(state, "SuitNoted", "in_litigation") for state in STANDING]
    moves += [Move(state, "GuarantorPaid", "part_paid") for state in phase.PAYING]
    moves += [Move(state, "GuarantorEligibilityChecked", "invalid") for state in STANDING]
    moves += [Move("invalid", "GuarantorEligibilityChecked", state) for state in STANDING]
    moves += [
        Move(state, f"GuaranteeReleased: {reason}", end)
        for reason, end in phase.ENDS.items()
        for state in STANDING
    ]
    return Machine("guarantee", "guarantor", TABLES, kept(moves))


def collateral() -> Machine:
    """Every step, where its act may be done, put to the phase's own function."""
    guards = {k: guarded(rule) for rule in security.RULES.values() for k in makes(rule)}
    states = deque(["pledged"])
    seen, moves = {"pledged"}, [Move(START, "CollateralPledged", "pledged")]
    while states:
        state = states.popleft()
        if state in CHARGED_NO_MORE:
            continue
        for kind in get_args(AnyCollateralStep):
            if state not in (guards.get(kind) or (state,)):
                continue
            for event in made(kind):
                after = charge.moved(state, event)
                moves.append(Move(state, kind.__name__, after))
                if after not in seen:
                    seen.add(after)
                    states.append(after)
    moves += [
        Move(state, f"CollateralFreed: {reason}", phase.ENDS[reason])
        for reason in ("loan_settled", "debt_remitted", "transferred")
        for state in sorted(seen - set(CHARGED_NO_MORE))
    ]
    return Machine("guarantee", "collateral", GUARDED, kept(moves))


# -- litigation ---------------------------------------------------------------------------------


def legal_case() -> Machine:
    """Every fact put to every stage; time's moves are a table of the rules."""
    cured = stage_moves.CURED
    places = sorted(stages.OPEN | stage_moves.FINAL | {"bankruptcy", cured})
    facts = [each for kind in below(Fact) for each in made(kind)]
    moves = [
        Move(stage or START, type(fact).__name__, after)
        for stage in (None, *places)
        for fact in facts
        for after in _to(stage, fact, places)
    ]
    moves += [
        Move("bankruptcy", "BankruptcyRecorded: petition ended", after)
        for ended in made(BankruptcyRecorded, of_borrower=True, phase=min(PETITION_ENDED))
        for after in _to("bankruptcy", ended, places)
    ]
    moves += [Move(stage, "time", after) for stage, (after, _) in timed.TIMED.items()]
    moves += [Move(stage, "arrears paid", cured) for stage in sorted(stage_moves.REFERRED)]
    moves.append(Move("settlement_running", "agreement kept", BACK))
    return Machine("litigation", "legal case", ASKED, kept(moves))


def _to(stage: str | None, fact: Any, places: list[str]) -> list[str]:
    """Where the fact leads, whatever the stage before was."""
    ends = set()
    for before in places:
        back = tuple((pause, before) for pause in places)
        moved = stage_moves.moved(stage_moves.Place(stage, DAY, back), fact)
        if moved is not None:
            ends.add(moved[0])
    return [BACK] if len(ends) > 2 else sorted(ends)


def measure() -> Machine:
    """A measure led on by every fact and by time, from its application."""
    (applied, *_) = made(MeasureApplied, measure_id="m", party_id="p")
    first = measures.Measure(
        applied=applied, state="applied", since=DAY, amount=Money(0), article=""
    )
    todo, seen = deque([first]), {_mark(first)}
    moves = [Move(START, "MeasureApplied", "applied")]
    facts = [
        each
        for kind in below(Fact)
        for each in made(kind, **({"measure_id": "m"} if _of_measure(kind) else _borrower(kind)))
    ]
    while todo:
        now = todo.popleft()
        after = [(type(fact).__name__, measures._touched(now, fact)) for fact in facts]
        after.append(("time", measures._timed(LegalCase(), now, MUCH_LATER, [])))
        for what, then in after:
            if then is None:
                continue
            moves.append(Move(now.state, what, then.state))
            if _mark(then) not in seen:
                seen.add(_mark(then))
                todo.append(then)
    return Machine("litigation", "preservation measure", ASKED, kept(moves))


def _of_measure(kind: type[Any]) -> bool:
    return "measure_id" in kind.__struct_fields__


def _borrower(kind: type[Any]) -> dict[str, Any]:
    said = {"party_id": "p", "phase": min(ACCEPTED)}
    return {name: each for name, each in said.items() if name in kind.__struct_fields__}


def _mark(now: Any) -> tuple[Any, ...]:
    return now.state, now.waiting, now.ends_on is None, now.lapses_after is None
