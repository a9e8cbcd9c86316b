"""Each alert is quiet at its threshold for ever, and fires just above it when its time is up.

The thresholds and times stand here a second time on purpose: one that is moved is moved twice.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import promql_parser as parser
import pytest

from tests.unit.deploy.promql import NAME, Labels, Sample, Series, evaluate
from tests.unit.deploy.ruletests import Case, firing
from tests.unit.deploy.test_alerts import RULES

STEP_S = 15
STEPS = 120


class Edge(NamedTuple):
    """A gauge that an alert watches: what it bears, what it does not, and for how long."""

    alert: str
    metric: str
    quiet: float
    loud: float
    hold_s: int
    adds: bool = False  # partitions add up; otherwise the worst one is told
    labels: tuple[str, ...] = ()


EDGES = (
    Edge("ConsumerLagging", "loan_consumer_lag_seconds", 60, 61, 300, labels=("topic",)),
    Edge("ConsumerDeaf", "loan_consumer_silence_seconds", 60, 61, 120),
    Edge("PartitionUnowned", "loan_partitions_unowned", 0, 1, 300, adds=True),
    Edge("PartitionHalted", "loan_partitions_halted", 0, 1, 0, adds=True),
    Edge("OutboxStuck", "loan_outbox_oldest_age_seconds", 60, 61, 120),
    Edge("OutboxHole", "loan_outbox_holes", 0, 1, 0, adds=True),
    Edge("RelayStopped", "loan_relay_stopped", 0, 1, 0, adds=True),
    Edge("LoansParked", "loan_parked_loans", 0, 1, 300, adds=True),
    Edge("DeadLettersOpen", "loan_dead_letters_open", 0, 1, 60, adds=True, labels=("disposition",)),
    Edge(
        "DeadLettersFlood", "loan_dead_letters_open", 100, 101, 60, adds=True,
        labels=("disposition",),
    ),
    Edge("AgendaOverdue", "loan_timers_overdue", 0, 1, 900, adds=True),
    Edge("ReadTablesBehind", "loan_projection_lag_seconds", 300, 301, 300, labels=("projection",)),
    Edge("EditionLate", "loan_policy_editions_late", 0, 1, 0),
    Edge("CauseClockAhead", "loan_cause_clock_skew_seconds", 10, 11, 120),
    Edge("DatabaseClockDiffers", "loan_database_clock_skew_seconds", -2, -2.1, 300),
    Edge("ChainBroken", "loan_chain_broken", 0, 1, 0),
)  # fmt: skip
OTHERS = {"ServiceSilent", "ServiceRestarting", "StoreUnavailable", "VerificationOverdue"} | {
    "ReadSideFailing",
    "OwnersFencing",
}

each_edge = pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.alert)


def named(metric: str, **labels: str) -> Labels:
    return frozenset({NAME: metric, "service": "x", **labels}.items())


def told(edge: Edge, value: float, partition: str, process: str) -> Series:
    labels = dict.fromkeys(edge.labels, "y")
    return constant(named(edge.metric, partition=partition, instance=process, **labels), value)


def constant(labels: Labels, value: float) -> Series:
    return {labels: [Sample(n * STEP_S, value) for n in range(STEPS + 1)]}


def counter(labels: Labels, total: int, before: int = 0) -> Series:
    """Rises by one a step from the second minute on, up to the total over what was there before."""
    rising = (before + min(max(0, n - 8), total) for n in range(STEPS + 1))
    return {labels: [Sample(n * STEP_S, value) for n, value in enumerate(rising)]}


def first_s(alert: str, series: Series) -> float:
    """When it fires for the first time; never is infinity."""
    case = Case("", alert, STEPS * STEP_S, STEP_S, series, [])
    found = (n * STEP_S for n, fired in enumerate(firing(RULES[alert], case)) if fired)
    return next(found, math.inf)


def test_every_alert_has_its_edge_here() -> None:
    assert {edge.alert for edge in EDGES} | OTHERS == RULES.keys()


@each_edge
def test_an_alert_bears_its_threshold_and_not_a_step_more(edge: Edge) -> None:
    assert first_s(edge.alert, told(edge, edge.quiet, "0", "1")) == math.inf
    assert first_s(edge.alert, told(edge, edge.loud, "0", "1")) == edge.hold_s


@each_edge
def test_an_alert_counts_a_partition_once_and_adds_what_is_to_be_added(edge: Edge) -> None:
    """Partition 0 has just moved twice: three processes tell of it, one of them nothing bad."""
    unowned = edge.alert == "PartitionUnowned"  # that is what all of them call so
    series = {
        **told(edge, edge.loud, "0", "1"),
        **told(edge, edge.loud if unowned else 0, "0", "2"),
        **told(edge, edge.loud, "0", "3"),
        **told(edge, edge.loud, "1", "2"),
    }
    found = evaluate(parser.parse(RULES[edge.alert]["expr"]), 60, series)
    assert isinstance(found, dict)
    assert list(found.values()) == [abs(edge.loud) * (2 if edge.adds else 1)]


def test_a_service_is_silent_after_five_minutes() -> None:
    names = ("monitoring", "classification", "collection", "guarantee", "litigation", "disposal")
    heard: dict[Labels, list[Sample]] = {}
    for name in names:
        heard |= constant(
            named("process_uptime_seconds") - {("service", "x")} | {("service", name)}, 1
        )
    audit = named("process_uptime_seconds") - {("service", "x")} | {("service", "audit")}
    assert first_s("ServiceSilent", {**heard, **constant(audit, 1)}) == math.inf
    assert first_s("ServiceSilent", heard) == 300


@pytest.mark.parametrize(("uptime_s", "fires"), [(899, True), (900, False)])
def test_a_process_died_young_before_it_was_fifteen_minutes_old(
    uptime_s: float, *, fires: bool
) -> None:
    series = {
        named("process_uptime_seconds", instance=str(n)): [Sample(0, uptime_s), Sample(15, None)]
        for n in range(3)
    }
    assert first_s("ServiceRestarting", series) == (15 if fires else math.inf)


def test_a_database_does_not_answer_for_three_minutes() -> None:
    at = named("loan_store_unavailable_total")
    assert first_s("StoreUnavailable", counter(at, 0)) == math.inf
    assert first_s("StoreUnavailable", counter(at, 4)) == math.inf  # for one minute, then it does
    assert first_s("StoreUnavailable", counter(at, 90)) == 9 * STEP_S + 180


@pytest.mark.parametrize(("age_s", "at_s"), [(7_200, math.inf), (7_201, 600)])
def test_a_verification_is_overdue_after_twice_its_interval(age_s: float, at_s: float) -> None:
    """The process that verified last counts, and the longest of what they mean to keep."""
    series = {
        **constant(named("loan_verification_age_seconds", instance="1"), age_s),
        **constant(named("loan_verification_age_seconds", instance="2"), 99_999),
        **constant(named("loan_verification_interval_seconds", instance="1"), 3_600),
        **constant(named("loan_verification_interval_seconds", instance="2"), 60),
    }
    assert first_s("VerificationOverdue", series) == at_s


def test_five_failures_in_ten_minutes_are_borne_and_six_are_told_as_six() -> None:
    """Prometheus draws a rise out to the window's edges: five of them are 5.13 to it, and six 6.15."""
    labels = {"http_route": "/book", "http_response_status_code": "503"}
    at = named("http_server_request_duration_seconds_count", **labels) - {("service", "x")}
    assert first_s("ReadSideFailing", counter(at, 5, before=100)) == math.inf
    series = counter(at, 6, before=100)
    assert first_s("ReadSideFailing", series) < math.inf
    found = evaluate(parser.parse(RULES["ReadSideFailing"]["expr"]), 660, series)
    assert isinstance(found, dict)
    assert list(found.values()) == [6.0]


@pytest.mark.parametrize(("times", "fires"), [(10, False), (11, True)])
def test_ten_fenced_batches_of_a_partition_are_borne_and_eleven_are_told_as_eleven(
    times: int, *, fires: bool
) -> None:
    at = named("loan_batches_fenced_total", partition="0")
    series = counter(at, times, before=100)
    assert (first_s("OwnersFencing", series) < math.inf) is fires
    found = evaluate(parser.parse(RULES["OwnersFencing"]["expr"]), 660, series)
    assert isinstance(found, dict)
    assert list(found.values()) == ([11.0] if fires else [])
