"""What a life's steps promise and when they are said, held against what services know and accept. Pure.

The envelope is read by the contract's own reader, so that no message becomes a dead letter that
could have been named before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Protocol

from contracts.corebank import LoanDisbursed
from contracts.envelope import Envelope, is_identifier, read_headers, write_headers
from contracts.errors import RULES, ContractError, shown
from contracts.message import LAST_GIVEN_YEAR, Message
from services.console.words.blocked import BLOCKED
from services.console.words.refusals import REFUSALS

_FIELDS: Final = {"ce_id": "id", "ce_businessdate": "on"}
"""A step's fields by the envelope's attributes that they become."""
ENDS: Final = ("repeated", "set_aside")
"""How a fact may end besides being taken: it says again what is known, or contradicts it."""


class Said(Protocol):
    """As much of a step as is looked at here."""

    @property
    def number(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def message(self) -> Message: ...


def promised(
    said: str, refused: str | None, blocked: str | None, ends: str | None = None
) -> Iterator[str]:
    """What is wrong with the end that a step promises."""
    if refused is not None and blocked is not None:
        yield f"refused {refused!r} and blocked {blocked!r}: a step ends in one of them only."
        return
    if ends is not None and not said.startswith("corebank."):
        yield f"ends {ends!r}: a command is taken, refused or blocked."
    elif ends is not None and ends not in ENDS:
        yield f"ends {shown(ends)!r}: a fact that is not taken is {' or '.join(ENDS)}."
    for name, code, known in (("refused", refused, REFUSALS), ("blocked", blocked, BLOCKED)):
        if code is None:
            continue
        if said.startswith("corebank."):
            yield f"{name} {code!r}: core banking's messages are never {name}."
        elif code not in known:
            yield f"{name} {shown(code)!r} is not a code with which any service has {name} an act."


def carried(envelope: Envelope, *, command: bool) -> Iterator[str]:
    """What the services would not take of the envelope: its id, its business day, its numbers.

    A command's id is repeated by its reply and keeps the form of identifiers.
    """
    found: list[ContractError] = []
    try:
        key = None if envelope.key is None else envelope.key.encode()
        read_headers(key, write_headers(envelope))
    except ContractError as broken:
        found = [broken, *broken.others]
    for each in found:
        field = _FIELDS.get(each.field, each.field)
        value = shown(envelope.id) if field == "id" else each.value
        yield f"{field} {value!r}: {each.detail} (rule {each.rule})."
    if command and not found and not is_identifier(envelope.id):
        rule = "identifier_format"
        yield f"id {shown(envelope.id)!r}: {RULES[rule]} (rule {rule})."


def days(steps: Iterable[Said], through: date | None) -> Iterator[str]:
    """Steps before their loan was lent, and days after the last that the contract takes."""
    said, last = list(steps), date(LAST_GIVEN_YEAR, 12, 31)
    lent = {
        each.message.loan_id: each.message.disbursed_on
        for each in reversed(said)
        if isinstance(each.message, LoanDisbursed)
    }
    for step in said:
        loan_id = getattr(step.message, "loan_id", "")
        first = lent.get(loan_id, step.on)
        if step.on < first:
            yield f"step {step.number}: on {step.on} lies before {first}, the first day of {loan_id}."
        if step.on > last:
            yield f"step {step.number}: on {step.on} lies after {last}: {RULES['date_range']}"
    if through is None or not said:
        return
    if through < said[-1].on:
        yield f"through {through} lies before {said[-1].on}, the day of the last step."
    if through > last:
        yield f"through {through} lies after {last}: {RULES['date_range']}"
