"""An act put to the conduct gate, read by its words; and the gate's no."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from services.collection.domain.state import Customer
from services.collection.domain.touches import Touch
from services.collection.policy import CollectionPolicy


class Block(NamedTuple):
    """The code of a blocked practice and the rule that blocks it."""

    code: str
    rule: str


class Asked(NamedTuple):
    """An act put to the gate: its words, the customer, the numbers, the day it counts."""

    touch: Touch
    customer: Customer
    edition: CollectionPolicy
    day: date

    def word(self, name: str) -> str | None:
        """A word of the act; None where it has none of that name."""
        found = getattr(self.touch, name, None)
        return found if isinstance(found, str) and found else None

    def words(self, name: str) -> set[str]:
        """All words of that name."""
        found: Any = getattr(self.touch, name, None)
        if isinstance(found, tuple):
            return {each for each in found if isinstance(each, str)}
        return {found} if isinstance(found, str) and found else set()

    def block(self, code: str, rule: str | None = None) -> Block:
        """A block by this practice, by its own rule unless another is named."""
        return Block(code, rule or self.edition.blocked[code].rule)
