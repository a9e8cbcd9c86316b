"""What a feed is made of: words to send, officers to wait for, a mistake of ours and its repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tests.simulation.words import Word


class Wait(NamedTuple):
    """Go on when a service has taken all that this partition holds. ``always``: else only in order."""

    service: str
    partition: int
    always: bool = False


class Repair(NamedTuple):
    """The mistake in our code is mended: what it kept is taken up again."""

    service: str
    partition: int
    number: int
    obligor: str
    on: date


class Rollout(NamedTuple):
    """From here on the members of a service go over to a release that has this change, or has it no more."""

    service: str
    flag: str
    on: bool = True


class RolledOut(NamedTuple):
    """Go on when none of them is of another release."""

    service: str
    flag: str


class Closed(NamedTuple):
    """Go on when a service has closed this day in all its shards."""

    service: str
    day: date


Step = Word | Wait | Repair | Rollout | RolledOut | Closed


class Edition(NamedTuple):
    """A policy edition that a service does not have from the beginning; ``seed`` decides its numbers."""

    service: str
    first_day: date
    seed: str


class Mistake(NamedTuple):
    """What our code fails on until it is repaired: ``what`` is a receipt, or a kind of fact."""

    service: str
    what: str
    loan: str
    obligor: str
    stream: str


class Newer(NamedTuple):
    """What newer code of a service tells of a loan: in the place of known types, others (``types``)."""

    service: str
    loan: str
    types: Mapping[str, str]


@dataclass
class Plan:
    """A loan as core banking knows it."""

    loan: str
    obligor: str
    kind: str
    lent_on: date
    rows: list[dict[str, Any]]
    told: bool = False
    receipts: list[str] = field(default_factory=list)
    flows: dict[str, int] = field(default_factory=dict)


@dataclass
class Feed:
    """The script, and what there is to know about it. ``services``: those that are there at all.

    ``rollback``: what newer code of a service notes something about, and older code then can't read.
    """

    partitions: int
    services: tuple[str, ...]
    steps: list[Step] = field(default_factory=list)
    mistake: Mistake | None = None
    newer: Newer | None = None
    edition: Edition | None = None
    rollback: Mistake | None = None
    loans: dict[str, str] = field(default_factory=dict)
    first_day: date = date(2024, 1, 1)
    last_day: date = date(2024, 1, 1)

    @property
    def words(self) -> list[Word]:
        return [step for step in self.steps if isinstance(step, Word)]
