"""Sends a book together with what officers do on its days.

Before the tick of a day on which they act, everything sent so far goes through every service; then
their commands go out in waves: what one service must know of another's act comes a wave later. The
feed goes on when they are taken, or a busy service might close days before it reads them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, Protocol, TypeVar

from aiokafka import AIOKafkaProducer

from contracts.catalogue import topics_of
from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope, write_headers
from contracts.feed import FeedLine
from services.console.cli import brokers
from services.console.cli.errors import CommandError
from services.console.cli.officers import Asked, addressed
from services.console.cli.positions import Positions
from services.console.cli.sending import Sender, Sent
from services.console.cli.target import Target
from services.console.cli.topology import deciding
from services.console.cli.waiting import wait_taken, wait_through
from services.console.lives.reading import TAKES, Step
from services.kit.sharding import partition_of, shard_of

THROUGH_S: Final = 240.0
TOLD: Final = 3
"""So many refused commands are named in the message."""
_REFUSED: Final = (
    "select event_id, convert_from(payload, 'UTF8') as payload from store.event "
    "where type = 'kit.CommandRejected' order by recorded_at, shard, position"
)


class Act(Protocol):
    """An officer's command with its envelope."""

    @property
    def envelope(self) -> Envelope:
        """Who is addressed, about which loan."""


SomeAct = TypeVar("SomeAct", bound=Act)


async def send_acted(
    target: Target, lines: Iterable[FeedLine], steps: Sequence[Step], sent: Sent
) -> int:
    """Sends the lines with the officers' steps before the close of their days; the records written.

    Raises:
        CommandError: when a command was refused: the steps belong to these lines and no others.
    """
    async with brokers.producing(target) as producer, Positions(target) as positions:
        sender = Sender(target, producer, sent)
        before = await _refused(positions)
        for part, acts in parts(lines, steps):
            await sender.send(part)
            for wave in waves(acts):
                await wait_through(positions, THROUGH_S)
                await _say(target, producer, wave)
                await wait_taken(positions, sorted({step.service for step in wave}), THROUGH_S)
        await wait_through(positions, THROUGH_S)
        after = await _refused(positions)
    refused = [said for event, said in after.items() if event not in before]
    if refused:
        raise CommandError(refusal(refused, len(steps)))
    return sender.records


def refusal(refused: Sequence[str], steps: int) -> str:
    """How many of a script's steps were refused, and what the first of them were told."""
    more = " ..." if len(refused) > TOLD else ""
    named = "; ".join(refused[:TOLD])
    return f"{len(refused)} of the officers' {steps} commands were refused: {named}{more}"


def parts(
    lines: Iterable[FeedLine], steps: Sequence[Step]
) -> Iterator[tuple[list[FeedLine], list[Step]]]:
    """The lines in pieces, each with the steps that follow it: those up to the day closed next."""
    left, piece = list(steps), list[FeedLine]()
    for line in lines:
        if line.envelope.type == BusinessDayClosed.TYPE:
            now = [step for step in left if step.on <= line.envelope.business_date]
            if now:
                yield piece, now
                left, piece = left[len(now) :], []
        piece.append(line)
    yield piece, left


def waves(acts: Sequence[SomeAct]) -> list[list[SomeAct]]:
    """Each loan's acts in their order, a wave for each change of service, all loans side by side."""
    loans: dict[str, list[SomeAct]] = defaultdict(list)
    for act in acts:
        loans[act.envelope.subject or ""].append(act)
    found: dict[int, list[SomeAct]] = defaultdict(list)
    for mine in loans.values():
        for number, (_, run) in enumerate(groupby(mine, key=_service)):
            found[number] += run
    return [found[number] for number in sorted(found)]


def _service(act: Act) -> str:
    return TAKES[act.envelope.type]


async def _say(target: Target, producer: AIOKafkaProducer, wave: Sequence[Step]) -> None:
    for step in wave:
        key = step.envelope.key or ""
        asked = Asked(step.service, step.message, key, shard_of(key))
        await producer.send(
            topics_of(step.service).commands,
            step.message.to_payload(),
            key=key.encode(),
            partition=partition_of(asked.shard, target.partitions),
            headers=write_headers(addressed(asked, step.envelope)),
        )
    await producer.flush()


async def _refused(positions: Positions) -> dict[object, str]:
    """What each refused command was told, by the id of the event that says so."""
    found: dict[object, str] = {}
    for service in deciding(positions.target.services):
        for row in await positions.rows(service, _REFUSED):
            said = json.loads(row["payload"])
            words = f"{service} {said['command_id']}: {said['code']}, {said['detail']}"
            found[row["event_id"]] = words
    return found
