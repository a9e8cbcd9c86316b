"""From key to shard to partition: Kafka's default partitioner (murmur2) over 16 shards.

A shard never changes for the life of a key. Topics have P partitions, P dividing 16, and
partition = shard mod P, so one source shard lands in exactly one partition and stays in order.
"""

from __future__ import annotations

from functools import lru_cache

from aiokafka.partitioner import murmur2

from contracts.own_headers import SHARDS

__all__ = ["SHARDS", "check_partitions", "partition_of", "shard_of", "shards_of"]

KEYS_KEPT = 20_000
"""Keys whose shard is known by heart, about 5 MiB: a batch asks for each of its keys several times, and
the book as a whole is too large for any memory."""


@lru_cache(maxsize=KEYS_KEPT)
def shard_of(key: str) -> int:
    """The shard of an obligor's customer number (0 to 15)."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % SHARDS


def partition_of(shard: int, partitions: int) -> int:
    """The partition that carries a shard on every topic."""
    return shard % partitions


def shards_of(partition: int, partitions: int) -> tuple[int, ...]:
    """The shards carried by a partition."""
    return tuple(range(partition, SHARDS, partitions))


def check_partitions(partitions: int) -> None:
    """Raise ``ValueError`` unless the partition count divides the number of shards."""
    if partitions < 1 or SHARDS % partitions:
        raise ValueError(f"partitions={partitions}: must divide {SHARDS} (1, 2, 4, 8 or 16)")
