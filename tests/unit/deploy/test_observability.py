"""Collector, Prometheus and Grafana: their files are whole and speak of the same things."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser as parser
import pytest
import yaml

from deploy.grafana.generate import FOLDER, stale
from tests.unit.deploy.promql import selectors
from tests.unit.deploy.test_alerts import told

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


def expressions(dashboard: dict[str, Any]) -> Iterator[str]:
    """What its panels and variables ask, with Grafana's own words put in."""
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    for each in asked:
        yield each.replace("$__rate_interval", "1m").replace("$service", "monitoring")
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


def test_every_alerted_number_is_on_a_dashboard() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))["groups"][0]
    alerted = set[str]().union(*(metrics(rule["expr"]) for rule in rules["rules"]))
    shown = set[str]().union(*(metrics(e) for d in DASHBOARDS.values() for e in expressions(d)))
    assert alerted <= shown


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
        assert panel["title"]
        assert panel["description"].endswith(".")


def test_prometheus_reads_the_alerts_and_asks_the_collector() -> None:
    settings = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    assert settings["rule_files"] == ["/etc/prometheus/alerts.yml"]
    targets = settings["scrape_configs"][0]["static_configs"][0]["targets"]
    port = COLLECTOR["exporters"]["prometheus"]["endpoint"].rpartition(":")[2]
    assert targets == [f"otel-collector:{port}"]
