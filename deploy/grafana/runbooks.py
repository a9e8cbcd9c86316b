"""Which runbook belongs to a panel: those of the alerts that watch one of its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from services.kit.telemetry_instruments import AUDIT, KIT, READ_SIDE, prometheus_name

ALERTS = Path(__file__).parents[1] / "prometheus" / "alerts.yml"
NAMES = {prometheus_name(one) for one in (*KIT.all, *AUDIT.all, *READ_SIDE)}


def named(expression: str) -> set[str]:
    """The metrics of an expression, a histogram by its own name."""
    words = re.findall(r"[a-z_]+", expression)
    return NAMES & {re.sub(r"_(bucket|sum|count)$", "", word) for word in words}


def runbooks(expressions: Iterable[str]) -> list[str]:
    """Pages as the alerts name them, in the order of ``alerts.yml``; none where nothing is watched."""
    shown = set[str]().union(*map(named, expressions))
    rules: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"][0]["rules"]
    return [rule["annotations"]["runbook"] for rule in rules if named(rule["expr"]) & shown]
