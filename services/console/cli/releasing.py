"""`release`: a halted partition goes on by the order of two persons."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from services.console.cli import api, databases, officers
from services.console.cli.errors import CommandError, UsageError
from services.console.cli.output import Cell, Output, Sheet
from services.console.cli.target import Target
from services.console.cli.topology import in_order

_GIVEN_UP = (
    "select payload from store.event where shard = any($1::smallint[]) and event_id = any($2) "
    "and type = 'kit.PartitionReleased'"
)


def release(
    target: Target,
    service: str,
    topic: str,
    partition: int,
    fields: Mapping[str, str],
    wait_s: float,
) -> dict[str, Any]:
    """Sends the order and returns the answer; `CommandError` when nothing is halted there."""
    known = in_order(target.services)
    if service not in known:
        raise UsageError(f"SERVICE {service!r}: choose one of {', '.join(known)}.")
    if service != "audit":
        return asyncio.run(_ordered(target, service, topic, partition, fields, wait_s))
    if "continue_at" in fields:
        raise UsageError(
            "--from: audit holds every record to what it has kept; it chooses itself."
        )
    asked = {name: fields[name] for name in ("reason", "requested_by", "approved_by")}
    told = api.post(target, "journals", topic, str(partition), "release", document=asked)
    return {"service": service, "accepted": True, "topic": topic, "partition": partition, **told}


async def _ordered(
    target: Target,
    service: str,
    topic: str,
    partition: int,
    fields: Mapping[str, str],
    wait_s: float,
) -> dict[str, Any]:
    query = "select 1 from store.halt where topic = $1 and partition = $2"
    if not await databases.ask(target, service, query, topic, partition):
        raise CommandError(
            f"{service} is not halted on {topic} partition {partition}: `postloan status` shows what "
            "is."
        )
    wanted = {**fields, "topic": topic, "partition": partition}
    asked = officers.order(service, "release", partition, None, wanted)
    told = await officers.ask(target, asked, wait_s)
    ids = told["reply"].get("event_ids", [])
    given_up = None
    for row in await databases.ask(target, service, _GIVEN_UP, [partition], ids) if ids else []:
        given_up = json.loads(row["payload"])["given_up"]
    return {**told, "topic": topic, "partition": partition, "given_up": given_up}


def sheet(out: Output, document: Mapping[str, Any]) -> Sheet:
    """The answer for people: what goes on, and what was given up."""
    rows: list[list[str | Cell]] = [
        [out.label("place"), f"{document['topic']}/{document['partition']}"],
        [out.label("reply"), out.value("accepted" if document["accepted"] else "rejected")],
    ]
    if document["accepted"]:
        rows.append([out.label("given_up"), document["given_up"] or ""])
    else:
        reply = document["reply"]
        rows += [[out.label("rule"), reply["code"]], [out.label("detail"), reply["detail"]]]
    return Sheet(f"{out.label('released_by')} {out.label(document['service'])}", (), rows)
