"""The few words every rule file stands on: command, event, refusal, decider.

Pure: no clock, no I/O, no framework. Values are msgspec structs: frozen, exact (unknown fields are
refused) and an order of magnitude faster to read back than validating models (ADR 0003).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import itemgetter
from typing import ClassVar, Generic, NamedTuple, TypeVar

import msgspec

from services.kit.fitting import fitting

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E", bound="DomainEvent")
P = TypeVar("P")


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A value that never changes and accepts no field it does not know."""


class Packed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A small value stored as an array of its fields, because many of them stand in one event."""


changed = msgspec.structs.replace
"""``changed(value, field=new)``: the same value with these fields replaced."""


class Command(Frozen, frozen=True, kw_only=True):
    """A wish or a fact put to a decider. ``as_of`` is the bank's business day of the deciding."""

    as_of: date


class DomainEvent(Frozen, frozen=True, kw_only=True):
    """Something decided. ``NAME`` is the stored name, written out and never derived (models.md 5.3).

    ``effective_on`` is the day the event counts; ``loan_id`` the loan it is about (empty when it is
    about no single loan). Schema changes raise ``VERSION`` and add ``upcast_vN_vM`` (event-store.md 5.1).
    """

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1

    loan_id: str
    effective_on: date


class Entry(DomainEvent, frozen=True, kw_only=True):
    """An event that a later one may replace.

    ``entry`` is its number in the stream, dense from 1 over all entries of the stream. ``corrects``
    names the entries that this one withdraws. Reading "as of a day" drops withdrawn entries first and
    then takes the rest in the order of the days they count from (event-store.md 6.8).
    """

    entry: int
    corrects: tuple[int, ...] = ()


FAILURE_LENGTH = 1_000
"""Characters of what is kept of our own failure's text, which may repeat a whole message."""


class Rejected(Exception):
    """A business refusal of an officer's command: a stable code and a sentence for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def failed(failure: Exception) -> Rejected:
    """Our own mistake, met while something was handled, as its letter and officers are told of it."""
    told = f"{type(failure).__name__}: {failure}"
    return Rejected("handler_failed", fitting(told, FAILURE_LENGTH))


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: case, width and white space tell nobody apart."""
    return plain_name(one) == plain_name(other)


def persons(names: Iterable[str]) -> int:
    """How many persons these names are."""
    return len({plain_name(each) for each in names})


def plain_name(name: str) -> str:
    """A name by what tells people apart in it; empty where nothing does."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


class Due(NamedTuple):
    """The next day on which time alone may change something, and why."""

    on: date
    reason: str


@dataclass(frozen=True)
class Decider(Generic[C, S, E, P]):
    """The rules of one kind of stream.

    ``decide`` may refuse with ``Rejected``; ``evolve`` never refuses, never judges, never reads a
    policy. ``agenda`` lists the days on which ``TimeReached`` must be asked of this state.
    """

    initial: S
    decide: Callable[[C, S, P], Sequence[E]]
    evolve: Callable[[S, E], S]
    agenda: Callable[[S], Sequence[Due]]
    events: tuple[type[E], ...]

    def fold(self, events: Iterable[E], state: S | None = None) -> S:
        """The state after these events, in the order given."""
        return reduce(self.evolve, events, self.initial if state is None else state)


def effective_order(events: Iterable[tuple[int, E]], as_of: date) -> list[E]:
    """Events as they count on ``as_of``: withdrawn entries dropped, the rest by effective day.

    ``events`` are (version, event) pairs of one stream, already cut to what was known. Events
    without an entry number are never dropped. Order: (effective_on, version).
    """
    known = list(events)
    withdrawn: set[int] = set()
    for _, event in known:
        withdrawn.update(getattr(event, "corrects", ()))
    counted = [
        (event.effective_on, version, event)
        for version, event in known
        if event.effective_on <= as_of and getattr(event, "entry", None) not in withdrawn
    ]
    counted.sort(key=itemgetter(0, 1))
    return [event for _, _, event in counted]
