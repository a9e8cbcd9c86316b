"""One seed and one calm run for all fault runs of a session; the long ones only in `make faults`."""

from __future__ import annotations

import os

import pytest

from tests.faults.house import random_seed
from tests.faults.tale import Past, calm_run

CHAPTERS = 12
SHORT_CHAPTERS = 4
SEED = random_seed()
os.environ["SEED"] = str(SEED)  # workers play the same book
ALL = os.environ.get("FAULTS") == "all"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: only in `make faults`, not in `make test`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if ALL:
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"faults: SEED={SEED} plays the same book again")


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this session's book."""
    return SEED


@pytest.fixture(scope="session")
def chapters() -> int:
    """How long this session's book is."""
    return CHAPTERS if ALL else SHORT_CHAPTERS


@pytest.fixture(scope="session")
async def calm(seed: int, chapters: int) -> Past:
    """What the book leads to when nothing happens."""
    return await calm_run(seed, chapters)
