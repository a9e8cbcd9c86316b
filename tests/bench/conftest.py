"""Benches run one after the other, each on a broker and databases of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.bench.page import renew
from tests.bench.results import Results, say


@pytest.fixture(scope="session")
def results() -> Iterator[Results]:
    """Collects figures; at the end the result file, and the page when nothing is missing in it."""
    kept = Results()
    yield kept
    path = kept.write()
    say(f"written: {path}")
    say(renew(path))


@pytest.fixture
def broker() -> Iterator[servers.TestKafka]:
    """A broker on which the topics have their real names."""
    with servers.kafka_server() as server:
        yield server


@pytest.fixture
def folder() -> Iterator[Path]:
    """For what programs leave behind."""
    with servers.temporary_folder("bench") as path:
        yield path
