"""docs/lifecycle.md: who tells whom what, and the state machines as the code has them.

``python -m tests.architecture.lifecycle`` writes the page anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from contracts.catalogue import CATALOGUE, COREBANK, DECIDING, TOPICS, Row
from tests.architecture import machines, more_machines, played_machines
from tests.architecture.asking import BACK, START, Machine, Move
from tests.architecture.sources import ROOT

PAGE: Final = ROOT / "docs" / "lifecycle.md"
RENEW: Final = "python -m tests.architecture.lifecycle"
MANY: Final = 3
"""From more states than so many one arrow is drawn, from a box that names them."""

MACHINES: Final = (
    more_machines.post_loan_file,
    more_machines.risk_signal,
    played_machines.risk_class,
    played_machines.tier,
    more_machines.collection_case,
    more_machines.promise,
    more_machines.plan,
    more_machines.phone_case,
    machines.guarantor,
    machines.collateral,
    machines.legal_case,
    machines.measure,
    played_machines.clock,
    machines.disposal_case,
)

HEAD: Final = f"""# A loan's life: messages and states

Generated; do not edit. `{RENEW}` renews it,
`tests/architecture/test_lifecycle.py` holds it to the code. Nothing here is drawn by hand: the map
comes from `contracts/catalogue.py`, the states and their moves come from the services' own rules
(`tests/architecture/asking.py` says how). Below each diagram stands how its moves were found.

An arrow says that a move is there, not that it is due: what else must hold (roles, deadlines,
proofs, a second person) is in the rules. Facts that come late or are taken back are judged again, so a
case can also stand where it stood before without an arrow that leads back.
"""


def _flow() -> str:
    """Services as boxes, topics as arrows with the number of their kinds of message."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in _events():
        for heard in row.subscribers:
            told.setdefault((row.publisher, heard), []).append(row.message.TYPE)
    lines = [
        "flowchart LR",
        f'  corebank(["core banking<br/>{COREBANK}"])',
        '  officers(["officers"])',
    ]
    lines += [f'  {each}["{each}<br/>{TOPICS[each].events}"]' for each in DECIDING]
    lines += ['  audit[("audit")]']
    lines += [f"  {a} -- {len(types)} --> {b}" for (a, b), types in told.items()]
    lines += [f"  officers -. commands {_asked(each)} .-> {each}" for each in DECIDING]
    lines += [f"  {each} -. journal .-> audit" for each in DECIDING]
    return "\n".join(lines)


def _events() -> list[Row]:
    topics = {COREBANK, *(each.events for each in TOPICS.values())}
    return [row for row in CATALOGUE if row.topic in topics]


def _asked(service: str) -> int:
    return sum(row.topic == TOPICS[service].commands for row in CATALOGUE)  # type: ignore[index]


def _heard() -> str:
    """Topic by topic, its messages and who hears them."""
    rows = ["| topic | message | who hears it |", "|---|---|---|"]
    for row in _events():
        to = ", ".join(row.subscribers) or "nobody yet"
        rows.append(f"| `{row.topic}` | {_name(row.message.TYPE)} | {to} |")
    return "\n".join(rows)


def _name(type_: str) -> str:
    """The message's own word: ``postloan.guarantee.GuarantorPaid.v1`` -> ``GuarantorPaid``."""
    words = [each for each in type_.split(".") if not re.fullmatch(r"v\d+", each)]
    return words[-1]


# -- state diagrams -----------------------------------------------------------------------------


def _grouped(moves: Iterable[Move]) -> dict[tuple[str, str], list[str]]:
    """(what, after) -> the states from which it leads there."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in moves:
        found.setdefault((each.what, each.after), []).append(each.before)
    return found


def _diagram(machine: Machine) -> str:
    """Arrows between states; one box stands for many states that lead to the same."""
    arrows: dict[tuple[str, str], list[str]] = {}
    boxes: dict[tuple[str, ...], str] = {}
    for (what, after), before in _grouped(machine.moves).items():
        if len(before) > MANY:
            name = boxes.setdefault(tuple(sorted(before)), f"many{len(boxes) + 1}")
            arrows.setdefault((name, after), []).append(what)
            continue
        for state in before:
            arrows.setdefault((state, after), []).append(what)
    ends = _ends(machine)
    lines = ["stateDiagram-v2", "  direction TB"]
    lines += [
        f'  state "any of: {", ".join(_shown(s) for s in box)}" as {name}'
        for box, name in boxes.items()
    ]
    if any(after == BACK for _, after in arrows):
        lines.append(f'  state "{BACK}" as {_id(BACK)}')
    lines += [_arrow(a, b, what) for (a, b), what in arrows.items()]
    lines += [f"  {_id(each)} --> [*]" for each in ends]
    return "\n".join(lines)


def _ends(machine: Machine) -> list[str]:
    """States that nothing leaves."""
    left = {each.before for each in machine.moves}
    reached = dict.fromkeys(each.after for each in machine.moves)
    return [each for each in reached if each not in left and each != BACK]


def _arrow(before: str, after: str, what: list[str]) -> str:
    said = ", ".join(dict.fromkeys(each for each in what if each)).replace(": ", " - ")
    return f"  {_id(before)} --> {_id(after)}" + (f": {said}" if said else "")


def _id(state: str) -> str:
    return re.sub(r"\W+", "_", state) if state != START else "[*]"


def _shown(state: str) -> str:
    return state if state != START else "none"


def _section(machine: Machine) -> str:
    return (
        f"### {machine.service}: {machine.title}\n\n"
        f"```mermaid\n{_diagram(machine)}\n```\n\nFound by: {machine.found}."
    )


@cache
def found() -> tuple[Machine, ...]:
    """Every machine, asked once."""
    return tuple(each() for each in MACHINES)


MAP: Final = """## Who tells whom

A number on an arrow is how many kinds of message go that way; the table names them. Dashed: officers'
commands (with the kit's own) and the journals that audit reads. Replies and dead letters are in
[data-flow.md](data-flow.md)."""


def page() -> str:
    """The whole page."""
    states = [_section(each) for each in found()]
    parts = [HEAD.rstrip(), MAP, f"```mermaid\n{_flow()}\n```", _heard(), "## States", *states]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
