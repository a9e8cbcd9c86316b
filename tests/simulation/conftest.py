"""What the simulation's tests have in common."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.simulation.run import ready


@pytest.fixture(scope="package", autouse=True)
def collector() -> Iterator[None]:
    """Garbage is collected as in a service: most of a run's objects die young."""
    before = gc.get_threshold()
    ready()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
