"""Topics that have another number of partitions than the services were told of, as Kafka says it now.

A service's log says `partition not claimed` and its metrics count it as halted; here people see which
topic it is (services/kit/apart.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.console.cli.output import Cell, Column, Output, Sheet


def differing(counts: Mapping[str, int], told: int) -> list[dict[str, Any]]:
    """Those of these topics that have not as many as the services were told of."""
    return [
        {"topic": topic, "partitions": count, "expected": told}
        for topic, count in sorted(counts.items())
        if count != told
    ]


def sheet(out: Output, differing: list[dict[str, Any]]) -> Sheet:
    """The same for people."""
    columns = [
        Column("topic", keep=True),
        Column("partitions", right=True),
        Column("partitions_told", right=True),
        Column("cause"),
    ]
    rows: list[list[str | Cell]] = [
        [
            Cell(each["topic"], "bold red"),
            f"{each['partitions']:,}",
            f"{each['expected']:,}",
            Cell(out.label(_what(each)), "bold red"),
        ]
        for each in differing
    ]
    return Sheet(out.label("partitions_differ"), columns, rows)


def _what(each: dict[str, Any]) -> str:
    more = each["partitions"] > each["expected"]
    return "partitions_too_many" if more else "partitions_missing"


def advice(differing: list[dict[str, Any]]) -> str:
    """A sentence that says where to go on; empty when all is as it should be."""
    if not differing:
        return ""
    named = ", ".join(each["topic"] for each in differing)
    return (
        f"{named}: nothing is lost, but what lies in partitions too many is read by nobody: see "
        "docs/operations.md, A topic with another number of partitions."
    )
