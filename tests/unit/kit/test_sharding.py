"""Keys to shards to partitions, as Kafka's own partitioner does it."""

from __future__ import annotations

import pytest
from aiokafka.partitioner import DefaultPartitioner, murmur2
from hypothesis import given
from hypothesis import strategies as st

from services.kit.sharding import SHARDS, check_partitions, partition_of, shard_of, shards_of

DIVISORS = (1, 2, 4, 8, 16)
KEYS = st.text(min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("key", "digest"),
    [  # the vectors of Apache Kafka's own test of this function, signed
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_digest_is_kafkas(key: bytes, digest: int) -> None:
    assert murmur2(key) & 0xFFFFFFFF == digest & 0xFFFFFFFF


@pytest.mark.parametrize(
    ("key", "shard"), [("foobar", 14), ("abc", 11), ("21", 12), ("C-0007", 4), ("客户-7", 7)]
)
def test_a_key_has_one_shard_for_life(key: str, shard: int) -> None:
    assert shard_of(key) == shard


@given(KEYS, st.sampled_from(DIVISORS))
def test_a_core_bank_with_kafkas_default_partitioner_sends_to_the_right_partition(
    key: str, partitions: int
) -> None:
    everywhere = list(range(partitions))
    chosen = DefaultPartitioner()(key.encode(), everywhere, everywhere)
    assert chosen == partition_of(shard_of(key), partitions)


@pytest.mark.parametrize("partitions", DIVISORS)
def test_every_shard_is_in_exactly_one_partition(partitions: int) -> None:
    carried = [shards_of(partition, partitions) for partition in range(partitions)]
    assert sorted(shard for shards in carried for shard in shards) == list(range(SHARDS))
    for partition, shards in enumerate(carried):
        assert {partition_of(shard, partitions) for shard in shards} == {partition}
    check_partitions(partitions)


@pytest.mark.parametrize("partitions", [-4, 0, 3, 5, 12, 32])
def test_another_number_of_partitions_is_refused(partitions: int) -> None:
    with pytest.raises(ValueError, match=rf"partitions={partitions}: must divide 16"):
        check_partitions(partitions)
