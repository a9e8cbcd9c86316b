"""Servers of our own for tests that kill and restart them; the session's are left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.kafka import KafkaServer
from deploy.local.postgres import PostgresServer
from deploy.local.stack import download_folder
from tests.broker_start import with_start_file
from tests.servers import temporary_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that a server may use, also one that root lends to another user."""
    with temporary_folder("deploy") as path:
        yield path


@pytest.fixture(scope="module")
def own_kafka() -> Iterator[KafkaServer]:
    with (
        temporary_folder("kafka") as home,
        KafkaServer(home, jars=with_start_file(download_folder(home) / "kafka")) as server,
    ):
        yield server


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    with temporary_folder("postgres") as home, PostgresServer(home) as server:
        yield server
