"""An officers' command and a fact may bear one id of one sender: neither uses up the other's."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from contracts.catalogue import CATALOGUE
from contracts.commands import kit_commands
from contracts.envelope import Envelope, write_headers
from services.kit.incoming import digest
from services.kit.kit_events import CommandRejected
from tests.integration.kit.toy import Counted
from tests.unit.kit.filled import COMMANDS, Case
from tests.unit.kit.observing import DAY, PARTITION, TOPIC, Record, repayment
from tests.unit.kit.test_reach import stored

REDRIVE = kit_commands("monitoring").redrive


def order(offset: int, ident: str) -> Record:
    people = {"reason": "r", "requested_by": "li", "approved_by": "wang"}
    message = REDRIVE.model_validate({**people, "stream": "nothing"})
    envelope = Envelope(id=ident, source="/test", type=message.TYPE, business_date=DAY)
    headers = tuple(write_headers(envelope))
    return Record(COMMANDS, PARTITION, offset, 0, None, message.to_payload(), headers)


async def taken(case: Case, kind: type[Any]) -> int:
    return sum(isinstance(each, kind) for each, _ in await stored(case))


async def test_a_command_does_not_use_up_an_id_of_core_banking() -> None:
    case = Case()
    inbox = await case.start()
    await inbox.take((order(0, "m-0"),))
    await inbox.take((repayment(0),))
    assert await taken(case, Counted) == 1
    assert await taken(case, CommandRejected) == 1


async def test_a_fact_does_not_use_up_an_id_of_a_command() -> None:
    case = Case()
    inbox = await case.start()
    await inbox.take((repayment(0),))
    await inbox.take((order(0, "m-0"),))
    assert await taken(case, CommandRejected) == 1


def test_every_command_has_the_topic_that_the_contract_names() -> None:
    rows = [row for row in CATALOGUE if row.publisher == "console"]
    for row in rows:
        named = Envelope(id="c", source="/s", type=row.message.TYPE, business_date=DAY)
        wanted = sha256(f"{row.topic}\0/s\0c".encode()).digest()[:16]
        assert digest(named) == wanted


async def test_a_command_sent_again_is_a_duplicate_as_before() -> None:
    case = Case()
    inbox = await case.start()
    await inbox.take((order(0, "m-0"),))
    await inbox.take((order(1, "m-0"),))
    assert await taken(case, CommandRejected) == 1


async def test_commands_taken_by_an_older_version_do_not_look_like_another_topic() -> None:
    """It noted a command without its topic: what lies before our position was taken all the same."""
    case = Case()
    commands = [order(0, "c-0"), order(1, "c-1")]
    await case.has_taken(commands, COMMANDS)
    foreign = case.store.database.tables.foreign
    for key in [*foreign]:
        del foreign[key]
    older = [Envelope(id=f"c-{n}", source="/test", type="", business_date=DAY) for n in range(2)]
    foreign |= dict.fromkeys(map(digest, older), DAY)
    assert await case.halt(COMMANDS) is None
    case.topics.hold(COMMANDS, [order(0, "x-0"), order(1, "x-1")])
    assert await case.halt(COMMANDS) is not None
    assert await case.halt(TOPIC) is None
