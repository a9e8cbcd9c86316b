"""Collector, Prometheus and Grafana: their files are whole and speak of the same things."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser as parser
import pytest
import yaml

from deploy.grafana.boards import ALL
from deploy.grafana.generate import FOLDER, stale
from deploy.grafana.words import PAGES, PANELS
from services.kit.telemetry_instruments import DEAD_OPENED, PARKED_OPENED
from tests.unit.deploy.promql import selectors
from tests.unit.deploy.ruletests import CHINESE, grouped
from tests.unit.deploy.test_alerts import RULES, carried, labels_of, told

DEPLOY = Path(__file__).parents[3] / "deploy"
COLLECTOR: dict[str, Any] = yaml.safe_load((DEPLOY / "otel/collector.yaml").read_text())
DASHBOARDS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
}


@pytest.mark.parametrize("signal", ["traces", "metrics"])
def test_every_part_of_a_pipeline_is_configured(signal: str) -> None:
    pipeline = COLLECTOR["service"]["pipelines"][signal]
    for kind in ("receivers", "processors", "exporters"):
        assert pipeline[kind]
        assert set(pipeline[kind]) <= set(COLLECTOR[kind])


# -- dashboards ---------------------------------------------------------------------------------


PANELS_MADE = [
    pytest.param(panel, id=f"{name}: {panel['title']}")
    for name, dashboard in DASHBOARDS.items()
    for panel in dashboard["panels"]
]
each_panel = pytest.mark.parametrize("panel", PANELS_MADE)


def filled(expression: str) -> str:
    """What Prometheus is asked, with Grafana's own words put in."""
    return expression.replace("$__rate_interval", "1m").replace("$service", "monitoring")


def expressions(dashboard: dict[str, Any]) -> Iterator[str]:
    """What its panels and variables ask."""
    for panel in dashboard["panels"]:
        yield from (filled(target["expr"]) for target in panel["targets"])
    for variable in dashboard["templating"]["list"]:
        metric, _, label = variable["query"]["query"].partition(", ")
        assert label == "service)"
        yield metric.removeprefix("label_values(")


def metrics(expression: str) -> set[str]:
    return {selector.name for selector in selectors(parser.parse(expression))}


def test_the_dashboards_are_those_of_the_generator() -> None:
    assert stale() == [], "python -m deploy.grafana.generate renews them"


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_panel_asks_for_what_the_code_tells(name: str) -> None:
    asked = [metrics(each) for each in expressions(DASHBOARDS[name])]
    assert all(asked)
    assert set[str]().union(*asked) <= told().keys()


def test_every_number_that_is_told_is_on_a_dashboard() -> None:
    asked = [instruments(e) for d in DASHBOARDS.values() for e in expressions(d)]
    assert set[str]().union(*asked) == {one.name for one in told().values()}


def test_the_dashboards_ask_the_provisioned_source() -> None:
    sources = yaml.safe_load(
        (DEPLOY / "grafana/provisioning/datasources/datasources.yaml").read_text("utf-8")
    )["datasources"]
    uids = {source["uid"] for source in sources if source["type"] == "prometheus"}
    for dashboard in DASHBOARDS.values():
        parts = [*dashboard["panels"], *dashboard["templating"]["list"]]
        parts += [target for panel in dashboard["panels"] for target in panel["targets"]]
        assert {part["datasource"]["uid"] for part in parts} <= uids


@pytest.mark.parametrize("name", DASHBOARDS)
def test_panels_lie_side_by_side_and_say_what_they_show(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARDS[name]["panels"]:
        place = panel["gridPos"]
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    ids = [panel["id"] for panel in DASHBOARDS[name]["panels"]]
    assert len(set(ids)) == len(ids)


@each_panel
def test_a_panel_asks_only_for_labels_that_the_code_tells(panel: dict[str, Any]) -> None:
    for target in panel["targets"]:
        labels = labels_of(filled(target["expr"]))
        assert labels <= told_labels(target["expr"])


@each_panel
def test_a_line_is_called_by_what_tells_it_from_the_next(panel: dict[str, Any]) -> None:
    for target in panel["targets"]:
        first = grouped(filled(target["expr"]))[0] - {"le"}
        called = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
        assert called <= first
        assert first - called <= {"service"}, "a page of one service need not name it"
    legends = [target["legendFormat"] for target in panel["targets"]]
    assert len(set(legends)) == len(legends)


def instruments(expression: str) -> set[str]:
    """By their own names: a histogram's parts are one."""
    return {told()[name].name for name in metrics(filled(expression))}


def told_labels(expression: str) -> set[str]:
    """What every metric of an expression carries."""
    made = told()
    return set.intersection(*(carried(made[name]) for name in metrics(filled(expression))))


@each_panel
def test_a_panel_has_the_one_unit_of_its_numbers(panel: dict[str, Any]) -> None:
    (kind,) = {unit(target["expr"]) for target in panel["targets"]}
    assert panel["fieldConfig"]["defaults"]["unit"] in UNITS[kind]


UNITS = {
    "s": {"s"},
    "number": {"short"},
    "rate": {
        "mps",
        "eps",
        "cps",
        "reqps",
        "ops",
    },  # Grafana's words: messages, events ... a second
}


def unit(expression: str) -> str:
    """Seconds, a number, or a number per second."""
    value_of_a_histogram = "histogram_quantile(" in expression or " / " in expression
    if "rate(" in expression and not value_of_a_histogram:
        return "rate"
    seconds = any(told()[name].unit == "s" for name in metrics(filled(expression)))
    return "s" if seconds and not expression.startswith("0 * ") else "number"


@each_panel
def test_a_panel_says_in_both_languages_what_it_shows_and_where_its_runbook_is(
    panel: dict[str, Any],
) -> None:
    meaning, *pages = panel["description"].split("\n\n")
    for text in (panel["title"], meaning):
        assert re.search(CHINESE, text)
        assert re.match(r"[A-Z0-9]", text)
    assert re.search(r"\. .*。$", meaning)
    shown = set[str]().union(*(instruments(target["expr"]) for target in panel["targets"]))
    watching = [rule for rule in RULES.values() if instruments(rule["expr"]) & shown]
    assert pages == [rule["annotations"]["runbook"] for rule in watching]


def test_nothing_is_translated_that_is_not_shown() -> None:
    assert PANELS.keys() == {panel.title for made in ALL for panel in made.panels}
    assert PAGES.keys() == {made.title for made in ALL}


@each_panel
def test_a_number_alone_is_of_now(panel: dict[str, Any]) -> None:
    """Over a range Grafana shows the last one there was, also of a service that died since."""
    for target in panel["targets"]:
        assert target["instant"] is (panel["type"] == "stat")
        assert target["range"] is not target["instant"]


def test_grafana_finds_sources_and_dashboards_where_compose_puts_them() -> None:
    grafana = yaml.safe_load((DEPLOY.parent / "docker-compose.yml").read_text())["services"][
        "grafana"
    ]
    mounted = dict(volume.split(":")[:2] for volume in grafana["volumes"])
    assert mounted["./deploy/grafana/provisioning"] == "/etc/grafana/provisioning"
    (provider,) = yaml.safe_load(
        (DEPLOY / "grafana/provisioning/dashboards/dashboards.yaml").read_text()
    )["providers"]
    assert mounted["./deploy/grafana/dashboards"] == provider["options"]["path"]


def test_prometheus_reads_the_alerts_and_asks_the_collector() -> None:
    settings = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    assert settings["rule_files"] == ["/etc/prometheus/alerts.yml"]
    targets = settings["scrape_configs"][0]["static_configs"][0]["targets"]
    port = COLLECTOR["exporters"]["prometheus"]["endpoint"].rpartition(":")[2]
    assert targets == [f"otel-collector:{port}"]


@each_panel
def test_a_rate_is_asked_only_of_what_is_told_from_the_start(panel: dict[str, Any]) -> None:
    """The first dead letter of a rule makes its series; its rate is 0 and nobody would see it."""
    born_late = {one.name for one in (DEAD_OPENED, PARKED_OPENED)}
    for target in panel["targets"]:
        assert "rate(" not in target["expr"] or not instruments(target["expr"]) & born_late
