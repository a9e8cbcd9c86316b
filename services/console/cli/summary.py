"""The summary of a book that went through: what came in, what came out, whether it is sound."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from contracts.catalogue import COREBANK, topics_of
from services.console.cli import api, book_sheets, casework, status, verification
from services.console.cli.output import Cell, Output, Sheet
from services.console.cli.positions import Positions
from services.console.cli.target import Target
from services.console.cli.topology import deciding, in_order

_TAKEN = (
    "select (select coalesce(sum(next_offset), 0)::bigint from store.consumed "
    "where topic = any($2)) as consumed, "
    "(select count(*) from store.foreign_message) as facts, "
    "(select count(*) from store.event where type = 'kit.DayClosed' and shard < $1) as ticks"
)
# Officers' commands and core banking's messages are told apart by their ids; our own by position.
_FROM_OUTSIDE = (COREBANK, topics_of("monitoring").commands)
_DAYS = (
    "select count(*) as days, min(effective_on) as first, max(effective_on) as last "
    "from store.event where type = 'kit.DayClosed' and shard = 0"
)


def gather(target: Target, note: dict[str, Any]) -> dict[str, Any]:
    """Everything that the summary shows; `note` is what was noted when the feed was sent."""
    found = asyncio.run(_gather(target))
    found["book"] = api.get(target, "book")
    found["verification"] = verification.run(target)
    rate = note["events"] / note["seconds"] if note["seconds"] else 0.0
    return {"feed": note | {"events_per_second": round(rate)}, **found}


async def _gather(target: Target) -> dict[str, Any]:
    async with Positions(target) as positions:
        state = await status.gather(target)
        [taken] = await positions.rows(
            "monitoring", _TAKEN, target.partitions, list(_FROM_OUTSIDE)
        )
        [days] = await positions.rows("monitoring", _DAYS)
        events = await stored(positions) | {"audit": await status.audited(positions)}
        worked = await casework.gather(positions)
    counted = taken["facts"] + taken["ticks"]
    return {
        "events_stored": {name: events[name] for name in in_order(target.services)},
        "duplicates_dropped": taken["consumed"] - counted,
        "closed_days": {
            "days": days["days"],
            "first": None if days["first"] is None else days["first"].isoformat(),
            "last": None if days["last"] is None else days["last"].isoformat(),
        },
        "casework": worked,
        "parked": state["parked"],
        "dead_letters": state["dead_letters"],
    }


async def stored(positions: Positions) -> dict[str, int]:
    """Events stored by each deciding service."""
    return {
        name: sum(each.stored for each in (await positions.shards(name)).values())
        for name in deciding(positions.target.services)
    }


def sheets(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The summary for people."""
    return [
        *book_sheets.summary(out, document["book"]),
        casework.sheet(out, document["casework"]),
        _system(out, document),
    ]


def _system(out: Output, document: dict[str, Any]) -> Sheet:
    feed, days = document["feed"], document["closed_days"]
    letters = document["parked"], document["dead_letters"]
    span = f"  ({days['first']} … {days['last']})" if days["first"] else ""
    rows: list[list[str | Cell]] = [
        [out.label("lines"), f"{feed['lines']:,}"],
        [out.label("messages_sent"), f"{feed['records']:,}"],
        [out.label("duplicates"), f"{document['duplicates_dropped']:,}"],
        [out.label("closed_days"), f"{days['days']:,}{span}"],
    ]
    rows += [
        [f"{out.label('events_stored')}: {out.label(name)}", f"{events or 0:,}"]
        for name, events in document["events_stored"].items()
    ]
    rows += [
        [out.label("seconds_taken"), f"{feed['seconds']:.1f}"],
        [out.label("events_per_second"), f"{feed['events_per_second']:,}"],
    ]
    rows += [
        [out.label(word), Cell(f"{number:,}", "bold red" if number else "green")]
        for word, number in zip(("parked", "dead_letters"), letters, strict=True)
    ]
    rows.append(
        [out.label("verification"), status.verification_cell(out, document["verification"])]
    )
    return Sheet(out.label("summary"), (), rows)


def addresses_sheet(out: Output, addresses: dict[str, Any]) -> Sheet:
    """Where things are."""
    words = {"data": "data_folder", "kafka": "kafka", "api": "api", "token_file": "token_file"}
    rows = [[out.label(word), addresses[name]] for name, word in words.items()]
    return Sheet(out.label("addresses"), (), rows)


def where_next(out: Output, data: Path, loan: str, *, running: bool) -> Sheet:
    """The commands worth typing now."""
    named = "" if str(data) == ".postloan" else f" --data {data}"
    rows = [
        [f"postloan loan {loan} --as-of 2024-06-30 --known-on 2024-06-30{named}"],
        [f"postloan loan {loan} --diff-known 2024-03-31 2024-06-30{named}"],
        [f"postloan history {loan}{named}"],
        [f"postloan money {loan}{named}"],
        [f"postloan due{named}"],
        [f"postloan blocked{named}"],
        [f"postloan book --since 2024-12-31{named}"],
        [f"postloan status{named}"],
    ]
    if not running:
        rows.insert(0, [f"postloan up{named}"])
    return Sheet(out.label("where_next"), (), rows)
