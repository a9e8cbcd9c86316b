"""A small reading of PromQL: what our alert rules use, refused beyond that.

Parsed by ``promql-parser`` (Prometheus' own grammar); the meaning is that of the querying manual of
Prometheus 3. promtool run over the same cases says the same.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import promql_parser as parser

LOOKBACK_S = 300.0
NAME = "__name__"

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]


class Refused(Exception):
    """An expression of a form that this reading does not know."""


class Sample(NamedTuple):
    """A value at a time in seconds; None marks that the series has ended."""

    at: float
    value: float | None


Series = Mapping[Labels, list[Sample]]

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "*": operator.mul,
    "-": operator.sub,
    "+": operator.add,
    "/": operator.truediv,
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
AGGREGATIONS: dict[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "max": max,
    "min": min,
    "count": len,
}


def evaluate(expression: Any, at: float, series: Series) -> Vector | float:
    """The value at a time in seconds."""
    match expression:
        case parser.NumberLiteral():
            return float(expression.val)
        case parser.ParenExpr():
            return evaluate(expression.expr, at, series)
        case parser.VectorSelector():
            return _instant(expression, at, series)
        case parser.AggregateExpr():
            return _aggregate(expression, at, series)
        case parser.Call():
            return _call(expression, at, series)
        case parser.BinaryExpr():
            return _binary(expression, at, series)
        case _:
            raise Refused(f"{type(expression).__name__}: {expression}")


def selectors(expression: Any) -> list[Any]:
    """Every selector of metrics in an expression."""
    found = []
    for each in (
        expression,
        *(getattr(expression, part, None) for part in ("lhs", "rhs", "expr", "vector_selector")),
        *getattr(expression, "args", ()),
    ):
        if isinstance(each, parser.VectorSelector):
            found.append(each)
        elif isinstance(each, parser.Expr) and each is not expression:
            found += selectors(each)
    return found


def _matches(selector: Any, labels: Labels) -> bool:
    values = dict(labels)
    if selector.offset is not None or selector.at is not None or selector.matchers.or_matchers:
        raise Refused(str(selector))
    if selector.name is not None and values[NAME] != selector.name:
        return False
    for matcher in selector.matchers.matchers:
        value, op = values.get(matcher.name, ""), str(matcher.op).rpartition(".")[2]
        whole = re.fullmatch(matcher.value, value) if op in ("Re", "NotRe") else None
        fits = {
            "Equal": value == matcher.value,
            "NotEqual": value != matcher.value,
            "Re": whole is not None,
            "NotRe": whole is None,
        }
        if not fits[op]:
            return False
    return True


def _instant(selector: Any, at: float, series: Series) -> Vector:
    found: Vector = {}
    for labels, samples in series.items():
        if _matches(selector, labels):
            past = [each for each in samples if at - LOOKBACK_S < each.at <= at]
            if past and past[-1].value is not None:
                found[labels] = past[-1].value
    return found


def _nameless(labels: Labels) -> Labels:
    return frozenset(each for each in labels if each[0] != NAME)


def _aggregate(expression: Any, at: float, series: Series) -> Vector:
    modifier, op = expression.modifier, str(expression.op)
    if modifier is None or "By" not in str(modifier.type) or op not in AGGREGATIONS:
        raise Refused(str(expression))
    groups: dict[Labels, list[float]] = {}
    inner = evaluate(expression.expr, at, series)
    for labels, value in _vector(inner, expression).items():
        kept = frozenset(each for each in labels if each[0] in modifier.labels)
        groups.setdefault(kept, []).append(value)
    return {labels: AGGREGATIONS[op](values) for labels, values in groups.items()}


def _call(expression: Any, at: float, series: Series) -> Vector:
    (argument,) = expression.args
    match expression.func.name:
        case "abs":
            values = _vector(evaluate(argument, at, series), expression)
            return {_nameless(labels): abs(value) for labels, value in values.items()}
        case "round":
            values = _vector(evaluate(argument, at, series), expression)
            return {_nameless(k): float(math.floor(value + 0.5)) for k, value in values.items()}
        case "absent":
            if _vector(evaluate(argument, at, series), expression):
                return {}
            matchers = argument.matchers.matchers
            equal = [m for m in matchers if str(m.op).rpartition(".")[2] == "Equal"]
            return {frozenset((m.name, m.value) for m in equal): 1.0}
        case "increase":
            windows = _windows(argument, at, series)
            start = at - argument.range.total_seconds()
            return {k: _increase(p, start, at) for k, p in windows.items() if len(p) > 1}
        case "max_over_time":
            windows = _windows(argument, at, series)
            return {k: max(value for _, value in points) for k, points in windows.items()}
        case name:
            raise Refused(f"{name}: {expression}")


def _windows(matrix: Any, at: float, series: Series) -> dict[Labels, list[tuple[float, float]]]:
    """The samples of each series in the window that ends now; ended series among them."""
    if not isinstance(matrix, parser.MatrixSelector):
        raise Refused(str(matrix))
    seconds = matrix.range.total_seconds()
    found: dict[Labels, list[tuple[float, float]]] = {}
    for labels, samples in series.items():
        if not _matches(matrix.vector_selector, labels):
            continue
        window = [(s.at, s.value) for s in samples if at - seconds < s.at <= at]
        points = [(moment, value) for moment, value in window if value is not None]
        if points:
            found[_nameless(labels)] = points
    return found


def _increase(points: list[tuple[float, float]], start: float, end: float) -> float:
    """The rise of a counter, extended to the edges of the window as Prometheus extends it."""
    values = [value for _, value in points]
    rise = sum(b if b < a else b - a for a, b in pairwise(values))
    covered = points[-1][0] - points[0][0]
    apart = covered / (len(points) - 1)
    before, after = points[0][0] - start, end - points[-1][0]
    before, after = (each if each < apart * 1.1 else apart / 2 for each in (before, after))
    if rise > 0:
        before = min(before, covered * values[0] / rise)  # a counter is never below nothing
    return rise * (covered + before + after) / covered


def _binary(expression: Any, at: float, series: Series) -> Vector:
    op = str(expression.op)
    modifier = expression.modifier
    if modifier is not None and (modifier.matching is not None or modifier.return_bool):
        raise Refused(str(expression))
    left = _vector(evaluate(expression.lhs, at, series), expression, scalars=True)
    right = _vector(evaluate(expression.rhs, at, series), expression, scalars=True)
    if op == "or":
        mine = {_nameless(labels) for labels in left}
        return left | {labels: v for labels, v in right.items() if _nameless(labels) not in mine}
    if op == "unless":
        others = {_nameless(labels) for labels in right}
        return {labels: v for labels, v in left.items() if _nameless(labels) not in others}
    if op in ARITHMETIC:
        pairs = _pairs(left, right).items()
        return {_nameless(labels): ARITHMETIC[op](a, b) for labels, (a, b) in pairs}
    if op in COMPARISONS:
        pairs = _pairs(left, right).items()
        return {labels: a for labels, (a, b) in pairs if COMPARISONS[op](a, b)}
    raise Refused(f"{op}: {expression}")


SCALAR: Labels = frozenset({("", "scalar")})


def _pairs(left: Vector, right: Vector) -> dict[Labels, tuple[float, float]]:
    if SCALAR in right:
        return {labels: (value, right[SCALAR]) for labels, value in left.items()}
    if SCALAR in left:
        return {labels: (left[SCALAR], value) for labels, value in right.items()}
    others = {_nameless(labels): value for labels, value in right.items()}
    return {
        labels: (value, others[_nameless(labels)])
        for labels, value in left.items()
        if _nameless(labels) in others
    }


def _vector(value: Vector | float, expression: Any, *, scalars: bool = False) -> Vector:
    if isinstance(value, dict):
        return value
    if not scalars:
        raise Refused(f"a number where series are meant: {expression}")
    return {SCALAR: value}
