"""An act put to the gate, read by its words; and the gate's no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import msgspec

from contracts.conduct import Conduct as Told
from services.kit.conduct.shape import ConductPolicy
from services.kit.domain import Frozen, Rejected, changed


class Block(NamedTuple):
    """The code of a blocked practice, and the rule that blocks it."""

    code: str
    rule: str


class Citation(Frozen, frozen=True):
    """An article cited as the basis of something."""

    basis: str
    subject: str


class Conduct(Frozen, frozen=True, kw_only=True):
    """How an act towards a person was done, as far as it was said: the words of the contract's group."""

    at: str | None = None
    target_role: str | None = None
    target_id: str | None = None
    contact_source: str | None = None
    staff_ids: tuple[str, ...] = ()
    agency_id: str | None = None
    identity_verified: bool | None = None
    template_id: str | None = None
    legal_bases: tuple[Citation, ...] = ()
    purposes: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    data_fields: tuple[str, ...] = ()
    tone: str | None = None
    speaks_as: str | None = None
    from_line: str | None = None
    text: str = ""


def conduct_of(told: Any) -> Any:
    """The contract's group as the rules take it; any other value as it is."""
    return msgspec.convert(told.model_dump(), Conduct) if isinstance(told, Told) else told


def kept(conduct: Conduct | None) -> Conduct | None:
    """What an event keeps of it: all but the text, which the gate has read."""
    return None if conduct is None else changed(conduct, text="")


def check_hour(conduct: Conduct | None, day: date, rules: ConductPolicy) -> None:
    """``Rejected`` when the hour that is named lies on another day than the act."""
    if conduct is None or conduct.at is None:
        return
    local = rules.local(conduct.at).date()
    if local != day:
        raise Rejected("at_not_on_day", f"at {conduct.at} is not on done_on {day}")


@dataclass(frozen=True)
class Asked:
    """An act by its words: those of ``said``, the first that has one, then what is ``known`` anyway.

    ``act`` is the command's name, ``day`` the day it counts, ``rules`` the rows of that day.
    """

    act: str
    day: date
    rules: ConductPolicy
    said: tuple[Any, ...]
    known: Mapping[str, Any] = field(default_factory=dict)

    def values(self, name: str) -> Iterator[Any]:
        """Whatever has a field of that name and something in it."""
        for each in (*self.said, self.known):
            found = each.get(name) if isinstance(each, Mapping) else getattr(each, name, None)
            if found is not None and found not in ("", ()):
                yield found

    def value(self, name: str) -> Any:
        """What stands under that name first; None where nothing does."""
        return next(self.values(name), None)

    def word(self, name: str) -> str | None:
        """A word of the act; None where it has none of that name."""
        found = self.value(name)
        return found if isinstance(found, str) else None

    def words(self, name: str) -> set[str]:
        """All words of that name: of lists all, of single words the first."""
        found: set[str] = set()
        single = self.word(name)
        for each in self.values(name):
            if isinstance(each, tuple):
                found |= {one for one in each if isinstance(one, str)}
        return found | ({single} if single is not None else set())

    def block(self, code: str, rule: str | None = None) -> Block:
        """A block by this practice, by its own rule unless another is named."""
        return Block(code, rule or self.rules.blocked[code].rule)
