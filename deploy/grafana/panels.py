"""Panels and dashboards as Grafana's JSON: only what ours need."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from deploy.grafana.runbooks import runbooks
from deploy.grafana.words import PAGES, PANELS
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
    """One panel, in English; ``words.py`` has the Chinese. ``unit`` is Grafana's word; what reaches
    ``alarm`` is red in a ``stat``, and lies above a red line in a ``timeseries``.
    """

    title: str
    description: str
    queries: tuple[Query, ...]
    unit: str = "short"
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


def total(one: Instrument, *by: str, matching: str = "") -> str:
    """A counter as it stands. A label's first value has no rate: Prometheus sees no rise before it."""
    return f"sum by ({', '.join(by)}) ({prometheus_name(one)}{matching})"


def mean(one: Instrument, *by: str, matching: str = "") -> str:
    """The mean of a histogram's values."""
    parts = (rate(one, *by, suffix=part, matching=matching) for part in ("_sum", "_count"))
    return " / ".join(parts)


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
        "title": f"{made.title} {PAGES[made.title]}",
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
    "label": "service 服务",
    "type": "query",
    "datasource": SOURCE,
    "query": {"query": "label_values(process_uptime_seconds, service)", "refId": "service"},
    "refresh": 2,
    "sort": 1,
}


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    still = panel.kind == "stat"
    title, meaning = PANELS[panel.title]
    pages = runbooks(query.expression for query in panel.queries)
    return {
        "id": number,
        "type": panel.kind,
        "title": f"{panel.title} {title}",
        "description": "\n\n".join((f"{panel.description} {meaning}", *pages)),
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _STILL if still else _MOVING,
        "targets": [
            {
                "refId": chr(ord("A") + n),
                "datasource": SOURCE,
                "expr": query.expression,
                "legendFormat": query.legend,
                # Over a range a stat would show the last word of a service that is gone.
                "instant": still,
                "range": not still,
            }
            for n, query in enumerate(panel.queries)
        ],
    }


_STILL = {
    "reduceOptions": {"calcs": ["lastNotNull"]},
    "colorMode": "value",
    "graphMode": "none",
    "textMode": "value_and_name",
    "orientation": "horizontal",
    "wideLayout": True,
}
_MOVING = {
    "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
    "tooltip": {"mode": "multi", "sort": "desc"},
}


def _defaults(panel: Panel) -> dict[str, Any]:
    found: dict[str, Any] = {"unit": panel.unit}
    still = panel.kind == "stat"
    if panel.alarm is None:
        return found | ({"color": {"mode": "fixed", "fixedColor": "text"}} if still else {})
    steps = [{"color": "green", "value": None}, {"color": "red", "value": panel.alarm}]
    found["thresholds"] = {"mode": "absolute", "steps": steps}
    if still:
        return found | {"color": {"mode": "thresholds"}}
    return found | {"custom": {"thresholdsStyle": {"mode": "line"}}}
