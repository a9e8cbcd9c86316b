"""No test of this folder meets a stack of the person who runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.console.asking import ReadSide, environment, read_side

_NAMES = ("DATA", "KAFKA", "VERIFIER_DSNS", "API_HOST", "API_PORT", "API_TOKEN_FILE", "LANG")


@pytest.fixture(autouse=True)
def no_stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in _NAMES:
        monkeypatch.delenv(f"POSTLOAN_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ReadSide]:
    """Audit's read side, found through the environment."""
    with read_side() as known:
        for name, value in environment(tmp_path, known.port).items():
            monkeypatch.setenv(name, value)
        yield known
