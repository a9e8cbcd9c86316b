"""What `postloan play` refuses before it looks for a stack, and that it needs one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.console.asking import say
from tests.unit.console.test_reading_lives import HEAD, PAID, SHORT, written


def test_the_command_refuses_a_broken_life_before_it_looks_for_a_stack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "play", str(written(tmp_path, HEAD + PAID.replace("say =", "says ="))))
    assert said.code == 2
    assert "step 1 has a field 'says'" in said.err


def test_a_life_needs_a_stack_or_leave_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "play", str(SHORT), "--data", str(tmp_path / "none"))
    assert (said.code, "No stack is running" in said.err) == (1, True)
    said = say(capsys, "play", str(SHORT), "--run", "--temporary")
    assert (said.code, "choose one of them" in said.err) == (2, True)
