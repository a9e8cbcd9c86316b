"""Panels and dashboards as Grafana's JSON: only what ours need."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from services.kit.telemetry_instruments import Instrument, prometheus_name

SOURCE = {"type": "prometheus", "uid": "prometheus"}
"""The provisioned source: provisioning/datasources/datasources.yaml gives it this uid."""

WIDTH = 24
SCHEMA = 41

Kind = Literal["timeseries", "stat"]


class Query(NamedTuple):
    """What is asked of Prometheus, and how a line of the answer is called."""

    expression: str
    legend: str


class Panel(NamedTuple):
    """One panel. ``unit`` is Grafana's word; ``alarm`` colours what is above it."""

    title: str
    description: str
    queries: tuple[Query, ...]
    unit: str = "none"
    kind: Kind = "timeseries"
    width: int = 12
    height: int = 8
    alarm: float | None = None


class Dashboard(NamedTuple):
    """A page of panels, laid out in rows from left to right."""

    uid: str
    title: str
    panels: tuple[Panel, ...]
    by_service: bool = False


def latest(one: Instrument, *by: str, how: str = "max", matching: str = "") -> str:
    """A gauge by these labels. A partition reported by its old and new process counts once."""
    selected = f"{prometheus_name(one)}{matching}"
    if how == "sum":
        inner = ", ".join(("service", *(each for each in one.labels)))
        return f"sum by ({', '.join(by)}) (max by ({inner}) ({selected}))"
    return f"{how} by ({', '.join(by)}) ({selected})"


def rate(one: Instrument, *by: str, suffix: str = "", matching: str = "") -> str:
    """A counter, or a part of a histogram, per second."""
    selected = f"{prometheus_name(one)}{suffix}{matching}"
    return f"sum by ({', '.join(by)}) (rate({selected}[$__rate_interval]))"


def quantile(share: float, one: Instrument, *by: str, matching: str = "") -> str:
    """A quantile of a histogram."""
    buckets = rate(one, "le", *by, suffix="_bucket", matching=matching)
    return f"histogram_quantile({share}, {buckets})"


def document(made: Dashboard) -> dict[str, Any]:
    """The dashboard as Grafana reads it."""
    x = y = 0
    panels = []
    for number, panel in enumerate(made.panels, 1):
        if x + panel.width > WIDTH:
            x, y = 0, y + made.panels[number - 2].height
        panels.append(_panel(panel, number, {"x": x, "y": y, "w": panel.width, "h": panel.height}))
        x += panel.width
    return {
        "uid": made.uid,
        "title": made.title,
        "tags": ["postloan"],
        "timezone": "utc",
        "schemaVersion": SCHEMA,
        "version": 1,
        "editable": False,
        "refresh": "15s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": [_SERVICE] if made.by_service else []},
        "panels": panels,
    }


_SERVICE = {
    "name": "service",
    "label": "service",
    "type": "query",
    "datasource": SOURCE,
    "query": {"query": "label_values(process_uptime_seconds, service)", "refId": "service"},
    "refresh": 2,
    "sort": 1,
}


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit}
    if panel.alarm is not None:
        steps = [{"color": "green", "value": None}, {"color": "red", "value": panel.alarm}]
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
        defaults["color"] = {"mode": "thresholds" if panel.kind == "stat" else "palette-classic"}
    options: dict[str, Any] = (
        {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "textMode": "auto"}
        if panel.kind == "stat"
        else {"legend": {"displayMode": "list", "placement": "bottom"}}
    )
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": options,
        "targets": [
            {
                "refId": chr(ord("A") + n),
                "datasource": SOURCE,
                "expr": query.expression,
                "legendFormat": query.legend,
            }
            for n, query in enumerate(panel.queries)
        ],
    }
