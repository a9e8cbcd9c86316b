"""How a state machine's moves are found: made events, guards read out of the rules, what a rule makes.

Nothing here knows where a machine goes. A made event is put to the service's own transition function
in every state, and what comes out is a move. Where the function leaves the state to the command's
guard, the guard's list of states is read out of the rule's source.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from itertools import product
from types import FunctionType, UnionType
from typing import Any, Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from services.kit.domain import DomainEvent
from services.litigation.domain.deeds import LastDay

DAY: Final = date(2024, 1, 1)
START = ""
"""No state yet."""


class Move(NamedTuple):
    """In state ``before``, ``what`` leads to ``after``."""

    before: str
    what: str
    after: str


BACK: Final = "the state before"
"""Where a move leads that ends a pause, or a plan made at law."""
GUARDED: Final = "the acts' guards and the rules' own moves, asked in every state"
ASKED: Final = "the rules' own moves, asked in every state"
TABLES: Final = "the tables that the rules use"
PLAYED: Final = "seen in lives that were played for this page; there may be more"


class Machine(NamedTuple):
    """One machine: its service, what it is about, how it was found, its moves."""

    service: str
    title: str
    found: str
    moves: tuple[Move, ...]


def kept(moves: Iterable[Move]) -> tuple[Move, ...]:
    return tuple(dict.fromkeys(each for each in moves if each.before != each.after))


PLAIN: Final[dict[Any, Any]] = {date: DAY, str: "", int: 0}
"""What stands in a made event's fields that no rule tells apart."""

# -- made events --------------------------------------------------------------------------------


@cache
def choices_of(kind: type) -> dict[str, tuple[Any, ...]]:
    """The values to try for the fields that rules tell apart: yes and no, closed lists, absence."""
    found: dict[str, tuple[Any, ...]] = {}
    for name, hint in get_type_hints(kind).items():
        if hint is bool:
            found[name] = (True, False)
        elif get_origin(hint) is Literal and isinstance(get_args(hint)[0], str):
            found[name] = get_args(hint)
        elif hint == date | None:
            found[name] = (DAY, None)
        elif hint == LastDay | None:
            found[name] = (LastDay(DAY, "article"), None)
    return found


def made(kind: type[DomainEvent], **given: Any) -> Iterator[Any]:
    """Events of a class in every variant that rules tell apart; the rest of it is empty."""
    fields = msgspec.structs.fields(kind)
    choices = {n: v for n, v in choices_of(kind).items() if n in kind.__struct_fields__}
    choices = {n: v for n, v in choices.items() if n not in given}
    hints = get_type_hints(kind)
    empty = {each.name: PLAIN.get(hints[each.name], ()) for each in fields if each.required}
    for values in product(*choices.values()):
        yield kind(**empty | dict(zip(choices, values, strict=True)) | given)


def below(kind: type) -> Iterator[type[Any]]:
    """All classes that derive from this one and have none of their own, whoever was imported first."""
    children: list[type[Any]] = sorted(kind.__subclasses__(), key=lambda each: each.__qualname__)
    if not children:
        yield kind
    for each in children:
        yield from below(each)


# -- guards and rules ---------------------------------------------------------------------------

GUARDS = {"case_in", "asset_in", "guarantor_in", "collateral_in"}


def guarded(rule: Callable[..., Any]) -> tuple[str, ...] | None:
    """The states that the rule's guard names, in it or in a helper of its own file; None: no guard."""
    module = sys.modules[rule.__module__]
    parsed = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    calls = [
        n for n in ast.walk(parsed) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    ]
    for call in calls:
        assert isinstance(call.func, ast.Name)
        if call.func.id in GUARDS:
            first = 2 if call.func.id in {"case_in", "guarantor_in", "collateral_in"} else 3
            written = ", ".join(ast.unparse(each) for each in call.args[first:])
            found = eval(f"({written},)", vars(module))  # the project's own source
            return tuple(str(each) for each in found)
    for call in calls:
        assert isinstance(call.func, ast.Name)
        helper = vars(module).get(call.func.id)
        if isinstance(helper, FunctionType) and helper.__module__ == rule.__module__:
            states = guarded(helper)
            if states is not None:
                return states
    return None


def makes(rule: Callable[..., Any]) -> tuple[type[DomainEvent], ...]:
    """The events that a rule says it returns."""
    hint = get_type_hints(rule)["return"]
    found: list[type[Any]] = []
    for each in get_args(hint):
        inner = get_args(each) if get_origin(each) in (Union, UnionType) else (each,)
        found += [event for event in inner if inspect.isclass(event)]
    return tuple(found)
