"""Rules have no number, no clock, no chance and no effect in them."""

from __future__ import annotations

import ast

from tests.architecture.sources import name, rule_files, tree

# Not numbers of a rule: identity, absence, the next one, a sign; per cent and the fractions of
# arithmetic have their reason beside the name.
PLAIN = {0, 1, -1, 2}
ARITHMETIC = {
    100: "per cent",
    10_000: "a hundredth of a per cent",
    10: "base of decimal notation",
}
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


def sizes_of_caches(module: ast.Module) -> set[ast.AST]:
    """Constants in decorators, such as ``@lru_cache(maxsize=1024)``: of the machine, not of a rule."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    return {
        inner
        for function in functions
        for decorator in function.decorator_list
        for inner in ast.walk(decorator)
    }


def test_no_number_of_a_rule_stands_in_python() -> None:
    inspected = 0
    for path in rule_files():
        sizes = sizes_of_caches(tree(path))
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
                continue
            if node in sizes:
                continue
            if not isinstance(node.value, int | float):
                continue
            inspected += 1
            allowed = node.value in PLAIN or node.value in ARITHMETIC
            assert allowed and not isinstance(node.value, float), (
                f"{name(path)}:{node.lineno}: {node.value} belongs in a policy file"
            )
    assert inspected > 20, "nothing was inspected"


def test_rules_read_no_clock_and_throw_no_dice() -> None:
    for path in rule_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = node.func
                word = (
                    called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                )
                assert word not in CALLS, f"{name(path)}:{node.lineno} calls {word}"


def test_evolve_is_given_neither_policy_nor_command() -> None:
    found = 0
    for path in rule_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name == "evolve":
                found += 1
                assert len(node.args.args) == 2, f"{name(path)}: evolve takes state and event"
    assert found >= 2
