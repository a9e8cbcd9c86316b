"""A loan's sections from the live states of a town, without rebuilding them from events."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.audit.registry import REGISTRY
from tests.town import Town


def document_of(town: Town, service: str, loan_id: str, day: date) -> dict[str, Any] | None:
    """The service's part of the loan document, as its live state has it; None when it has none."""
    for stream, state in town.houses[service].states.items():
        kind = REGISTRY.kind(service, stream)
        if kind is None or (not stream.endswith(f"-{loan_id}") and "-L-" in stream):
            continue
        view = kind.view(state, loan_id, day)
        if view is not None:
            return kind.show(view)
    return None
