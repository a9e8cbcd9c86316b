"""The toy's mistake is there again before each test and after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.kit.toy import REPAIRED


@pytest.fixture(autouse=True)
def _not_repaired() -> Iterator[None]:
    REPAIRED.clear()
    yield
    REPAIRED.clear()
