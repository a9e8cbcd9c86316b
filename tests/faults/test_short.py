"""The short form for `make test`: deaths of service, database and broker in one run, and the checker's proof.

The checker that says "nothing is wrong" is itself shown things that are wrong: each must be found.
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.checker import world as reading
from tests.faults.checker.__main__ import findings
from tests.faults.checker.world import World
from tests.faults.house import DECIDING, PARTITIONS, House
from tests.faults.launcher import STEPS
from tests.faults.tale import Past, Tale
from tests.faults.test_brokers import broker_dies
from tests.faults.test_database import crash
from tests.faults.test_kill_steps import die

JOURNAL = "postloan.monitoring.journal.v1"


@pytest.mark.timeout(400)
async def test_service_database_and_broker_die_and_nothing_is_lost_or_doubled(
    calm: Past, seed: int, chapters: int
) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        for step in ("committed", "published"):
            await tale.chapter(
                "sigkill",
                f"SIGKILL: {STEPS[step]}",
                lambda h, step=step: die(h, step, ("monitoring", "classification")),
            )
        await tale.chapter("database crash", "immediate stop and restart", crash)
        await tale.chapter("broker", "the only broker killed", broker_dies)
        await tale.end("deaths")
        verifiers = house.target.verifiers
        services = {service: verifiers[service] for service in DECIDING}
        seen = await reading.read(house.target.kafka, services, verifiers["audit"], PARTITIONS)
    _every_harm_is_found(seen)


Harm = Callable[[World], None]


def _every_harm_is_found(sound: World) -> None:
    for book in sound.books.values():
        book.events = [dict(row) for row in book.events]
        book.tables = {name: [dict(r) for r in rows] for name, rows in book.tables.items()}
    sound.audit = {name: [dict(r) for r in rows] for name, rows in sound.audit.items()}
    assert findings(sound) == []
    for (name, invariant), harm in HARMS.items():
        hurt = copy.deepcopy(sound)
        for book in hurt.books.values():
            vars(book).pop("payloads", None)
        harm(hurt)
        found = {finding.invariant for finding in findings(hurt)}
        assert invariant in found, f"{name}: {found or 'not found'}"


def _events(world: World) -> list[Any]:
    return world.books["monitoring"].events


def _of_type(world: World, name: str) -> Any:
    return next(row for row in reversed(_events(world)) if row["type"] == name)


def _drop_event(world: World) -> None:
    del _events(world)[len(_events(world)) // 2]


def _change_money(world: World) -> None:
    row = _of_type(world, "monitoring.MoneyAllocated")
    data = json.loads(row["payload"])
    data["unapplied"]["minor"] += 1
    row["payload"] = json.dumps(data).encode()


def _twice(world: World) -> None:
    rows = [row for row in _events(world) if row["type"] == "monitoring.ReceiptTaken"]
    rows[0]["event_id"] = rows[1]["event_id"]


def _swap_records(world: World) -> None:
    records = world.topics[JOURNAL]
    at = next(
        n
        for n, record in enumerate(records[:-1])
        if record.partition == records[n + 1].partition
        and record.by_name["postloan-shard"] == records[n + 1].by_name["postloan-shard"]
    )
    records[at], records[at + 1] = records[at + 1], records[at]


def _forge_link(world: World) -> None:
    _events(world)[5]["link"] = b"\0" * 32


def _clock_back(world: World) -> None:
    _events(world)[3]["hlc"] = 1


def _fact_lost(world: World) -> None:
    row = _of_type(world, "monitoring.ReceiptTaken")
    row["type"] = "monitoring.FactSetAside"


HARMS: dict[tuple[str, str], Harm] = {
    ("an event is gone", "I2"): _drop_event,
    ("a clock goes back", "I2"): _clock_back,
    ("a link is forged", "I3"): _forge_link,
    ("a cent appears", "I6"): _change_money,
    ("a cent appears in stored bytes", "I3"): _change_money,
    ("one effect stands twice", "I1"): _twice,
    ("a fact is lost", "I1"): _fact_lost,
    ("a message was never taken", "I1"): lambda w: w.books["monitoring"].tables["foreign"].pop(),
    ("an offset is ahead", "I4"): lambda w: (
        w.books["monitoring"].tables["consumed"][0].update(next_offset=10**6)
    ),
    ("a journal record is gone", "I7"): lambda w: w.topics[JOURNAL].pop(7),
    ("journal records change places", "I7"): _swap_records,
    ("a published message is gone", "I7"): lambda w: w.topics["postloan.monitoring.v1"].pop(9),
    ("audit lacks an entry", "I7"): lambda w: w.audit["entry"].pop(4),
    ("a read table differs", "I5"): lambda w: w.books["monitoring"].tables["arrears"].pop(),
    ("a class differs", "I5"): lambda w: (
        w.books["classification"].tables["class"][0].update(own_merit="loss")
    ),
}


def test_the_checker_shares_no_code_with_what_it_checks() -> None:
    modules = sorted((Path(__file__).parent / "checker").glob("*.py"))
    assert modules
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                assert top not in {"services", "contracts", "deploy", "eventsourcing"}, module
                assert top != "tests" or name.startswith("tests.faults.checker"), module
