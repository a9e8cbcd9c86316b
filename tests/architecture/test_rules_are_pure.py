"""Rules have no number, no clock, no chance and no effect in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.purity import clocks, dice, numbers_of_rules
from tests.architecture.sources import name, rule_files, tree

CALLS = {
    "now",
    "utcnow",
    "today",
    "time",
    "uuid1",
    "uuid4",
    "random",
    "randint",
    "choice",
    "sleep",
    "getenv",
    "open",
    "print",
    "input",
}


def test_no_number_of_a_rule_stands_in_python() -> None:
    inspected = 0
    for path in rule_files():
        wrong, looked_at = numbers_of_rules(tree(path))
        inspected += looked_at
        assert not wrong, f"{name(path)}: {wrong} belong in a policy file"
    assert inspected > 20, "nothing was inspected"


def test_rules_read_no_clock_and_throw_no_dice() -> None:
    inspected = 0
    for path in rule_files():
        wrong = [*clocks(tree(path)), *dice(tree(path))]
        assert not wrong, f"{name(path)}: {wrong}"
        for line, word in words_called(tree(path)):
            inspected += 1
            assert word not in CALLS, f"{name(path)}:{line} calls {word}"
    assert inspected > 20, "nothing was inspected"


def words_called(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The last word of whatever is called: also of what was handed in, such as ``clock.now()``."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            called = node.func
            word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield node.lineno, word


def test_evolve_is_given_neither_policy_nor_command() -> None:
    found = 0
    for path in rule_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name == "evolve":
                found += 1
                assert len(node.args.args) == 2, f"{name(path)}: evolve takes state and event"
    assert found >= 2
