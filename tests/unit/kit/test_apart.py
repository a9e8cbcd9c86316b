"""A partition that some of the service's topics lack, or that is one too many, is claimed by nobody."""

from __future__ import annotations

from typing import Any

from aiokafka import TopicPartition

from services.kit.apart import Apart
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import toy
from tests.unit.kit.looked import Consumer
from tests.unit.kit.observing import NOW, PARTITIONS

TOPICS = toy("").all_topics


def owner(partition: int) -> Owner:
    clock = FixedClock(NOW)
    return Owner(toy(""), MemoryStore(), partition, PARTITIONS, clock, Telemetry(), 100)


def consumer(partition: int, *topics: str) -> Any:
    return Consumer([TopicPartition(topic, partition) for topic in topics])


def test_what_all_topics_have_is_claimed() -> None:
    apart = Apart()
    assert not apart.keeps(owner(3), consumer(3, *TOPICS), TOPICS)
    assert not apart.keeps(owner(3), None, TOPICS)
    assert apart.reasons == {}


def test_what_a_topic_lacks_is_not_until_it_has_it() -> None:
    apart, (facts, orders) = Apart(), TOPICS
    assert apart.keeps(owner(3), consumer(3, facts), TOPICS)
    assert list(apart.reasons) == [3]
    assert apart.reasons[3].startswith(f"partition 3 of {orders} is not ours")
    assert not apart.keeps(owner(3), consumer(3, *TOPICS), TOPICS)
    assert apart.reasons == {}


def test_one_too_many_is_not_because_its_shards_have_an_owner() -> None:
    apart = Apart()
    assert apart.keeps(owner(PARTITIONS), consumer(PARTITIONS, *TOPICS), TOPICS)
    assert "told of 4 (POSTLOAN_PARTITIONS)" in apart.reasons[PARTITIONS]
