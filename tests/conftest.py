"""Fixtures for every floor of the tests; what they start is explained in `tests.servers`."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import servers

# No test fails for the time it takes: a busy machine draws its examples slowly.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_report_header() -> str:
    return servers.description()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """An address in a test's name differs between workers, which then can't share the tests."""
    bad = [item.nodeid for item in items if " at 0x" in item.nodeid]
    if bad:
        raise pytest.UsageError(f"names of tests that no other process knows: {bad}")


@pytest.fixture(scope="session")
def kafka() -> Iterator[servers.TestKafka]:
    """The session's broker: `.bootstrap`."""
    with servers.kafka_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.TestPostgres]:
    """The session's database server: `.admin_dsn`, `.passwords(role)`."""
    with servers.postgres_server() as server:
        yield server


@pytest.fixture
def databases(postgres: servers.TestPostgres) -> Iterator[servers.Databases]:
    """Makes databases that are dropped after the test."""
    made = servers.Databases(postgres)
    yield made
    made.drop_all()


@pytest.fixture
def fresh_database(databases: servers.Databases) -> Callable[[str], tuple[str, str]]:
    """`fresh_database(service)` gives (owner's address, service's address) of a new database."""
    return databases.fresh


@pytest.fixture
def topic_prefix() -> str:
    """Begins the names of one test's topics and consumer groups, so tests do not meet."""
    return f"test-{uuid.uuid4().hex[:10]}."
