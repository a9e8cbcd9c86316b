"""Partitions that no process may own: topics whose numbers of partitions differ from ours.

All topics of a service have as many partitions as it was told of, because a shard lies in one partition
of all of them. An operator may give a topic more, or make it anew with fewer. A partition too many has
shards that belong to another owner, and where a topic lacks one Kafka can't be asked for a position. Such
a partition stays unread, with an alarm, and holds up no other.
"""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.kit.owner import Owner

log = structlog.get_logger()


class Apart:
    """What one inbox can't own of what it is assigned, with the reasons."""

    def __init__(self) -> None:
        self.reasons: dict[int, str] = {}

    def keeps(
        self, owner: Owner, consumer: AIOKafkaConsumer | None, topics: Iterable[str]
    ) -> bool:
        """Whether this partition is not to be claimed; says so once."""
        reason = _reason(owner, consumer, topics)
        if not reason:
            self.reasons.pop(owner.partition, None)
        elif self.reasons.get(owner.partition) != reason:
            self.reasons[owner.partition] = reason
            log.critical("partition not claimed", partition=owner.partition, reason=reason)
        return bool(reason)


def _reason(owner: Owner, consumer: AIOKafkaConsumer | None, topics: Iterable[str]) -> str:
    if owner.partition >= owner.partitions:
        told = f"this service was told of {owner.partitions} (POSTLOAN_PARTITIONS)"
        return f"partition {owner.partition} is one too many: {told}, and its shards lie in those"
    assigned = frozenset() if consumer is None else consumer.assignment()
    without = [at for at in topics if TopicPartition(at, owner.partition) not in assigned]
    if consumer is None or not without:
        return ""
    named = ", ".join(without)
    return f"partition {owner.partition} of {named} is not ours: topics differ in their partitions"
