"""The state of a running stack in one look: services, lag, backlogs, letters, closed days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.console.cli import halts, notes, partitions, processes
from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet, instant
from services.console.cli.positions import Positions, lag
from services.console.cli.target import Target
from services.console.cli.topology import in_order, listens

_LETTERS = (
    "select count(*) filter (where stream is not null) as parked, "
    "count(distinct stream) as parked_streams, "
    "count(*) filter (where stream is null) as dead from store.dead_letter where open"
)
_VERIFIED = (
    "select started_at, events, findings from audit.verification order by started_at desc limit 1"
)
_AGENDA = (
    "select count(*) as due from store.agenda a join store.shard s using (shard) "
    "where a.due_on <= s.closed_on"
)


async def gather(target: Target) -> dict[str, Any]:
    """Everything that `postloan status --json` prints."""
    async with Positions(target) as positions:
        heard = {topic for name in target.services for topic in listens(name, target.services)}
        counts = await positions.partitions(sorted(heard))
        services = [await _service(positions, name, counts) for name in in_order(target.services)]
        checked = await _checked(positions)
        halted = [
            each
            for name in in_order(target.services)
            for each in await halts.gather(positions, name)
        ]
    for service in services:
        service["halted"] = sum(each["service"] == service["name"] for each in halted)
    closed = [each["last_closed_day"] for each in services if each["name"] != "audit"]
    return {
        "data": target.name if target.folder is None else str(target.folder.path),
        "addresses": {
            "kafka": target.kafka,
            "databases": {name: _without_password(dsn) for name, dsn in target.verifiers.items()},
            "api": target.api,
            "token_file": str(target.token_file),
        },
        "services": services,
        "halts": halted,
        "partitions_differ": partitions.differing(counts, target.partitions),
        "last_closed_day": min(closed) if closed and None not in closed else None,
        "parked": sum(each["parked"] for each in services),
        "dead_letters": sum(each["dead_letters"] for each in services),
        "verification": checked,
    }


async def _service(positions: Positions, name: str, counts: Mapping[str, int]) -> dict[str, Any]:
    shards = (await positions.shards(name)) if name != "audit" else {}
    days = [each.closed_on for each in shards.values()]
    known: dict[str, Any] = {
        "name": name,
        **processes.seen(positions.target, name),
        "lag": await _lag(positions, name, counts),
        "events_stored": sum(each.stored for each in shards.values()) if shards else None,
        "not_sent_yet": sum(each.stored - each.sent for each in shards.values()),
        "parked": 0,
        "parked_streams": 0,
        "dead_letters": 0,
        "agenda_overdue": 0,
        "findings": 0,
        "last_closed_day": _least(days),
    }
    if name == "audit":
        findings = await positions.rows(name, "select count(*) as found from audit.finding")
        found = findings[0]["found"] if findings else 0
        return known | {"events_stored": await audited(positions), "findings": found}
    for row in await positions.rows(name, _LETTERS):
        known |= {"parked": row["parked"], "dead_letters": row["dead"]}
        known |= {"parked_streams": row["parked_streams"]}
    for row in await positions.rows(name, _AGENDA):
        known |= {"agenda_overdue": row["due"]}
    return known


async def _checked(positions: Positions) -> dict[str, Any] | None:
    """The last verification of the whole: audit's own regular one, or `postloan verify`."""
    target = positions.target
    noted = None if target.folder is None else notes.verification(target.folder.path)
    if "audit" not in target.services:
        return noted
    for row in await positions.rows("audit", _VERIFIED):
        at = row["started_at"].isoformat(timespec="seconds")
        if noted is None or at > noted["at"]:
            found = row["findings"]
            return {"at": at, "sound": not found, "events": row["events"], "found": found}
    return noted


async def audited(positions: Positions) -> int | None:
    """Events in audit's journal; None before audit has made its tables."""
    rows = await positions.rows(
        "audit", "select coalesce(sum(position), 0)::bigint as events from audit.shard"
    )
    return rows[0]["events"] if rows else None


async def _lag(positions: Positions, name: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Per topic: records still to be taken, and for how long the oldest has been waiting."""
    consumed = await positions.consumed(name)
    topics = listens(name, positions.target.services)
    ends = await positions.ends(topics, counts)
    found: dict[str, dict[str, Any]] = {
        topic: {"topic": topic, "records": 0, "seconds": 0.0} for topic in topics
    }
    for (topic, partition), records in sorted(lag(ends, consumed).items()):
        offset = ends[topic, partition] - records
        waiting = await positions.age((topic, partition), offset)
        each = found[topic]
        each["records"] += records
        each["seconds"] = round(max(each["seconds"], waiting), 3)
    return list(found.values())


def _least(days: list[date | None]) -> str | None:
    """The day that is closed in every shard."""
    if not days or None in days:
        return None
    return min(day for day in days if day is not None).isoformat()


def _without_password(dsn: str) -> str:
    scheme, _, rest = dsn.partition("://")
    login, _, place = rest.rpartition("@")
    return f"{scheme}://{login.partition(':')[0]}@{place}"


def sheets(out: Output, status: dict[str, Any]) -> list[Sheet]:
    """The same for people; what stands still comes first."""
    halted = [halts.sheet(out, status["halts"])] if status["halts"] else []
    apart = status["partitions_differ"]
    return [
        *halted,
        *([partitions.sheet(out, apart)] if apart else []),
        _services(out, status),
        _backlogs(out, status),
        _lags(out, status),
        _rest(out, status),
    ]


def _services(out: Output, status: dict[str, Any]) -> Sheet:
    columns = [
        Column("service"),
        Column("ready"),
        Column("process", right=True),
        Column("events_stored", right=True),
        Column("last_closed_day", keep=True),
    ]
    rows: list[list[str | Cell]] = [
        [
            out.label(each["name"]),
            out.value(None if each["ready"] is None else ("no", "yes")[each["ready"]]),
            NOTHING if each["pid"] is None else str(each["pid"]),
            NOTHING if each["events_stored"] is None else f"{each['events_stored']:,}",
            each["last_closed_day"] or NOTHING,
        ]
        for each in status["services"]
    ]
    return Sheet(out.label("services"), columns, rows)


def _backlogs(out: Output, status: dict[str, Any]) -> Sheet:
    words = ("not_sent_yet", "agenda_overdue", "parked", "dead_letters", "findings", "halted")
    columns = [Column("service"), *(Column(word, right=True) for word in words)]
    rows: list[list[str | Cell]] = [
        [
            out.label(each["name"]),
            *(_alarm(each[word], "yellow" if word in words[:2] else "bold red") for word in words),
        ]
        for each in status["services"]
    ]
    return Sheet(out.label("backlogs"), columns, rows)


def _lags(out: Output, status: dict[str, Any]) -> Sheet:
    columns = [
        Column("service"),
        Column("topic", keep=True),
        Column("records", right=True),
        Column("seconds", right=True),
    ]
    rows: list[list[str | Cell]] = [
        [
            out.label(each["name"]),
            topic["topic"],
            _alarm(topic["records"], "yellow"),
            f"{topic['seconds']:.1f}",
        ]
        for each in status["services"]
        for topic in each["lag"]
    ]
    return Sheet(out.label("lag"), columns, rows)


def _rest(out: Output, status: dict[str, Any]) -> Sheet:
    addresses = status["addresses"]
    rows: list[list[str | Cell]] = [
        [out.label("data_folder"), status["data"]],
        [out.label("kafka"), addresses["kafka"]],
    ]
    rows += [
        [out.label("postgres") if not place else "", dsn.rpartition("@")[2]]
        for place, dsn in enumerate(addresses["databases"].values())
    ]
    logs = [Path(each["log"]) for each in status["services"] if each["log"]]
    rows += [
        [out.label("api"), addresses["api"]],
        [out.label("token_file"), addresses["token_file"]],
        [out.label("log"), str(logs[0].parent) if logs else NOTHING],
        [out.label("last_closed_day"), status["last_closed_day"] or NOTHING],
        [out.label("verification"), verification_cell(out, status["verification"])],
    ]
    return Sheet(out.label("addresses"), (), rows)


def verification_cell(out: Output, checked: dict[str, Any] | None) -> Cell:
    """What the last verification found, and when."""
    if checked is None:
        return out.value("not_recorded")
    outcome = out.value("sound" if checked["sound"] else "not_sound")
    seen = f"{checked['events']:,} {out.label('events')}, {instant(checked['at'])}"
    text = f"{outcome.text}  ({seen})"
    return Cell(text, outcome.tone)


def _alarm(number: int, tone: str = "bold red") -> Cell:
    return Cell(f"{number:,}", tone if number else "")
