"""The `eventsourcing` package's own recorder cases, on both stores (`recorder_adapter.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from services.kit.memory_store import MemoryStore
from services.kit.migrations import migrate
from services.kit.store import PostgresStore
from services.kit.store_protocol import Store
from tests.integration.kit import recorder_adapter
from tests.integration.kit.recorder_adapter import AggregateStoreRecorder, StoreRecorder
from tests.servers import in_own_loop

cases: Any = recorder_adapter.package_cases()


class InMemory:
    """The cases on a `MemoryStore`."""

    INITIAL_VERSION: ClassVar[int] = 0
    recorder_class: ClassVar[type[StoreRecorder]] = StoreRecorder
    make: Callable[[], Store] = MemoryStore

    @pytest.fixture(autouse=True)
    def _recorders(self) -> Iterator[None]:
        self.opened: list[StoreRecorder] = []
        yield
        for recorder in self.opened:
            recorder.close()

    def create_recorder(self) -> Any:
        self.opened.append(self.recorder_class(self.make))
        return self.opened[-1]

    def new_originator_id(self) -> str:
        return str(uuid4())


class OnPostgres(InMemory):
    """The cases on a `PostgresStore` with a database of its own."""

    @pytest.fixture(autouse=True)
    def _database(self, fresh_database: Callable[[str], tuple[str, str]]) -> None:
        owner_dsn, dsn = fresh_database("monitoring")
        in_own_loop(migrate(owner_dsn))
        self.dsn = dsn
        self.make = lambda: PostgresStore(lambda _: dsn)


class TestAggregateRecorderInMemory(InMemory, cases.AggregateRecorderTestCase):
    recorder_class = AggregateStoreRecorder


class TestAggregateRecorderOnPostgres(OnPostgres, cases.AggregateRecorderTestCase):
    recorder_class = AggregateStoreRecorder


class TestApplicationRecorderInMemory(InMemory, cases.ApplicationRecorderTestCase[StoreRecorder]):
    pass


class TestApplicationRecorderOnPostgres(
    OnPostgres, cases.ApplicationRecorderTestCase[StoreRecorder]
):
    def test_concurrent_no_conflicts(self) -> None:
        """As the package's, and afterwards our own promises hold over what it wrote."""
        super().test_concurrent_no_conflicts()
        (recorder,) = self.opened
        total = recorder.max_notification_id() or 0
        ids = [each.id for each in recorder.select_notifications(start=1, limit=total + 1)]
        assert ids == list(range(1, total + 1))


class TestIdsOfTwoWritersInMemory(InMemory, cases.NonInterleavingNotificationIDsBaseCase):
    pass


class TestIdsOfTwoWritersOnPostgres(OnPostgres, cases.NonInterleavingNotificationIDsBaseCase):
    pass


def test_the_list_of_cases_that_do_not_apply_is_complete() -> None:
    """Every recorder case of the package either runs here or is named in the adapter."""
    running = {
        base.__name__
        for each in (*InMemory.__subclasses__(), *OnPostgres.__subclasses__())
        for base in each.__mro__
    }
    known = [name for name in vars(cases) if name.endswith(("TestCase", "BaseCase"))]
    assert len(known) >= 6
    for name in known:
        named = name in (recorder_adapter.__doc__ or "")
        assert name in running or named or name in {"TestCase", "RecorderTestCase"}, name
