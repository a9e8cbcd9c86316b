"""What there is while a stack runs."""

import os
from collections.abc import Iterator

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local import names
from deploy.local.errors import StackError
from deploy.local.layout import DataFolder
from deploy.local.stack import LocalStack
from tests.servers import temporary_folder

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    with temporary_folder("running") as path, LocalStack(path) as running:
        yield running


async def test_every_topic_is_there(stack: LocalStack) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka.bootstrap)
    await admin.start()
    try:
        found = await admin.list_topics()
    finally:
        await admin.close()
    assert set(names.topics(names.DEFAULT_SERVICES)) <= set(found)


@pytest.mark.parametrize("service", names.DEFAULT_SERVICES)
async def test_a_service_enters_its_database_with_what_it_is_told(
    stack: LocalStack, service: str
) -> None:
    connection = await asyncpg.connect(stack.environment(service)["POSTLOAN_DSN"])
    found = await connection.fetchrow("SELECT current_database(), current_user")
    await connection.close()
    assert found is not None
    assert tuple(found) == (names.database_name(service), names.service_role(service))


def test_a_second_stack_on_the_same_folder_is_refused_with_the_first_ones_process(
    stack: LocalStack,
) -> None:
    assert DataFolder(stack.data).running() == os.getpid()
    with pytest.raises(StackError, match=f"process {os.getpid()}.*--data"):
        LocalStack(stack.data).start()
    assert DataFolder(stack.data).running() == os.getpid()


def test_starting_twice_starts_nothing_more(stack: LocalStack) -> None:
    before = stack.kafka.pid, stack.postgres.pid
    stack.kafka.start()
    stack.postgres.start()
    assert (stack.kafka.pid, stack.postgres.pid) == before
