"""Topics, made on purpose and with their partitions (the broker makes none by itself)."""

import asyncio
from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from deploy.local.errors import StackError
from deploy.local.names import written_by_others

_ALREADY_EXISTS = 36
OTHERS_BYTES = 9 * 1024 * 1024
"""Of one message that core banking or an officer sends. A line of a feed may have 8 MiB."""
OWN_BYTES = 16 * 1024 * 1024
"""Of one record that our services send. The largest message that others may send is kept in base64, key
and headers too, when it can't be taken: 12 MiB. What we add has the rest."""
_LEADER_SECONDS = 30.0


def configuration(topic: str) -> dict[str, str]:
    """What Kafka is told about a topic when it is made."""
    if not written_by_others(topic):
        return {"max.message.bytes": str(OWN_BYTES)}
    # How far we are behind is told by a record's timestamp, and the clocks of others are not ours.
    return {"max.message.bytes": str(OTHERS_BYTES), "message.timestamp.type": "LogAppendTime"}


async def create_topics(bootstrap: str, wanted: Mapping[str, int], *, copies: int = 1) -> None:
    """Makes the missing ones of `wanted` (name to partitions); returns when all have leaders.

    Raises:
        StackError: a topic is there with another number of partitions. It is not changed: messages
            of one loan would change partition and lose their order.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        present = set(await admin.list_topics())
        missing = [name for name in wanted if name not in present]
        if missing:
            answer = await admin.create_topics(
                [
                    NewTopic(name, wanted[name], copies, topic_configs=configuration(name))
                    for name in missing
                ]
            )
            for name, code, *_ in answer.topic_errors:
                if code not in (0, _ALREADY_EXISTS):
                    raise StackError(f"The topic {name} could not be made: {for_code(code)()}.")
        await _wait_for_leaders(admin, wanted)
    finally:
        await admin.close()


async def _wait_for_leaders(admin: AIOKafkaAdminClient, wanted: Mapping[str, int]) -> None:
    deadline = asyncio.get_running_loop().time() + _LEADER_SECONDS
    while waiting := _without_leader(await admin.describe_topics(list(wanted)), wanted):
        if asyncio.get_running_loop().time() > deadline:
            raise StackError(f"No broker leads these topics: {', '.join(sorted(waiting))}.")
        await asyncio.sleep(0.05)


def _without_leader(described: list[dict[str, object]], wanted: Mapping[str, int]) -> set[str]:
    waiting = set(wanted)
    for topic in described:
        name, partitions = str(topic["topic"]), topic["partitions"]
        assert isinstance(partitions, list)  # noqa: S101 - narrows the untyped client's answer
        if topic["error_code"] or any(part["leader"] < 0 for part in partitions):
            continue
        if partitions and len(partitions) != wanted[name]:
            raise StackError(
                f"The topic {name} has {len(partitions)} partitions and {wanted[name]} are asked "
                "for: keep the number a data folder was made with, or take a new data folder."
            )
        if partitions:
            waiting.discard(name)
    return waiting
