"""What core banking sent with a loan: guarantees and collateral, read one by one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydantic import ValidationError

from contracts import guarantee
from contracts.message import Group, Message
from services.guarantee.domain.intake import Sent, SentCollateral, SentGuarantee, Unreadable

READ: dict[str, tuple[type[Group], Callable[..., Sent]]] = {
    "guarantees": (guarantee.SentGuarantee, SentGuarantee),
    "collateral": (guarantee.SentCollateral, SentCollateral),
}
"""What may come with a loan, by the list it comes in."""


def sent_with(told: Message) -> Iterator[Sent]:
    """The guarantees and collateral that came with a loan; what can't be read says so."""
    for name in READ:
        for place, raw in enumerate(getattr(told, name, None) or (), 1):
            yield _read(name, place, raw)


def _read(name: str, place: int, raw: object) -> Sent:
    """One object as core banking sent it: unknown fields passed over, None not said."""
    wire, ours = READ[name]
    try:
        sent = wire.model_validate(raw)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        field = "".join(map(str, first["loc"][:1]))
        return Unreadable(list=name, place=place, field=field, problem=first["type"])
    known = {n: value for n in wire.model_fields if (value := getattr(sent, n)) is not None}
    if "share_percent" in known:
        known["share_percent"] = str(known["share_percent"])
    return ours(place=place, **known)
