"""The machines of monitoring and collection."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import pairwise, product
from typing import Any, get_args

from services.collection.domain import acts, case
from services.collection.domain.talks import PLAN
from services.kit.domain import Rejected, changed
from services.monitoring.domain import file_guards, file_walk
from services.monitoring.domain.file import File
from services.monitoring.domain.file_events import (
    AnyDeed,
    ControlBreachRecorded,
    RiskSignalRaised,
)
from services.monitoring.domain.news_events import DebtTransferNoted, RemissionNoted
from services.monitoring.domain.state import Loan
from services.monitoring.domain.turns import Turn
from tests.architecture.asking import (
    BACK,
    DAY,
    GUARDED,
    PLAYED,
    START,
    TABLES,
    Machine,
    Move,
    kept,
    made,
)
from tests.unit.collection import life as collected
from tests.unit.monitoring.bank import POLICIES

ONE_DAY = timedelta(days=1)
SETTLED = {"cleared", "actioned", "escalated"}

# -- monitoring ---------------------------------------------------------------------------------


def post_loan_file() -> Machine:
    """Every deed that its guard allows, every turn of the ledger, from the new file on."""
    moves = [Move(each.before.state, each.what, each.after.state) for each in _walked()]
    return Machine("monitoring", "post-loan file", GUARDED, kept(_pauses([*_new(), *moves])))


def risk_signal() -> Machine:
    """The same walk, seen from its one signal."""
    moves = [
        Move(
            START if what == RiskSignalRaised.__name__ else before.signals[0].state,
            what,
            after.signals[0].state,
        )
        for before, what, after in _walked()
        if after.signals
    ]
    return Machine("monitoring", "risk signal", GUARDED, kept(moves))


def _new() -> Iterator[Move]:
    yield Move(START, "loan disbursed", File().state)


class Walk(tuple[File, str, File]):
    """A file, what happened, the file after it."""

    before = property(lambda self: self[0])
    what = property(lambda self: self[1])
    after = property(lambda self: self[2])


def _walked() -> Iterator[Walk]:
    notes = list(_notes())
    todo, seen = deque([File()]), {_mark(File())}
    while todo:
        file = todo.popleft()
        for what, after in (*_turned(file), *_noted(file, notes)):
            yield Walk((file, what, after))
            if _mark(after) not in seen:
                seen.add(_mark(after))
                todo.append(after)


def _turned(file: File) -> Iterator[tuple[str, File]]:
    """The ledger turns only where there is something to turn."""
    possible = {
        "overdue": not file.overdue and not file.settled,
        "cured": file.overdue,
        "accelerated": "accelerated" not in file.above,
        "eased": "accelerated" in file.above,
        "settled": not file.settled,
        "reopened": file.settled,
    }
    for what, can_be in possible.items():
        if can_be:
            yield f"ledger: {what}", file_walk._turned(file, Turn(DAY, what))  # type: ignore[arg-type]


def _notes() -> Iterator[Any]:
    said: dict[str, Any] = {
        "signal_id": ("S",),
        "signals": (("S",),),
        "codes": (("query_spike",),),
        "life_event": ("death", file_walk.RECOVERED),
        "measures": ((), (file_walk.EARLY_REPAYMENT,)),
        "discrepancies": ((), ("x",)),
        "clean_needed": (1,),
    }
    for kind in (*get_args(AnyDeed), ControlBreachRecorded, DebtTransferNoted, RemissionNoted):
        names = [name for name in said if name in kind.__struct_fields__]
        for values in product(*(said[name] for name in names)):
            yield from made(kind, **dict(zip(names, values, strict=True)))


def _noted(file: File, notes: Iterable[Any]) -> Iterator[tuple[str, File]]:
    for note in notes:
        name = type(note).__name__
        if isinstance(note, ControlBreachRecorded) and not file.opinions:
            continue
        if isinstance(note, get_args(AnyDeed)) and not _allowed(note, file):
            continue
        if isinstance(note, RiskSignalRaised):
            if any(each.state not in SETTLED for each in file.signals):
                continue  # one signal at a time tells all
            yield name, file_walk._noted(changed(file, signals=()), note)
            continue
        if getattr(note, "life_event", "") == file_walk.RECOVERED:
            name = f"{name}: {file_walk.RECOVERED}"
        yield name, file_walk._noted(file, note)


def _allowed(deed: Any, file: File) -> bool:
    """Whether the guard lets it pass as far as the file's state goes."""
    rules = POLICIES.editions[-1].file
    assert rules is not None
    try:
        file_guards.completed(deed, Loan(), file, rules)
    except Rejected as refused:
        return refused.code not in {"wrong_state", "signal_not_open"}
    except (
        AssertionError,
        AttributeError,
        TypeError,
        KeyError,
    ):  # the state was passed; the deed is empty
        return True
    return True


def _mark(file: File) -> tuple[Any, ...]:
    signals = tuple(each.state for each in file.signals)
    held = file.settled, file.transferred, file.remitted, file.overdue
    return file.work, file.before_signal, file.above, held, signals, file.clean, file.opinions


def _pauses(moves: Iterable[Move]) -> Iterator[Move]:
    """What leads to more than three states from one leads back to the state before."""
    found: dict[tuple[str, str], set[str]] = {}
    for each in moves:
        found.setdefault((each.before, each.what), set()).add(each.after)
    for (before, what), ends in found.items():
        others = sorted(ends - {before})
        yield from (Move(before, what, after) for after in ([BACK] if len(others) > 3 else others))


# -- collection ---------------------------------------------------------------------------------


def collection_case() -> Machine:
    """The table itself; a pause that ends leads back, and so does a plan that was made at law."""
    moves = [Move(START, "CollectionCaseOpened", case.STATES[0])]
    moves += [
        Move(before, what, after)
        for what, ways in case.MOVES.items()
        for before, after in ways.items()
    ]
    moves += [
        Move(state, "resumed", BACK)
        for state in case.STATES
        if case.moved(state, "resumed", "somewhere") == "somewhere"
    ]
    moves += [Move("PLAN_ACTIVE", what, BACK) for what in case.LEAVES_PLAN]
    return Machine("collection", "collection case", TABLES, kept(moves))


def promise() -> Machine:
    """Promises made and kept, in part, not at all, taken back."""

    def states(*paid: str, withdrawn: bool = False) -> list[str]:
        life = collected.spoken()
        life.promise("2024-03-25", "1000.00")
        made_on = life.seen(life.today.isoformat())
        assert made_on is not None
        life.to((life.today + ONE_DAY).isoformat())
        for amount in paid:
            life.paid(amount)
        if withdrawn:
            life.act(acts.WithdrawPromise, promise_id="PR-1")
        return [made_on.promises[0].state, *_seen(life, lambda seen: seen.promises[0].state)]

    lives = [states(), states("1000.00"), states("1.00"), states(withdrawn=True)]
    return Machine("collection", "promise to pay", PLAYED, kept(_steps(lives)))


def plan() -> Machine:
    """Plans of two parts: agreed a day later, broken, completed, amended."""

    def states(*paid: str, amended: bool = False) -> list[str]:
        life = collected.spoken()
        parts = tuple(_part(day) for day in ("2024-03-25", "2024-03-27"))
        life.act(acts.ProposePlan, plan_id="PL-1", total=collected.cny("200.00"), parts=parts)
        said = life.seen(life.today.isoformat())
        assert said is not None
        life.to((life.today + ONE_DAY).isoformat())
        life.act(
            acts.AgreePlan,
            plan_id="PL-1",
            documents=collected.EDITION.cases.plan_documents.codes,
            signed=True,
            recording_id=None,
        )
        agreed = life.seen(life.today.isoformat())
        assert agreed is not None
        life.to((life.today + ONE_DAY).isoformat())
        for amount in paid:
            life.paid(amount)
        if amended:
            life.act(
                acts.AmendPlan,
                plan_id="PL-1",
                total=collected.cny("100.00"),
                parts=(_part("2024-03-26"),),
                approved_by="wang",
                approver_role="collection_manager",
            )
        first = [said.plans[0].state, agreed.plans[0].state]
        return [*first, *_seen(life, lambda seen: seen.plans[0].state)]

    lives = [states(), states("200.00"), states("100.00"), states(amended=True)]
    return Machine("collection", "repayment plan", PLAYED, kept(_steps(lives)))


def phone_case() -> Machine:
    """The policy's order, asked by its own function: after a call, or after a plan in its place."""
    phone = collected.EDITION.phone
    moves = [
        Move(before or START, what, after)
        for what, held in (("call", set()), ("call after a plan", phone.held_by(PLAN)))
        for before in (None, *phone.names)
        for after in phone.names
        if phone.may_follow(after, before, held)
        and (not held or not phone.may_follow(after, before, set()))
    ]
    return Machine("collection", "phone stage of a case", TABLES, kept(moves))


def _part(day: str) -> acts.PlanPart:
    return acts.PlanPart(collected.on(day), collected.cny("100.00"))


def _seen(life: Any, shown: Callable[[Any], str]) -> list[str]:
    """What a view says day by day, each day seen before and after it closed."""
    states = []
    for _ in range(10):
        day = life.today
        states.append(shown(life.seen(day.isoformat())))
        life.to((day + ONE_DAY).isoformat())
        states.append(shown(life.seen(day.isoformat())))
    return states


def _steps(lives: Iterable[Iterable[str]]) -> Iterator[Move]:
    for states in lives:
        yield from (Move(a, "", b) for a, b in pairwise((START, *states)))
