"""An officer's command over Kafka, and the service's reply to it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from uuid import uuid4

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.catalogue import CATALOGUE, DECIDING, MODELS, SERVICES, parse, topics_of
from contracts.envelope import Envelope, dataschema_of, read_headers, write_headers
from contracts.errors import ContractError
from contracts.message import Message
from contracts.replies import CommandRejected
from services.console.cli import api, brokers, databases
from services.console.cli.errors import CommandError, UsageError
from services.console.cli.output import Output, Sheet
from services.console.cli.sending import SOURCE, traced
from services.console.cli.target import Target
from services.console.cli.words import named
from services.kit.clock import bank_today, utc_now
from services.kit.sharding import partition_of, shard_of

REPLY_SECONDS: Final = 30.0


@dataclass(frozen=True)
class Asked:
    """A command ready to be sent."""

    service: str
    message: Message
    key: str | None
    shard: int


def argument(text: str) -> dict[str, Any]:
    """The JSON object of the argument: itself, ``-`` for standard input or ``@FILE``."""
    if text == "-":
        text, origin = sys.stdin.read(), "standard input"
    elif text.startswith("@"):
        path, origin = Path(text[1:]), text[1:]
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as wrong:
            raise UsageError(f"The file {path} can't be read: {wrong}.") from None
    else:
        origin = "JSON"
    try:
        read = json.loads(text)
    except RecursionError:
        raise UsageError(f"{origin} is nested too deeply: a command's fields are flat.") from None
    except ValueError as wrong:
        raise UsageError(f"{origin} is not a JSON document: {wrong}.") from None
    if not isinstance(read, dict):
        raise UsageError(f'{origin} must be a JSON object, for example {{"loan_id": "L-1"}}.')
    return read


def model_of(service: str, command: str) -> type[Message]:
    """The command's model; `UsageError` lists what there is."""
    if service not in SERVICES:
        raise UsageError(f"SERVICE {service!r}: choose one of {', '.join(DECIDING)}.")
    known = {
        row.message.TYPE.split(".")[2]: row.message
        for row in CATALOGUE
        if row.topic == topics_of(service).commands
    }
    if not known:
        raise UsageError(f"SERVICE {service!r}: it decides nothing and takes no command.")
    if command not in known:
        raise UsageError(
            f"COMMAND {command!r}: {service} takes {', '.join(sorted(known))} and no other."
        )
    return known[command]


def prepare(target: Target, service: str, command: str, fields: Mapping[str, Any]) -> Asked:
    """The checked command; a missing obligor is looked up from the loan."""
    model = model_of(service, command)
    if service not in target.services:
        raise CommandError(f"The stack on {target.name} does not run {service}.")
    wanted = dict(fields)
    if "obligor_id" not in wanted and isinstance(wanted.get("loan_id"), str):
        wanted["obligor_id"] = api.get(target, "loans", wanted["loan_id"])["obligor_id"]
    message = check(model, wanted)
    key = getattr(message, "obligor_id", None)
    if key is None:
        raise UsageError("obligor_id: give it, or the loan_id of one of the obligor's loans.")
    return Asked(service, message, key, shard_of(key))


def check(model: type[Message], fields: Mapping[str, Any]) -> Message:
    """The fields as a message; `UsageError` with one sentence per broken rule."""
    try:
        return parse(model.TYPE, json.dumps(fields).encode())
    except ContractError as wrong:
        raise UsageError(
            "\n".join(
                f"{each.field} {each.value!r}: {each.detail.rstrip('.')} (rule {each.rule})."
                for each in (wrong, *wrong.others)
            )
        ) from None


async def ask(target: Target, asked: Asked, seconds: float) -> dict[str, Any]:
    """Sends the command and returns the reply; `CommandError` when none comes in time."""
    envelope = addressed(
        asked,
        Envelope(
            id=str(uuid4()),
            source=SOURCE,
            type=asked.message.TYPE,
            business_date=await _open_day(target, asked),
        ),
    )
    async with Desk(target) as desk:
        return await desk.ask(asked, envelope, seconds)


def addressed(asked: Asked, envelope: Envelope) -> Envelope:
    """The envelope of a command that is sent now; identity, day and type are its own."""
    return traced(
        msgspec.structs.replace(
            envelope,
            time=utc_now().isoformat(),
            subject=getattr(asked.message, "loan_id", None),
            key=asked.key,
            dataschema=dataschema_of(type(asked.message)),
            actor=_actor(asked.message),
        )
    )


class Desk:
    """Asks one command after the other over open connections; a context manager."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.producer = await self._open.enter_async_context(brokers.producing(self.target))
        self._replies = await self._open.enter_async_context(brokers.looking(self.target))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open.__aexit__(kind, error, trace)

    async def ask(self, asked: Asked, envelope: Envelope, seconds: float) -> dict[str, Any]:
        """Sends the command and returns the reply; `CommandError` when none comes in time."""
        topics = topics_of(asked.service)
        partition = partition_of(asked.shard, self.target.partitions)
        place = TopicPartition(topics.replies, partition)
        self._replies.assign([place])
        # Where the replies end now, so that ours can't come before we look.
        self._replies.seek(place, (await self._replies.end_offsets([place]))[place])
        await self.producer.send_and_wait(
            topics.commands,
            asked.message.to_payload(),
            key=None if asked.key is None else asked.key.encode(),
            partition=partition,
            headers=write_headers(envelope),
        )
        return await _reply(self._replies, place, asked, envelope, seconds)


async def _reply(
    replies: AIOKafkaConsumer,
    place: TopicPartition,
    asked: Asked,
    envelope: Envelope,
    seconds: float,
) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while (left := deadline - loop.time()) > 0:
        found = await replies.getmany(place, timeout_ms=max(int(left * 1000), 1))
        for record in found.get(place, []):
            answer = _read(record)
            if answer is not None and answer[1].command_id == envelope.id:  # type: ignore[attr-defined]
                return _document(asked, envelope, *answer)
    raise CommandError(
        f"{asked.service} has not replied to the command {envelope.id} within {seconds:g} s. It "
        "is not lost: it waits in the topic, and the reply will stand in the loan's history. See "
        "`postloan status`."
    )


def _read(record: Any) -> tuple[Envelope, Message] | None:
    try:
        envelope = read_headers(record.key, record.headers)
        return envelope, parse(envelope.type, record.value or b"")
    except ContractError:
        return None  # not ours: a reply of a later version, or somebody's experiment


def _document(asked: Asked, sent: Envelope, answer: Envelope, reply: Message) -> dict[str, Any]:
    return {
        "service": asked.service,
        "command": sent.type,
        "command_id": sent.id,
        "traceparent": sent.traceparent,
        "accepted": not isinstance(reply, CommandRejected),
        "type": answer.type,
        "reply": reply.model_dump(mode="json", exclude_none=True),
    }


async def _open_day(target: Target, asked: Asked) -> date:
    """The bank's open business day: the one after the last closed day of that shard."""
    query = "select closed_on from store.shard where shard = $1 and closed_on is not null"
    rows = await databases.ask(target, asked.service, query, asked.shard)
    return rows[0]["closed_on"] + timedelta(days=1) if rows else bank_today(utc_now())


def _actor(message: Message) -> str:
    return f"{getattr(message, 'requested_by', '')}+{getattr(message, 'approved_by', '')}"


def order(
    service: str, name: str, shard: int, key: str | None, fields: Mapping[str, Any]
) -> Asked:
    """A command that the kit answers; it goes to the shard it is about, whatever its key."""
    return Asked(service, check(MODELS[f"postloan.{service}.{name}.v1"], fields), key, shard)


def sheet(out: Output, document: Mapping[str, Any]) -> Sheet:
    """The reply for people."""
    reply = document["reply"]
    rows = [
        [out.label("command"), document["command"]],
        ["", document["command_id"]],
        [out.label("reply"), out.value("accepted" if document["accepted"] else "rejected")],
    ]
    if document["accepted"]:
        ids = reply["event_ids"] or [out.label("none")]
        rows += [[out.label("events") if not n else "", each] for n, each in enumerate(ids)]
    else:
        rows += [
            [out.label("rule"), named(reply["code"], out.lang)],
            [out.label("detail"), reply["detail"]],
        ]
    return Sheet(out.label(document["service"]), (), rows)
