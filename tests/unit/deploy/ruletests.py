"""promtool's rule tests, read and run without promtool: series, steps, alerts, annotations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import promql_parser as parser
import yaml

from tests.unit.deploy.promql import NAME, Labels, Sample, Series, evaluate

CHINESE = "[一-鿿]"

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_RUN = re.compile(r"(?P<first>-?[\d.]+|_)(?P<step>[+-][\d.]+)?(?:x(?P<times>\d+))?")


def seconds(text: str) -> float:
    """``1m30s`` in seconds."""
    parts = re.findall(r"(\d+)([smhd])", text)
    assert "".join(n + unit for n, unit in parts) == text, text
    return float(sum(int(n) * _UNITS[unit] for n, unit in parts))


def grouped(expression: str) -> list[set[str]]:
    """The labels of every ``by (...)``, the outermost first."""
    return [set(each.split(", ")) for each in re.findall(r"\bby \(([^)]*)\)", expression)]


class Alert(NamedTuple):
    """One alert that fires: its labels with severity, its annotations."""

    labels: dict[str, str]
    annotations: dict[str, str]


class Case(NamedTuple):
    """One test of a file."""

    name: str
    alert: str
    until: float
    step: float
    series: Series
    expected: list[Alert]


def cases(path: Path) -> list[Case]:
    """The tests of one file; each asks for one alert at one time."""
    document = yaml.safe_load(path.read_text("utf-8"))
    found = []
    for test in document["tests"]:
        (asked,) = test["alert_rule_test"]
        interval = seconds(test["interval"])
        expected = [
            Alert(each["exp_labels"], each["exp_annotations"]) for each in asked["exp_alerts"]
        ]
        found.append(
            Case(
                test["name"],
                asked["alertname"],
                seconds(asked["eval_time"]),
                seconds(document["evaluation_interval"]),
                dict(_series(each, interval) for each in test["input_series"]),
                expected,
            )
        )
    return found


def _series(written: dict[str, str], interval: float) -> tuple[Labels, list[Sample]]:
    selector: Any = parser.parse(written["series"])
    labels = {each.name: each.value for each in selector.matchers.matchers}
    samples: list[Sample] = []
    place = 0
    for word in written["values"].split():
        if word == "stale":
            samples.append(Sample(place * interval, None))
            place += 1
            continue
        run = _RUN.fullmatch(word)
        assert run is not None, word
        times = int(run["times"] or 0)
        count = times if run["first"] == "_" and run["times"] else times + 1
        for n in range(count):
            if run["first"] != "_":
                value = float(run["first"]) + n * float(run["step"] or 0)
                samples.append(Sample(place * interval, value))
            place += 1
    return frozenset({NAME: selector.name, **labels}.items()), samples


def firing(rule: dict[str, Any], case: Case) -> list[list[Alert]]:
    """The alerts that fire at each step up to the end."""
    expression, hold = parser.parse(rule["expr"]), seconds(rule.get("for", "0s"))
    since: dict[Labels, float] = {}
    steps = []
    for number in range(int(case.until / case.step) + 1):
        at = number * case.step
        values = evaluate(expression, at, case.series)
        assert isinstance(values, dict)
        since = {labels: since.get(labels, at) for labels in values}
        steps.append(
            [
                _alert(rule, dict(labels), value)
                for labels, value in values.items()
                if at - since[labels] >= hold
            ]
        )
    return steps


def _alert(rule: dict[str, Any], labels: dict[str, str], value: float) -> Alert:
    labels.pop(NAME, None)
    annotations = {
        name: rendered(text, labels, value) for name, text in rule["annotations"].items()
    }
    return Alert(labels | rule["labels"], annotations)


def rendered(text: str, labels: dict[str, str], value: float) -> str:
    """A template of ours with its labels and its value; any other form fails the test."""

    def put(found: re.Match[str]) -> str:
        match found[1].split(" | "):
            case ["$value"]:
                return f"{value:.15g}"
            case ["$value", "humanizeDuration"]:
                return duration(value)
            case [name] if name.startswith("$labels."):
                return labels.get(name.removeprefix("$labels."), "")
            case _:
                raise AssertionError(found[0])

    return re.sub(r"\{\{ (.*?) \}\}", put, text)


def duration(value: float) -> str:
    """Prometheus' ``humanizeDuration``, for a minute and more with all its parts."""
    whole = int(value)
    days, hours, minutes = whole // 86_400, whole // 3_600 % 24, whole // 60 % 60
    if days:
        return f"{days}d {hours}h {minutes}m {whole % 60}s"
    if hours:
        return f"{hours}h {minutes}m {whole % 60}s"
    return f"{minutes}m {whole % 60}s" if minutes else f"{value:.4g}s"
