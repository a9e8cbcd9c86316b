"""Alert rules: each fires and stays quiet when it should, says what it means, and leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import promql_parser as parser
import pytest
import yaml

from deploy.local.names import DEFAULT_SERVICES
from services.kit.telemetry_instruments import AUDIT, KIT, READ_SIDE, Instrument, prometheus_name
from tests.unit.deploy.promql import Refused, Sample, evaluate, selectors
from tests.unit.deploy.ruletests import (
    CHINESE,
    Case,
    cases,
    duration,
    firing,
    grouped,
    rendered,
)

ROOT = Path(__file__).parents[3]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for rule in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"][0][
        "rules"
    ]
}
FILES = sorted((PROMETHEUS / "tests").glob("*.yml"))
CASES = [case for path in FILES for case in cases(path)]
SUFFIXES = ("", "_bucket", "_sum", "_count")

each_rule = pytest.mark.parametrize("alert", RULES)


def page(alert: str) -> str:
    """The runbook's name: ``OutboxHole`` -> ``outbox-hole.md``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", alert).lower() + ".md"


def told() -> dict[str, Instrument]:
    """Every series that the code makes, by its name in Prometheus."""
    found: dict[str, Instrument] = {}
    for one in (*KIT.all, *AUDIT.all, *READ_SIDE):
        histogram = one in (*KIT.histograms, *AUDIT.histograms, *READ_SIDE)
        for suffix in SUFFIXES[1:] if histogram else SUFFIXES[:1]:
            found[prometheus_name(one) + suffix] = one
    return found


def carried(one: Instrument) -> set[str]:
    """Its labels as Prometheus has them; ``le`` is a histogram's."""
    return {"service", "le", *(label.replace(".", "_") for label in one.labels)}


def labels_of(expression: str) -> set[str]:
    """Every label that an expression matches or groups by."""
    matched = [m.name for s in selectors(parser.parse(expression)) for m in s.matchers.matchers]
    return set(matched).union(*grouped(expression))


# -- firing and quiet ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}: {case.name}")
def test_a_rule_says_what_its_case_expects(case: Case) -> None:
    steps = firing(RULES[case.alert], case)
    if case.expected:
        assert steps[-1] == case.expected
    else:
        assert not any(steps), "it has been firing on the way"


@each_rule
def test_every_alert_has_a_firing_and_a_quiet_case(alert: str) -> None:
    mine = [case for case in CASES if case.alert == alert]
    kinds = [case.name.partition(":")[0] for case in mine]
    assert list(dict.fromkeys(kinds)) == ["fires", "quiet"]
    assert [bool(case.expected) for case in mine] == [kind == "fires" for kind in kinds]


def test_every_file_of_cases_is_that_of_one_alert() -> None:
    assert [path.stem + ".md" for path in FILES] == sorted(map(page, RULES))
    for path in FILES:
        assert {page(case.alert) for case in cases(path)} == {path.stem + ".md"}
        document = yaml.safe_load(path.read_text("utf-8"))
        assert document["rule_files"] == ["../alerts.yml"]


# -- what an alert says -------------------------------------------------------------------------


@each_rule
def test_an_alert_says_what_is_wrong_in_both_languages_and_where_to_go(alert: str) -> None:
    rule = RULES[alert]
    assert set(rule["labels"]) == {"severity"}
    assert rule["labels"]["severity"] in {"page", "ticket"}
    said = rule["annotations"]
    assert set(said) == {"summary", "summary_zh", "description", "runbook"}
    assert re.search(CHINESE, said["summary_zh"])
    assert not re.search(CHINESE, said["summary"] + said["description"])
    fields = [
        set(re.findall(r"\{\{ (.*?) \}\}", said[each])) for each in ("summary", "summary_zh")
    ]
    assert fields[0] == fields[1]
    assert said["runbook"] == f"docs/runbooks/{page(alert)}"
    assert (ROOT / said["runbook"]).is_file()


@each_rule
def test_an_alert_asks_only_for_what_the_code_tells(alert: str) -> None:
    made = told()
    asked = selectors(parser.parse(RULES[alert]["expr"]))
    assert asked
    for selector in asked:
        assert selector.name in made, selector.name
        assert labels_of(RULES[alert]["expr"]) <= carried(made[selector.name])
    used = re.findall(r"\$labels\.(\w+)", str(RULES[alert]["annotations"]))
    assert set(used) <= labels_of(RULES[alert]["expr"])


def test_every_service_is_missed_when_it_is_silent() -> None:
    asked = selectors(parser.parse(RULES["ServiceSilent"]["expr"]))
    missed = [matcher.value for each in asked for matcher in each.matchers.matchers]
    assert sorted(missed) == sorted(DEFAULT_SERVICES)


def test_what_the_issue_names_is_watched() -> None:
    """Lag in seconds, outbox age, holes, parked loans, dead letters, agenda, verification, clocks."""
    asked = {s.name for rule in RULES.values() for s in selectors(parser.parse(rule["expr"]))}
    assert {
        "loan_consumer_lag_seconds",
        "loan_consumer_silence_seconds",
        "loan_partitions_unowned",
        "loan_outbox_oldest_age_seconds",
        "loan_outbox_holes",
        "loan_parked_loans",
        "loan_dead_letters_open",
        "loan_timers_overdue",
        "loan_verification_age_seconds",
        "loan_chain_broken",
        "loan_cause_clock_skew_seconds",
        "loan_database_clock_skew_seconds",
        "loan_partitions_halted",
    } <= asked


def test_the_document_says_of_every_alert_who_speaks_when_its_number_is_absent() -> None:
    document = (ROOT / "docs" / "telemetry.md").read_text("utf-8")
    _, _, table = document.partition("| alert | its number is absent")
    rows = [line.split(" | ") for line in table.partition("\n\n")[0].splitlines()[2:]]
    assert sorted(name for row in rows for name in row[0].strip("| ").split(", ")) == sorted(RULES)
    for row in rows:
        named = re.findall(r"\b(?:[A-Z][a-z]+){2,}\b", row[2])
        assert set(named) <= RULES.keys(), row
        assert named or "no rule" in row[2] or "nothing here" in row[2], row


# -- the reading itself -------------------------------------------------------------------------

SERIES = {
    frozenset({("__name__", "a_total"), ("service", "x")}): [
        Sample(15.0 * n, float(4 * n)) for n in range(41)
    ],
    frozenset({("__name__", "b"), ("service", "x")}): [Sample(0.0, 3.0)],
}


@pytest.mark.parametrize(
    ("expression", "at", "value"),
    [
        ("increase(a_total[5m])", 600, 80.0),  # 76 seen in the window, and its edges
        ("increase(a_total[5m])", 30, 8.0),  # never before the counter began
        ("max_over_time(a_total[5m])", 600, 160.0),
        ("max_over_time(a_total[5m])", 855, 160.0),  # what has ended since is in the window still
        ("count by (service) (a_total)", 0, 1.0),
        ("b unless a_total > 0", 0, 3.0),
        ("abs(b - 5)", 0, 2.0),
        ("round(b / 2)", 0, 2.0),
        ("round(b / 2 - 0.1)", 0, 1.0),
        ("2 * b > 5", 0, 6.0),
        ("b", 299, 3.0),
        ("sum by (service) (b)", 0, 3.0),
    ],
)
def test_an_expression_means_what_it_means_to_prometheus(
    expression: str, at: float, value: float
) -> None:
    found = evaluate(parser.parse(expression), at, SERIES)
    assert isinstance(found, dict)
    assert list(found.values()) == [value]


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ("max_over_time(a_total[5m])", 900),
        ("b unless a_total", 0),
        ("count by (service) (b)", 301),
    ],
)
def test_an_expression_has_no_value_where_it_has_none_to_prometheus(
    expression: str, at: float
) -> None:
    assert evaluate(parser.parse(expression), at, SERIES) == {}


def test_a_value_is_forgotten_after_five_minutes() -> None:
    assert evaluate(parser.parse("b"), 301, SERIES) == {}
    assert evaluate(parser.parse('absent(b{service="x"})'), 301, SERIES) == {
        frozenset({("service", "x")}): 1.0
    }


@pytest.mark.parametrize(
    "expression",
    [
        "rate(a_total[5m])",
        "b offset 5m",
        "sum without (service) (b)",
        "sum(b)",
        "b > on (service) b",
        "quantile by (service) (0.9, b)",
        "max_over_time(b[5m:1m])",
        "b unless on (service) b",
        "-b",
    ],
)
def test_other_forms_are_refused_rather_than_guessed(expression: str) -> None:
    with pytest.raises(Refused):
        evaluate(parser.parse(expression), 0, SERIES)


def test_durations_read_as_prometheus_writes_them() -> None:
    assert [duration(s) for s in (4.25, 90, 3_725, 176_580)] == [
        "4.25s", "1m 30s", "1h 2m 5s", "2d 1h 3m 0s"
    ]  # fmt: skip
    with pytest.raises(AssertionError):
        rendered("{{ $value | humanize1024 }}", {}, 1.0)
