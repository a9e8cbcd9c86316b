"""Kafka for one command: a producer, a consumer without a group, and clear errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

from services.console.cli import quiet
from services.console.cli.errors import CommandError
from services.console.cli.target import Target
from services.kit.unreadable import consumer_of_its_own

BATCH_BYTES = 512 * 1024
REQUEST_BYTES = 9 * 1024 * 1024
"""What the topics of core banking and of commands take: ``deploy.local.topics.OTHERS_BYTES``."""


@asynccontextmanager
async def producing(target: Target) -> AsyncIterator[AIOKafkaProducer]:
    """A producer that is heard by all replicas and writes nothing twice."""
    quiet.libraries()
    producer = AIOKafkaProducer(
        bootstrap_servers=target.kafka,
        enable_idempotence=True,
        acks="all",
        max_batch_size=BATCH_BYTES,
        max_request_size=REQUEST_BYTES,
    )
    try:
        await producer.start()
        yield producer
    except BrokenPipeError:
        raise  # who read our answer has gone; the broker's own troubles are Kafka's errors
    except (KafkaError, OSError) as wrong:
        raise silent(target, wrong) from None
    finally:
        await producer.stop()


@asynccontextmanager
async def looking(target: Target) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group: looking moves nobody's position."""
    quiet.libraries()
    consumer = consumer_of_its_own(target.kafka)
    try:
        await consumer.start()
        yield consumer
    except BrokenPipeError:
        raise  # who read our answer has gone; the broker's own troubles are Kafka's errors
    except (KafkaError, OSError) as wrong:
        raise silent(target, wrong) from None
    finally:
        await consumer.stop()


def silent(target: Target, wrong: Exception) -> CommandError:
    """The sentence for a broker that can't be talked to."""
    reason = str(wrong) or type(wrong).__name__
    return CommandError(f"Kafka at {target.kafka} can't be used: {reason}.")
