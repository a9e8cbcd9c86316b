"""The codes with which services refuse an officer's command, found in their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from contracts import (
    classification_acts,
    collection_acts,
    disposal_acts,
    guarantee_acts,
    litigation_acts,
)
from contracts.errors import RULES
from tests.architecture.sources import ROOT, name, python_files

REFUSES: Final = {"Rejected", "refuse"}
HELPERS: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "listed": ((2, "{}"),),
    "new_id": ((2, "{}"),),
    "check_name": ((0, "{}_too_long"), (1, "{}_known")),
    "known_codes": ((0, "{}_missing"), (0, "{}_unknown")),
    "check_parties": ((0, "{}_missing"),),
    "_refuse_unknown": ((0, "{}_unknown"),),
}
"""Guards that make a code of what they are called with: by argument, the code's form."""
MADE: Final[dict[str, set[str]]] = {
    "services/classification/domain/restructuring_deeds.py": set(),  # _refuse_unknown
    "services/classification/domain/tier_deeds.py": {"ground_stands", "ground_not_standing"},
    "services/collection/domain/desk.py": set(),  # listed, new_id
    "services/disposal/domain/checks.py": set(),  # refuse, check_name, check_some
    "services/disposal/domain/in_kind.py": {"ground_not_lawful", "owner_role_not_lawful"},
    "services/guarantee/domain/checks.py": set(),  # refuse
    "services/kit/acts.py": set(),  # check_words, see RULED
    "services/kit/letters.py": set(RULES),
    "services/kit/redrive.py": set(RULES),
    "services/litigation/domain/suit.py": set(),  # check_parties
    "services/monitoring/domain/file_checks.py": set(),  # known_codes
}
"""Files that make a code at run time, and the codes that no table above finds."""
RULED: Final = frozenset().union(
    *(
        each.RULED
        for each in (
            classification_acts,
            collection_acts,
            disposal_acts,
            guarantee_acts,
            litigation_acts,
        )
    )
)


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call in a service with its file and the name of what is called."""
    for path in python_files("services"):
        if ROOT / "services" / "console" in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield name(path), node.func.id, node


def texts(shape: ast.expr) -> list[str] | None:
    """The texts that an expression can be; None where that is only known at run time."""
    match shape:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            found = texts(one), texts(other)
            return None if None in found else [*(found[0] or ()), *(found[1] or ())]
        case _:
            return None


def raised() -> tuple[set[str], set[str]]:
    """The codes, and the files that make one at run time."""
    codes = {f"{field}_unknown" for field in RULED}
    making: set[str] = set()
    for file, called, call in calls():
        if called in REFUSES and call.args:
            said = texts(call.args[0])
            codes |= set(said or ())
            making |= {file} if said is None else set()
        for place, form in HELPERS.get(called, ()):
            words = texts(call.args[place]) if place < len(call.args) else None
            codes |= {form.format(word) for word in words or ()}
        if called == "check_some":
            codes |= {f"{each.arg}_zero" for each in call.keywords}
    return codes.union(*MADE.values()), making
