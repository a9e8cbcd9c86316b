"""The short form for `make test`: everybody dies in one run, then the same feed again; the checker's proof.

The checker that says "nothing is wrong" is itself shown things that are wrong: each must be found.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from deploy.local.names import DECIDING
from services.console.cli.positions import Positions, lag
from services.console.cli.topology import in_order, listens
from services.console.lives.reading import TAKES
from tests.faults import harms
from tests.faults.checker import causes, commands, heard, letters, published, tables, topics
from tests.faults.checker import world as reading
from tests.faults.checker.__main__ import CHECKS, findings
from tests.faults.checker.world import Book, Finding, World
from tests.faults.harms_causes import OF_CAUSES
from tests.faults.harms_commands import OF_BROKEN_COMMANDS, SOUND
from tests.faults.harms_letters import BESIDE_A_LETTER, lettered
from tests.faults.harms_told import OF_MESSAGES
from tests.faults.house import PARTITIONS, SERVICES, House
from tests.faults.launcher import STEPS
from tests.faults.tale import Calm, Tale
from tests.faults.test_brokers import broker_dies
from tests.faults.test_database import crash, writers_die
from tests.faults.test_kill_steps import die

SAME = "dropped; no event, entry or letter more"


@pytest.mark.chapters(5)
@pytest.mark.timeout(1800)  # `make faults` plays a longer book, beside others
async def test_services_backends_database_and_broker_die_and_the_same_feed_changes_nothing(
    calm: Calm, seed: int, chapters: int
) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        for step, dying in (("committed", SERVICES), ("published", DECIDING)):
            await tale.chapter(
                "sigkill",
                f"SIGKILL: {STEPS[step]}",
                lambda h, step=step, dying=dying: _die_at_work(h, step, dying),
            )
        await tale.chapter("backend terminated", "backends ended as they write", writers_die)
        await tale.chapter("database crash", "immediate stop and restart", crash)
        await tale.chapter("broker", "the only broker killed", broker_dies)
        await tale.end("deaths")
        await _the_same_feed_changes_nothing(tale)
        verifiers = house.target.verifiers
        services = {service: verifiers[service] for service in DECIDING}
        seen = await reading.read(house.target.kafka, services, verifiers["audit"], PARTITIONS)
    _every_harm_is_found(seen)
    _every_table_is_compared(seen)
    _every_answer_is_counted(seen)


async def _die_at_work(house: House, step: str, dying: tuple[str, ...]) -> str:
    """SIGKILL at a step, each with part of the feed before it when it is started to die; there it takes
    more than one batch, or it would not come to the step a second time.
    """

    async def have_work() -> bool:
        left = await outstanding(house)
        return all(left[service] > 0 for service in dying)

    await house.until("each of them has work", have_work)
    return await die(house, step, dying)


async def _the_same_feed_changes_nothing(tale: Tale) -> None:
    """The whole book again: no event more, in closed days either, no entry more, no letter."""
    before = await _stored(tale.house)
    taken = {service: await tale.house.taken(service) for service in DECIDING}
    sent = Counter(TAKES[line.envelope.type] for line in tale.whole)
    await tale.chapter("duplicates", "the whole book again", lines=tale.whole, seen=SAME)
    for service in DECIDING:
        more = await tale.house.taken(service) - taken[service]
        assert more >= sent[service] > 0, f"{service} did not take its part of the book again"
    assert await _stored(tale.house) == before
    for service in DECIDING:
        assert await tale.house.rows(service, "select * from store.dead_letter") == []


async def outstanding(house: House) -> dict[str, int]:
    """What of the feed each service still has to do, with what those before it have not sent on."""
    left, found = 0, {}
    async with Positions(house.target) as positions:
        for service in in_order(SERVICES):
            ends = await positions.ends(listens(service, SERVICES))
            left += sum(lag(ends, await positions.consumed(service)).values())
            found[service] = left
            if service != "audit":
                shards = (await positions.shards(service)).values()
                left += sum(shard.stored - shard.sent for shard in shards)
    return found


async def _stored(house: House) -> dict[str, list[Any]]:
    """Shards' positions and heads of time by service, and what audit keeps."""
    shards = "select shard, position, hlc, closed_on from store.shard order by shard"
    found = {service: await house.rows(service, shards) for service in DECIDING}
    found["audit"] = await house.rows("audit", "select count(*) from audit.entry")
    return found


def _every_harm_is_found(sound: World) -> None:
    """Also in topics in which a relay that died sent its records again, and beside a sound letter."""
    assert findings(sound) == []
    _all_found(sound, harms.HARMS, findings)
    again = harms.sent_again(sound)
    assert list(topics.check(again)) == []
    _all_found(again, harms.OF_TOPICS, topics.check)
    _all_found(again, OF_MESSAGES, lambda w: published.messages(w, w.books["monitoring"]))
    assert {causes, letters, heard, commands, topics} <= set(CHECKS)
    _all_found(sound, OF_CAUSES, causes.check)
    assert list(letters.check(lettered(harms.copied(sound)))) == []
    for making in SOUND:
        assert list(commands.check(making(harms.copied(sound)))) == []
    _all_found(sound, OF_BROKEN_COMMANDS, commands.check)
    beside = (letters, heard, commands)
    _all_found(sound, BESIDE_A_LETTER, lambda w: [f for each in beside for f in each.check(w)])


def _all_found(
    world: World,
    hurt: dict[tuple[str, str], harms.Harm],
    check: Callable[[World], Iterable[Finding]],
) -> None:
    for (name, wanted), harm in hurt.items():
        _found(name, wanted, harm(harms.copied(world)), check)


def _found(
    name: str, wanted: str, hurt: World, check: Callable[[World], Iterable[Finding]]
) -> None:
    """``wanted``: the invariant, and after a colon words that the finding must have."""
    invariant, _, words = wanted.partition(": ")
    found = list(check(hurt))
    told = f"{name}: {found[:5] or 'not found'}"
    assert any(each.invariant == invariant and words in each.what for each in found), told


def _every_table_is_compared(sound: World) -> None:
    """Each row and each column of each read table: what is gone is found, and what is altered."""
    for service, book in sound.books.items():
        names = [name for name in book.tables if name.startswith("read.")]
        filled = [name for name in names if book.tables[name]]
        assert filled, f"nothing is in the read tables of {service}"
        for name in filled:
            first, *rest = [dict(row) for row in book.tables[name]]
            harmed = [rest, [first, first, *rest]]
            harmed += [[{**first, column: "other"}, *rest] for column in first]
            for rows in harmed:
                hurt = Book(service, book.events, {**book.tables, name: rows})
                hurt.__dict__["payloads"] = book.payloads
                found = list(tables.check(replace(sound, books={service: hurt})))
                assert found, f"{service} {name}: not found: {rows[:1]}"


def _every_answer_is_counted(sound: World) -> None:
    """A command's answer and its effects in each service: none, one too few or one too many."""
    for service, book in sound.books.items():
        topic = f"postloan.{service}.replies.v1"
        answers = [row for row in book.events if row["type"].startswith("kit.Command")]
        accepted = next(
            row for row in answers if row["type"] == commands.ACCEPTED and _named(row["payload"])
        )
        effect = next(
            row for row in book.events if str(row["event_id"]) in _named(accepted["payload"])
        )
        records = sound.topics[topic]
        unsent = [m for m in records if m.by_name["ce_id"] != records[0].by_name["ce_id"]]
        again = records[0]._replace(by_name={**records[0].by_name, "ce_id": b"another"})
        for rows, said, taken in (
            ([row for row in book.events if row is not accepted], records, None),
            ([*book.events, {**accepted, "event_id": "another"}], records, None),
            ([row for row in book.events if row is not effect], records, None),
            ([*book.events, {**effect, "event_id": "another"}], records, None),
            (book.events, unsent, None),
            (book.events, [*records, again], None),
            (book.events, records, []),
        ):
            kept = book.tables if taken is None else {**book.tables, "foreign": taken}
            hurt = Book(service, rows, kept)
            world = replace(sound, books={service: hurt}, topics={**sound.topics, topic: said})
            assert list(commands.check(world)), f"{service}: {len(rows)} events, {len(said)} sent"


def _named(payload: bytes) -> list[str]:
    named: list[str] = json.loads(payload)["event_ids"]
    return named


def test_a_round_amount_is_the_same_amount() -> None:
    """As the driver reads a column: 3.66E+6 is 3,660,000 (seen as a difference with SEED=1)."""
    data = {"obligor_kind": "personal", "product": "consumer", "matures_on": "2025-12-28"}
    data |= {"principal": {"currency": "CNY", "minor": 3660000}, "effective_on": "2024-01-08"}
    live = [{"loan_id": "L", "key": "O", "kind": "personal", "product": "consumer"}]
    live[0] |= {"currency": "CNY", "principal": Decimal("3.66E+6")}
    live[0] |= {"effective_on": "2024-01-08", "matures_on": "2025-12-28"}
    row = {"loan_id": "L", "key": "O", "event_id": 1, "type": "monitoring.LoanOpened"}
    row["payload"] = json.dumps(data).encode()
    names = [{"relname": "loan"}, {"relname": "arrears"}]
    book = Book("monitoring", [row], {"read": names, "read.loan": live, "read.arrears": []})
    world = World(PARTITIONS, {"monitoring": book}, {}, {}, 0.0)
    assert list(tables.check(world)) == []
    live[0]["principal"] = Decimal("3.67E+6")
    assert {found.invariant for found in tables.check(world)} == {"I5"}


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
