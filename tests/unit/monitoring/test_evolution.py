"""The steps of the fold."""

from __future__ import annotations

from services.monitoring.domain.evolution import STEPS
from services.monitoring.domain.loan import decider


def test_every_event_of_a_loan_has_its_step_and_nothing_else_has() -> None:
    assert set(STEPS) == set(decider.events)
