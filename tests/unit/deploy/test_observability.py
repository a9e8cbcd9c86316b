"""Collector, Prometheus and Grafana: their files are whole and speak of the same things."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

DEPLOY = Path(__file__).parents[3] / "deploy"
COLLECTOR: dict[str, Any] = yaml.safe_load((DEPLOY / "otel/collector.yaml").read_text())
ALERTS: list[dict[str, Any]] = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())[
    "groups"
][0]["rules"]
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana/dashboards/postloan.json").read_text())


def _metrics(expression: str) -> set[str]:
    return set(re.findall(r"\bloan_[a-z_]+", expression))


@pytest.mark.parametrize("signal", ["traces", "metrics"])
def test_every_part_of_a_pipeline_is_configured(signal: str) -> None:
    pipeline = COLLECTOR["service"]["pipelines"][signal]
    for kind in ("receivers", "processors", "exporters"):
        assert pipeline[kind]
        assert set(pipeline[kind]) <= set(COLLECTOR[kind])


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_an_alert_says_in_words_what_is_wrong_and_where_to_look(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert set(alert["annotations"]) == {"summary", "description"}
    assert _metrics(alert["expr"])


def test_every_alerted_number_is_on_the_dashboard() -> None:
    alerted = set[str]().union(*(_metrics(alert["expr"]) for alert in ALERTS))
    shown = set[str]().union(
        *(_metrics(target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"])
    )
    assert alerted <= shown


def test_the_dashboard_asks_the_provisioned_source() -> None:
    sources = yaml.safe_load(
        (DEPLOY / "grafana/provisioning/datasources/datasources.yaml").read_text()
    )["datasources"]
    uids = {source["uid"] for source in sources}
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]} <= uids


def test_prometheus_reads_the_alerts_and_asks_the_collector() -> None:
    settings = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    assert settings["rule_files"] == ["/etc/prometheus/alerts.yml"]
    targets = settings["scrape_configs"][0]["static_configs"][0]["targets"]
    port = COLLECTOR["exporters"]["prometheus"]["endpoint"].rpartition(":")[2]
    assert targets == [f"otel-collector:{port}"]
