"""What a source file does that rules must not: read a clock, throw dice, hold a number of a rule.

Names are followed through imports and simple assignments, so that an alias hides nothing. Each
checker takes a parsed module, so that a test can show on a line of source that it finds it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

CLOCKS = frozenset(
    {
        *(f"datetime.datetime.{word}" for word in ("now", "utcnow", "today")),
        "datetime.date.today",
        *(f"time.{word}" for word in ("time", "time_ns", "localtime", "gmtime", "ctime")),
    }
)
DICE = frozenset({"uuid.uuid1", "uuid.uuid4"})
DICE_MODULES = ("random", "secrets")

# Not numbers of a rule: identity, absence, the next one, a sign; per cent and the fractions of
# arithmetic have their reason beside the name.
PLAIN = {0, 1, -1, 2}
ARITHMETIC = {
    100: "per cent",
    10_000: "a hundredth of a per cent",
    10: "base of decimal notation",
}
_NUMBER = re.compile(r"[+-]?\d[\d_]*([.,]\d+)?([eE][+-]?\d+)?")
_QUOTIENT = re.compile(r"\s*([+-]?\d+)\s*/\s*(\d+)\s*")


class Found(NamedTuple):
    """One place in a file, and what stands there."""

    line: int
    what: str


def origins(module: ast.Module) -> dict[str, str]:
    """Names of this file, by what they stand for: ``dt`` -> ``datetime``."""
    known = dict(_imported(module))
    assigned = [node for node in ast.walk(module) if isinstance(node, ast.Assign)]
    for _ in assigned:  # an alias of an alias of ...
        before = dict(known)
        for node in assigned:
            stands_for = dotted(node.value, known)
            for target in node.targets:
                if stands_for is not None and isinstance(target, ast.Name):
                    known.setdefault(target.id, stands_for)
        if known == before:
            break
    return known


def _imported(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                head = alias.name.partition(".")[0]
                yield alias.asname or head, alias.name if alias.asname else head
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def dotted(node: ast.expr, known: dict[str, str]) -> str | None:
    """What ``a.b.c`` stands for, when ``a`` was imported; None for anything else."""
    words: list[str] = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in known:
        return None
    return ".".join([known[node.id], *reversed(words)])


def references(module: ast.Module) -> Iterator[Found]:
    """Every imported thing that is used, whether it is called or handed on, and star imports."""
    known = origins(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            what = dotted(node, known)
            if what is not None:
                yield Found(node.lineno, what)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                Found(node.lineno, f"{node.module}.*") for a in node.names if a.name == "*"
            )


def clocks(module: ast.Module) -> list[Found]:
    """Where a clock is read, or handed on to be read."""
    stars = {"datetime.*", "time.*"}
    return [each for each in references(module) if each.what in CLOCKS | stars]


def dice(module: ast.Module) -> list[Found]:
    """Where chance comes in."""
    return [
        each
        for each in references(module)
        if each.what in DICE or each.what.partition(".")[0] in DICE_MODULES
    ]


def numbers_of_rules(module: ast.Module) -> tuple[list[Found], int]:
    """Numbers that belong in a policy file, and how many numbers were looked at in all."""
    apart = _sizes_of_caches(module) | _texts(module) | _versions(module)
    known = origins(module)
    found, inspected = [], 0
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            quotient = _quotient(node, known)
            if quotient is not None:
                inspected += 1
                found += [] if quotient in _ALLOWED else [Found(node.lineno, ast.unparse(node))]
        if not isinstance(node, ast.Constant) or node in apart:
            continue
        value = _value(node.value)
        if value is not None:
            inspected += 1
            whole = not isinstance(node.value, float | complex)
            if not whole or value not in _ALLOWED:
                found.append(Found(node.lineno, repr(node.value)))
    return found, inspected


def _versions(module: ast.Module) -> set[ast.AST]:
    """How often the shape of a stored event has changed: ``VERSION: ClassVar[int]`` of its class."""
    return {
        line.value
        for held in ast.walk(module)
        if isinstance(held, ast.ClassDef)
        for line in held.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Constant)
        if (ast.unparse(line.target), ast.unparse(line.annotation)) == ("VERSION", "ClassVar[int]")
    }


_ALLOWED = frozenset(Decimal(each) for each in (*PLAIN, *ARITHMETIC))


def _value(constant: object) -> Decimal | None:
    """The number that a constant is or spells; None when it is none."""
    if isinstance(constant, bool):
        return None
    if isinstance(constant, int | float):
        return Decimal(constant)
    if isinstance(constant, complex):
        return Decimal("NaN")
    if isinstance(constant, bytes):
        constant = constant.decode("latin-1")
    if not isinstance(constant, str):
        return None
    quotient = _QUOTIENT.fullmatch(constant)
    if quotient is not None:
        return _divided(Decimal(quotient[1]), Decimal(quotient[2]))
    spelled = constant.strip().removesuffix("%")
    if not _NUMBER.fullmatch(spelled):
        return None
    try:
        return Decimal(spelled.replace("_", "").replace(",", "."))
    except InvalidOperation:
        return Decimal("NaN")


def _quotient(call: ast.Call, known: dict[str, str]) -> Decimal | None:
    """``Fraction(1, 2)``: each part may be a plain number and the whole is not."""
    if dotted(call.func, known) != "fractions.Fraction" or len(call.args) != 2:
        return None
    parts = [_value(each.value) if isinstance(each, ast.Constant) else None for each in call.args]
    first, second = parts
    return None if first is None or second is None else _divided(first, second)


def _divided(first: Decimal, second: Decimal) -> Decimal:
    return first / second if second else Decimal("NaN")


def _texts(module: ast.Module) -> set[ast.AST]:
    """Docstrings and other texts that stand alone, and parts of f-strings: words for people."""
    alone = {
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    joined = (node for node in ast.walk(module) if isinstance(node, ast.JoinedStr))
    return alone | {part for node in joined for part in node.values}


def _sizes_of_caches(module: ast.Module) -> set[ast.AST]:
    """Constants in decorators, such as ``@lru_cache(maxsize=1024)``: of the machine, not of a rule."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    return {
        inner
        for function in functions
        for decorator in function.decorator_list
        for inner in ast.walk(decorator)
    }
