"""Reads a life: who says what on which day, in one TOML file that a bank can write itself.

``[about]`` holds fields that every message has unless its step gives them (``loan_id``,
``obligor_id``); ``[people]`` names officers with their roles; ``[[step]]`` is one message of core
banking or one officer's command, said ``by`` one of them ``with`` the agreement of another. A
command's reason is the step's ``en`` unless it is given. Business days are closed between the steps
by whoever plays the life, none is left out.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from contracts.catalogue import CATALOGUE, COREBANK, MODELS, parse, topics_of
from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope
from contracts.errors import ContractError
from contracts.message import Message
from services.console.lives import checks

FIELDS: Final = frozenset(
    {"on", "say", "by", "with", "id", "data", "en", "zh", "refused", "blocked", "ends"}
)
HEAD: Final = frozenset({"title", "title_zh", "about", "people", "through", "step"})
SIGNED: Final = {"by": ("requested_by", "role"), "with": ("approved_by", "approver_role")}
"""What a step's officers fill in."""
TAKES: Final[Mapping[str, str]] = {
    row.message.TYPE: row.subscribers[0]
    for row in CATALOGUE
    if row.topic == COREBANK or row.publisher == "console"
}
"""What may be said, and the service that takes it."""


class LifeError(Exception):
    """A life that can't be played; the message names the file, the step, the field and the rule."""


@dataclass(frozen=True)
class Step:
    """One message. ``refused``: the code with which a command must be rejected; ``blocked``: the
    code of the blocked act that it must become; ``ends``: how a fact must end that is not taken.
    ``topic`` is where it is sent.
    """

    number: int
    on: date
    service: str
    topic: str
    message: Message
    envelope: Envelope
    en: str
    zh: str
    refused: str | None
    blocked: str | None
    ends: str | None = None

    @property
    def is_command(self) -> bool:
        """Said by an officer; core banking's messages are facts."""
        return self.topic != COREBANK


@dataclass(frozen=True)
class Life:
    """Steps in order of days; ``through`` is the last business day to close."""

    title: str
    title_zh: str
    steps: tuple[Step, ...]
    through: date

    @property
    def loans(self) -> tuple[str, ...]:
        """Every loan that is spoken of, in order of appearance."""
        named = (getattr(step.message, "loan_id", None) for step in self.steps)
        return tuple(dict.fromkeys(each for each in named if each))


def read_life(path: Path) -> Life:
    """The life in this file.

    Raises:
        LifeError: for a file that can't be read, a field nobody knows, a message that breaks the
            contract, days that run backwards; a sentence for each broken step.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except (OSError, UnicodeDecodeError) as wrong:
        raise LifeError(f"The file {path} can't be read: {wrong}.") from None
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise LifeError(f"{path} is nested too deeply: a life's steps are flat.") from None
    except ValueError as wrong:  # broken TOML, or a number that is too long to be read
        raise LifeError(f"{path} is not a TOML document: {wrong}.") from None
    return life_of(found, str(path), path.stem)


def life_of(found: Mapping[str, Any], origin: str, stem: str) -> Life:
    """The life that a TOML document holds; ``origin`` names it in sentences, ``stem`` in ids.

    Raises:
        LifeError: as ``read_life``.
    """
    faults = list(_unknown(found, HEAD, "the head")) or list(_head(found))
    if faults:
        raise LifeError(f"{origin}: " + " ".join(faults))
    steps: list[Step] = []
    for number, row in enumerate(found["step"], 1):
        try:
            steps.append(_step(number, row, found, stem))
        except LifeError as broken:
            faults.append(str(broken))
    faults = faults or [*_backwards(steps), *checks.days(steps, found.get("through"))]
    if faults:
        raise LifeError("\n".join(f"{origin}: {each}" for each in faults))
    return Life(
        title=found.get("title", stem),
        title_zh=found.get("title_zh", found.get("title", stem)),
        steps=tuple(steps),
        through=found.get("through", steps[-1].on),
    )


def _head(found: Mapping[str, Any]) -> Iterator[str]:
    rows = found.get("step")
    if not isinstance(rows, list) or not rows or not all(isinstance(each, dict) for each in rows):
        yield "It needs at least one [[step]]."
    if not isinstance(found.get("about", {}), dict):
        yield "about: a table of fields that every message has."
    people = found.get("people", {})
    if not isinstance(people, dict) or not all(isinstance(r, str) for r in people.values()):
        yield "people: a table of officers, each with a role."
    for name in ("title", "title_zh"):
        if not isinstance(found.get(name, ""), str):
            yield f"{name} {found[name]!r}: a text."
    if "through" in found and type(found["through"]) is not date:
        yield f"through {found['through']!r}: a date, written 2024-12-31 without quotes."


def _unknown(row: Mapping[str, Any], known: frozenset[str], where: str) -> Iterator[str]:
    for name in sorted(set(row) - known):
        yield f"{where} has a field {name!r}; known are {', '.join(sorted(known))}."


def _step(number: int, row: Mapping[str, Any], head: Mapping[str, Any], stem: str) -> Step:
    where = f"step {number}"
    for sentence in _unknown(row, FIELDS, where):
        raise LifeError(sentence)
    on, said, data = row.get("on"), str(row.get("say")), row.get("data", {})
    if not isinstance(on, date) or isinstance(on, datetime):
        raise LifeError(f"{where}: on {on!r} must be a date, written 2024-12-31 without quotes.")
    for sentence in _unsayable(said):
        raise LifeError(f"{where}: {sentence}")
    for name in FIELDS - {"on", "say", "data"}:
        if not isinstance(row.get(name, ""), str):
            raise LifeError(f"{where}: {name} {row[name]!r} must be a text.")
    if not isinstance(data, dict):
        raise LifeError(f"{where}: data {data!r} must be a table.")
    for sentence in checks.promised(said, *map(row.get, ("refused", "blocked", "ends"))):
        raise LifeError(f"{where}: {sentence}")
    given = head.get("about", {}) | _signed(where, row, head.get("people", {}))
    message = _message(where, said, data, given)
    service = TAKES[said]
    from_bank = said.startswith("corebank.")
    envelope = Envelope(
        id=row.get("id", f"{stem}-{number}"),
        source="/corebank" if from_bank else "/postloan/console",
        type=said,
        business_date=on,
        subject=getattr(message, "loan_id", None),
        key=getattr(message, "obligor_id", None),
    )
    faults = list(checks.carried(envelope, command=not from_bank))
    if faults:
        raise LifeError(" ".join(f"{where}: {each}" for each in faults))
    return Step(
        number=number,
        on=on,
        service=service,
        topic=COREBANK if from_bank else topics_of(service).commands,
        message=message,
        envelope=envelope,
        en=row.get("en", ""),
        zh=row.get("zh", row.get("en", "")),
        refused=row.get("refused"),
        blocked=row.get("blocked"),
        ends=row.get("ends"),
    )


def _signed(where: str, row: Mapping[str, Any], people: Mapping[str, str]) -> dict[str, str]:
    """Who says it, in which role, who agrees, and why."""
    given = {"reason": row["en"]} if "en" in row else {}
    for name, (person, role) in SIGNED.items():
        if name not in row:
            continue
        if row[name] not in people:
            known = ", ".join(people) or "nobody"
            raise LifeError(f"{where}: {name} {row[name]!r} is not among people ({known}).")
        given |= {person: row[name], role: people[row[name]]}
    return given


def _unsayable(said: str) -> Iterator[str]:
    if said not in TAKES:
        yield f"say {said!r} is no message of core banking and no command."
    elif said == BusinessDayClosed.TYPE:
        yield f"say {said!r}: days are closed by who plays the life, every one of them."
    elif "obligor_id" not in MODELS[said].model_fields:
        yield f"say {said!r} is an order to a service itself and belongs to no life."


def _message(where: str, said: str, data: Mapping[str, Any], about: Mapping[str, Any]) -> Message:
    fields = MODELS[said].model_fields
    given = {name: value for name, value in about.items() if name in fields} | dict(data)
    try:
        return parse(said, json.dumps(given, default=_plain).encode())
    except ContractError as broken:
        raise LifeError(
            " ".join(
                f"{where} ({said}): {each.field} {each.value!r}: {each.detail.rstrip('.')} "
                f"(rule {each.rule})."
                for each in (broken, *broken.others)
            )
        ) from None


def _plain(value: object) -> str:
    """TOML's own dates and instants as the contract writes them."""
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)


def _backwards(steps: list[Step]) -> Iterator[str]:
    for before, step in pairwise(steps):
        if step.on < before.on:
            yield (
                f"step {step.number}: on {step.on} lies before {before.on} of the step before it; "
                "steps stand in the order in which they are said."
            )
    ids = [(step.envelope.source, step.envelope.id) for step in steps]
    for step in steps:
        if ids.count((step.envelope.source, step.envelope.id)) > 1:
            yield f"step {step.number}: id {step.envelope.id!r} stands twice."
