"""An act put to the conduct gate with what collection knows beside its words."""

from __future__ import annotations

from dataclasses import dataclass

from services.collection.domain.state import Customer
from services.collection.domain.touches import Touch
from services.collection.policy import CollectionPolicy
from services.kit.conduct.asked import Asked


@dataclass(frozen=True, kw_only=True)
class AskedHere(Asked):
    """An act with the customer's contact log and the caps of the day."""

    touch: Touch
    customer: Customer
    edition: CollectionPolicy
