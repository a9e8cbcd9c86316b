"""An act put to the conduct gate with what collection knows beside its words."""

from __future__ import annotations

from dataclasses import dataclass

from services.collection.domain.state import Customer
from services.collection.domain.touches import Touch
from services.collection.policy import CollectionPolicy
from services.kit.conduct.asked import Asked, Block


@dataclass(frozen=True, kw_only=True)
class AskedHere(Asked):
    """An act with the customer's contact log and the caps of the day."""

    touch: Touch
    customer: Customer
    edition: CollectionPolicy

    def capped(self, code: str, rule: str | None = None) -> Block:
        """A block by a cap, a list or a registry of collection's own."""
        return self.block(code, rule)._replace(policy_id=self.edition.policy_id)
