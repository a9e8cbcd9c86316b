"""What stands still, as the services have noted it in their databases: still there when they died."""

from __future__ import annotations

from typing import Any

from services.console.cli.output import Cell, Column, Output, Sheet, instant
from services.console.cli.positions import Positions

_NOTED = (
    "select topic, partition, rule, detail, waits_at, shard, since from store.halt "
    "order by since, topic, partition"
)
_AUDIT = (
    "select topic, partition, rule, detail, kafka_offset as waits_at, null::smallint as shard, since "
    "from audit.halt order by since, topic, partition"
)

# What stands still at a position of a shard, is never released and goes on by itself once mended.
_OWN = {"relay_stopped": "relay", "projection_stopped": "read_tables"}


async def gather(positions: Positions, service: str) -> list[dict[str, Any]]:
    """The halts of one service. ``waits_at`` is an offset; for a relay and read tables a position."""
    rows = await positions.rows(service, _AUDIT if service == "audit" else _NOTED)
    return [_told(service, dict(row)) for row in rows]


def _told(service: str, row: dict[str, Any]) -> dict[str, Any]:
    own = _OWN.get(row["rule"])
    kind = "journal" if service == "audit" else own or "inbox"
    return {
        "service": service,
        "kind": kind,
        "topic": row["topic"],
        "partition": row["partition"],
        "waits_at": row["waits_at"],
        "shard": row["shard"] if own else None,
        "since": row["since"].isoformat(timespec="seconds"),
        "rule": row["rule"],
        "reason": sentence(row["detail"]),
    }


def sentence(detail: str) -> str:
    """The detail as one sentence."""
    text = " ".join(detail.split())
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def sheet(out: Output, halts: list[dict[str, Any]]) -> Sheet:
    """The same for people, and how to let each go on."""
    columns = [
        Column("service"),
        Column("place", keep=True),
        Column("waits_at", right=True),
        Column("since", keep=True),
        Column("cause"),
    ]
    rows: list[list[str | Cell]] = [
        [
            Cell(out.label(each["service"]), "bold red"),
            f"{each['topic']}/{each['partition']}",
            _waits_at(each),
            instant(each["since"]),
            Cell(out.label(each["rule"]), "bold red", each["reason"]),
        ]
        for each in halts
    ]
    return Sheet(out.label("halted"), columns, rows, empty=out.label("none"))


def _waits_at(each: dict[str, Any]) -> str:
    number = f"{each['waits_at']:,}"
    return number if each["shard"] is None else f"{number} ({each['shard']})"


def releasable(halts: list[dict[str, Any]]) -> str:
    """A sentence that says what to do; empty when nothing stands still."""
    if not halts:
        return ""
    free = next((each for each in halts if each["rule"] not in _OWN), None)
    if free is None and any(each["rule"] == "relay_stopped" for each in halts):
        return (
            "The relay goes on by itself once the event table is mended: see docs/operations.md."
        )
    if free is None:
        return (
            "The read tables go on by themselves once the named event can be taken: see "
            "docs/operations.md, Read tables that stand still."
        )
    order = f"{free['service']} {free['topic']} {free['partition']}"
    return (
        "Find the cause first (docs/operations.md, A halted partition); then two persons let it go "
        f"on: postloan release {order} --reason R --actor A --second B"
    )
